// Numbers, texts and lists as the database and the shards write them: unsigned LEB128, a text as its length and
// its bytes, a list as its count and its items. Reading is checked: damaged bytes give errors.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/byte_reader.h"

namespace pratique::advisory::compact {

// Appends; the reading functions below take the same things in the same order.
class CompactWriter {
 public:
  void number(std::uint64_t value) {
    for (; value >= 0x80; value >>= 7) out_ += static_cast<char>((value & 0x7f) | 0x80);
    out_ += static_cast<char>(value);
  }
  void text(std::string_view text) {
    number(text.size());
    out_ += text;
  }
  void texts(const std::vector<std::string>& texts) {
    number(texts.size());
    for (const auto& each : texts) text(each);
  }
  std::string take() { return std::move(out_); }

 private:
  std::string out_;
};

inline Result<std::string_view> text_view(base::ByteReader& in) {
  PQ_TRY(const auto size, in.uvarint());
  PQ_TRY(const auto bytes, in.take(size));
  return base::as_text(bytes);
}

inline Result<std::string> text(base::ByteReader& in) {
  PQ_TRY(const auto view, text_view(in));
  return std::string(view);
}

// Every item takes a byte at least, so a count beyond the bytes left is damage, not a reason to reserve
// memory.
inline Result<std::uint64_t> count(base::ByteReader& in) {
  PQ_TRY(const auto count, in.uvarint());
  if (count > in.remaining()) return base::invalid_at(in.position(), "count beyond the end of the record");
  return count;
}

inline Result<std::vector<std::string>> texts(base::ByteReader& in) {
  PQ_TRY(const auto size, count(in));
  std::vector<std::string> out;
  out.reserve(size);
  for (std::uint64_t i = 0; i < size; ++i) {
    PQ_TRY(auto each, text(in));
    out.push_back(std::move(each));
  }
  return out;
}

}  // namespace pratique::advisory::compact
