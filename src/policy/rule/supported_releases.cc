// Distribution, base images and runtimes are still maintained (endoflife.date, by the notes of the judgement).
#include <set>

#include "policy/rule.h"

namespace pratique::policy {
namespace {

class SupportedReleases final : public PolicyRule {
 public:
  PolicyAbout about() const override {
    return {.name = "supported-releases",
            .title = "Supported distribution, base image and runtimes",
            .not_compliant_title = "Distribution, base image or runtime at its end of life",
            .description =
                "What is no longer maintained gets no fixes, and often no advisories either: nothing found "
                "means little there.",
            .result_type = ResultType::kGeneric,
            .weight = 0,
            .details_order = {"reason"}};
  }
  bool usually_enabled() const override { return false; }

  Result<PolicyOutcome> ask(const PolicySubject& subject, const RuleConfig&) const override {
    std::vector<Violation> violations;
    std::set<std::string_view> told;
    for (const auto* notes : {&subject.inventory.notes, &subject.judgement.notes}) {
      for (const auto& note : *notes) {
        if (!note.code.ends_with("end-of-life") || !told.insert(note.message).second) continue;
        Violation violation;
        violation.message = note.message;
        violation.detail["reason"] = codec::view(note.message);
        violation.remediation = "move to a release that is maintained";
        violations.push_back(std::move(violation));
      }
    }
    for (const auto& gap : subject.judgement.gaps) {
      if (gap.code.ends_with("end-of-life") && told.insert(gap.reason).second) {
        Violation violation;
        violation.message = gap.reason;
        violation.detail["reason"] = codec::view(gap.reason);
        violation.remediation = "move to a release that is maintained";
        violations.push_back(std::move(violation));
      }
    }
    if (!violations.empty()) return PolicyOutcome::of(std::move(violations));
    if (subject.judgement.database.empty())
      return PolicyOutcome::no_data("there is no database that knows ends of life",
                                    "run `pratique db update`");
    return PolicyOutcome::pass();
  }
};

}  // namespace

std::unique_ptr<PolicyRule> make_supported_releases() { return std::make_unique<SupportedReleases>(); }

}  // namespace pratique::policy
