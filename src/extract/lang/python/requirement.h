// Requirements files of pip (https://pip.pypa.io/en/stable/reference/requirements-file-format/).
#pragma once

#include <functional>
#include <string>
#include <string_view>

namespace pratique::extract::python {

// The text of a requirements file as UTF-8: pip takes a byte order mark of UTF-8 and UTF-16 into account
// (PowerShell's "pip freeze > requirements.txt" writes the latter). Wrong UTF-16 becomes U+FFFD.
std::string decode_requirements(std::string_view bytes);

// Calls `visit` for each logical line: continued lines ("\" at the end) joined, comments and blank lines left
// out.
void each_line(std::string_view text, const std::function<void(std::string_view)>& visit);

struct Requirement {
  enum class Kind {
    kOption,  // "-r other.txt", "--index-url …": no package
    kPinned,  // "name[extra] == 1.2 ; marker --hash=…"
    kLoose,   // a range, a bare name, an address, "-e path": which version it means is not said here
  };
  Kind kind = Kind::kOption;
  // kPinned only; views into the line.
  std::string_view name, version;
};
Requirement parse_requirement(std::string_view line);

}  // namespace pratique::extract::python
