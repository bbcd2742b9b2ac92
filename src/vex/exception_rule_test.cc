#include "vex/exception_rule.h"

#include <gtest/gtest.h>

#include "config/settings.h"

namespace pratique::vex {
namespace {

Result<std::vector<ExceptionRule>> read(const std::string& entries) {
  PQ_TRY(const auto settings, config::SettingsFile::parse("exceptions:\n" + entries, "pratique.yaml"));
  return read_exceptions(settings.section("exceptions"), "pratique.yaml");
}

constexpr const char* kWhole = R"(
  - id: [CVE-2024-1, GHSA-aaaa-bbbb-cccc]
    purl: pkg:deb/debian/openssl
    path: /usr/lib/**
    scope: {repository: ghcr.io/org/*}
    type: accepted risk
    justification: only on the build machine
    owner: team
    approver: security
    expiry: 2026-12-31
)";

TEST(Exceptions, AllMembersAreRead) {
  const auto rules = read(kWhole);
  ASSERT_TRUE(rules) << to_line(rules.error());
  const auto& rule = rules->front();
  EXPECT_EQ(rule.ids.size(), 2u);
  EXPECT_EQ(rule.paths, std::vector<std::string>{"usr/lib/**"});
  EXPECT_EQ(rule.scope, ExceptionScope::kRepository);
  EXPECT_EQ(rule.kind, "accepted-risk");
  EXPECT_EQ(rule.expiry, "2026-12-31");
  EXPECT_EQ(rule.line, 3u);
  EXPECT_FALSE(rule.is_over("2026-12-31"));
  EXPECT_TRUE(rule.is_over("2027-01-01"));
  EXPECT_TRUE(in_scope(rule, {.repository = "ghcr.io/org/app",
                              .tags = {},
                              .digests = {},
                              .words = {},
                              .architecture = {},
                              .platform = {}}));
  EXPECT_FALSE(in_scope(rule, {.repository = "ghcr.io/other/app",
                               .tags = {},
                               .digests = {},
                               .words = {},
                               .architecture = {},
                               .platform = {}}));
}

TEST(Exceptions, BadOnesAreRefusedWithTheirLine) {
  const std::vector<std::pair<std::string, std::uint64_t>> wrong = {
      {"  - id: CVE-2024-1\n    justification: x\n", 2},
      {"  - id: CVE-2024-1\n    type: accepted-risk\n", 2},
      {"  - type: accepted-risk\n    justification: x\n", 2},
      {"  - id: CVE-2024-1\n    type: fine\n    justification: x\n", 3},
      {"  - id: CVE-2024-1\n    type: false-positive\n    justification: x\n    expiry: tomorrow\n", 5},
      {"  - id: CVE-2024-1\n    type: false-positive\n    justification: x\n    expiry: 2026-02-30\n", 5},
      {"  - id: CVE-2024-1\n    type: false-positive\n    justification: x\n    expires: 2026-02-20\n", 5},
      {"  - id: CVE-2024-1\n    type: false-positive\n    justification: x\n    purl: openssl\n", 5},
      {"  - id: CVE-2024-1\n    type: false-positive\n    justification: x\n    scope: team\n", 5},
      {"  - id: CVE-2024-1\n    type: false-positive\n    justification: x\n    scope: {image: ''}\n", 5},
      {"  - id: \"*\"\n    type: false-positive\n    justification: x\n", 2},
      {"  - CVE-2024-1\n", 2}};
  for (const auto& [text, line] : wrong) {
    const auto rules = read(text);
    ASSERT_FALSE(rules) << text;
    EXPECT_EQ(rules.error().kind, ErrorKind::kUsage);
    EXPECT_EQ(rules.error().where.line, line) << text << to_line(rules.error());
  }
}

match::Finding finding() {
  static const std::string_view kAliases[] = {"GHSA-aaaa-bbbb-cccc"};
  match::Finding one;
  one.id = "CVE-2024-1";
  one.aliases = kAliases;
  return one;
}

model::Component component(std::string_view purl, std::string path = "usr/lib/a") {
  model::Component one;
  one.purl = *model::parse_purl(purl);
  one.locations = {{.path = std::move(path), .layer = {}}};
  return one;
}

TEST(Exceptions, PurlsPathsAndAliases) {
  ExceptionRule rule{.ids = {"GHSA-aaaa-bbbb-cccc"}, .purls = {"pkg:npm/*"}, .paths = {"usr"}};
  EXPECT_TRUE(matches(rule, finding(), component("pkg:npm/%40babel/core@7.0.0")));
  EXPECT_FALSE(matches(rule, finding(), component("pkg:pypi/core@7.0.0")));
  EXPECT_FALSE(matches(rule, finding(), component("pkg:npm/a@1", "opt/a")));
  auto two = component("pkg:npm/a@1");
  two.locations.push_back({.path = "opt/a", .layer = {}});
  EXPECT_FALSE(matches(rule, finding(), two)) << "one of its places is not spoken of";
  rule.with_aliases = false;
  EXPECT_FALSE(matches(rule, finding(), component("pkg:npm/a@1")));
}

ExceptionFile ignored(std::string_view text, const std::string& name) {
  auto file = read_ignore_file(text, name);
  if (!file) ADD_FAILURE() << to_line(file.error());
  return file ? *std::move(file) : ExceptionFile();
}

TEST(IgnoreFiles, Trivyignore) {
  const auto file = ignored(
      "# comment\nCVE-2018-14618\n\nCVE-2018-2 exp:2023-01-01 # until\nCVE-3-3 exp:soon\n", ".trivyignore");
  ASSERT_EQ(file.rules.size(), 2u);
  EXPECT_EQ(file.rules[0].line, 2u);
  EXPECT_TRUE(file.rules[1].is_over("2023-01-01"));
  EXPECT_FALSE(file.rules[1].is_over("2022-12-31"));
  ASSERT_EQ(file.faults.size(), 1u);
  EXPECT_EQ(file.faults[0].line, 5u);
}

TEST(IgnoreFiles, TrivyignoreYaml) {
  const auto file = ignored(R"(vulnerabilities:
  - id: CVE-2022-40897
    paths:
      - "usr/local/lib/python3.9/site-packages/setuptools-58.1.0.dist-info/METADATA"
    statement: Accept the risk
  - id: CVE-2023-2650
    purls: ["pkg:deb/debian/openssl"]
    expired_at: 2024-01-01
  - id: CVE-2023-3446
    unknown: x
misconfigurations:
  - id: AVD-DS-0001
)",
                            ".trivyignore.yaml");
  ASSERT_EQ(file.rules.size(), 2u);
  EXPECT_EQ(file.rules[0].justification, "Accept the risk");
  EXPECT_EQ(file.rules[1].expiry, "2024-01-01");
  EXPECT_EQ(file.faults.size(), 1u);
}

TEST(IgnoreFiles, Grype) {
  const auto file = ignored(R"(ignore:
  - vulnerability: CVE-2008-4318
    fix-state: not-fixed
    package:
      name: libcurl
      version: 1.5.1
      type: npm
      location: "/usr/local/lib/node_modules/**"
  - package:
      type: gem
  - vulnerability: CVE-1-1
    vex-status: not_affected
  - {}
)",
                            ".grype.yaml");
  ASSERT_EQ(file.rules.size(), 2u);
  EXPECT_EQ(file.rules[0].name, "libcurl");
  EXPECT_EQ(file.rules[0].fix_state, "not-fixed");
  EXPECT_EQ(file.rules[0].paths[0], "usr/local/lib/node_modules/**");
  EXPECT_EQ(file.faults.size(), 2u) << "a criterion that cannot be told, and a rule of nothing";
}

TEST(IgnoreFiles, OsvScanner) {
  const auto file = ignored(R"(
[[IgnoredVulns]]
id = "GO-2022-0968"
# Valid for a while
ignoreUntil = 2022-11-09
reason = "No ssh servers"

[[IgnoredVulns]]
id = "GO-2022-1059"

[[PackageOverrides]]
name = "lib"
version = "1.0.0"
ecosystem = "Go"
ignore = true
effectiveUntil = 2022-11-09T10:00:00Z

[[PackageOverrides]]
name = "other"
license.override = ["MIT"]
)",
                            "osv-scanner.toml");
  ASSERT_EQ(file.rules.size(), 3u);
  EXPECT_EQ(file.rules[0].expiry, "2022-11-09");
  EXPECT_EQ(file.rules[0].line, 2u);
  EXPECT_TRUE(file.rules[1].expiry.empty());
  EXPECT_EQ(file.rules[2].type, "golang");
  EXPECT_EQ(file.rules[2].expiry, "2022-11-09");
}

TEST(IgnoreFiles, WhatIsNotOfItsFormIsAnErrorWithTheFile) {
  for (const auto* name : {".grype.yaml", "osv-scanner.toml"}) {
    const auto file = read_ignore_file("a: [\n= =", name);
    ASSERT_FALSE(file);
    EXPECT_EQ(file.error().kind, ErrorKind::kUsage);
    EXPECT_EQ(file.error().where.file, name);
  }
}

}  // namespace
}  // namespace pratique::vex
