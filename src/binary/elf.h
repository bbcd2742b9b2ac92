// ELF executables and shared objects, 32 and 64 bit, both byte orders: the tables that tell where something
// lies (System V ABI, generic part, "ELF Header", "Sections", "Program Header"). Reads only through a
// callback, of a file of which perhaps only parts are there; knows nothing of what the sections hold.
//
// Errors: kInvalid for what no loader would take, kLimit over the counts below; those of the callback pass
// through unchanged. Pure functions, thread-safe.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string_view>
#include <vector>

#include "base/byte_reader.h"

namespace pratique::binary {

// `count` bytes at `offset` of the file; the views must live as long as what is made of them.
using Read = std::function<Result<base::Bytes>(std::uint64_t offset, std::uint64_t count)>;

inline constexpr std::uint64_t kMaxElfSections = 100'000;
inline constexpr std::uint64_t kMaxElfSegments = 10'000;
inline constexpr std::uint64_t kMaxElfNames = 16ull << 20;  // bytes of the section name table

enum class ElfType : std::uint16_t { kRelocatable = 1, kExecutable = 2, kShared = 3 };

struct ElfHeader {
  // 64 bit.
  bool wide = false;
  base::Endian order = base::Endian::kLittle;
  // e_type; see ElfType.
  std::uint16_t type = 0;
  // e_machine: 62 is x86-64, 183 AArch64.
  std::uint16_t machine = 0;
  std::uint64_t segments_at = 0;
  std::uint64_t sections_at = 0;
  // Of one table entry.
  std::uint16_t segment_size = 0;
  std::uint16_t segment_count = 0;
  // Of one table entry.
  std::uint16_t section_size = 0;
  std::uint16_t section_count = 0;
  // e_shstrndx.
  std::uint16_t names_index = 0;
};

enum class SegmentKind : std::uint32_t { kLoad = 1, kInterpreter = 3, kNote = 4 };

struct ElfSegment {
  // p_type; see SegmentKind.
  std::uint32_t kind = 0;
  // 1 execute, 2 write, 4 read.
  std::uint32_t flags = 0;
  std::uint64_t offset = 0;
  std::uint64_t address = 0;
  // In the file.
  std::uint64_t size = 0;

  bool is(SegmentKind wanted) const { return kind == static_cast<std::uint32_t>(wanted); }
};

struct ElfSection {
  std::string_view name;
  // sh_type.
  std::uint32_t kind = 0;
  std::uint64_t address = 0;
  std::uint64_t offset = 0;
  std::uint64_t size = 0;

  // Neither SHT_NULL nor SHT_NOBITS.
  bool in_file() const { return kind != 0 && kind != 8; }
};

// The first 64 bytes are enough.
inline constexpr std::uint64_t kElfHeaderBytes = 64;
Result<ElfHeader> parse_elf_header(base::Bytes head);

Result<std::vector<ElfSegment>> read_segments(const ElfHeader& header, const Read& read);
// Empty when the section table was stripped. A section whose name is out of bounds has an empty one.
Result<std::vector<ElfSection>> read_sections(const ElfHeader& header, const Read& read);

// All tables of one file, so that whoever wants the same file need not read them again. A table that cannot be
// read is an error of its own.
struct ElfTables {
  ElfHeader header;
  Result<std::vector<ElfSegment>> segments;
  Result<std::vector<ElfSection>> sections;
};
// `size`: of the file. Errors: those of parse_elf_header() and, for the header, of `read`.
Result<ElfTables> read_elf_tables(std::uint64_t size, const Read& read);

// The first section of that name that has content in the file; nullptr when there is none.
const ElfSection* find_section(const std::vector<ElfSection>& sections, std::string_view name);
// Whether it is loaded and may be written but not executed. Programs whose relocations are made read-only
// after the start have two such.
bool is_data(const ElfSegment& segment);
// The first of these; nullptr when there is none.
const ElfSegment* data_segment(const std::vector<ElfSegment>& segments);
// Where the byte at a memory address lies in the file, and how many bytes of its segment follow from there.
struct ElfOffset {
  std::uint64_t offset = 0;
  std::uint64_t available = 0;
};
std::optional<ElfOffset> offset_of(const std::vector<ElfSegment>& segments, std::uint64_t address);

}  // namespace pratique::binary
