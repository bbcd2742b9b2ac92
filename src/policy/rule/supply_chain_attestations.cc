// Supply chain attestations: an SBOM and provenance lie beside the image, the latter of BuildKit's mode max.
#include <algorithm>

#include "policy/rule.h"

namespace pratique::policy {
namespace {

// Words of the setting, and how the predicate types of such statements begin.
struct Kind {
  std::string_view word;
  std::vector<std::string_view> begins;
};
const std::vector<Kind>& kinds() {
  static const std::vector<Kind> kAll = {
      {"provenance",
       {"https://slsa.dev/provenance/", "https://slsa.dev/verification_summary/",
        "https://scout.docker.com/provenance/"}},
      {"sbom",
       {"https://spdx.dev/Document", "https://cyclonedx.org/bom", "https://scout.docker.com/sbom/",
        "https://syft.dev/bom"}},
      {"vex", {"https://openvex.dev/ns"}}};
  return kAll;
}

class SupplyChainAttestations final : public PolicyRule {
 public:
  PolicyAbout about() const override {
    return {.name = "supply-chain-attestations",
            .title = "Supply chain attestations",
            .not_compliant_title = "Missing supply chain attestations",
            .description =
                "An image that says what is in it and how it was made can be asked about both without being "
                "opened.",
            .result_type = ResultType::kGeneric,
            .weight = 15,
            .details_order = {"attestation", "reason"}};
  }

  std::vector<RuleSetting> settings() const override {
    return {{"required_attestations", SettingKind::kTexts,
             codec::texts(std::vector<std::string>{"sbom", "provenance"}),
             "sbom, provenance, vex, or the predicate type itself (https://…)"}};
  }

  bool looks_beside() const override { return true; }

  Result<PolicyOutcome> ask(const PolicySubject& subject, const RuleConfig& config) const override {
    std::vector<Violation> violations;
    const auto violate = [&](const std::string& what, const std::string& reason, const std::string& remedy) {
      Violation violation;
      violation.message = what + ": " + reason;
      violation.detail["attestation"] = codec::view(what);
      violation.detail["reason"] = codec::view(reason);
      violation.remediation = remedy;
      violations.push_back(std::move(violation));
    };
    for (const auto& wanted : config.texts("required_attestations")) {
      if (!has(subject, wanted)) {
        violate(wanted, "there is none",
                wanted == "sbom" ? "build with --sbom=true" : "build with --provenance=mode=max");
      } else if (wanted == "provenance" && subject.inventory.subject.provenance.mode == "min") {
        violate(wanted, "it is of BuildKit's mode min", "build with --provenance=mode=max");
      }
    }
    if (violations.empty()) return PolicyOutcome::pass("nobody looked whether they are signed, and by whom");
    if (!subject.looked_beside)
      return PolicyOutcome::no_data("nobody looked beside the image",
                                    "name the image in its registry, or a layout with its attestations");
    return PolicyOutcome::of(std::move(violations));
  }

 private:
  static bool has(const PolicySubject& subject, const std::string& wanted) {
    const auto kind = std::ranges::find(kinds(), std::string_view(wanted), &Kind::word);
    return std::ranges::any_of(subject.statements, [&](const AttachedStatement& one) {
      if (kind == kinds().end()) return one.predicate_type == wanted;
      return std::ranges::any_of(kind->begins,
                                 [&](auto start) { return one.predicate_type.starts_with(start); });
    });
  }
};

}  // namespace

std::unique_ptr<PolicyRule> make_supply_chain_attestations() {
  return std::make_unique<SupplyChainAttestations>();
}

}  // namespace pratique::policy
