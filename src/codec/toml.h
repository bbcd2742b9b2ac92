// TOML 1.0 (https://toml.io/en/v1.0.0) from outside, by toml++. Bounded before it is parsed: toml++ itself
// limits the nesting of values but neither their number nor the length of dotted keys, which nest tables as
// deep.
//
// A Toml is a view into its TomlDocument, one pointer, cheap to copy; the document must outlive it. A
// document that is no longer changed may be read by several threads.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string_view>

#include "base/result.h"

namespace pratique::codec {

inline constexpr std::uint64_t kMaxTomlBytes = 32ull << 20;
// toml++ takes about 200 bytes a value; a lock file of 1,000 packages has about 10,000.
inline constexpr std::size_t kMaxTomlValues = 500'000;
// Parts of a dotted key or table header ("a.b.c" has three).
inline constexpr std::size_t kMaxTomlKeyParts = 64;

class Toml {
 public:
  enum class Kind {
    // kOther: dates and times.
    kAbsent,
    kTable,
    kArray,
    kString,
    kInteger,
    kFloat,
    kBool,
    kOther
  };

  // Absent: every look-up in it is absent again, so chains need no checks.
  Toml() = default;
  Kind kind() const;
  explicit operator bool() const { return node_ != nullptr; }
  bool is_object() const { return kind() == Kind::kTable; }
  // Never: TOML has none.
  bool is_null() const { return false; }
  bool is_array() const { return kind() == Kind::kArray; }
  bool is_string() const { return kind() == Kind::kString; }

  // Member of a table, else absent.
  Toml operator[](std::string_view key) const;
  // Element of an array, else absent.
  Toml at(std::size_t index) const;
  // Of an array or table, else 0.
  std::size_t size() const;

  // Of a string; "" for anything else.
  std::string_view text() const;
  std::string text_or(std::string_view otherwise) const;
  std::optional<std::int64_t> integer() const;
  // Of an integer or a float.
  std::optional<double> number() const;
  std::optional<bool> boolean() const;

  // Array elements in order; table members sorted by key.
  void each(const std::function<void(Toml)>& visit) const;
  void each_member(const std::function<void(std::string_view key, Toml value)>& visit) const;

 private:
  friend class TomlDocument;
  explicit Toml(const void* node) : node_(node) {}
  // A toml::node, so that its header stays in toml.cc.
  const void* node_ = nullptr;
};

class TomlDocument {
 public:
  // Errors: kLimit over `limit` bytes, kMaxTomlValues or kMaxTomlKeyParts, or nested deeper than 64;
  // kInvalid, with the line, for anything that is not TOML.
  static Result<TomlDocument> parse(std::string_view text, std::uint64_t limit = kMaxTomlBytes);
  TomlDocument(TomlDocument&&) noexcept;
  TomlDocument& operator=(TomlDocument&&) noexcept;
  ~TomlDocument();
  // A table.
  Toml root() const;

 private:
  struct State;
  explicit TomlDocument(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace pratique::codec
