// The final image has no shell and no package manager, by the packages that bring them and by files of such names.
#include <algorithm>
#include <array>
#include <set>

#include "model/ecosystem.h"
#include "policy/file_facts.h"
#include "policy/rule.h"

namespace pratique::policy {
namespace {

constexpr std::array<std::string_view, 13> kShells = {"ash",    "bash", "busybox", "busybox-static", "csh",
                                                      "dash",   "fish", "ksh",     "mksh",           "tcsh",
                                                      "toybox", "yash", "zsh"};
constexpr std::array<std::string_view, 16> kManagers = {
    "apk-tools", "apt",    "aptitude", "dnf", "dnf5", "dpkg", "libapt-pkg", "microdnf",
    "opkg",      "pacman", "portage",  "rpm", "tdnf", "xbps", "yum",        "zypper"};

// "shell", "package manager"; nullptr: neither. Of the distribution's packages only: npm has a package "bash", too.
const char* kind_of(const model::Component& component) {
  if (!model::is_system(component.purl.type)) return nullptr;
  if (std::ranges::find(kShells, component.purl.name) != kShells.end()) return "shell";
  return std::ranges::find(kManagers, component.purl.name) != kManagers.end() ? "package manager" : nullptr;
}

class NoShellOrPackageManager final : public PolicyRule {
 public:
  PolicyAbout about() const override {
    return {.name = "no-shell-or-package-manager",
            .title = "No shell or package manager",
            .not_compliant_title = "Shell or package manager found",
            .description =
                "What an attacker cannot start or install is of no use to him; debugging is done from "
                "another container.",
            .result_type = ResultType::kGeneric,
            .weight = 0,
            .details_order = {"purl", "path", "kind"}};
  }

  std::vector<RuleSetting> settings() const override {
    return {{"packages", SettingKind::kTexts, codec::JsonArray(),
             "names of further packages that are not allowed"}};
  }
  bool usually_enabled() const override { return false; }

  Result<PolicyOutcome> ask(const PolicySubject& subject, const RuleConfig& config) const override {
    const auto more = config.texts("packages");
    std::vector<Violation> violations;
    std::set<std::string> told;
    for (const auto& component : subject.inventory.components) {
      const auto* kind = kind_of(component);
      if (kind == nullptr && std::ranges::find(more, component.purl.name) == more.end()) continue;
      Violation violation;
      violation.message = component.purl.name + " " + component.purl.version +
                          (kind == nullptr ? " is not allowed" : std::string(" is a ") + kind);
      violation.detail["purl"] = codec::view(*told.insert(component.purl.to_string()).first);
      violation.detail["kind"] = kind == nullptr ? "listed" : kind;
      violation.remediation = kRemedy;
      violations.push_back(std::move(violation));
    }
    add_files(subject, told, violations);
    if (violations.empty() && !model::knows_file_facts(subject.inventory)) return facts_unknown();
    return fact_outcome(subject, std::move(violations),
                        "by packages, and by the names of programs in the usual folders");
  }

 private:
  static constexpr const char* kRemedy = "copy what is needed into a final stage without them";

  // Those of packages that were told already are theirs.
  static void add_files(const PolicySubject& subject, const std::set<std::string>& told,
                        std::vector<Violation>& violations) {
    for (const auto& one : subject.inventory.observations) {
      const auto fact = model::file_fact(one);
      if (!fact || told.contains(fact->package)) continue;
      const bool shell = fact->kind == model::FileFactKind::kShell;
      if (!shell && fact->kind != model::FileFactKind::kPackageManager) continue;
      auto message = fact->location.path + (shell ? " is a shell" : " is a package manager");
      violations.push_back(violation_of(*fact, std::move(message), kRemedy));
      violations.back().detail["kind"] = shell ? "shell" : "package manager";
    }
  }
};

}  // namespace

std::unique_ptr<PolicyRule> make_no_shell_or_package_manager() {
  return std::make_unique<NoShellOrPackageManager>();
}

}  // namespace pratique::policy
