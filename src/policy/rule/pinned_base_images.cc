// The Dockerfile names its base images by digest.
#include "base/text.h"
#include "policy/rule.h"

namespace pratique::policy {
namespace {

void check(const std::string& instruction, std::uint32_t line, std::vector<Violation>& violations) {
  if (instruction.find("@sha256:") != std::string::npos || instruction.find(" scratch") != std::string::npos)
    return;
  Violation violation;
  violation.message = "a base image is named without its digest: " + instruction;
  violation.detail["instruction"] = codec::view(instruction);
  if (line > 0) violation.detail["line"] = line;
  violation.remediation = "name it as NAME:TAG@sha256:…";
  violations.push_back(std::move(violation));
}

class PinnedBaseImages final : public PolicyRule {
 public:
  PolicyAbout about() const override {
    return {.name = "pinned-base-images",
            .title = "Base images pinned by digest",
            .not_compliant_title = "Base images not pinned by digest",
            .description =
                "A tag may mean another image tomorrow; a digest is the same for ever, and a tool can move "
                "it on with a review.",
            .result_type = ResultType::kGeneric,
            .weight = 0,
            .details_order = {"line", "instruction"}};
  }
  bool usually_enabled() const override { return false; }

  Result<PolicyOutcome> ask(const PolicySubject& subject, const RuleConfig&) const override {
    const auto& about = subject.inventory.subject;
    std::vector<Violation> violations;
    std::size_t seen = 0;
    for (const auto& one : about.history) {
      const auto words = base::words(one.lines.text);
      if (words.size() < 2 || !base::equals_ignoring_case(words[0], "FROM")) continue;
      ++seen;
      check(one.lines.text, one.lines.first, violations);
    }
    if (seen == 0 && !about.provenance.materials.empty()) {
      for (const auto& material : about.provenance.materials) {
        // A package URL of a pinned image has no tag for a version.
        if (material.kind != "image" || material.role == "frontend") continue;
        ++seen;
        if (material.uri.find("sha256:") == std::string::npos &&
            material.uri.find("digest=") == std::string::npos) {
          Violation violation;
          violation.message = "the build named " + (material.name.empty() ? material.uri : material.name) +
                              " without its digest";
          violation.detail["instruction"] = codec::view(material.uri);
          violation.remediation =
              "name it as NAME:TAG@" + (material.digest.empty() ? std::string("sha256:…") : material.digest);
          violations.push_back(std::move(violation));
        }
      }
    }
    if (!violations.empty()) return PolicyOutcome::of(std::move(violations));
    if (seen == 0)
      return PolicyOutcome::no_data("nothing says how the base image was named",
                                    "build with --provenance=mode=max, or give --dockerfile");
    return PolicyOutcome::pass();
  }
};

}  // namespace

std::unique_ptr<PolicyRule> make_pinned_base_images() { return std::make_unique<PinnedBaseImages>(); }

}  // namespace pratique::policy
