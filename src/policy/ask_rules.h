// The built-in policies, asked of an image as the settings have it.
#pragma once

#include <span>

#include "policy/rule.h"
#include "policy/settings.h"

namespace pratique::policy {

// Names of the policies that alone are asked; empty: all that are enabled. One that is named is asked though the settings
// disable it.
using OnlyPolicies = std::vector<std::string>;

// Whether a policy is asked.
bool is_asked(const PolicyAbout& about, bool usually, const PolicySettings& settings,
              const OnlyPolicies& only);
// What a policy says of itself, with the weight that the settings give it.
PolicyAbout weighed(PolicyAbout about, const PolicySettings& settings);

// In the order of the rules. Errors, kUsage: settings that a rule does not have or cannot use, at their place.
Result<std::vector<JudgedPolicy>> ask_rules(std::span<const std::unique_ptr<PolicyRule>> rules,
                                            const PolicySubject& subject, const PolicySettings& settings,
                                            const OnlyPolicies& only);

}  // namespace pratique::policy
