#include "binary/pe.h"

#include <algorithm>

#include "base/text.h"

namespace pratique::binary {
namespace {

using base::ByteReader;

constexpr std::uint64_t kDosHeader = 64, kOffsetOfHeader = 0x3c;
constexpr std::uint64_t kCoffHeader = 4 + 20;  // with "PE\0\0" before it
constexpr std::uint64_t kSectionHeader = 40;
constexpr std::uint16_t kNarrow = 0x10b, kWide = 0x20b;
constexpr std::uint32_t kInitialised = 0x40, kExecute = 0x20000000, kReadable = 0x40000000,
                        kWrite = 0x80000000;

Result<PeSection> parse_section(ByteReader in) {
  PeSection out;
  PQ_TRY(const auto name, in.take(8));
  const auto text = base::as_text(name);
  out.name = text.substr(0, text.find('\0'));
  PQ_TRY(out.memory_size, in.u32());
  PQ_TRY(out.address, in.u32());
  PQ_TRY(out.size, in.u32());
  PQ_TRY(out.offset, in.u32());
  PQ_CHECK(in.skip(12));  // relocations and line numbers of object files
  PQ_TRY(out.flags, in.u32());
  return out;
}

// ImageBase: four bytes at 28 of the optional header in PE32, eight at 24 in PE32+.
Result<void> parse_optional(ByteReader in, PeTables& out) {
  PQ_TRY(const auto magic, in.u16());
  if (magic != kNarrow && magic != kWide) return base::invalid("PE file of unknown width");
  out.wide = magic == kWide;
  PQ_CHECK(in.seek(out.wide ? 24 : 28));
  if (out.wide) {
    PQ_TRY(out.base, in.u64());
  } else {
    PQ_TRY(out.base, in.u32());
  }
  return {};
}

}  // namespace

Result<PeTables> read_pe_tables(const Read& read) {
  PQ_TRY(const auto dos, read(0, kDosHeader));
  if (!base::as_text(dos).starts_with("MZ")) return base::invalid("no PE file");
  ByteReader in(dos);
  PQ_CHECK(in.seek(kOffsetOfHeader));
  PQ_TRY(const std::uint64_t at, in.u32());
  PQ_TRY(const auto coff, read(at, kCoffHeader));
  if (!base::as_text(coff).starts_with(std::string_view("PE\0\0", 4))) return base::invalid("no PE file");
  in = ByteReader(coff);
  PeTables out;
  PQ_CHECK(in.seek(4));
  PQ_TRY(out.machine, in.u16());
  PQ_TRY(const auto count, in.u16());
  PQ_CHECK(in.skip(12));  // time, symbol table
  PQ_TRY(const std::uint64_t optional_size, in.u16());
  if (count > kMaxPeSections) return base::over_limit("PE file with over 1,000 sections");
  PQ_TRY(const auto optional, read(at + kCoffHeader, optional_size));
  PQ_CHECK(parse_optional(ByteReader(optional), out));
  PQ_TRY(const auto table, read(at + kCoffHeader + optional_size, count * kSectionHeader));
  in = ByteReader(table);
  for (std::uint64_t i = 0; i < count; ++i) {
    PQ_TRY(const auto entry, in.sub(i * kSectionHeader, kSectionHeader));
    PQ_TRY(out.sections.emplace_back(), parse_section(entry));
  }
  return out;
}

bool is_data(const PeSection& section) {
  constexpr auto kMask = kInitialised | kExecute | kReadable | kWrite;
  return section.address != 0 && section.size != 0 &&
         (section.flags & kMask) == (kInitialised | kReadable | kWrite);
}

// What a section has in the file beyond its size in memory is padding up to the file's alignment.
std::vector<ElfSegment> loaded_parts(const PeTables& tables) {
  std::vector<ElfSegment> out;
  for (const auto& section : tables.sections) {
    if (section.address > UINT64_MAX - tables.base) continue;
    ElfSegment part;
    part.kind = static_cast<std::uint32_t>(SegmentKind::kLoad);
    part.offset = section.offset;
    part.address = tables.base + section.address;
    part.size = section.memory_size == 0 ? section.size : std::min(section.size, section.memory_size);
    out.push_back(part);
  }
  return out;
}

}  // namespace pratique::binary
