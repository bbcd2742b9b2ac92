// JSON from outside, by simdjson's dom (validates everything: UTF-8, numbers, structure; depth at most 1024).
// A leading UTF-8 byte order mark is skipped. Where a key occurs twice the last one wins, as JavaScript's
// JSON.parse has it (simdjson itself would give the first).
//
// A Json is a view into its JsonDocument, two words, cheap to copy; the document must outlive it. Not to be
// shared between threads while the document is alive in a parse. The face of Toml and Yaml too:
// codec/document_node.h.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/byte_reader.h"

namespace pratique::codec {

// simdjson's dom takes about 5 × the text in memory, and 12 × of text that is made for it ("[],[],[]").
inline constexpr std::uint64_t kMaxJsonBytes = 32ull << 20;
inline constexpr std::uint64_t kMaxJsonMemory = 128ull << 20;

class Json {
 public:
  enum class Kind { kAbsent, kNull, kBool, kNumber, kString, kArray, kObject };

  // Absent: every look-up in it is absent again, so chains need no checks.
  Json() = default;
  Kind kind() const;
  explicit operator bool() const { return kind() != Kind::kAbsent; }
  bool is_null() const { return kind() == Kind::kNull; }
  bool is_string() const { return kind() == Kind::kString; }
  bool is_array() const { return kind() == Kind::kArray; }
  bool is_object() const { return kind() == Kind::kObject; }

  // Member of an object; absent when this is no object or has no such key. Last of duplicates.
  Json operator[](std::string_view key) const;
  // Element of an array; linear.
  Json at(std::size_t index) const;
  // Of an array or object, else 0.
  std::size_t size() const;

  // Of a string; "" for anything else.
  std::string_view text() const;
  std::string text_or(std::string_view otherwise) const;
  std::optional<std::int64_t> integer() const;
  std::optional<double> number() const;
  std::optional<bool> boolean() const;

  // Array elements in order; object members in document order (duplicates: each of them, so a map filled by
  // assignment ends with the last).
  void each(const std::function<void(Json)>& visit) const;
  void each_member(const std::function<void(std::string_view key, Json value)>& visit) const;

 private:
  friend class JsonDocument;
  // A simdjson::dom::element, so that its header stays in json.cc.
  std::array<std::uint64_t, 2> element_{};
};

class JsonDocument {
 public:
  // Errors: kLimit over `limit` bytes, over `memory` bytes that the document would take, or depth 1024;
  // kInvalid for anything that is not one JSON value.
  static Result<JsonDocument> parse(std::string_view text, std::uint64_t limit = kMaxJsonBytes,
                                    std::uint64_t memory = kMaxJsonMemory);
  // The same, of a text that is of no more use: no second copy of it is made, and it is let go once it is parsed.
  static Result<JsonDocument> take(std::string text, std::uint64_t limit = kMaxJsonBytes,
                                   std::uint64_t memory = kMaxJsonMemory);
  JsonDocument(JsonDocument&&) noexcept;
  JsonDocument& operator=(JsonDocument&&) noexcept;
  ~JsonDocument();
  Json root() const;

 private:
  struct State;
  explicit JsonDocument(std::unique_ptr<State> state);
  static Result<JsonDocument> parse_padded(std::string_view text, bool padded, std::uint64_t limit,
                                           std::uint64_t memory);
  std::unique_ptr<State> state_;
};

}  // namespace pratique::codec
