#include "match/linked.h"

#include <set>

#include "match/qualifiers.h"
#include "model/linked_functions.h"

namespace pratique::match {

namespace {

// What is named, and whether the packages are there.
struct Missing {
  std::set<std::string_view> packages, linked_packages;
  std::size_t functions = 0;
};

// "a", "a and b", "a, b and 3 more".
std::string listed(const std::set<std::string_view>& names) {
  constexpr std::size_t kShown = 3;
  std::string words;
  std::size_t shown = 0;
  for (const auto name : names) {
    const bool last = shown + 1 == names.size();
    if (shown > 0) words += last ? " and " : ", ";
    words += name;
    if (++shown == kShown && names.size() > kShown + 1) {
      return words + " and " + std::to_string(names.size() - shown) + " more";
    }
  }
  return words;
}

std::string in_words(const Missing& missing) {
  if (missing.linked_packages.empty()) {
    return missing.packages.size() == 1
               ? "nothing of the package " + listed(missing.packages) + " is linked"
               : "nothing of the packages " + listed(missing.packages) + " is linked";
  }
  const auto& of = missing.linked_packages;
  if (missing.functions == 1) return "the vulnerable function of " + listed(of) + " is not linked";
  return "none of the " + std::to_string(missing.functions) + " vulnerable functions of " + listed(of) +
         " is linked";
}

}  // namespace

std::string nothing_linked(std::span<const advisory::AffectedView* const> entries,
                           const model::Component& component, const model::Subject& subject) {
  if (component.details->functions.empty() || entries.empty()) return {};
  for (const auto* entry : entries) {
    if (entry->parts.empty()) return {};
  }
  const auto linked = model::LinkedFunctions::parse(component.details->functions);
  if (!linked) return {};
  Missing missing;
  for (const auto* entry : entries) {
    for (const auto& part : entry->parts) {
      if (part.path.empty()) return {};
      if (!is_in_build(part, component, subject)) continue;
      missing.packages.insert(part.path);
      if (!linked->has_package(part.path)) continue;
      if (part.symbols.empty()) return {};
      for (const auto symbol : part.symbols) {
        if (linked->has(part.path, symbol)) return {};
      }
      missing.linked_packages.insert(part.path);
      missing.functions += part.symbols.size();
    }
  }
  // All parts are of other systems: holds_for() has the word.
  return missing.packages.empty() ? std::string() : in_words(missing);
}

std::string_view not_linked(const Finding& finding) {
  const bool decides = finding.state == FindingState::kNotAffected && !finding.statements.empty() &&
                       finding.statements.front().outcome == Outcome::kNotLinked;
  return decides ? finding.statements.front().theirs : std::string_view();
}

}  // namespace pratique::match
