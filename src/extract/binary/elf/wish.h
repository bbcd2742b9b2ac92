// What extractors of ELF files share: which bytes to keep of a file of which only the first 512 bytes are
// known. An image has thousands of executables and libraries of which hardly any is of interest, so that
// little is kept of each: enough to read its section names and, of executables, the start of the data
// segment.
#pragma once

#include "binary/elf.h"
#include "layer/file_view.h"

namespace pratique::extract::elf {

// The magic bytes to be triggered by.
inline constexpr const char* kMagic =
    "\x7f"
    "ELF";

// kNo for what is no ELF file or has a broken header.
layer::Wish wish(const layer::Candidate& candidate);

// Where texts of a program or library may lie: what is loaded and no code, as far as the linker keeps them apart;
// else all that is loaded. Empty for what is neither.
std::vector<layer::ByteRange> text_ranges(const layer::Candidate& candidate);

}  // namespace pratique::extract::elf
