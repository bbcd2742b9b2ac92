// Who asked for what in a requirements file that pip-compile or uv wrote: they leave the reasons behind each line,
// "# via flask" or, over several lines, "#   -r requirements.in" (pip-tools, "--annotate").
#pragma once

#include <functional>
#include <string_view>

namespace pratique::extract::python {

// Whether the head of the file says that one of them wrote it.
bool is_compiled(std::string_view text);

// Calls visit(package, reason) for each reason of each package: the name of another package; "" where the project
// itself asks for it (a file of requirements, "name (pyproject.toml)").
void each_reason(std::string_view text,
                 const std::function<void(std::string_view package, std::string_view reason)>& visit);

}  // namespace pratique::extract::python
