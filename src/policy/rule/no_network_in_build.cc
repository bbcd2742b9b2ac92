// The commands of the build ran without a network.
#include "policy/rule.h"

namespace pratique::policy {
namespace {

class NoNetworkInBuild final : public PolicyRule {
 public:
  PolicyAbout about() const override {
    return {.name = "no-network-in-build",
            .title = "No network in the build",
            .not_compliant_title = "Build commands had a network",
            .description =
                "What a build command fetches is in no list of materials, and may be another thing the next "
                "time.",
            .result_type = ResultType::kBoolean,
            .weight = 0,
            .details_order = {"network"}};
  }
  bool usually_enabled() const override { return false; }

  Result<PolicyOutcome> ask(const PolicySubject& subject, const RuleConfig&) const override {
    const auto& provenance = subject.inventory.subject.provenance;
    if (provenance.hermetic == model::Told::kYes || provenance.network == "none")
      return PolicyOutcome::pass();
    if (provenance.network.empty())
      return PolicyOutcome::no_data("no provenance says whether the build had a network",
                                    "build with --provenance=mode=max");
    Violation violation;
    violation.message = "commands of the build ran with network mode " + provenance.network;
    violation.detail["network"] = codec::view(provenance.network);
    violation.remediation = "fetch by ADD or in a stage of its own, and run the rest by RUN --network=none";
    return PolicyOutcome::of({std::move(violation)});
  }
};

}  // namespace

std::unique_ptr<PolicyRule> make_no_network_in_build() { return std::make_unique<NoNetworkInBuild>(); }

}  // namespace pratique::policy
