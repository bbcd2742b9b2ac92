#include "policy/rego/ask.h"

#include <gtest/gtest.h>

namespace pratique::policy {
namespace {

model::Component package(const char* purl) {
  model::Component component;
  component.purl = *model::parse_purl(purl);
  return component;
}

// An image of two packages, and what policies say of it.
struct Scene {
  model::Inventory inventory;
  match::Judgement judgement;
  std::string settings = "{}";
  ApartLimits limits{};
  bool looked_beside = false;
  std::vector<AttachedStatement> statements;

  Scene() {
    inventory.subject.name = "docker.io/library/app:1";
    inventory.subject.digest = "sha256:" + std::string(64, 'a');
    inventory.subject.config.user = "1000";
    inventory.subject.labels["org.opencontainers.image.title"] = "app";
    inventory.components = {package("pkg:deb/debian/curl@7.88.1?arch=amd64"),
                            package("pkg:npm/express@4.17.1")};
    judgement.day = "2026-08-21";
  }
  Result<std::vector<JudgedPolicy>> ask(std::vector<std::string> texts) const {
    std::vector<RegoFile> files;
    for (auto& text : texts) files.push_back({"p" + std::to_string(files.size()) + ".rego", std::move(text)});
    PQ_TRY(const auto policies, policies_in(std::move(files), ""));
    PQ_TRY(const auto read, PolicySettings::parse(settings, "policies.json"));
    const PolicySubject subject{.inventory = inventory,
                                .judgement = judgement,
                                .looked_beside = looked_beside,
                                .statements = statements};
    const auto canonical = [](std::string_view name) -> Result<std::string> {
      return "docker.io/library/" + std::string(name.substr(0, name.find(':')));
    };
    return ask_rego(policies,
                    {.subject = subject, .settings = read, .canonical_name = canonical, .limits = limits});
  }
  JudgedPolicy ask(const std::string& body) const {
    auto judged = ask(std::vector<std::string>{"package docker.scout\nimport rego.v1\n" + body});
    EXPECT_TRUE(judged) << base::to_line(judged.error());
    return judged ? std::move(judged->front()) : JudgedPolicy{};
  }
  // Whether a policy holds that asks for nothing but this.
  std::string holds(const std::string& condition) const {
    const auto policy = ask("default pass := false\npass if { " + condition + " }\n");
    return policy.outcome.state == PolicyState::kNoData ? policy.outcome.reason
                                                        : to_string(policy.outcome.state);
  }
};

// Docker Scout's smallest policy as its documentation has it, in our own words (docs/policy.md).
constexpr const char* kNoCurl = R"(# METADATA
# title: No curl in the image
# custom: {name: no-curl, result_type: generic, weight: 5, not_compliant_title: curl found, details_order: [purl]}
package docker.scout
import rego.v1
default pass := false
pass if count(violation) == 0
violation contains {"message": sprintf("%s is shipped", [a.purl]), "detail": {"purl": a.purl}, "remediation": "drop it in the final stage"} if {
  some a in oci.referrer("https://scout.docker.com/sbom/v0.1").statement.predicate.artifacts
  scout.parse_purl(a.purl).name == "curl"
}
)";

TEST(AskRego, TheSmallestPolicyRunsUnchanged) {
  const auto judged = Scene().ask(std::vector<std::string>{kNoCurl});
  ASSERT_TRUE(judged) << base::to_line(judged.error());
  const auto& policy = judged->front();
  EXPECT_EQ(policy.about.name, "no-curl");
  EXPECT_EQ(policy.about.weight, 5u);
  EXPECT_EQ(title_of(policy), "curl found");
  ASSERT_EQ(policy.outcome.state, PolicyState::kFail) << policy.outcome.reason;
  ASSERT_EQ(policy.outcome.violations.size(), 1u);
  EXPECT_EQ(policy.outcome.violations[0].message, "pkg:deb/debian/curl@7.88.1?arch=amd64 is shipped");
  EXPECT_EQ(policy.outcome.violations[0].remediation, "drop it in the final stage");
  EXPECT_EQ(results_text(policy), "1 deviation");
  EXPECT_FALSE(policy.broken);
}

TEST(AskRego, EachPolicyHasAnEngineOfItsOwnAndItsOwnSettings) {
  Scene scene;
  scene.settings = R"({"policies": [{"name": "b", "config": {"most": 1}}]})";
  const auto text = [](const char* name) {
    return std::string("# METADATA\n# custom: {name: ") + name +
           "}\npackage docker.scout\nimport rego.v1\ndefault pass := false\npass if count(input.artifacts) "
           "<= "
           "object.get(data.config, \"most\", 5)\n";
  };
  const auto judged = scene.ask(std::vector<std::string>{text("a"), text("b")});
  ASSERT_TRUE(judged) << base::to_line(judged.error());
  EXPECT_EQ((*judged)[0].outcome.state, PolicyState::kPass);
  EXPECT_EQ((*judged)[1].outcome.state, PolicyState::kFail);
}

TEST(AskRego, TheInputIsTheImageAsScoutHasIt) {
  const Scene scene;
  EXPECT_EQ(scene.holds("input.source.image.config.config.User == `1000`"), "pass");
  EXPECT_EQ(scene.holds("input.source.image.name == `docker.io/library/app:1`; "
                        "startswith(input.source.image.digest, `sha256:`)"),
            "pass");
  EXPECT_EQ(scene.holds("input.source.image.config.config.Labels[`org.opencontainers.image.title`] == `app`"),
            "pass");
}

TEST(AskRego, FunctionsAnswerFromWhatIsKnown) {
  Scene scene;
  EXPECT_EQ(scene.holds("oci.canonical_name(`node:25`) == `docker.io/library/node`"), "pass");
  EXPECT_EQ(scene.holds("scout.parse_purl(`pkg:npm/%40a/b@1`).namespace == `@a`"), "pass");
  EXPECT_EQ(scene.holds("time.now_ns() == time.parse_rfc3339_ns(`2026-08-21T00:00:00Z`)"), "pass");
  EXPECT_EQ(scene.holds("count(scout.base_image()) == 0"), "pass");
  EXPECT_EQ(scene.holds("is_null(oci.referrer(`https://example.com/x`))"),
            "nobody looked beside the image for statements about it");
  scene.looked_beside = true;
  EXPECT_EQ(scene.holds("is_null(oci.referrer(`https://example.com/x`))"), "pass");
  scene.statements.push_back(
      {"https://example.com/x", "sha256:bb", "referrer", R"({"predicate": {"tests": 3}})"});
  EXPECT_EQ(scene.holds("oci.referrer(`https://example.com/x`).statement.predicate.tests == 3"), "pass");
  EXPECT_EQ(scene.holds("count(scout.vulnerabilities([`pkg:npm/express@4.17.1`])) == 0"),
            "there is no advisory database, so nothing is known of vulnerabilities");
  EXPECT_EQ(scene.holds("not cosign.verify_image(`a`, {})"), "signatures are not verified");
  scene.judgement.day.clear();
  EXPECT_EQ(scene.holds("time.now_ns() > 0"), "the day of the report is not known; name it with --now");
}

TEST(AskRego, NothingReachesTheNetworkOrChance) {
  const Scene scene;
  for (const auto* call : {"http.send({`url`: `http://127.0.0.1`, `method`: `get`})",
                           "rand.intn(`x`, 10) >= 0", "opa.runtime()"}) {
    const auto said = scene.holds(call);
    EXPECT_NE(said.find("is not available: a policy reaches no network, no clock and no chance"),
              std::string::npos)
        << said;
  }
}

TEST(AskRego, APolicyThatRunsForEverIsStoppedAndTheNextIsAsked) {
  Scene scene;
  scene.limits.time = std::chrono::milliseconds(500);
  const std::string loop =
      "# METADATA\n# custom: {name: loop}\npackage docker.scout\nimport rego.v1\npass if { some i in "
      "numbers.range(1, 3000); "
      "some j in numbers.range(1, 3000); some k in numbers.range(1, 3000); i + j + k == 0 }\n";
  const auto judged = scene.ask(std::vector<std::string>{loop, kNoCurl});
  ASSERT_TRUE(judged) << base::to_line(judged.error());
  ASSERT_EQ(judged->size(), 2u);
  EXPECT_TRUE((*judged)[0].broken);
  EXPECT_EQ((*judged)[0].outcome.reason, "the policy took more than 0.5 s of the processor's time");
  EXPECT_EQ((*judged)[1].outcome.state, PolicyState::kFail);
}

TEST(AskRego, APolicyThatWantsAllMemoryIsStopped) {
  Scene scene;
  scene.limits.memory = std::size_t{64} << 20;
  const auto policy = scene.ask(
      "x := [y | some i in numbers.range(1, 100000000); y := sprintf(`%0100d`, [i])]\npass if count(x) > "
      "0\n");
  EXPECT_TRUE(policy.broken);
  EXPECT_EQ(policy.outcome.reason, "the policy held more than 64 MiB");
}

TEST(AskRego, APolicyThatIsNestedWithoutEndIsStopped) {
  Scene scene;
  scene.limits.time = std::chrono::milliseconds(500);
  const auto policy = scene.ask("pass if count(" + std::string(400, '[') + std::string(400, ']') + ") > 0\n");
  EXPECT_TRUE(policy.broken);
  EXPECT_NE(policy.outcome.state, PolicyState::kPass);
}

TEST(AskRego, WhatIsNotOfTheContractIsNoData) {
  EXPECT_EQ(outcome_of("{}").state, PolicyState::kNoData);
  EXPECT_EQ(outcome_of("").state, PolicyState::kNoData);
  EXPECT_EQ(outcome_of("{").state, PolicyState::kNoData);
  EXPECT_EQ(outcome_of(R"({"pass": 1})").state, PolicyState::kNoData);
  EXPECT_EQ(outcome_of(R"({"pass": true, "violation": {}})").state, PolicyState::kNoData);
  EXPECT_EQ(outcome_of(R"({"pass": false})").state, PolicyState::kFail);
  EXPECT_EQ(outcome_of(R"({"violation": ["x"]})").violations[0].message, "x");
  EXPECT_EQ(outcome_of(R"({"pass": true, "violation": [{"message": "x"}]})").state, PolicyState::kPass);
}

TEST(AskRego, AFileThatIsNoRegoIsAnErrorWithItsLine) {
  const auto judged =
      Scene().ask(std::vector<std::string>{"package docker.scout\nimport rego.v1\npass if {\n"});
  ASSERT_FALSE(judged);
  EXPECT_EQ(judged.error().where.file, "p0.rego");
  EXPECT_TRUE(judged.error().where.line.has_value());
}

TEST(AskRego, AFunctionThatThereIsNotIsAFaultAndOneThatFailsIsUndefined) {
  const auto unknown = Scene().ask("f(x) := nothing.like(x)\ndefault pass := true\npass := false if f(1)\n");
  EXPECT_TRUE(unknown.broken) << unknown.outcome.reason;
  const auto undefined = Scene().ask("default pass := false\npass if not to_number(`x`)\n");
  EXPECT_EQ(undefined.outcome.state, PolicyState::kPass);
  EXPECT_NE(undefined.outcome.reason.find("counts as undefined"), std::string::npos)
      << undefined.outcome.reason;
}

TEST(AskRego, PrintsAreToldWithNameAndLineWhenTheyAreAskedFor) {
  Scene scene;
  const std::string body = "default pass := false\npass if { print(`checking`, input.artifacts[0].purl) }\n";
  EXPECT_TRUE(scene.ask(body).prints.empty());
  scene.settings = R"({"debug": true})";
  EXPECT_EQ(scene.ask(body).prints,
            std::vector<std::string>{"docker.scout#4: checking pkg:deb/debian/curl@7.88.1?arch=amd64"});
}

}  // namespace
}  // namespace pratique::policy
