// Text for terminals: columns by display width, colours and links only when asked for.
#pragma once

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "advisory/advisory.h"
#include "report/report.h"

namespace pratique::report {

// Columns that the text takes (Unicode Standard Annex 11, as utf8proc has it); escape sequences that Style
// wrote take none.
std::size_t width_of(std::string_view text);
std::string pad_left(std::string_view text, std::size_t columns);
std::string pad_right(std::string_view text, std::size_t columns);

// What becomes of a word that is longer than a line: broken behind a separator in it ("/", ",", "-"…) or
// anywhere, so that all fits; or kept, because it is to be copied.
enum class LongWords { kBreak, kKeep };

// The text in lines of at most `columns` (0: one line), broken at blanks; blanks within a line stay as they
// are. The first `whole` bytes are one word. Colours and links that Style wrote end with each line and begin
// again on the next. Never without a line, at least one sign a line.
std::vector<std::string> folded(std::string_view text, std::size_t columns, std::size_t whole = 0,
                                LongWords long_words = LongWords::kBreak);
// The columns of the longest word, with the first `whole` bytes as one.
std::size_t longest_word(std::string_view text, std::size_t whole = 0);
// Lines below each other: the first behind `mark`, the others indented as far, all of at most `columns` (0:
// no limit; fewer than a dozen beside the mark count as a dozen).
std::string hanging(std::string_view mark, std::string_view text, std::size_t columns,
                    LongWords long_words = LongWords::kBreak);
// The words of a text, one blank between them, in lines; long ones are kept. Of no words: no line.
std::vector<std::string> wrapped(std::string_view text, std::size_t columns);

// How text looks: what Options ask of it.
class Style {
 public:
  explicit Style(const Options& options)
      : colour_(options.colour),
        links_(options.links),
        columns_(static_cast<std::size_t>(std::max(0, options.width))) {}
  // That lines may take; 0: as long as they are.
  std::size_t columns() const { return columns_; }
  std::string bold(std::string_view text) const { return sgr("1", text); }
  std::string faint(std::string_view text) const { return sgr("2", text); }
  std::string warning(std::string_view text) const { return sgr("33", text); }
  std::string good(std::string_view text) const { return sgr("32", text); }
  std::string severity(advisory::Severity severity, std::string_view text) const;
  // `url` must be ASCII without controls, as url_of() gives it.
  std::string link(std::string_view url, std::string_view text) const;

 private:
  std::string sgr(std::string_view code, std::string_view text) const;
  bool colour_, links_;
  std::size_t columns_;
};

// "3.1 MB": decimal units, one digit after the point below 100, as container tools print sizes.
std::string size_text(std::uint64_t bytes);
// A word for a POSIX shell: as it is where that is safe, else in single quotes. Printable only.
std::string shell_word(std::string_view text);

}  // namespace pratique::report
