// The program's own name and version, as documents state them.
#pragma once

#include <string_view>

namespace pratique::base {

inline constexpr std::string_view kProgram = "pratique";
std::string_view program_version();  // "0.1.0": the project's version in CMakeLists.txt

}  // namespace pratique::base
