#include "policy/running.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"

namespace pratique::policy {

namespace {

constexpr std::size_t kShown = 5;
constexpr std::string_view kExtends = "extends";

// What of the file was looked at, for who wonders why nothing of it counts.
std::string looked_at(const RunPlan& plan) {
  std::vector<std::string> names;
  for (const auto& one : plan.others) {
    if (names.size() == kShown) break;
    names.push_back(one.image.empty() ? one.name : one.name + " (" + one.image + ")");
  }
  if (plan.others.size() > kShown) names.push_back(fmt::format("{} more", plan.others.size() - kShown));
  return names.empty() ? "there are none" : "there are " + base::join(names, ", ");
}

}  // namespace

Violation violation_of(const RunService& service, std::uint64_t line, const std::string& what,
                       std::string remediation, const std::string& value) {
  const auto at = line > 0 ? line : service.line;
  Violation violation{.message = fmt::format("{}:{}: {} {}", service.file, at, service.name, what),
                      .remediation = std::move(remediation)};
  auto& detail = violation.detail;
  detail["file"] = codec::view(service.file);
  detail["line"] = at;
  detail["service"] = codec::view(service.name);
  if (!value.empty()) detail["value"] = codec::view(value);
  return violation;
}

PolicyOutcome ask_services(const PolicySubject& subject,
                           const std::function<void(const RunService&, std::vector<Violation>&)>& ask,
                           const std::vector<std::string>& depends) {
  if (!subject.run)
    return PolicyOutcome::no_data("nothing says how the image is run",
                                  "name a Compose file or a manifest by --with");
  const auto& plan = *subject.run;
  if (plan.services.empty())
    return PolicyOutcome::no_data("no service runs this image: " + looked_at(plan),
                                  "name the service by --with FILE#NAME");
  std::vector<Violation> violations;
  std::string open;
  for (const auto& service : plan.services) {
    // What a service takes over from another file may be anything.
    if (std::ranges::find(service.unread, kExtends, &RunWord::text) == service.unread.end())
      ask(service, violations);
    for (const auto& word : service.unread) {
      if (word.text != kExtends && std::ranges::find(depends, word.text) == depends.end()) continue;
      if (open.empty())
        open = fmt::format("{}:{}: {} of {} was not read", service.file, word.line, word.text, service.name);
    }
  }
  if (violations.empty() && !open.empty())
    return PolicyOutcome::no_data(std::move(open), "give a file in which all is said: docker compose config");
  auto outcome = PolicyOutcome::of(std::move(violations));
  outcome.reason = plan.chosen_by;
  return outcome;
}

}  // namespace pratique::policy
