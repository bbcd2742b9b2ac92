// No instruction adds a file from an address: nothing says what was there on that day.
#include "base/text.h"
#include "policy/rule.h"

namespace pratique::policy {
namespace {

// "ADD https://… /dest", also as BuildKit and the older builder put it into the history, without a --checksum.
bool adds_address(std::string_view instruction) {
  bool add = false;
  for (const auto word : base::words(instruction)) {
    if (word.starts_with("--checksum")) return false;
    add = add || base::equals_ignoring_case(word, "ADD");
    if (add && (word.starts_with("http://") || word.starts_with("https://"))) return true;
  }
  return false;
}

class NoAddFromUrl final : public PolicyRule {
 public:
  PolicyAbout about() const override {
    return {.name = "no-add-from-url",
            .title = "No ADD from an address",
            .not_compliant_title = "ADD from an address found",
            .description = "What an address gives may change between two builds, and nobody signs it.",
            .result_type = ResultType::kGeneric,
            .weight = 0,
            .details_order = {"instruction", "line"}};
  }
  bool usually_enabled() const override { return false; }

  Result<PolicyOutcome> ask(const PolicySubject& subject, const RuleConfig&) const override {
    const auto& about = subject.inventory.subject;
    std::vector<Violation> violations;
    const auto violate = [&](std::string message, std::string_view instruction, std::uint32_t line) {
      Violation violation;
      violation.message = std::move(message);
      violation.detail["instruction"] = codec::view(instruction);
      if (line > 0) violation.detail["line"] = line;
      violation.remediation = "fetch it in a build stage and check its digest, or give ADD a --checksum";
      violations.push_back(std::move(violation));
    };
    for (const auto& one : about.history) {
      const auto text =
          one.lines.text.empty() ? std::string_view(one.created_by) : std::string_view(one.lines.text);
      if (adds_address(text))
        violate("a file is added from an address: " + std::string(text.substr(0, 200)), text,
                one.lines.first);
    }
    if (violations.empty()) {
      for (const auto& material : about.provenance.materials) {
        if (material.kind == "http") violate("the build took " + material.uri, material.uri, 0);
      }
    }
    if (!violations.empty()) return PolicyOutcome::of(std::move(violations));
    if (about.history.empty())
      return PolicyOutcome::no_data("the image has no history",
                                    "name the image itself, or build with provenance");
    return PolicyOutcome::pass();
  }
};

}  // namespace

std::unique_ptr<PolicyRule> make_no_add_from_url() { return std::make_unique<NoAddFromUrl>(); }

}  // namespace pratique::policy
