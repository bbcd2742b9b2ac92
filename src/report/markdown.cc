#include "report/markdown.h"

#include <algorithm>

#include "base/text.h"

namespace pratique::report {

std::string code_text(std::string_view text) {
  const auto shown = base::replace_all(base::printable(text), "|", "¦");
  if (shown.find_first_not_of(' ') == std::string::npos) return "–";
  std::size_t longest = 0, run = 0;
  for (const char c : shown) {
    run = c == '`' ? run + 1 : 0;
    longest = std::max(longest, run);
  }
  // A fence that the text does not have. One blank at each end is taken away again (6.1).
  const std::string fence(longest + 1, '`');
  const bool padded =
      shown.front() == '`' || shown.back() == '`' || (shown.front() == ' ' && shown.back() == ' ');
  const std::string blank = padded ? " " : "";
  return fence + blank + shown + blank + fence;
}

}  // namespace pratique::report
