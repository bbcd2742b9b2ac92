// Requirements files of pip (https://pip.pypa.io/en/stable/reference/requirements-file-format/).
#pragma once

#include <functional>
#include <string>
#include <string_view>

namespace pratique::extract::python {

// Calls `visit` for each logical line: continued lines ("\" at the end) joined as pip joins them, without a blank;
// comments and blank lines left out. Lines end where Python's str.splitlines ends them.
void each_line(std::string_view text, const std::function<void(std::string_view)>& visit);

struct Requirement {
  enum class Kind {
    kOption,       // "-r other.txt", "--index-url …": no package
    kPinned,       // "name[extra] == 1.2 ; marker --hash=…", "name @ https://host/name-1.2-py3-none-any.whl"
    kLoose,        // a range, a bare name, a repository, "-e path": which version it means is not said here
    kInvalid,      // "name == latest": pip refuses the file
    kRefused,      // "_name == 1", "name == 1 ; nonsense": the same, for its name or marker
    kOtherSystem,  // its marker holds on no Linux system, or with an extra only
  };
  Kind kind = Kind::kOption;
  // kPinned and kInvalid; views into the line.
  std::string_view name, version;
};
Requirement parse_requirement(std::string_view line);

}  // namespace pratique::extract::python
