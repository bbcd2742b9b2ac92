// The names in a Go program's table of functions as it was before Go 1.16 (binary/go_functions.h): they stand among the
// functions' records, so the table is read as a whole, and what was inlined is known from trees elsewhere in the program.
//
// Format, Go 1.13 to 1.15 (older programs have no build information): cmd/link/internal/ld/pcln.go, runtime/symtab.go and
// runtime2.go (_func, inlinedCall), cmd/internal/objabi/funcdata.go.
#pragma once

#include "binary/go_functions.h"

namespace pratique::binary {

// Of records, names and program counters; a program of 100 MB has some 20.
inline constexpr std::uint64_t kMaxGoOldTable = 48ull << 20;
inline constexpr std::uint64_t kMaxGoInlined = 4'000'000;
// Of all names, as often as they are named: several may stand in the same bytes.
inline constexpr std::uint64_t kMaxGoOldNames = 64ull << 20;

// The table begins at `offset` of the file; `loaded` tells where the trees lie. Errors: kInvalid for what breaks the
// form, as in a program that may lie anywhere, whose pointers the loader sets; kLimit over the sizes above; those of `read`.
Result<GoFunctions> read_old_functions(std::uint64_t offset, const std::vector<ElfSegment>& loaded,
                                       const Read& read);

}  // namespace pratique::binary
