#include "policy/ask_rules.h"

#include <algorithm>
#include <chrono>

namespace pratique::policy {

namespace {

Result<PolicyOutcome> ask(const PolicyRule& rule, const std::string& name, const PolicySubject& subject,
                          const PolicySetting* setting) {
  const auto declared = rule.settings();
  PQ_TRY(const auto config,
         RuleConfig::make(name, declared, setting == nullptr ? codec::JsonObject() : setting->config));
  return rule.ask(subject, config);
}

Error at(const PolicySetting& setting, Error error) {
  if (setting.line > 0) error.where.line = setting.line;
  return std::move(error).in(setting.file);
}

}  // namespace

bool is_asked(const PolicyAbout& about, bool usually, const PolicySettings& settings,
              const OnlyPolicies& only) {
  if (!only.empty()) return std::find(only.begin(), only.end(), about.name) != only.end();
  const auto* setting = settings.find(about.name);
  return setting != nullptr && setting->enabled ? *setting->enabled : usually;
}

PolicyAbout weighed(PolicyAbout about, const PolicySettings& settings) {
  const auto* setting = settings.find(about.name);
  if (setting != nullptr && setting->weight) about.weight = *setting->weight;
  return about;
}

Result<std::vector<JudgedPolicy>> ask_rules(std::span<const std::unique_ptr<PolicyRule>> rules,
                                            const PolicySubject& subject, const PolicySettings& settings,
                                            const OnlyPolicies& only) {
  std::vector<JudgedPolicy> judged;
  for (const auto& rule : rules) {
    JudgedPolicy policy{.about = weighed(rule->about(), settings)};
    const bool usually = rule->usually_enabled() || (rule->is_about_running() && subject.run);
    if (!is_asked(policy.about, usually, settings, only)) continue;
    const auto* setting = settings.find(policy.about.name);
    const auto begin = std::chrono::steady_clock::now();
    auto outcome = ask(*rule, policy.about.name, subject, setting);
    const auto took = std::chrono::steady_clock::now() - begin;
    if (!outcome && setting != nullptr) return tl::unexpected(at(*setting, std::move(outcome).error()));
    PQ_TRY(policy.outcome, std::move(outcome));
    policy.nanoseconds =
        static_cast<std::uint64_t>(std::chrono::duration_cast<std::chrono::nanoseconds>(took).count());
    judged.push_back(std::move(policy));
  }
  return judged;
}

}  // namespace pratique::policy
