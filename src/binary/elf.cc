#include "binary/elf.h"

#include <fmt/format.h>

#include <algorithm>

namespace pratique::binary {
namespace {

using base::ByteReader;
using base::Bytes;

constexpr std::uint16_t kExtendedCount = 0xffff;  // PN_XNUM, SHN_XINDEX: the number is in section 0
constexpr std::uint32_t kWritable = 2, kExecutableFlag = 1;

// A field that is four bytes wide in 32-bit files and eight in 64-bit ones: Elf32_Addr/Off/Word,
// Elf64_Addr/Off/Xword.
Result<std::uint64_t> word(ByteReader& in, bool wide) {
  if (wide) return in.u64();
  PQ_TRY(const auto value, in.u32());
  return value;
}

// Elf32_Shdr, Elf64_Shdr: the same ten fields, of which these are of use.
struct RawSection {
  std::uint32_t name = 0, kind = 0, link = 0, info = 0;
  std::uint64_t address = 0, offset = 0, size = 0;
};

Result<RawSection> parse_section(ByteReader in, bool wide) {
  RawSection out;
  PQ_TRY(out.name, in.u32());
  PQ_TRY(out.kind, in.u32());
  PQ_CHECK(word(in, wide));  // sh_flags
  PQ_TRY(out.address, word(in, wide));
  PQ_TRY(out.offset, word(in, wide));
  PQ_TRY(out.size, word(in, wide));
  PQ_TRY(out.link, in.u32());
  PQ_TRY(out.info, in.u32());
  return out;
}

// The two widths order the fields differently: 64-bit files have p_flags second, 32-bit ones seventh.
Result<ElfSegment> parse_segment(ByteReader in, bool wide) {
  ElfSegment out;
  PQ_TRY(out.kind, in.u32());
  if (wide) {
    PQ_TRY(out.flags, in.u32());
  }
  PQ_TRY(out.offset, word(in, wide));
  PQ_TRY(out.address, word(in, wide));
  PQ_CHECK(word(in, wide));  // p_paddr
  PQ_TRY(out.size, word(in, wide));
  PQ_CHECK(word(in, wide));  // p_memsz
  if (!wide) {
    PQ_TRY(out.flags, in.u32());
  }
  return out;
}

// Section 0 holds the counts that do not fit into the header (gABI, e_shnum, e_shstrndx, e_phnum).
Result<RawSection> first_section(const ElfHeader& header, const Read& read) {
  PQ_TRY(const auto bytes, read(header.sections_at, header.section_size));
  return parse_section(ByteReader(bytes, header.order), header.wide);
}

// Both tables are arrays of fixed stride; the stride may be larger than the record that we know.
Result<Bytes> read_table(const Read& read, std::uint64_t at, std::uint64_t count, std::uint64_t entry_size) {
  PQ_TRY(const auto size, base::checked_multiply(count, entry_size));
  return read(at, size);
}

// String tables (gABI, "String Table"): NUL-terminated texts named by their offset. One without an end is no
// name.
std::string_view name_at(Bytes names, std::uint32_t at) {
  if (at >= names.size()) return {};
  const auto rest = base::as_text(names.subspan(at));
  const auto end = rest.find('\0');
  return end == std::string_view::npos ? std::string_view() : rest.substr(0, end);
}

}  // namespace

// e_ident: magic, EI_CLASS (1: 32 bit, 2: 64 bit), EI_DATA (1: little, 2: big endian), version; the rest of
// the 16 bytes is padding.
Result<ElfHeader> parse_elf_header(Bytes head) {
  ByteReader in(head);
  PQ_TRY(const auto magic, in.take(4));
  if (base::as_text(magic) !=
      "\x7f"
      "ELF")
    return base::invalid("no ELF file");
  PQ_TRY(const auto width, in.u8());
  PQ_TRY(const auto order, in.u8());
  if (width < 1 || width > 2 || order < 1 || order > 2)
    return base::invalid("ELF header of unknown width or byte order");
  ElfHeader out{.wide = width == 2, .order = order == 2 ? base::Endian::kBig : base::Endian::kLittle};
  in.set_order(out.order);
  PQ_CHECK(in.seek(16));
  PQ_TRY(out.type, in.u16());
  PQ_TRY(out.machine, in.u16());
  PQ_CHECK(in.skip(4));          // e_version
  PQ_CHECK(word(in, out.wide));  // e_entry
  PQ_TRY(out.segments_at, word(in, out.wide));
  PQ_TRY(out.sections_at, word(in, out.wide));
  PQ_CHECK(in.skip(4 + 2));  // e_flags, e_ehsize
  PQ_TRY(out.segment_size, in.u16());
  PQ_TRY(out.segment_count, in.u16());
  PQ_TRY(out.section_size, in.u16());
  PQ_TRY(out.section_count, in.u16());
  PQ_TRY(out.names_index, in.u16());
  const bool odd_segments =
      out.segments_at != 0 && out.segment_count != 0 && out.segment_size < (out.wide ? 56 : 32);
  const bool odd_sections = out.sections_at != 0 && out.section_size < (out.wide ? 64 : 40);
  if (odd_segments || odd_sections) return base::invalid("ELF header with table entries that are too small");
  return out;
}

// Counts come from outside: the limit holds before the multiplication, the file's size (in `read`) before the
// allocation.
Result<std::vector<ElfSegment>> read_segments(const ElfHeader& header, const Read& read) {
  std::vector<ElfSegment> out;
  std::uint64_t count = header.segment_count;
  if (header.segments_at == 0 || count == 0) return out;
  if (count == kExtendedCount && header.sections_at != 0) {
    PQ_TRY(const auto first, first_section(header, read));
    count = first.info;
  }
  if (count > kMaxElfSegments) return base::over_limit(fmt::format("ELF file with {} segments", count));
  PQ_TRY(const auto table, read_table(read, header.segments_at, count, header.segment_size));
  const ByteReader in(table, header.order);
  out.reserve(count);
  for (std::uint64_t i = 0; i < count; ++i) {
    PQ_TRY(const auto entry, in.sub(i * header.segment_size, header.segment_size));
    PQ_TRY(out.emplace_back(), parse_segment(entry, header.wide));
  }
  return out;
}

// The names are a section as well, so that finding one by name takes two reads: the table and the names.
Result<std::vector<ElfSection>> read_sections(const ElfHeader& header, const Read& read) {
  std::vector<ElfSection> out;
  if (header.sections_at == 0) return out;
  std::uint64_t count = header.section_count;
  std::uint64_t names_index = header.names_index;
  if (count == 0 || names_index == kExtendedCount) {
    PQ_TRY(const auto first, first_section(header, read));
    if (count == 0) count = first.size;
    if (names_index == kExtendedCount) names_index = first.link;
  }
  if (count == 0) return out;
  if (count > kMaxElfSections) return base::over_limit(fmt::format("ELF file with {} sections", count));
  PQ_TRY(const auto table, read_table(read, header.sections_at, count, header.section_size));
  const ByteReader in(table, header.order);
  if (names_index >= count) return base::invalid("ELF section names in a section that is not there");
  PQ_TRY(const auto names_entry, in.sub(names_index * header.section_size, header.section_size));
  PQ_TRY(const auto names_section, parse_section(names_entry, header.wide));
  if (names_section.size > kMaxElfNames) return base::over_limit("ELF section names over 16 MiB");
  PQ_TRY(const auto names, read(names_section.offset, names_section.size));
  out.reserve(count);
  for (std::uint64_t i = 0; i < count; ++i) {
    PQ_TRY(const auto entry, in.sub(i * header.section_size, header.section_size));
    PQ_TRY(const auto raw, parse_section(entry, header.wide));
    out.push_back({name_at(names, raw.name), raw.kind, raw.address, raw.offset, raw.size});
  }
  return out;
}

Result<ElfTables> read_elf_tables(std::uint64_t size, const Read& read) {
  PQ_TRY(const auto head, read(0, std::min(size, kElfHeaderBytes)));
  PQ_TRY(const auto header, parse_elf_header(head));
  return ElfTables{header, read_segments(header, read), read_sections(header, read)};
}

// Linear: an executable has about thirty sections, and one of them is looked for.
const ElfSection* find_section(const std::vector<ElfSection>& sections, std::string_view name) {
  for (const auto& section : sections) {
    if (section.name == name && section.in_file()) return &section;
  }
  return nullptr;
}

bool is_data(const ElfSegment& segment) {
  return segment.is(SegmentKind::kLoad) && (segment.flags & (kWritable | kExecutableFlag)) == kWritable;
}

// The rule of Go's own reader (debug/buildinfo, elfExe.DataStart).
const ElfSegment* data_segment(const std::vector<ElfSegment>& segments) {
  for (const auto& segment : segments) {
    if (is_data(segment)) return &segment;
  }
  return nullptr;
}

// Only the part of a segment that is in the file counts: what lies beyond is zero in memory (.bss).
std::optional<ElfOffset> offset_of(const std::vector<ElfSegment>& segments, std::uint64_t address) {
  for (const auto& segment : segments) {
    if (!segment.is(SegmentKind::kLoad) || address < segment.address) continue;
    const auto inside = address - segment.address;
    if (inside >= segment.size || segment.offset > UINT64_MAX - inside) continue;
    return ElfOffset{segment.offset + inside, segment.size - inside};
  }
  return {};
}

}  // namespace pratique::binary
