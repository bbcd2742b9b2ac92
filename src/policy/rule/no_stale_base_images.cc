// No outdated base images: the tag that the image was built on still names what it was built on.
#include <algorithm>

#include "policy/bases.h"
#include "policy/rule.h"

namespace pratique::policy {
namespace {

Violation moved(const std::string& name, const std::string& built_on, const std::string& today) {
  Violation violation;
  violation.message = "the base image " + name + " has moved on since the image was built";
  violation.detail["base"] = codec::view(name);
  if (!built_on.empty()) violation.detail["built_on"] = codec::view(built_on);
  if (!today.empty()) violation.detail["today"] = codec::view(today);
  violation.remediation = "build the image again on what " + name + " is today";
  return violation;
}

class NoStaleBaseImages final : public PolicyRule {
 public:
  PolicyAbout about() const override {
    return {.name = "no-stale-base-images",
            .title = "No outdated base images",
            .not_compliant_title = "Outdated base image found",
            .description =
                "What was mended in the base image since is mended in the image when it is built again.",
            .result_type = ResultType::kBoolean,
            .weight = 10,
            .details_order = {"base", "built_on", "today"}};
  }

  Result<PolicyOutcome> ask(const PolicySubject& subject, const RuleConfig&) const override {
    const auto* base = base_of(subject);
    if (base == nullptr) return base_unknown();
    if (base->name == model::kScratch) return PolicyOutcome::pass("built on nothing");
    if (const auto& now = subject.base_today; now && !now->built_on.empty() && !now->today.empty()) {
      if (now->built_on == now->today) return PolicyOutcome::pass("by the word of the " + now->known_by);
      return PolicyOutcome::of({moved(now->name, now->built_on, now->today)});
    }
    // The base index knows that the name means another image by now.
    const auto& notes = subject.inventory.notes;
    if (std::ranges::any_of(notes, [](const auto& note) { return note.code == "base-moved"; }))
      return PolicyOutcome::of({moved(pattern_name(*base), base->digest, "")});
    const auto why = subject.base_today && !subject.base_today->why.empty()
                         ? subject.base_today->why
                         : "nobody knows what " + pattern_name(*base) + " is today";
    return PolicyOutcome::no_data(why, "keep the base index up to date: `pratique base index update`");
  }
};

}  // namespace

std::unique_ptr<PolicyRule> make_no_stale_base_images() { return std::make_unique<NoStaleBaseImages>(); }

}  // namespace pratique::policy
