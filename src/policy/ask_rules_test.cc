#include "policy/ask_rules.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>

namespace pratique::policy {
namespace {

struct Scene {
  model::Inventory inventory;
  match::Judgement judgement;
  std::vector<std::unique_ptr<PolicyRule>> rules = all_rules();

  Scene() { inventory.subject.config_digest = "sha256:00"; }
  Result<std::vector<JudgedPolicy>> ask(const char* settings = "{}", const OnlyPolicies& only = {}) const {
    const auto read = PolicySettings::parse(settings, "policies.json");
    if (!read) return tl::unexpected(read.error());
    return ask_rules(rules, {.inventory = inventory, .judgement = judgement}, *read, only);
  }
  JudgedPolicy root(const std::string& user) {
    inventory.subject.config.user = user;
    return ask("{}", {"default-non-root-user"})->front();
  }
};

TEST(AskRules, NamesOfRulesAreNamesAndTheirUsualSettingsFit) {
  std::set<std::string> names;
  for (const auto& rule : all_rules()) {
    const auto about = rule->about();
    EXPECT_TRUE(is_policy_name(about.name)) << about.name;
    EXPECT_TRUE(names.insert(about.name).second) << about.name;
    EXPECT_FALSE(about.title.empty()) << about.name;
    EXPECT_LE(about.weight, kMaxWeight) << about.name;
    const auto settings = rule->settings();
    EXPECT_TRUE(std::is_sorted(settings.begin(), settings.end(), [](const auto& a, const auto& b) {
      return a.name < b.name;
    })) << about.name;
    const auto config = RuleConfig::make(about.name, settings, {});
    EXPECT_TRUE(config) << base::to_line(config.error());
  }
}

TEST(AskRules, SettingsTurnPoliciesOffAndWeighThem) {
  const Scene scene;
  const auto usual = scene.ask();
  ASSERT_TRUE(usual);
  const auto fewer = scene.ask(R"({"policies": [{"name": "default-non-root-user", "enabled": false}]})");
  EXPECT_EQ(fewer->size() + 1, usual->size());
  const auto named =
      scene.ask(R"({"policies": [{"name": "default-non-root-user", "enabled": false, "weight": 7}]})",
                {"default-non-root-user"});
  ASSERT_EQ(named->size(), 1u);
  EXPECT_EQ(named->front().about.weight, 7u);
}

TEST(AskRules, ASettingThatARuleDoesNotHaveIsAnErrorInItsFile) {
  const auto wrong =
      Scene().ask(R"({"policies": [{"name": "default-non-root-user", "config": {"users": 1}}]})");
  ASSERT_FALSE(wrong);
  EXPECT_EQ(base::to_line(wrong.error()),
            "policies.json: policy default-non-root-user: setting \"users\": the policy has no settings");
}

TEST(DefaultNonRootUser, KnowsRootByItsNamesAndNumber) {
  Scene scene;
  for (const auto* user : {"", "root", "0", "00", "root:root", "0:0", ":0", " "}) {
    const auto policy = scene.root(user);
    EXPECT_EQ(policy.outcome.state, PolicyState::kFail) << user;
    EXPECT_EQ(title_of(policy), "Image runs as the root user");
    EXPECT_EQ(results_text(policy), "");
  }
  for (const auto* user : {"1000", "www-data", "1000:0", "rooty", "app:root"})
    EXPECT_EQ(scene.root(user).outcome.state, PolicyState::kPass) << user;
  EXPECT_EQ(scene.root("").outcome.violations[0].message, "no USER is set, so a container runs as root");
  EXPECT_EQ(scene.root("0:0").outcome.violations[0].message, "USER is 0:0, so a container runs as root");
}

TEST(DefaultNonRootUser, SaysNothingOfWhatHasNoConfiguration) {
  Scene scene;
  scene.inventory.subject.config_digest.clear();
  const auto policy = scene.root("");
  EXPECT_EQ(policy.outcome.state, PolicyState::kNoData);
  EXPECT_EQ(results_text(policy), "No data");
}

}  // namespace
}  // namespace pratique::policy
