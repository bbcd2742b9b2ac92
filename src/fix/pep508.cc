#include "fix/pep508.h"

#include "base/text.h"

namespace pratique::fix {

namespace {

bool is_name(char c) { return base::is_alnum(c) || c == '-' || c == '_' || c == '.'; }
bool is_blank(char c) { return base::is_space(c) || c == '\\'; }

}  // namespace

std::optional<PythonRequirement> read_python_requirement(std::string_view text) {
  std::size_t at = 0;
  const auto pass_blanks = [&] {
    while (at < text.size() && is_blank(text[at])) ++at;
  };
  pass_blanks();
  const auto from = at;
  while (at < text.size() && is_name(text[at])) ++at;
  if (at == from || !base::is_alnum(text[from]) || !base::is_alnum(text[at - 1])) return std::nullopt;
  PythonRequirement out{.name = std::string(text.substr(from, at - from)), .offset = at};
  pass_blanks();
  if (at < text.size() && text[at] == '[') {
    const auto close = text.find(']', at);
    if (close == text.npos) return std::nullopt;
    at = out.offset = close + 1;
    pass_blanks();
  }
  if (at < text.size() && text[at] == '@') {
    out.is_address = true;
    return out;
  }
  const auto marker = std::min(text.find(';', at), text.size());
  auto end = marker;
  if (at < end && text[at] == '(') {
    end = text.find(')', at);
    if (end == text.npos || end > marker) return std::nullopt;
    ++at;
    pass_blanks();
  }
  if (at >= end) return out;
  if (std::string_view("<>=!~").find(text[at]) == std::string_view::npos) return std::nullopt;
  while (end > at && is_blank(text[end - 1])) --end;
  out.offset = at, out.length = end - at;
  return out;
}

std::string normal_python_name(std::string_view name) {
  std::string out;
  for (const char c : base::to_lower(name)) {
    const bool separates = c == '-' || c == '_' || c == '.';
    if (!separates) out += c;
    if (separates && !out.ends_with('-')) out += '-';
  }
  return out;
}

}  // namespace pratique::fix
