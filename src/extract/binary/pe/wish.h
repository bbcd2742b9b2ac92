// Which bytes to keep of a program for Windows of which only the first 512 bytes are known. Images carry many that
// are of no interest (launchers in Python packages, libraries of .NET), so only those are kept that a linker wrote
// which links Go programs.
#pragma once

#include "layer/file_view.h"

namespace pratique::extract::pe {

// The magic bytes to be triggered by.
inline constexpr const char* kMagic = "MZ";

// kNo for what is no PE file, or by another linker.
layer::Wish wish(const layer::Candidate& candidate);

}  // namespace pratique::extract::pe
