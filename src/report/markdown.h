// Texts from outside in Markdown (CommonMark 0.31, with the tables of GitHub and GitLab).
#pragma once

#include <string>
#include <string_view>

namespace pratique::report {

// A code span (6.1) of the printable text on one line: nothing in it is HTML, a link, a mention or emphasis,
// also where a forge looks for such things after Markdown. "|" becomes "¦": forges do not agree on how a
// table's cells end. "–" for an empty text.
std::string code_text(std::string_view text);

}  // namespace pratique::report
