// Which functions of a module are linked into a Go program: a set of names, small enough to be kept with the component
// and written into documents.
//
// A program has up to some hundred thousand functions, and which of them an advisory will name is not known when it is
// read. So each is kept as a few bits of a hash: a set may say "linked" of one that is not (of a package that is linked,
// one in a million), and then the advisory counts as it would without the set; it never says "not linked" of one that is.
//
// The text is "COUNT.BITS:DIGITS". Each function, and each package that has one, is the highest BITS bits of a hash of 64
// (20 more than COUNT has); sorted, the gaps between them are written with Golomb-Rice codes of parameter 20 (gap >> 20
// in ones, a zero, then 20 bits), the highest bit first, six to a digit of "A-Za-z0-9-_" (RFC 4648, section 5): some 3.7
// digits a function. "0.20:" is a module of which nothing is linked. Pure, thread-safe.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace pratique::model {

inline constexpr std::uint64_t kMaxLinkedFunctions = 2'000'000;

// The hash of a function's name without its package: "Conn.Close".
std::uint64_t hash_function(std::string_view name);
// The key of a function, by the import path of its package and the hash of its name; hash 0 is the package itself.
std::uint64_t function_key(std::string_view package, std::uint64_t hash);

// Keys in any order; at most kMaxLinkedFunctions of them, else the set is not known (empty text).
std::string write_functions(std::vector<std::uint64_t> keys);
// The functions that are in either; empty where that is not known of one.
std::string join_functions(const std::string& a, const std::string& b);

class LinkedFunctions {
 public:
  // Nothing for a text that write_functions() has not written; an empty one too.
  static std::optional<LinkedFunctions> parse(std::string_view text);

  // Whether anything of the package is linked.
  bool has_package(std::string_view package) const { return has(function_key(package, 0)); }
  // By its name without the package.
  bool has(std::string_view package, std::string_view function) const {
    return has(function_key(package, hash_function(function)));
  }

 private:
  friend std::string join_functions(const std::string& a, const std::string& b);
  bool has(std::uint64_t key) const;

  // Of a key's highest bits.
  int bits_ = 0;
  // Sorted.
  std::vector<std::uint64_t> values_;
};

}  // namespace pratique::model
