// Text for terminals: columns by display width, colours and links only when asked for.
#pragma once

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

// The text cut at blanks into lines of at most `columns` (0: one line); a longer word stays whole.
std::vector<std::string> wrapped(std::string_view text, std::size_t columns);

class Style {
 public:
  explicit Style(const Options& options) : colour_(options.colour), links_(options.links) {}
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
};

// Rows under a head, columns separated by "│", the head underlined by "─": Scout's tables. The columns are as
// wide as their widest cell; nothing is cut.
class Table {
 public:
  explicit Table(std::vector<std::string> head) : head_(std::move(head)) {}
  void add(std::vector<std::string> cells) { rows_.push_back(std::move(cells)); }
  bool empty() const { return rows_.empty(); }
  std::string to_text(std::string_view indent) const;

 private:
  std::vector<std::string> head_;  // empty: rows only
  std::vector<std::vector<std::string>> rows_;
};

// "3.1 MB": decimal units, one digit after the point below 100, as container tools print sizes.
std::string size_text(std::uint64_t bytes);
// A word for a POSIX shell: as it is where that is safe, else in single quotes. Printable only.
std::string shell_word(std::string_view text);

}  // namespace pratique::report
