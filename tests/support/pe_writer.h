// Files in the format of Windows programs for tests, laid out as Go's linker does.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace pratique::testing {

class PeWriter {
 public:
  explicit PeWriter(bool wide = true) : wide_(wide) {}

  struct Section {
    std::string name;
    std::string content;
    // IMAGE_SCN_*.
    std::uint32_t flags = 0x40000040;
  };
  PeWriter& add(Section section) {
    sections_.push_back(std::move(section));
    return *this;
  }

  // DOS header, PE header at 0x80, sections from 0x600 on, each at a multiple of 0x200 in the file and of 0x1000
  // in memory.
  std::string finish() const {
    const std::size_t optional = wide_ ? 240 : 224;
    std::string head = "MZ" + std::string(58, '\0') + number(0x80, 4) + std::string(64, '\0');
    head += std::string("PE\0\0", 4) + number(wide_ ? 0x8664 : 0x14c, 2) + number(sections_.size(), 2) +
            std::string(12, '\0') + number(optional, 2) + number(0x22, 2);
    std::string fields = number(wide_ ? 0x20b : 0x10b, 2);
    fields.resize(wide_ ? 24 : 28, '\0');
    fields += number(0x400000, wide_ ? 8 : 4);
    fields.resize(optional, '\0');
    head += fields;
    std::string body;
    std::uint64_t address = 0x1000;
    for (const auto& section : sections_) {
      auto name = section.name;
      name.resize(8, '\0');
      const auto padded = (section.content.size() + 0x1ff) / 0x200 * 0x200;
      head += name + number(section.content.size(), 4) + number(address, 4) + number(padded, 4) +
              number(kBodyAt + body.size(), 4) + std::string(12, '\0') + number(section.flags, 4);
      body += section.content + std::string(padded - section.content.size(), '\0');
      address += (section.content.size() + 0xfff) / 0x1000 * 0x1000;
    }
    head.resize(kBodyAt, '\0');
    return head + body;
  }

 private:
  static constexpr std::size_t kBodyAt = 0x600;
  static std::string number(std::uint64_t value, int width) {
    std::string out;
    for (int i = 0; i < width; ++i) out += static_cast<char>(value >> (8 * i) & 0xff);
    return out;
  }

  bool wide_;
  std::vector<Section> sections_;
};

}  // namespace pratique::testing
