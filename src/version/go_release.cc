#include "version/go_release.h"

#include <algorithm>

#include "base/text.h"

namespace pratique::version {
namespace {

std::string_view take_number(std::string_view& text) {
  const auto end = std::min(text.find_first_not_of("0123456789"), text.size());
  const auto number = text.substr(0, end);
  text.remove_prefix(end);
  return number;
}

bool take(std::string_view& text, std::string_view word) {
  if (!text.starts_with(word)) return false;
  text.remove_prefix(word.size());
  return true;
}

// "rc1", "beta2": not "rc" alone, and nothing glued to it.
void take_stage(std::string_view& text) {
  auto rest = text;
  if ((take(rest, "rc") || take(rest, "beta")) && !take_number(rest).empty()) text = rest;
}

}  // namespace

std::string go_release(std::string_view toolchain) {
  auto rest = base::trim(toolchain);
  if (!take(rest, "go")) take(rest, "v");
  const auto start = rest;
  if (take_number(rest).empty()) return {};
  // Two numbers at least: "go1" alone has been the name of a line since 2012.
  if (!take(rest, ".") || take_number(rest).empty()) return {};
  if (auto third = rest; take(third, ".") && !take_number(third).empty()) rest = third;
  take_stage(rest);
  const bool ends = rest.empty() || !(base::is_alnum(rest.front()) || rest.front() == '.');
  return ends ? std::string(start.substr(0, start.size() - rest.size())) : std::string();
}

bool is_untagged_go_commit(std::string_view version) {
  take(version, "v");
  if (!take(version, "0.0.0-")) return false;
  constexpr std::size_t kTime = 14;  // 20260817133844
  return take_number(version).size() == kTime && version.starts_with('-');
}

bool is_no_go_version(std::string_view version) {
  version = base::trim(version);
  if (version.starts_with('(')) return true;
  if (!is_untagged_go_commit(version)) return false;
  return base::contains(version, "-00010101000000-") || version.ends_with("+dirty");
}

}  // namespace pratique::version
