#include "extract/lang/python/requirement.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "base/text.h"
#include "extract/lang/python/marker.h"
#include "version/order.h"

namespace pratique::extract::python {
namespace {

// A comment starts the line, or follows a blank ("pkg @ https://host/x#sha256=…" has none).
std::string_view without_comment(std::string_view line) {
  for (std::size_t i = 0; i < line.size(); ++i) {
    if (line[i] == '#' && (i == 0 || base::is_space(line[i - 1]))) return line.substr(0, i);
  }
  return line;
}

// Where str.splitlines of Python ends lines, besides at CR and LF: VT, FF, the separators of ASCII, NEL, and Unicode's
// separators of lines and paragraphs.
constexpr std::string_view kLineEnds[] = {"\r\n", "\n",   "\r",       "\x0b",         "\x0c",        "\x1c",
                                          "\x1d", "\x1e", "\xc2\x85", "\xe2\x80\xa8", "\xe2\x80\xa9"};

// Takes a line and its end off `text`.
std::string_view take_line(std::string_view& text) {
  for (auto at = text.find_first_of("\r\n\x0b\x0c\x1c\x1d\x1e\xc2\xe2"); at != std::string_view::npos;
       at = text.find_first_of("\r\n\x0b\x0c\x1c\x1d\x1e\xc2\xe2", at + 1)) {
    const auto rest = text.substr(at);
    const auto* end = std::ranges::find_if(kLineEnds, [&](auto one) { return rest.starts_with(one); });
    if (end == std::end(kLineEnds)) continue;
    const auto line = text.substr(0, at);
    text.remove_prefix(at + end->size());
    return line;
  }
  return std::exchange(text, {});
}

bool is_name_char(char c) { return base::is_alnum(c) || c == '.' || c == '_' || c == '-'; }

// What an exact specifier "== 1.2" or "=== 1.2" says (PEP 440, "Version matching"); nothing for any other and for
// "== 1.*". The second takes any text.
struct Pin {
  std::string_view version;
  bool arbitrary = false;
};
std::optional<Pin> pinned_by(std::string_view specifier) {
  specifier = base::trim(specifier);
  if (!specifier.starts_with("==")) return std::nullopt;
  const bool arbitrary = specifier.starts_with("===");
  const auto version = base::trim(specifier.substr(arbitrary ? 3 : 2));
  if (version.empty() || version.ends_with(".*")) return std::nullopt;
  return Pin{version, arbitrary};
}

bool is_valid(const Pin& pin) {
  if (pin.arbitrary) return pin.version.find_first_of(" \t;,)") == std::string_view::npos;
  return version::find_order("pep440")->valid(pin.version);
}

// A requirement without its options, as pip parts them: from the first word on that starts with a dash.
std::string_view without_options(std::string_view line) {
  for (auto dash = line.find(" -"); dash != std::string_view::npos; dash = line.find(" -", dash + 1)) {
    if (!line.starts_with('-')) return base::trim(line.substr(0, dash));
  }
  return line;
}

// The specifiers of a requirement, without its marker.
std::string_view specifiers_of(std::string_view rest) {
  rest = base::trim(rest.substr(0, rest.find(';')));
  if (rest.starts_with('(') && rest.ends_with(')')) rest = rest.substr(1, rest.size() - 2);
  return rest;
}

// "https://host/foo-1.2-py3-none-any.whl#sha256=…", "./dist/foo-1.2.tar.gz": the file says what it is (binary
// distribution format, "File name convention"; PEP 625). Addresses of repositories do not.
Requirement of_archive(std::string_view address) {
  Requirement loose{Requirement::Kind::kLoose, {}, {}};
  address = address.substr(0, address.find_first_of("#? ;"));
  auto name = base::base_name(address);
  if (name.ends_with(".whl")) {
    const auto parts = base::split(name.substr(0, name.size() - 4), '-');
    return parts.size() == 5 || parts.size() == 6
               ? Requirement{Requirement::Kind::kPinned, parts[0], parts[1]}
               : loose;
  }
  for (const std::string_view ending : {".tar.gz", ".zip"}) {
    if (!name.ends_with(ending)) continue;
    const auto halves = base::cut_last(name.substr(0, name.size() - ending.size()), "-");
    const bool versioned =
        halves && version::find_order("pep440")->valid(halves->after) && base::contains(halves->after, ".");
    if (versioned) return {Requirement::Kind::kPinned, halves->before, halves->after};
  }
  return loose;
}

// "git+https://…" is a repository.
bool is_address(std::string_view text) {
  const auto scheme = base::cut(text, "://");
  if (scheme) return std::ranges::all_of(scheme->before, base::is_alnum);
  return text.starts_with('.') || text.starts_with('/');
}

// PEP 508, "Names".
bool is_name(std::string_view name) {
  return !name.empty() && base::is_alnum(name.front()) && base::is_alnum(name.back());
}

// What stands behind name and extras.
Requirement by_specifiers(std::string_view name, std::string_view specifiers) {
  Requirement found{Requirement::Kind::kLoose, {}, {}};
  for (const auto specifier : base::split(specifiers, ',')) {
    const auto pin = pinned_by(specifier);
    if (!pin) continue;
    if (!is_valid(*pin)) return {Requirement::Kind::kInvalid, name, pin->version};
    // Two that differ are met by no version.
    if (found.kind == Requirement::Kind::kPinned && found.version != pin->version)
      return {Requirement::Kind::kLoose, {}, {}};
    found = {Requirement::Kind::kPinned, name, pin->version};
  }
  return found;
}

// "name @ ADDRESS ; marker": a blank stands before the semicolon, which may be part of an address.
Requirement of_address(std::string_view name, std::string_view text) {
  const auto halves = base::cut(text, " ;");
  if (halves) {
    const auto held = holds(halves->after);
    if (!held) return {Requirement::Kind::kRefused, {}, {}};
    if (*held == Holds::kNo) return {Requirement::Kind::kOtherSystem, {}, {}};
    text = base::trim(halves->before);
  }
  Requirement found{Requirement::Kind::kLoose, {}, {}};
  if (is_address(text)) found = of_archive(text);
  if (found.kind == Requirement::Kind::kPinned) found.name = name;
  return found;
}

}  // namespace

void each_line(std::string_view text, const std::function<void(std::string_view)>& visit) {
  std::string joined;
  while (!text.empty()) {
    auto line = take_line(text);
    const bool is_comment = base::trim(line).starts_with('#');
    if (!is_comment && line.ends_with('\\')) {
      const auto first = line.find_first_not_of('\\'), last = line.find_last_not_of('\\');
      if (first != std::string_view::npos) joined += line.substr(first, last + 1 - first);
      continue;
    }
    // A comment ends what was continued, and belongs to nothing.
    if (is_comment) joined += ' ';
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
  line = without_options(line);
  Requirement loose{Requirement::Kind::kLoose, {}, {}};
  if (is_address(line)) return of_archive(line);
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
  if (!is_name(name)) return {Requirement::Kind::kRefused, {}, {}};
  if (rest.starts_with('@')) return of_address(name, base::trim(rest.substr(1)));
  const auto marker = rest.find(';');
  if (marker != std::string_view::npos && !base::trim(rest.substr(marker + 1)).empty()) {
    const auto held = holds(rest.substr(marker + 1));
    if (!held) return {Requirement::Kind::kRefused, {}, {}};
    if (*held == Holds::kNo) return {Requirement::Kind::kOtherSystem, {}, {}};
  }
  return by_specifiers(name, specifiers_of(rest));
}

}  // namespace pratique::extract::python
