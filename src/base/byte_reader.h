// The one checked door to bytes: every parser of a binary format reads through a ByteReader, so that offset
// arithmetic cannot overflow or leave the buffer. A parser that needs `data() + n` instead is a review stop.
//
// A ByteReader is a view: the bytes must outlive it. Reading past the end is an Error with the offset;
// nothing is consumed.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

#include "base/result.h"

namespace pratique::base {

using Bytes = std::span<const std::byte>;

inline Bytes as_bytes(std::string_view text) { return std::as_bytes(std::span(text.data(), text.size())); }
inline std::string_view as_text(Bytes bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

enum class Endian { kLittle, kBig };

class ByteReader {
 public:
  explicit ByteReader(Bytes bytes, Endian order = Endian::kLittle) : bytes_(bytes), order_(order) {}

  std::uint64_t position() const { return position_; }
  std::uint64_t size() const { return bytes_.size(); }
  std::uint64_t remaining() const { return bytes_.size() - position_; }
  Endian order() const { return order_; }
  void set_order(Endian order) { order_ = order; }

  // Sequential reads, in the reader's byte order.
  Result<std::uint8_t> u8();
  Result<std::uint16_t> u16();
  Result<std::uint32_t> u32();
  Result<std::uint64_t> u64();
  Result<Bytes> take(std::uint64_t count);
  // Text up to a NUL, which is consumed and not part of it; an error when there is none within `limit` bytes.
  Result<std::string_view> c_string(std::uint64_t limit = 1 << 16);
  // Unsigned LEB128 as Go's encoding/binary and DWARF write it: at most 10 bytes, 64 bits.
  Result<std::uint64_t> uvarint();
  // The same for formats of our own (ByteWriter): also an error when fewer bytes would have done.
  Result<std::uint64_t> shortest_uvarint();
  // A length by shortest_uvarint() and so many bytes.
  Result<std::string_view> text();
  // How many things follow, by shortest_uvarint(). An error when what is left cannot hold them, each taking at
  // least `least` bytes: so that room may be made for so many.
  Result<std::uint64_t> count(std::uint64_t least);
  Result<void> skip(std::uint64_t count);
  Result<void> seek(std::uint64_t position);

  // `count` bytes at `offset`, wherever the reader stands.
  Result<Bytes> at(std::uint64_t offset, std::uint64_t count) const;
  // A reader of those bytes, in the same byte order.
  Result<ByteReader> sub(std::uint64_t offset, std::uint64_t count) const;

 private:
  Result<std::uint64_t> number(std::uint64_t width);

  Bytes bytes_;
  Endian order_;
  std::uint64_t position_ = 0;
};

// a + b and a * b of lengths that come from outside; an error instead of a wrap.
Result<std::uint64_t> checked_add(std::uint64_t a, std::uint64_t b);
Result<std::uint64_t> checked_multiply(std::uint64_t a, std::uint64_t b);

}  // namespace pratique::base
