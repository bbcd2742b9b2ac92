// Environment markers of requirements (PEP 508; packaging.python.org, "Dependency specifiers"): for which systems
// and Pythons a requirement is meant. Some of the environment is known of a Linux image, the rest is not, so that
// the answer may be "perhaps".
#pragma once

#include <optional>
#include <string_view>

namespace pratique::extract::python {

enum class Holds { kNo, kPerhaps, kYes };

// What is known of the Python that a requirement is for; empty: nothing.
struct MarkerEnvironment {
  // "3.11".
  std::string_view python = {};
  // As uname(1) has it: "x86_64", "aarch64".
  std::string_view machine = {};
  // sys.implementation.name: "cpython", "pypy".
  std::string_view implementation = {};
  // The one extra that is asked for; names of extras are compared as those of projects (PEP 685).
  std::string_view extra = {};
};

// Whether "sys_platform == 'win32' and extra == 'x'" holds on Linux. Nothing for what is no marker: an unknown
// variable, a missing operand, parentheses deeper than 32.
std::optional<Holds> holds(std::string_view marker, const MarkerEnvironment& environment = {});

}  // namespace pratique::extract::python
