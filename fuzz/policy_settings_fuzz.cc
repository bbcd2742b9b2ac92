// Settings of policies, as JSON and as a section of YAML, and what a rule makes of them.
#include <cstdint>
#include <string_view>

#include "policy/rule_config.h"
#include "policy/settings.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace pratique;
  using policy::SettingKind;
  static const std::vector<policy::RuleSetting> declared = {
      {"days", SettingKind::kNumber, 0, "days"},
      {"on", SettingKind::kFlag, true, "on"},
      {"severities", SettingKind::kTexts, codec::JsonArray{"HIGH"}, "which", {"CRITICAL", "HIGH"}},
      {"slas", SettingKind::kNumberByText, codec::JsonObject{}, "days by severity"}};
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  if (const auto settings = policy::PolicySettings::parse(text, "policies.json")) {
    for (const auto& one : settings->policies())
      (void)policy::RuleConfig::make(one.name, declared, one.config);
  }
  if (const auto document = codec::YamlDocument::parse(text))
    (void)policy::PolicySettings::read(document->root(), "pratique.yaml");
  return 0;
}
