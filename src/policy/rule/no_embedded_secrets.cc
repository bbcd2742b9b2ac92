// No embedded secrets: nothing that looks like one was seen in the image and its configuration.
#include "model/file_facts.h"
#include "policy/rule.h"

namespace pratique::policy {
namespace {

class NoEmbeddedSecrets final : public PolicyRule {
 public:
  PolicyAbout about() const override {
    return {.name = "no-embedded-secrets",
            .title = "No embedded secrets",
            .not_compliant_title = "Embedded secrets found",
            .description =
                "Whoever gets the image gets what is in it; a secret in a lower layer is there though a "
                "later one deletes it.",
            .result_type = ResultType::kGeneric,
            .weight = 0,
            .details_order = {"rule", "path"}};
  }
  bool usually_enabled() const override { return false; }

  Result<PolicyOutcome> ask(const PolicySubject& subject, const RuleConfig&) const override {
    std::vector<Violation> violations;
    for (const auto& one : subject.inventory.observations) {
      if (one.kind != model::ObservationKind::kSecret) continue;
      Violation violation;
      violation.message = one.message;
      violation.detail["rule"] = codec::view(one.rule);
      if (!one.location.path.empty()) violation.detail["path"] = codec::view(one.location.path);
      if (!one.location.layer.empty()) violation.detail["layer"] = codec::view(one.location.layer);
      violation.remediation =
          "give it to the container when it starts, or to the build by --secret; and replace it, for it is "
          "known now";
      violations.push_back(std::move(violation));
    }
    if (!violations.empty()) return PolicyOutcome::of(std::move(violations));
    if (subject.inventory.subject.kind == model::SubjectKind::kSbom)
      return PolicyOutcome::no_data("a document says nothing of secrets", "name the image itself");
    if (!model::knows_file_facts(subject.inventory))
      return PolicyOutcome::no_data("only configuration and history were looked at, not files",
                                    "name the image itself");
    return PolicyOutcome::pass(
        "looked at were configuration, history, private keys in PEM and files of known names "
        "(.npmrc, .env, .aws/credentials, …), not all files");
  }
};

}  // namespace

std::unique_ptr<PolicyRule> make_no_embedded_secrets() { return std::make_unique<NoEmbeddedSecrets>(); }

}  // namespace pratique::policy
