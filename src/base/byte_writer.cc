#include "base/byte_writer.h"

#include <fmt/format.h>

#include <array>

namespace pratique::base {

// Most lengths and numbers take one byte, and a layer has millions of them.
void ByteWriter::uvarint(std::uint64_t value) {
  if (value < 0x80) {
    full_ = full_ || out_.size() >= limit_;
    if (!full_) out_.push_back(static_cast<char>(value));
    return;
  }
  std::array<std::byte, 10> groups;
  std::size_t count = 0;
  for (; value >= 0x80; value >>= 7) groups[count++] = static_cast<std::byte>((value & 0x7f) | 0x80);
  groups[count++] = static_cast<std::byte>(value);
  bytes(Bytes(groups).first(count));
}

void ByteWriter::bytes(Bytes bytes) {
  full_ = full_ || bytes.size() > limit_ - out_.size();
  if (!full_) out_ += as_text(bytes);
}

void ByteWriter::text(std::string_view text) {
  uvarint(text.size());
  bytes(as_bytes(text));
}

Result<std::string> ByteWriter::finish() && {
  if (full_) return over_limit(fmt::format("takes more than {} bytes", limit_));
  return std::move(out_);
}

}  // namespace pratique::base
