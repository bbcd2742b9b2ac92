// Requirements of Python packages as one text, with the place of the version specifiers: "name[extra] >=1.0,<2 ; marker".
// Source: PEP 508 (packaging.python.org, "Dependency specifiers"); PEP 503, "Normalized Names".
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace pratique::fix {

struct PythonRequirement {
  std::string name;
  // The specifiers without the blanks and brackets around them; where there are none, where they would stand, length 0.
  std::size_t offset = 0, length = 0;
  // "name @ https://…".
  bool is_address = false;
};

// Nothing: no requirement.
std::optional<PythonRequirement> read_python_requirement(std::string_view text);

// "Zope.Interface" and "zope-interface" are one name.
std::string normal_python_name(std::string_view name);

}  // namespace pratique::fix
