// PE executables and libraries of Windows (PE32 and PE32+): the sections that tell where something lies
// ("PE Format", Microsoft: "MS-DOS Stub", "COFF File Header", "Optional Header", "Section Table"). Reads only
// through a callback, of a file of which perhaps only parts are there.
//
// Errors: kInvalid for what no loader would take, kLimit over the count below; those of the callback pass through
// unchanged. Pure functions, thread-safe.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "binary/elf.h"

namespace pratique::binary {

// The loader of Windows takes 96; linkers write under 30.
inline constexpr std::uint16_t kMaxPeSections = 1'000;

struct PeSection {
  // Up to eight bytes; longer names are "/NUMBER".
  std::string name;
  // In memory: from the start of the image, and how many bytes.
  std::uint64_t address = 0;
  std::uint64_t memory_size = 0;
  // In the file.
  std::uint64_t offset = 0;
  std::uint64_t size = 0;
  // IMAGE_SCN_*: see is_data().
  std::uint32_t flags = 0;
};

struct PeTables {
  // PE32+.
  bool wide = false;
  // IMAGE_FILE_MACHINE_*: 0x8664 is x86-64, 0xaa64 ARM64.
  std::uint16_t machine = 0;
  // Where in memory the image wants to be.
  std::uint64_t base = 0;
  std::vector<PeSection> sections;
};

Result<PeTables> read_pe_tables(const Read& read);

// Whether it is loaded with its bytes and may be written but not executed.
bool is_data(const PeSection& section);
// The sections as what is loaded where, so that offset_of() answers for both formats.
std::vector<ElfSegment> loaded_parts(const PeTables& tables);

}  // namespace pratique::binary
