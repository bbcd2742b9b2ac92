// Environment markers of requirements (PEP 508; packaging.python.org, "Dependency specifiers"): for which systems
// and Pythons a requirement is meant. Some of the environment is known of a Linux image, the rest is not, so that
// the answer may be "perhaps".
#pragma once

#include <optional>
#include <string_view>

namespace pratique::extract::python {

enum class Holds { kNo, kPerhaps, kYes };

struct MarkerEnvironment {
  // "3.11", where it is known.
  std::string_view python = {};
};

// Whether "sys_platform == 'win32' and extra == 'x'" holds on Linux, with no extra asked for. Nothing for what is
// no marker: an unknown variable, a missing operand, parentheses deeper than 32.
std::optional<Holds> holds(std::string_view marker, const MarkerEnvironment& environment = {});

}  // namespace pratique::extract::python
