// Approved base images: the base is one that somebody allowed, its tag is still supported, its distribution still
// maintained. Docker Scout's policy, with its settings; and bases that are forbidden.
#include <algorithm>

#include "base/text.h"
#include "policy/bases.h"
#include "policy/glob.h"
#include "policy/rule.h"

namespace pratique::policy {
namespace {

class ApprovedBaseImages final : public PolicyRule {
 public:
  PolicyAbout about() const override {
    return {.name = "approved-base-images",
            .title = "Approved base images",
            .not_compliant_title = "Unapproved base image found",
            .description =
                "What an image is built on was made by somebody else; a team says whom it trusts with that.",
            .result_type = ResultType::kGeneric,
            .weight = 15,
            .details_order = {"base", "reason"}};
  }

  std::vector<RuleSetting> settings() const override {
    return {
        {"allowed_base_images", SettingKind::kTexts, codec::texts(std::vector<std::string>{"*"}),
         "docker.io/library/*, registry.example.com/team/*: * for any signs, the registry always named"},
        {"allowed_distros", SettingKind::kTexts, codec::JsonArray(),
         "distributions by the ID of os-release, with a release if need be (debian, alpine:3.20); none: all"},
        {"allowed_distros_only", SettingKind::kFlag, true,
         "the distribution must be maintained, and in `allowed_distros` if that lists any"},
        {"denied_base_images", SettingKind::kTexts, codec::JsonArray(),
         "patterns that are not allowed, whatever allows them"},
        {"supported_tags_only", SettingKind::kFlag, true,
         "of an official image the tag must be a supported one"}};
  }

  Result<PolicyOutcome> ask(const PolicySubject& subject, const RuleConfig& config) const override {
    std::vector<Violation> violations;
    const auto* base = base_of(subject);
    const bool built_on_nothing = base != nullptr && base->name == model::kScratch;
    const auto name = base == nullptr || built_on_nothing ? std::string() : pattern_name(*base);
    const auto violate = [&](const std::string& reason, const char* remedy) {
      Violation violation;
      violation.message = name.empty() ? reason : "base image " + name + ": " + reason;
      if (!name.empty()) violation.detail["base"] = codec::view(name);
      violation.detail["reason"] = codec::view(reason);
      violation.remediation = remedy;
      violations.push_back(std::move(violation));
    };
    if (!name.empty()) {
      if (matches_any(config.texts("denied_base_images"), name))
        violate("is forbidden", "build on another image");
      if (!matches_any(config.texts("allowed_base_images"), name))
        violate("is not among the allowed ones", "build on an allowed image");
      if (config.flag("supported_tags_only"))
        violate_by(subject.inventory.notes, {"base-unsupported"}, violate);
    }
    if (config.flag("allowed_distros_only")) {
      violate_by(subject.inventory.notes, {"end-of-life", "base-end-of-life"}, violate);
      violate_by(subject.judgement.notes, {"end-of-life", "base-end-of-life"}, violate);
      if (const auto allowed = config.texts("allowed_distros");
          !allowed.empty() && !is_allowed(subject.inventory.subject.distro, allowed))
        violate("its distribution is not among the allowed ones",
                "build on an image of an allowed distribution");
    }
    if (!violations.empty()) return PolicyOutcome::of(std::move(violations));
    if (base == nullptr && !asks_little(config)) return base_unknown();
    return PolicyOutcome::pass(base == nullptr ? "any base image is allowed" : "");
  }

 private:
  // Whatever the base is called, it is allowed.
  static bool asks_little(const RuleConfig& config) {
    const auto allowed = config.texts("allowed_base_images");
    return std::ranges::find(allowed, "*") != allowed.end() && config.texts("denied_base_images").empty();
  }

  template <class Violate>
  static void violate_by(const std::vector<model::Note>& notes, std::initializer_list<std::string_view> codes,
                         const Violate& violate) {
    for (const auto& note : notes) {
      if (std::ranges::find(codes, note.code) != codes.end())
        violate(note.message, "move to a release that is maintained");
    }
  }

  static bool is_allowed(const model::Distro& distro, const std::vector<std::string>& allowed) {
    return std::ranges::any_of(allowed, [&](std::string_view word) {
      const auto halves = base::cut(word, ":");
      if (!halves) return distro.id == word;
      const bool same = distro.version_id == halves->after ||
                        distro.version_id.starts_with(std::string(halves->after) + ".");
      return distro.id == halves->before && same;
    });
  }
};

}  // namespace

std::unique_ptr<PolicyRule> make_approved_base_images() { return std::make_unique<ApprovedBaseImages>(); }

}  // namespace pratique::policy
