#include "extract/lang/python/requirement.h"

#include <cstdint>

#include "base/text.h"
#include "extract/lang/support/utf8.h"

namespace pratique::extract::python {
namespace {

std::string from_utf16(std::string_view bytes, bool little) {
  std::string out;
  const auto unit = [&](std::size_t at) {
    const auto a = static_cast<unsigned char>(bytes[at]), b = static_cast<unsigned char>(bytes[at + 1]);
    return static_cast<std::uint32_t>(little ? a | b << 8 : a << 8 | b);
  };
  for (std::size_t i = 0; i + 1 < bytes.size(); i += 2) {
    const auto code = unit(i);
    if (code < 0xd800 || code > 0xdfff) {
      lang::append_utf8(out, code);
    } else if (code < 0xdc00 && i + 3 < bytes.size() && unit(i + 2) >= 0xdc00 && unit(i + 2) <= 0xdfff) {
      lang::append_utf8(out, 0x10000 + ((code - 0xd800) << 10) + (unit(i + 2) - 0xdc00));
      i += 2;
    } else {
      lang::append_utf8(out, 0xfffd);
    }
  }
  return out;
}

// A comment starts the line, or follows a blank ("pkg @ https://host/x#sha256=…" has none).
std::string_view without_comment(std::string_view line) {
  for (std::size_t i = 0; i < line.size(); ++i) {
    if (line[i] == '#' && (i == 0 || base::is_space(line[i - 1]))) return line.substr(0, i);
  }
  return line;
}

bool is_name_char(char c) { return base::is_alnum(c) || c == '.' || c == '_' || c == '-'; }

// The version of an exact specifier "== 1.2" or "=== 1.2" (PEP 440); empty for any other and for "== 1.*".
std::string_view pinned_by(std::string_view specifier) {
  specifier = base::trim(specifier);
  if (!specifier.starts_with("==")) return {};
  specifier.remove_prefix(specifier.starts_with("===") ? 3 : 2);
  specifier = base::trim(specifier);
  const bool one =
      base::words(specifier).size() == 1 && specifier.find_first_of("*()=<>~") == std::string_view::npos;
  return one ? specifier : std::string_view{};
}

// The specifiers of a requirement, without marker and per-requirement options.
std::string_view specifiers_of(std::string_view rest) {
  rest = rest.substr(0, rest.find(';'));
  rest = base::trim(rest.substr(0, rest.find(" --")));
  if (rest.starts_with('(') && rest.ends_with(')')) rest = rest.substr(1, rest.size() - 2);
  return rest;
}

}  // namespace

std::string decode_requirements(std::string_view bytes) {
  if (bytes.starts_with("\xff\xfe")) return from_utf16(bytes.substr(2), true);
  if (bytes.starts_with("\xfe\xff")) return from_utf16(bytes.substr(2), false);
  if (bytes.starts_with("\xef\xbb\xbf")) bytes.remove_prefix(3);
  return std::string(bytes);
}

void each_line(std::string_view text, const std::function<void(std::string_view)>& visit) {
  std::string joined;
  for (auto line : base::lines(text)) {
    const bool is_comment = base::trim(line).starts_with('#');
    if (!is_comment && line.ends_with('\\')) {
      joined.append(line.substr(0, line.size() - 1)).append(" ");
      continue;
    }
    joined += line;
    if (const auto logical = base::trim(without_comment(joined)); !logical.empty()) visit(logical);
    joined.clear();
  }
  if (const auto logical = base::trim(without_comment(joined)); !logical.empty()) visit(logical);
}

Requirement parse_requirement(std::string_view line) {
  if (line.starts_with('-')) {
    const bool editable = line.starts_with("-e") || line.starts_with("--editable");
    return {editable ? Requirement::Kind::kLoose : Requirement::Kind::kOption, {}, {}};
  }
  Requirement loose{Requirement::Kind::kLoose, {}, {}};
  std::size_t end = 0;
  while (end < line.size() && is_name_char(line[end])) ++end;
  const auto name = line.substr(0, end);
  auto rest = base::trim(line.substr(end));
  if (rest.starts_with('[')) {
    const auto close = rest.find(']');
    if (close == std::string_view::npos) return loose;
    rest = base::trim(rest.substr(close + 1));
  }
  if (name.empty()) return loose;
  for (const auto specifier : base::split(specifiers_of(rest), ',')) {
    if (const auto version = pinned_by(specifier); !version.empty()) {
      return {Requirement::Kind::kPinned, name, version};
    }
  }
  return loose;
}

}  // namespace pratique::extract::python
