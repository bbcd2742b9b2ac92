// SonarQube's quality gate is passed by the commit that the image was built from.
#include <fmt/format.h>

#include "policy/quality_gate.h"
#include "policy/rule.h"

namespace pratique::policy {
namespace {

class SonarqubeQualityGate final : public PolicyRule {
 public:
  PolicyAbout about() const override {
    return {.name = std::string(kQualityGatePolicy),
            .title = "Quality gate passed",
            .not_compliant_title = "Quality gate not passed",
            .description =
                "SonarQube judges the source by a team's own conditions; this asks for its word on the "
                "commit of the image. "
                "The token is that of the variable SONAR_TOKEN.",
            .result_type = ResultType::kGeneric,
            .weight = 10,
            .details_order = {"metric", "actual", "threshold"}};
  }
  std::vector<RuleSetting> settings() const override {
    return {{"project", SettingKind::kText, "", "the project's key"},
            {"server", SettingKind::kText, "", "the server's address; empty: that of SONAR_HOST_URL"}};
  }
  bool usually_enabled() const override { return false; }

  Result<PolicyOutcome> ask(const PolicySubject& subject, const RuleConfig&) const override {
    if (!subject.quality_gate)
      return PolicyOutcome::no_data("nobody was asked", "ask it by `pratique policy`");
    const auto& gate = *subject.quality_gate;
    if (!gate.why.empty()) return PolicyOutcome::no_data(gate.why, gate.remedy);
    auto told = fmt::format("analysis {} of {} on {}", gate.analysis, gate.date, gate.branch);
    if (gate.status == "OK") return PolicyOutcome::pass(std::move(told));
    if (gate.status != "ERROR" && gate.status != "WARN")
      return PolicyOutcome::no_data("no quality gate was computed for " + gate.commit,
                                    "give the project a quality gate, and analyse it again");
    std::vector<Violation> violations;
    for (const auto& one : gate.failed) violations.push_back(violation_of(one));
    if (violations.empty()) violations.push_back({.message = "the quality gate is " + gate.status});
    auto outcome = PolicyOutcome::of(std::move(violations));
    outcome.reason = std::move(told);
    return outcome;
  }

 private:
  static Violation violation_of(const GateCondition& one) {
    const auto* relation = one.comparator == "LT"   ? "less than"
                           : one.comparator == "GT" ? "more than"
                                                    : "not as";
    Violation violation{.message =
                            fmt::format("{} is {}, {} {}", one.metric, one.actual, relation, one.threshold)};
    violation.detail["metric"] = codec::view(one.metric);
    violation.detail["actual"] = codec::view(one.actual);
    violation.detail["threshold"] = codec::view(one.threshold);
    return violation;
  }
};

}  // namespace

std::unique_ptr<PolicyRule> make_sonarqube_quality_gate() { return std::make_unique<SonarqubeQualityGate>(); }

}  // namespace pratique::policy
