// Comma-separated values (RFC 4180) that a spreadsheet may open.
#pragma once

#include <initializer_list>
#include <string>
#include <string_view>

namespace pratique::report {

// A line with its end. Every cell is printable and in quotes; what a spreadsheet would take for a formula begins with a
// quote mark (OWASP, "CSV Injection").
std::string csv_row(std::initializer_list<std::string_view> cells);

}  // namespace pratique::report
