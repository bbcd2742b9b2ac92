#include "policy/licences.h"

#include <fmt/format.h>

#include "base/text.h"
#include "licence/effective.h"
#include "model/ecosystem.h"
#include "policy/glob.h"

namespace pratique::policy {

std::string licence_of(const model::Component& component) {
  std::vector<licence::FileLicence> files;
  for (const auto& one : component.details->found_licenses) files.push_back({one.expression, one.likeness});
  return licence::effective(component.details->license, component.licenses, files).expression;
}

PolicyOutcome licence_outcome(const PolicySubject& subject, const licence::LicenceRules& rules,
                              const std::vector<std::string>& ignored) {
  Violations violations;
  std::size_t unknown = 0;
  for (const auto& component : subject.inventory.components) {
    const auto purl = component.purl.to_string();
    if (component.is_main || matches_any(ignored, purl)) continue;
    const auto expression = licence_of(component);
    if (!rules.denies(expression)) {
      unknown += expression.empty() ? 1 : 0;
      continue;
    }
    std::vector<std::string> names;
    for (const auto& one : rules.denied(expression)) names.push_back(licence::to_string(one));
    Violation violation;
    violation.message =
        fmt::format("{} {} is under {}", model::display_name(component.purl), component.purl.version,
                    names.empty() ? "a licence that nobody knows" : base::join(names, ", "));
    violation.detail["purl"] = codec::view(purl);
    violation.detail["license"] = codec::view(expression);
    violation.remediation = "use another package, or list it in `ignored_packages` when its use is cleared";
    violations.push_back(std::move(violation));
  }
  if (!violations.empty()) return PolicyOutcome::of(std::move(violations));
  if (subject.inventory.components.empty())
    return PolicyOutcome::no_data("no packages were found", "look at the notes of `pratique sbom`");
  if (unknown == 0) return PolicyOutcome::pass();
  return PolicyOutcome::pass(fmt::format("of {} packages no licence is known", unknown));
}

}  // namespace pratique::policy
