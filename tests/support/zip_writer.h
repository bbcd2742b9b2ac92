// Zip archives for tests, field by field, so that every field can be a lie. APPNOTE 6.3,
// sections 4.3.7, 4.3.12, 4.3.16.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "codec/deflate.h"

namespace pratique::testing {

inline std::string little(std::uint64_t value, int width) {
  std::string out;
  for (int i = 0; i < width; ++i, value >>= 8) out += static_cast<char>(value & 0xff);
  return out;
}

class ZipWriter {
 public:
  // What a well-formed stored entry does not say; set to lie.
  struct Odd {
    std::uint16_t method = 0;
    std::uint16_t flags = 0;
    // Inflated.
    std::optional<std::uint64_t> size{};
    std::optional<std::uint32_t> crc{};
    // Of the local header.
    std::optional<std::uint64_t> offset{};
  };

  ZipWriter& add(std::string_view name, std::string_view content) { return add(name, content, Odd{}); }
  ZipWriter& add(std::string_view name, std::string_view packed, const Odd& odd) {
    const auto offset = odd.offset.value_or(body_.size());
    const auto size = odd.size.value_or(packed.size());
    const auto crc = odd.crc.value_or(codec::crc32(base::as_bytes(packed)));
    const auto common = little(odd.flags, 2) + little(odd.method, 2) + little(0x00210000, 4) +
                        little(crc, 4) + little(packed.size(), 4) + little(size, 4) + little(name.size(), 2) +
                        little(0, 2);
    if (!odd.offset) body_ += "PK\3\4" + little(20, 2) + common + std::string(name) + std::string(packed);
    directory_ += "PK\1\2" + little(20, 2) + little(20, 2) + common + little(0, 10) + little(offset, 4) +
                  std::string(name);
    ++count_;
    return *this;
  }

  // `prefix` is put in front without a change to any offset, as launch scripts are.
  std::string finish(std::string_view prefix = "", std::string_view comment = "") const {
    return std::string(prefix) + body_ + directory_ + "PK\5\6" + little(0, 4) + little(count_, 2) +
           little(count_, 2) + little(directory_.size(), 4) + little(body_.size(), 4) +
           little(comment.size(), 2) + std::string(comment);
  }

  // The same with a zip64 end record (4.3.14) and locator, the old fields all ones; `count` may lie.
  std::string finish64(std::optional<std::uint64_t> count = {}) const {
    const auto entries = little(count.value_or(count_), 8);
    const auto end64 = "PK\6\6" + little(44, 8) + little(45, 2) + little(45, 2) + little(0, 8) + entries +
                       entries + little(directory_.size(), 8) + little(body_.size(), 8);
    const auto locator = "PK\6\7" + little(0, 4) + little(body_.size() + directory_.size(), 8) + little(1, 4);
    return body_ + directory_ + end64 + locator + "PK\5\6" + little(0, 4) + std::string(12, '\xff') +
           little(0, 2);
  }

 private:
  std::string body_, directory_;
  std::uint64_t count_ = 0;
};

}  // namespace pratique::testing
