// Files in the format of Apple's programs for tests: one segment of data with a section for each part, alone or as the first of a
// universal file.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace pratique::testing {

class MachWriter {
 public:
  explicit MachWriter(bool wide = true) : wide_(wide) {}

  struct Section {
    std::string name, content;
    // S_ZEROFILL is 1.
    std::uint32_t flags = 0;
  };
  MachWriter& add(Section section) {
    sections_.push_back(std::move(section));
    return *this;
  }

  // Header, one LC_SEGMENT, contents from kBodyAt on, each at a multiple of 16.
  std::string finish() const {
    const auto word = [&](std::uint64_t value) { return number(value, wide_ ? 8 : 4); };
    std::string body, sections;
    for (const auto& section : sections_) {
      body.resize((body.size() + 15) / 16 * 16);
      sections += name(section.name) + name("__DATA") + word(kAddress + body.size()) +
                  word(section.content.size()) + number(kBodyAt + body.size(), 4) + std::string(12, '\0') +
                  number(section.flags, 4) + std::string(wide_ ? 12 : 8, '\0');
      body += section.content;
    }
    std::string segment = name("__DATA") + word(kAddress) + word(body.size()) + word(kBodyAt) +
                          word(body.size()) + number(3, 4) + number(3, 4) + number(sections_.size(), 4) +
                          number(0, 4) + sections;
    segment = number(wide_ ? 0x19 : 1, 4) + number(segment.size() + 8, 4) + segment;
    std::string head = number(wide_ ? 0xfeedfacf : 0xfeedface, 4) + number(0x0100000c, 4) + number(0, 4) +
                       number(2, 4) + number(1, 4) + number(segment.size(), 4) + number(0, 4) +
                       (wide_ ? number(0, 4) : std::string());
    head += segment;
    head.resize(kBodyAt, '\0');
    return head + body;
  }

  // "cafebabe", `count` programs, of which the first lies at 0x1000.
  static std::string universal(const std::string& program, std::uint32_t count = 2) {
    std::string out = "\xca\xfe\xba\xbe" + big(count) + big(0x01000007) + big(3) + big(0x1000) +
                      big(static_cast<std::uint32_t>(program.size())) + big(12);
    out.resize(0x1000, '\0');
    return out + program;
  }

  static constexpr std::uint64_t kBodyAt = 0x800, kAddress = 0x100000000 >> 8;

 private:
  static std::string number(std::uint64_t value, int width) {
    std::string out;
    for (int i = 0; i < width; ++i) out += static_cast<char>(value >> (8 * i) & 0xff);
    return out;
  }
  static std::string big(std::uint32_t value) {
    std::string out;
    for (int i = 3; i >= 0; --i) out += static_cast<char>(value >> (8 * i) & 0xff);
    return out;
  }
  static std::string name(std::string text) {
    text.resize(16, '\0');
    return text;
  }

  bool wide_;
  std::vector<Section> sections_;
};

}  // namespace pratique::testing
