// Settings and files of Rego that lie: every one gives an answer or an error, and nothing ends the program.
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <random>
#include <sstream>

#include "base/text.h"
#include "policy/rego/ask.h"
#include "policy/rego/engine.h"
#include "policy/rule_config.h"
#include "policy/settings.h"

namespace pratique::policy {
namespace {

#ifdef PRATIQUE_SANITIZED
constexpr int kSlower = 20;
#else
constexpr int kSlower = 1;
#endif
constexpr int kSettings = 8'000 / kSlower, kFiles = 5'000 / kSlower, kFilesOfAChild = 250;
constexpr std::size_t kMostStopped = 5;

using Random = std::mt19937_64;

std::size_t below(Random& random, std::size_t most) { return most == 0 ? 0 : random() % most; }

// Words of both languages, and what breaks readers, with blanks between them.
constexpr std::string_view kWords =
    "{ } [ ] ( ) \" ` , : := == | # \xff \xed\xa0\x80 null true 1e999 -0 99999999999999999999 0.1 policies "
    "name enabled weight "
    "config debug package import pass violation contains default not some every in with if else input "
    "data.config "
    "data.docker.scout.pass oci.referrer( sprintf(\"%s\",[ METADATA custom: f(x):=f(x) x:=x "
    "walk(input,[p,v]) count( {x| [x| "
    "__local0__ \xe2\x80\xae time.now_ns() http.send({}) _ $ @ % & %s%s%n";

const std::vector<std::string_view>& words() {
  static const auto all = base::words(kWords);
  return all;
}

std::string changed(std::string text, Random& random) {
  for (auto times = below(random, 8) + 1; times > 0; --times) {
    const auto at = below(random, text.size() + 1);
    switch (below(random, 6)) {
      case 0:
        text.insert(at, words()[below(random, words().size())]);
        break;
      case 1:
        text.erase(at, below(random, 12));
        break;
      case 2:
        if (at < text.size()) text[at] = static_cast<char>(random());
        break;
      case 3:
        text.resize(at);
        break;
      case 4:
        text.insert(at, text.substr(below(random, text.size() + 1), below(random, 80)));
        break;
      default: {
        // A few levels only: the parser's time doubles with each (APolicyThatIsNestedWithoutEndIsStopped).
        const auto open = words()[below(random, 5)];
        for (auto deep = below(random, 8); deep > 0; --deep) text.insert(at, open);
      }
    }
  }
  return text;
}

const std::vector<RuleSetting>& declared() {
  static const std::vector<RuleSetting> settings = {
      {"days", SettingKind::kNumber, 0, "days"},
      {"on", SettingKind::kFlag, true, "on"},
      {"severities", SettingKind::kTexts, codec::JsonArray{"HIGH"}, "which", {"CRITICAL", "HIGH"}},
      {"slas", SettingKind::kNumberByText, codec::JsonObject{}, "days by severity"},
      {"word", SettingKind::kText, "", "a word"}};
  return settings;
}

TEST(PolicyRobust, SettingsThatLieAreErrors) {
  Random random(1);
  const std::string sound =
      R"({"debug": true, "policies": [{"name": "a", "enabled": false, "weight": 3, "config": {"days": 7, "severities": ["HIGH"],
 "slas": {"CRITICAL": 7}, "word": "x", "on": true}}, {"name": "b"}]})";
  int read = 0;
  for (int i = 0; i < kSettings; ++i) {
    const auto text = changed(sound, random);
    const auto settings = PolicySettings::parse(text, "policies.json");
    if (!settings) {
      EXPECT_FALSE(settings.error().what.empty()) << text;
    } else {
      ++read;
      for (const auto& policy : settings->policies())
        (void)RuleConfig::make(policy.name, declared(), policy.config);
    }
    if (const auto document = codec::YamlDocument::parse(text))
      (void)PolicySettings::read(document->root()["policies"], "pratique.yaml");
  }
  // Some changes leave it sound, or nothing was looked at behind the JSON.
  EXPECT_GT(read, kSettings / 100);
  EXPECT_LT(read, kSettings);
}

std::vector<std::string> examples() {
  std::vector<std::string> texts;
  for (const auto& entry : std::filesystem::directory_iterator("policies/examples")) {
    if (entry.path().extension() != ".rego") continue;
    std::ifstream file(entry.path());
    std::ostringstream text;
    text << file.rdbuf();
    texts.push_back(text.str());
  }
  std::sort(texts.begin(), texts.end());
  return texts;
}

// In the child: parsed, and evaluated where that works.
void look_at(const std::vector<std::string>& texts, const TellAnswer& tell) {
  const RegoAsking asking([](auto, auto) { return RegoAnswer::json("null"); });
  const auto input = RegoValue::make(
      R"({"source": {"image": {"config": {"config": {"User": "", "Env": ["A=b"]}}}}, "artifacts": []})");
  for (const auto& text : texts) {
    RegoEngine engine(asking, true);
    engine.set_time(200);
    engine.set_input(*input);
    (void)engine.add_data("{\"config\": {}}");
    if (!engine.add_policy("p.rego", text)) {
      tell("refused");
      continue;
    }
    const auto evaluated = engine.evaluate("data.docker.scout");
    if (evaluated.kind == RegoEvaluated::Kind::kValue) (void)outcome_of(evaluated.text);
    tell("evaluated");
  }
}

TEST(PolicyRobust, FilesOfRegoThatLieAreErrors) {
  const auto sound = examples();
  ASSERT_GE(sound.size(), 24u);
  Random random(2);
  std::size_t refused = 0, evaluated = 0, stopped = 0;
  for (int done = 0; done < kFiles; done += kFilesOfAChild) {
    std::vector<std::string> texts;
    for (int i = 0; i < kFilesOfAChild; ++i) {
      texts.push_back(changed(sound[below(random, sound.size())], random));
      // The front reads it in this process.
      (void)policies_in({{"p.rego", texts.back()}}, "");
      (void)read_metadata(texts.back(), "docker.scout", "p.rego");
    }
    while (!texts.empty()) {
      const auto apart = done_apart([&](const TellAnswer& tell) { look_at(texts, tell); });
      ASSERT_TRUE(apart) << base::to_line(apart.error());
      for (const auto& answer : apart->answers) ++(answer == "refused" ? refused : evaluated);
      texts.erase(texts.begin(), texts.begin() + static_cast<std::ptrdiff_t>(apart->answers.size()));
      if (texts.empty()) break;
      // What takes too long is stopped, and what lies behind it is looked at; nothing ends in any other way.
      ASSERT_TRUE(apart->death);
      EXPECT_TRUE(apart->death->starts_with("took more than")) << *apart->death << " at\n" << texts.front();
      ++stopped;
      texts.erase(texts.begin());
    }
  }
  const auto all = static_cast<std::size_t>((kFiles + kFilesOfAChild - 1) / kFilesOfAChild * kFilesOfAChild);
  EXPECT_EQ(refused + evaluated + stopped, all);
  EXPECT_LE(stopped, kMostStopped);
  EXPECT_GT(evaluated, all / 20);
}

}  // namespace
}  // namespace pratique::policy
