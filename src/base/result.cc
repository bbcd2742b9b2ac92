#include "base/result.h"

#include <fmt/format.h>

#include "base/text.h"

namespace pratique::base {

std::string to_line(const Error& error) {
  std::string line;
  if (!error.where.file.empty()) line += error.where.file + ": ";
  if (error.where.line) line += fmt::format("line {}: ", *error.where.line);
  if (error.where.offset) line += fmt::format("offset {}: ", *error.where.offset);
  line += error.what;
  if (!error.where.layer.empty()) line += fmt::format(" (in layer {})", error.where.layer);
  // A question ("did you mean sbom?") ends its sentence.
  if (!error.hint.empty()) line += (line.ends_with('?') ? " " : "; ") + error.hint;
  return printable(line);
}

}  // namespace pratique::base
