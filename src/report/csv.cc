#include "report/csv.h"

#include "base/text.h"

namespace pratique::report {

// A spreadsheet takes a cell that begins so for a formula; behind a quote it is text.
static bool is_formula(std::string_view text) {
  return !text.empty() && std::string_view("=+-@\t\r\n|").find(text.front()) != std::string_view::npos;
}

// Every cell in quotes, which RFC 4180 (2.5 to 2.7) allows: then none of its characters ends it but a quote, doubled.
static std::string cell(std::string_view text) {
  const auto shown = base::printable(text);
  return "\"" + std::string(is_formula(shown) ? "'" : "") + base::replace_all(shown, "\"", "\"\"") + "\"";
}

std::string csv_row(std::initializer_list<std::string_view> cells) {
  std::string line;
  for (const auto text : cells) line += (line.empty() ? "" : ",") + cell(text);
  return line + "\r\n";
}

}  // namespace pratique::report
