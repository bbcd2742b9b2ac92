// ELF files for tests: both widths and byte orders, with or without a section table, so that every table can
// be a lie.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace pratique::testing {

class ElfWriter {
 public:
  explicit ElfWriter(bool wide = true, bool big = false) : wide_(wide), big_(big) {}

  struct Part {
    // Of the section.
    std::string name;
    std::string content;
    // 0: not loaded.
    std::uint64_t address = 0;
    // Of its segment: 1 execute, 2 write, 4 read.
    std::uint32_t flags = 4;
    // Of the section: SHT_PROGBITS.
    std::uint32_t kind = 1;
  };
  ElfWriter& add(Part part) {
    parts_.push_back(std::move(part));
    return *this;
  }
  // The section table is left out, as `sstrip` does.
  ElfWriter& without_sections() {
    sections_ = false;
    return *this;
  }

  std::string number(std::uint64_t value, int width) const {
    std::string out;
    for (int i = 0; i < width; ++i)
      out += static_cast<char>(value >> (8 * (big_ ? width - 1 - i : i)) & 0xff);
    return out;
  }
  std::string pointer(std::uint64_t value) const { return number(value, wide_ ? 8 : 4); }

  // Header, program headers, contents in order (each at a multiple of 16), section names, section table.
  std::string finish() const {
    std::uint64_t loaded = 0;
    for (const auto& part : parts_) loaded += part.address != 0;
    const std::uint64_t header_size = wide_ ? 64 : 52, segment_size = wide_ ? 56 : 32,
                        section_size = wide_ ? 64 : 40;
    std::string body, segments, names = std::string("\0.shstrtab\0", 11),
                                table = std::string(section_size, '\0');
    const auto body_at = (header_size + loaded * segment_size + 15) / 16 * 16;
    for (const auto& part : parts_) {
      body.resize((body.size() + 15) / 16 * 16);
      if (part.address != 0) segments += segment(part, body_at + body.size());
      table += section(names.size(), part.kind, part.address, body_at + body.size(), part.content.size());
      names += part.name + '\0';
      body += part.content;
    }
    table += section(1, 3, 0, body_at + body.size(), names.size());
    const auto table_at = sections_ ? body_at + body.size() + names.size() : 0;
    const auto sections = sections_ ? parts_.size() + 2 : 0;
    std::string out = std::string(
                          "\x7f"
                          "ELF") +
                      static_cast<char>(wide_ ? 2 : 1) + static_cast<char>(big_ ? 2 : 1) + '\1';
    out.resize(16);
    out += number(2, 2) + number(62, 2) + number(1, 4) + pointer(0) + pointer(loaded == 0 ? 0 : header_size) +
           pointer(table_at) + number(0, 4) + number(header_size, 2) + number(segment_size, 2) +
           number(loaded, 2) + number(section_size, 2) + number(sections, 2) +
           number(sections == 0 ? 0 : sections - 1, 2) + segments;
    out.resize(body_at);
    return sections_ ? out + body + names + table : out + body;
  }

 private:
  std::string segment(const Part& part, std::uint64_t offset) const {
    const auto size = pointer(part.content.size());
    const auto middle = pointer(offset) + pointer(part.address) + pointer(part.address) + size + size;
    return number(1, 4) + (wide_ ? number(part.flags, 4) + middle : middle + number(part.flags, 4)) +
           pointer(16);
  }
  std::string section(std::uint64_t name, std::uint32_t kind, std::uint64_t address, std::uint64_t offset,
                      std::uint64_t size) const {
    return number(name, 4) + number(kind, 4) + pointer(0) + pointer(address) + pointer(offset) +
           pointer(size) + number(0, 8) + pointer(16) + pointer(0);
  }

  bool wide_, big_, sections_ = true;
  std::vector<Part> parts_;
};

// The text of modules between its frames, as the linker stores it.
inline std::string framed(std::string_view modules) {
  return std::string(16, '\1') + std::string(modules) + std::string(16, '\2');
}

// The build information of Go 1.18 and later. Lengths are varints.
inline std::string go_blob(std::string_view version, std::string_view modules) {
  const auto text = [](std::string_view value) {
    std::string out;
    auto length = value.size();
    for (; length >= 0x80; length >>= 7) out += static_cast<char>(length | 0x80);
    return out + static_cast<char>(length) + std::string(value);
  };
  return std::string("\xff Go buildinf:\x08\x02") + std::string(16, '\0') + text(version) + text(modules);
}

}  // namespace pratique::testing
