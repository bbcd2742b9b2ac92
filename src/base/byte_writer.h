// The counterpart of ByteReader: makes the bytes of binary formats of our own.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/byte_reader.h"
#include "base/result.h"

namespace pratique::base {

// Holds at most `limit` bytes. What is written beyond is dropped, and finish() says so: whoever writes need
// not look after each number.
class ByteWriter {
 public:
  explicit ByteWriter(std::uint64_t limit) : limit_(limit) {}

  void u8(std::uint8_t value) { bytes(Bytes(reinterpret_cast<const std::byte*>(&value), 1)); }
  // Unsigned LEB128, in its shortest form: 7 bits a byte, the lowest first.
  void uvarint(std::uint64_t value);
  void bytes(Bytes bytes);
  // Its length as a uvarint, then the text.
  void text(std::string_view text);

  std::uint64_t size() const { return out_.size(); }
  // Errors: kLimit.
  Result<std::string> finish() &&;

 private:
  const std::uint64_t limit_;
  std::string out_;
  bool full_ = false;
};

}  // namespace pratique::base
