// The hash of text for look-up tables: XXH3 with a seed of this process, so that nobody can make an image
// whose names all fall into one slot. Tables keyed by std::string can be asked with a std::string_view
// without making a string. The seed reaches no output, because nothing iterates over such a table to write
// something.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace pratique::base {

std::uint64_t hash_text(std::string_view text);

// 128 bits of XXH3 without a seed, as 32 hexadecimal digits: the same on every machine, for identifiers in
// documents. Texts can be made that share one, so nothing may rest on its being unique.
std::string stable_hash(std::string_view text);

struct TextHash {
  using is_transparent = void;
  // Boost::unordered: needs no further mixing.
  using is_avalanching = void;
  std::size_t operator()(std::string_view text) const { return hash_text(text); }
};

}  // namespace pratique::base
