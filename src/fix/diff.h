// The unified diff of two texts, as `git diff` and `diff -u` write it and `git apply` and `patch` take it.
#pragma once

#include <string>
#include <string_view>

namespace pratique::fix {

// Lines that stand unchanged around a change.
inline constexpr std::size_t kDiffContext = 3;
// Lines that were removed or added: beyond that what lies between the first and the last difference is one change.
inline constexpr std::size_t kMaxDiffEdits = 2'000;

// "--- a/PATH", "+++ b/PATH" and the hunks; "" when the texts are the same. Lines end with "\n"; what stands before it, "\r"
// too, is part of the line. The shortest diff within kMaxDiffEdits. The texts' bytes are given as they are: whoever shows
// them to a terminal makes them printable.
std::string unified_diff(std::string_view path, std::string_view before, std::string_view after);

}  // namespace pratique::fix
