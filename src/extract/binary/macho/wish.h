// Which bytes to keep of a program for Apple's systems of which only the first 512 bytes are known. Few images carry any:
// those that give programs away for other systems.
#pragma once

#include "layer/file_view.h"

namespace pratique::extract::macho {

// The magic bytes to be triggered by: 64 and 32 bit, and universal files, which Java's classes begin like.
inline constexpr const char *kWide = "\xcf\xfa\xed\xfe", *kNarrow = "\xce\xfa\xed\xfe",
                            *kUniversal = "\xca\xfe\xba\xbe";

bool is_mach(const layer::Candidate& candidate);
// kNo for what is no Mach-O file.
layer::Wish wish(const layer::Candidate& candidate);

}  // namespace pratique::extract::macho
