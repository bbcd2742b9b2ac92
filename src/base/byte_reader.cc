#include "base/byte_reader.h"

#include <algorithm>

namespace pratique::base {

Result<std::uint64_t> ByteReader::number(std::uint64_t width) {
  PQ_TRY(const Bytes bytes, take(width));
  std::uint64_t value = 0;
  for (std::uint64_t i = 0; i < width; ++i) {
    const auto byte = bytes[order_ == Endian::kBig ? i : width - 1 - i];
    value = value << 8 | std::to_integer<std::uint64_t>(byte);
  }
  return value;
}

Result<std::uint8_t> ByteReader::u8() {
  if (position_ >= bytes_.size()) return invalid_at(position_, "bytes end too early");
  return std::to_integer<std::uint8_t>(bytes_[position_++]);
}
Result<std::uint16_t> ByteReader::u16() {
  PQ_TRY(const auto value, number(2));
  return static_cast<std::uint16_t>(value);
}
Result<std::uint32_t> ByteReader::u32() {
  PQ_TRY(const auto value, number(4));
  return static_cast<std::uint32_t>(value);
}
Result<std::uint64_t> ByteReader::u64() { return number(8); }

Result<Bytes> ByteReader::take(std::uint64_t count) {
  PQ_TRY(const Bytes bytes, at(position_, count));
  position_ += count;
  return bytes;
}

Result<std::string_view> ByteReader::c_string(std::uint64_t limit) {
  const auto rest = bytes_.subspan(position_, std::min<std::uint64_t>(remaining(), limit));
  const auto end = std::find(rest.begin(), rest.end(), std::byte{0});
  if (end == rest.end()) return invalid_at(position_, "text without an end");
  const auto length = static_cast<std::uint64_t>(end - rest.begin());
  position_ += length + 1;
  return as_text(rest.first(length));
}

// Numbers of one and two bytes in their shortest form, which nearly all are; size 0 for all others.
struct QuickNumber {
  std::uint64_t value = 0, size = 0;
};
static QuickNumber quick_uvarint(Bytes bytes, std::uint64_t at) {
  if (at >= bytes.size()) return {};
  const auto first = std::to_integer<std::uint64_t>(bytes[at]);
  if (first < 0x80) return {first, 1};
  if (at + 1 >= bytes.size()) return {};
  const auto second = std::to_integer<std::uint64_t>(bytes[at + 1]);
  if (second == 0 || second >= 0x80) return {};
  return {(first & 0x7f) | second << 7, 2};
}

Result<std::uint64_t> ByteReader::uvarint() {
  // Nearly all numbers of the advisory database are one byte: a tenth of what judging took.
  if (position_ < bytes_.size() && std::to_integer<std::uint8_t>(bytes_[position_]) < 0x80)
    return std::to_integer<std::uint64_t>(bytes_[position_++]);
  constexpr unsigned kBits = 7, kLastShift = 63;
  std::uint64_t value = 0;
  auto at = position_;
  for (unsigned shift = 0; shift <= kLastShift; shift += kBits) {
    if (at == bytes_.size()) return invalid_at(at, "bytes end too early");
    const auto byte = std::to_integer<std::uint64_t>(bytes_[at++]);
    if (shift == kLastShift && byte > 1) break;
    value |= (byte & 0x7f) << shift;
    if (byte >= 0x80) continue;
    position_ = at;
    return value;
  }
  return invalid_at(position_, "number too long");
}

Result<std::uint64_t> ByteReader::shortest_uvarint() {
  const auto start = position_;
  if (const auto number = quick_uvarint(bytes_, start); number.size > 0) {
    position_ += number.size;
    return number.value;
  }
  PQ_TRY(const auto value, uvarint());
  const bool longer = position_ - start > 1 && std::to_integer<std::uint8_t>(bytes_[position_ - 1]) == 0;
  if (!longer) return value;
  position_ = start;
  return invalid_at(start, "number not in its shortest form");
}

Result<std::string_view> ByteReader::text() {
  const auto start = position_;
  if (const auto length = quick_uvarint(bytes_, start);
      length.size > 0 && length.value <= bytes_.size() - start - length.size) {
    position_ += length.size + length.value;
    return as_text(bytes_.subspan(start + length.size, length.value));
  }
  PQ_TRY(const auto length, shortest_uvarint());
  if (length > remaining()) {
    position_ = start;
    return invalid_at(start, "text longer than what is left");
  }
  PQ_TRY(const auto bytes, take(length));
  return as_text(bytes);
}

Result<std::uint64_t> ByteReader::count(std::uint64_t least) {
  const auto start = position_;
  PQ_TRY(const auto value, shortest_uvarint());
  if (value <= remaining() / std::max<std::uint64_t>(least, 1)) return value;
  position_ = start;
  return invalid_at(start, "a count of more than what is left can hold");
}

Result<void> ByteReader::skip(std::uint64_t count) {
  PQ_CHECK(take(count));
  return {};
}

Result<void> ByteReader::seek(std::uint64_t position) {
  if (position > bytes_.size()) return invalid_at(position, "offset beyond the end");
  position_ = position;
  return {};
}

Result<Bytes> ByteReader::at(std::uint64_t offset, std::uint64_t count) const {
  if (offset > bytes_.size() || count > bytes_.size() - offset)
    return invalid_at(offset, "bytes end too early");
  return bytes_.subspan(offset, count);
}

Result<ByteReader> ByteReader::sub(std::uint64_t offset, std::uint64_t count) const {
  PQ_TRY(const Bytes bytes, at(offset, count));
  return ByteReader(bytes, order_);
}

Result<std::uint64_t> checked_add(std::uint64_t a, std::uint64_t b) {
  if (a > UINT64_MAX - b) return over_limit("length overflows 64 bits");
  return a + b;
}

Result<std::uint64_t> checked_multiply(std::uint64_t a, std::uint64_t b) {
  if (b != 0 && a > UINT64_MAX / b) return over_limit("length overflows 64 bits");
  return a * b;
}

}  // namespace pratique::base
