// Mach-O executables of Apple's systems, 32 and 64 bit, alone or several in one universal file: the segments and sections that tell
// where something lies (<mach-o/loader.h>, mach_header, segment_command, section; <mach-o/fat.h>). Reads only through a callback, of
// a file of which perhaps only parts are there.
//
// Errors: kInvalid for what no loader would take, kLimit over the counts below; those of the callback pass through unchanged. Pure
// functions, thread-safe.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "binary/elf.h"

namespace pratique::binary {

// Linkers write some thirty commands in a few kilobytes.
inline constexpr std::uint32_t kMaxMachCommands = 10'000;
inline constexpr std::uint32_t kMaxMachCommandBytes = 1 << 20;
inline constexpr std::size_t kMaxMachSections = 10'000;
// Programs in a universal file. Java's classes begin with the same four bytes; what follows is 45 or more there.
inline constexpr std::uint32_t kMaxMachSlices = 20;

struct MachSection {
  // "__go_buildinfo" of "__DATA".
  std::string name, segment;
  std::uint64_t address = 0;
  // In the file.
  std::uint64_t offset = 0, size = 0;
};

struct MachTables {
  bool wide = false;
  base::Endian order = base::Endian::kLittle;
  // Where the program lies in the file: not 0 in a universal one, of which this is the first.
  std::uint64_t start = 0;
  // In memory and in the file; `flags` as ElfSegment has them.
  std::vector<ElfSegment> segments;
  std::vector<MachSection> sections;
};

// Whether the first bytes of a file are those of one; 8 of them tell.
bool is_mach(base::Bytes head);

Result<MachTables> read_mach_tables(const Read& read);

// The first section of that name that has content in the file; nullptr: none.
const MachSection* find_section(const MachTables& tables, std::string_view name);

}  // namespace pratique::binary
