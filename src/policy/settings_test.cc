#include "policy/settings.h"

#include <gtest/gtest.h>

#include "policy/rule_config.h"

namespace pratique::policy {
namespace {

std::string wrong_json(std::string_view text) {
  const auto settings = PolicySettings::parse(text, "policies.json");
  return settings ? "" : base::to_line(settings.error());
}

TEST(PolicySettingsFile, ReadsTheWordsOfDockerScout) {
  const auto settings = PolicySettings::parse(R"({"debug": true, "policies": [
    {"name": "no-stale-base-images", "enabled": false},
    {"name": "fixable-vulnerabilities", "weight": 30, "config": {"severities": ["CRITICAL"], "grace_period_days": 7}}]})",
                                              "policies.json");
  ASSERT_TRUE(settings) << base::to_line(settings.error());
  EXPECT_TRUE(settings->debug());
  ASSERT_EQ(settings->policies().size(), 2u);
  EXPECT_EQ(settings->find("fixable-vulnerabilities")->weight, 30u);
  EXPECT_EQ(settings->find("fixable-vulnerabilities")->config.at("grace_period_days"), 7);
  EXPECT_FALSE(settings->find("no-stale-base-images")->enabled.value());
  EXPECT_EQ(settings->find("other"), nullptr);
}

TEST(PolicySettingsFile, RefusesWhatItDoesNotKnowInOneLine) {
  EXPECT_EQ(wrong_json("[]"), "policies.json: no settings of policies: {\"policies\": […]} is wanted");
  EXPECT_EQ(wrong_json(R"({"policie": []})"),
            "policies.json: the file has no \"policie\"; did you mean policies?");
  EXPECT_EQ(wrong_json(R"({"policies": {}})"), "policies.json: \"policies\" is no list");
  EXPECT_EQ(wrong_json(R"({"policies": [{"name": "Bad Name"}]})"),
            "policies.json: \"Bad Name\" is no name of a policy");
  EXPECT_EQ(wrong_json(R"({"policies": [{"name": "a", "weight": -1}]})"),
            "policies.json: policy a: a weight is a whole number from 0 to 10000");
  EXPECT_EQ(wrong_json(R"({"policies": [{"name": "a", "weight": 1.5}]})"),
            "policies.json: policy a: a weight is a whole number from 0 to 10000");
  EXPECT_EQ(wrong_json(R"({"policies": [{"name": "a", "enabled": "yes"}]})"),
            "policies.json: policy a: \"enabled\" is neither true nor false");
  EXPECT_EQ(wrong_json(R"({"policies": [{"name": "a"}, {"name": "a"}]})"),
            "policies.json: policy a stands there twice");
  EXPECT_EQ(wrong_json(R"({"policies": [{"name": "a", "config": []}]})"),
            "policies.json: policy a: \"config\" is no settings by name");
  std::string deep(40, '[');
  EXPECT_EQ(
      wrong_json(R"({"policies": [{"name": "a", "config": {"x": )" + deep + std::string(40, ']') + "}}]}"),
      "policies.json: policy a: \"config\": nested too deeply");
}

TEST(PolicySettingsFile, ASectionOfSettingsSaysTheSameWithItsLines) {
  const auto document = codec::YamlDocument::parse(
      "- name: fixable-vulnerabilities\n  weight: 5\n  config:\n    grace_period_days: 7\n    fixable_only: "
      "false\n");
  ASSERT_TRUE(document);
  const auto settings = PolicySettings::read(document->root(), "pratique.yaml");
  ASSERT_TRUE(settings) << base::to_line(settings.error());
  const auto* policy = settings->find("fixable-vulnerabilities");
  ASSERT_NE(policy, nullptr);
  EXPECT_EQ(policy->line, 1u);
  EXPECT_EQ(policy->config.at("grace_period_days"), 7);
  EXPECT_EQ(policy->config.at("fixable_only"), false);
  EXPECT_TRUE(PolicySettings::read({}, "pratique.yaml"));
  const auto unknown = settings->check_names({"fixable-vulnerability"});
  ASSERT_FALSE(unknown);
  EXPECT_EQ(
      base::to_line(unknown.error()),
      "pratique.yaml: line 1: no policy \"fixable-vulnerabilities\"; did you mean fixable-vulnerability?");
}

TEST(PolicySettingsFile, TheFileThatIsNamedGoesOverTheOneThatLiesThere) {
  auto lies = PolicySettings::parse(
      R"({"policies": [{"name": "a", "enabled": false, "weight": 3, "config": {"x": 1, "y": 2}}, {"name": "c"}]})",
      "lies");
  const auto named = PolicySettings::parse(
      R"({"policies": [{"name": "a", "weight": 4, "config": {"y": 5}}, {"name": "b"}]})", "named");
  ASSERT_TRUE(lies && named);
  lies->put_over(*named);
  EXPECT_EQ(lies->policies().size(), 3u);
  const auto* policy = lies->find("a");
  EXPECT_EQ(policy->enabled, false);
  EXPECT_EQ(policy->weight, 4u);
  EXPECT_EQ(codec::to_compact_text(policy->config), R"({"x":1,"y":5})");
}

const std::vector<RuleSetting>& declared() {
  static const std::vector<RuleSetting> settings = {
      {"days", SettingKind::kNumber, 0, "days"},
      {"on", SettingKind::kFlag, true, "on"},
      {"severities", SettingKind::kTexts, codec::JsonArray{"HIGH"}, "which", {"CRITICAL", "HIGH"}},
      {"slas", SettingKind::kNumberByText, codec::JsonObject{}, "days by severity", {"CRITICAL", "HIGH"}}};
  return settings;
}

std::string made(const char* name, codec::JsonValue value) {
  codec::JsonObject given;
  given[name] = std::move(value);
  const auto config = RuleConfig::make("p", declared(), given);
  return config ? codec::to_compact_text(config->values()) : base::to_line(config.error());
}

TEST(RuleConfigOf, UsualValuesStandWhereNothingIsGiven) {
  EXPECT_EQ(made("days", 3), R"({"days":3,"on":true,"severities":["HIGH"],"slas":{}})");
  EXPECT_EQ(made("severities", codec::JsonArray{"critical"}),
            R"({"days":0,"on":true,"severities":["CRITICAL"],"slas":{}})");
  const auto config = RuleConfig::make("p", declared(), codec::JsonObject{{"slas", {{"high", 7}}}});
  ASSERT_TRUE(config);
  EXPECT_EQ(config->numbers("slas").at("HIGH"), 7u);
  EXPECT_EQ(config->texts("severities"), std::vector<std::string>{"HIGH"});
  EXPECT_TRUE(config->flag("on"));
}

TEST(RuleConfigOf, WhatDoesNotFitIsAnErrorWithThePolicyAndTheSetting) {
  EXPECT_EQ(made("day", 3), "policy p: setting \"day\": there is no such setting; did you mean days?");
  EXPECT_EQ(made("days", -3), "policy p: setting \"days\": a whole number, 0 or more, is wanted");
  EXPECT_EQ(made("days", "3"), "policy p: setting \"days\": a whole number, 0 or more, is wanted");
  EXPECT_EQ(made("on", 1), "policy p: setting \"on\": true or false is wanted");
  EXPECT_EQ(made("severities", "HIGH"), "policy p: setting \"severities\": a list of texts is wanted");
  EXPECT_EQ(made("severities", codec::JsonArray{"HIHG"}),
            "policy p: setting \"severities\": \"HIHG\" is none of CRITICAL, HIGH; did you mean HIGH?");
  EXPECT_EQ(made("slas", codec::JsonObject{{"LOW", 1}}),
            "policy p: setting \"slas\": \"LOW\" is none of CRITICAL, HIGH");
}

}  // namespace
}  // namespace pratique::policy
