#include "extract/lang/python/requirement.h"

#include <algorithm>
#include <optional>

#include "base/text.h"
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

// The specifiers of a requirement, without marker and per-requirement options.
std::string_view specifiers_of(std::string_view rest) {
  rest = rest.substr(0, rest.find(';'));
  rest = base::trim(rest.substr(0, rest.find(" --")));
  if (rest.starts_with('(') && rest.ends_with(')')) rest = rest.substr(1, rest.size() - 2);
  return rest;
}

// PEP 508, "Environment markers": one condition that no Linux system meets is enough, unless there is an "or".
bool is_for_another_system(std::string_view marker) {
  constexpr std::string_view kVariables[] = {"os_name", "platform_system", "sys_platform"};
  constexpr std::string_view kOthers[] = {"Darwin", "Windows", "cygwin", "darwin", "nt", "win32"};
  if (base::contains(marker, " or ")) return false;
  const auto is_one = [](std::string_view word, const auto& list) {
    while (!word.empty() && base::contains("'\"() ", word.substr(0, 1))) word.remove_prefix(1);
    while (!word.empty() && base::contains("'\"() ", word.substr(word.size() - 1))) word.remove_suffix(1);
    return std::ranges::find(list, word) != std::end(list);
  };
  while (!marker.empty()) {
    const auto end = marker.find(" and ");
    const auto sides = base::cut(marker.substr(0, end), "==");
    if (sides && ((is_one(sides->before, kVariables) && is_one(sides->after, kOthers)) ||
                  (is_one(sides->after, kVariables) && is_one(sides->before, kOthers))))
      return true;
    marker = end == std::string_view::npos ? std::string_view() : marker.substr(end + 5);
  }
  return false;
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

bool is_address(std::string_view text) {
  return !base::contains(text, "+") &&
         (base::contains(text, "://") || text.starts_with('.') || text.starts_with('/'));
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

}  // namespace

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
  if (!name.empty() && rest.starts_with('@')) {
    const auto address = base::trim(rest.substr(1));
    auto file = is_address(address) ? of_archive(address) : loose;
    if (file.kind == Requirement::Kind::kPinned) file.name = name;
    return file;
  }
  if (is_address(line)) return of_archive(line);
  if (name.empty()) return loose;
  const auto marker = rest.find(';');
  if (marker != std::string_view::npos && is_for_another_system(rest.substr(marker + 1)))
    return {Requirement::Kind::kOtherSystem, {}, {}};
  return by_specifiers(name, specifiers_of(rest));
}

}  // namespace pratique::extract::python
