#include "match/verdict.h"

#include <gtest/gtest.h>

#include "base/text.h"
#include "match/fold.h"
#include "match/judge.h"
#include "support/advisory_shelf.h"

namespace pratique::match {
namespace {

using support::hit;
using support::package;
using support::Shelf;

std::vector<std::string> words_of(const Verdict& verdict) {
  std::vector<std::string> all;
  for (const auto& one : verdict.statements)
    all.push_back(std::string(one.advisory) + ": " + to_string(one.outcome) + ": " + in_words(one));
  return all;
}
using Words = std::vector<std::string>;

const model::Subject kLinux{.platform = {.os = "linux", .architecture = "amd64", .variant = {}}};

Verdict verdict_on(std::string_view purl, const Shelf& shelf) {
  auto verdict = judge(package(purl), {.subject = kLinux}, shelf);
  EXPECT_TRUE(verdict.has_value());
  return verdict.value_or(Verdict{});
}

TEST(Verdict, EveryComparisonOfVersionsIsAStatement) {
  Shelf shelf;
  const auto add = [&](std::string id, std::string introduced, std::string fixed, std::string last = "") {
    auto one = hit(std::move(id), "ghsa", "npm", "x", "semver", std::move(introduced), std::move(fixed));
    one.affected.ranges[0].last_affected = std::move(last);
    shelf.add(one);
  };
  add("A", "1.0.0", "3.0.0");
  add("B", "0", "1.5.0");
  add("C", "0", "", "1.9.9");
  add("D", "2.1.0", "");
  add("E", "0", "0");
  add("F", "0", "2.0.0");
  auto listed = hit("G", "ghsa", "npm", "x", "semver", "0", "");
  listed.affected.ranges.clear();
  listed.affected.versions = {"1.0.0", "2.0.0"};
  shelf.add(listed);
  listed.id = "H";
  listed.affected.versions = {"1.0.0"};
  shelf.add(listed);
  const auto verdict = verdict_on("pkg:npm/x@2.0.0", shelf);
  EXPECT_EQ(words_of(verdict),
            (Words{"A: affected: 2.0.0 lies in >=1.0.0,<3.0.0 (semver)",
                   "B: fixed: 2.0.0 is not below 1.5.0, the fixed version (semver)",
                   "C: after-last-affected: 2.0.0 is above 1.9.9, the last affected version (semver)",
                   "D: before-introduced: 2.0.0 is below 2.1.0, the first affected version (semver)",
                   "E: never-affected: no version was ever affected (semver)",
                   "F: fixed: 2.0.0 is the fixed version (semver)", "G: affected: 2.0.0 is listed (semver)",
                   "H: not-listed: 2.0.0 is none of the versions that it speaks of (semver)"}));
  EXPECT_EQ(verdict.findings.size(), 2u);
  EXPECT_EQ(verdict.standing, Standing::kJudged);
  EXPECT_EQ(verdict.ecosystem, "npm");
  EXPECT_EQ(verdict.rule, "exact-name: npm");
}

TEST(Verdict, WhatIsSetAsideIsAStatementWithTheTextsThatWereCompared) {
  Shelf shelf;
  auto one = hit("A", "osv", "crates.io", "x", "semver", "0", "");
  one.withdrawn = true;
  shelf.add(one);
  one.withdrawn = false;
  one.id = "B", one.affected.architectures = {"aarch64", "s390x"};
  shelf.add(one);
  one.affected.architectures.clear();
  one.id = "C", one.affected.systems = {"windows"};
  shelf.add(one);
  one.affected.systems.clear();
  one.id = "D", one.category = "bugfix";
  shelf.add(one);
  one.id = "E", one.category = "unmaintained";
  shelf.add(one);
  one.category.clear();
  one.id = "F", one.affected.order = "roman";
  shelf.add(one);
  one.affected.order = "semver";
  one.id = "G", one.affected.status = advisory::Status::kNotAffected;
  shelf.add(one);
  one.id = "H", one.affected.status = advisory::Status::kUnderInvestigation;
  shelf.add(one);
  one.id = "I", one.affected.status = advisory::Status::kFixed;
  one.affected.ranges = {{.introduced = "2.0.0"}};
  shelf.add(one);
  const auto verdict = verdict_on("pkg:cargo/x@1.0.0", shelf);
  EXPECT_EQ(
      words_of(verdict),
      (Words{"A: withdrawn: withdrawn by its source",
             "B: other-architecture: about architecture aarch64, s390x, not architecture amd64",
             "C: other-system: about operating system windows, not operating system linux",
             "D: not-safety: not about safety (bugfix)",
             "E: informational: 1.0.0 lies in any version, but it tells of no defect (unmaintained) (semver)",
             "F: unknown-order: needs the unknown version order \"roman\"",
             "G: said-not-affected: 1.0.0 lies in any version, which is not affected (semver)",
             "H: under-investigation: 1.0.0 lies in any version, which is still looked into (semver)",
             "I: not-listed: 1.0.0 is none of the versions that it speaks of (semver)"}));
  EXPECT_TRUE(verdict.findings.empty());
  EXPECT_EQ(verdict.standing, Standing::kPartial) << "one advisory could not be decided";
}

TEST(Verdict, ModulesAndPlatformsAreToldByName) {
  Shelf shelf;
  auto one = hit("ALSA-1", "almalinux", "AlmaLinux:9", "nodejs", "rpm", "0", "1:20.1-1.el9");
  one.affected.module = "nodejs:20";
  shelf.add(one);
  one.affected.module = "nodejs:18";
  one.affected.ranges[0].fixed = "1:18.1-1.el9";
  shelf.add(one);  // the same record, another entry
  one = hit("ALSA-2", "almalinux", "AlmaLinux:9", "nodejs", "rpm", "0", "1:16.1-1.el9");
  shelf.add(one);
  auto component = package("pkg:rpm/almalinux/nodejs@18.0-1.module_el9.0.0+1+1?distro=almalinux-9&epoch=1");
  component.details.edit().module = "nodejs:18:1:1";
  const auto verdict = judge(component, {.subject = kLinux}, shelf);
  ASSERT_TRUE(verdict);
  EXPECT_EQ(words_of(*verdict),
            (Words{"ALSA-1: affected: 1:18.0-1.module_el9.0.0+1+1 lies in <1:18.1-1.el9 (rpm)",
                   "ALSA-1: other-module: about module nodejs:20, not module nodejs:18",
                   "ALSA-2: other-module: about no module, not module nodejs:18"}));

  auto gem = hit("GHSA-1", "ghsa", "RubyGems", "x", "gem", "0", "2.0");
  gem.affected.platform = "jruby";
  shelf.add(gem);
  EXPECT_EQ(words_of(verdict_on("pkg:gem/x@1.0?platform=x86_64-linux", shelf)),
            Words{"GHSA-1: other-platform: about platform jruby, not platform x86_64-linux"});
  EXPECT_EQ(words_of(verdict_on("pkg:gem/x@1.0", shelf)),
            Words{"GHSA-1: other-platform: about platform jruby, not no platform"});
}

TEST(Verdict, AnErratumsOwnBuildAndOneThatIsNotToldAreSaid) {
  Shelf shelf;
  auto one = hit("ALSA-1", "almalinux", "AlmaLinux:8", "criu", "rpm", "0", "3.15-3.module_el8.6.0+3137+d33");
  one.affected.module = "tools:4.0";
  shelf.add(one);
  one.affected.ranges[0].fixed = "3.15-3.module_el8.6.0+2877+8e4";
  shelf.add(one);
  auto component = package("pkg:rpm/almalinux/criu?distro=almalinux-8");
  component.purl.version = "3.15-3.module_el8.6.0+2877+8e4";
  component.details.edit().module = "tools:4.0:8:1";
  const auto shipped = judge(component, {.subject = kLinux}, shelf);
  ASSERT_TRUE(shipped);
  EXPECT_EQ(words_of(*shipped),
            Words{"ALSA-1: fixed: 3.15-3.module_el8.6.0+2877+8e4 is the fixed version (rpm)"});
  component.details.edit().module.clear();
  const auto unknown = judge(component, {.subject = kLinux}, shelf);
  ASSERT_TRUE(unknown);
  EXPECT_EQ(words_of(*unknown),
            Words{"ALSA-1: unknown-build: 3.15-3.module_el8.6.0+2877+8e4 lies in "
                  "<3.15-3.module_el8.6.0+3137+d33, but it does not say which build of the "
                  "package it is about (rpm)"});
  EXPECT_EQ(unknown->standing, Standing::kPartial);
}

TEST(Verdict, WithoutAVersionNothingIsCompared) {
  Shelf shelf;
  shelf.add(hit("GHSA-1", "ghsa", "npm", "x", "semver", "0", "2.0.0"));
  EXPECT_EQ(words_of(verdict_on("pkg:npm/x", shelf)),
            Words{"GHSA-1: no-version: the package's version is not known"});
  EXPECT_EQ(words_of(verdict_on("pkg:npm/x@latest", shelf)),
            Words{"GHSA-1: no-version: \"latest\" is no version"});
}

// Its memory is its own: neither the judge, nor the advisories, nor another verdict takes it away.
TEST(Verdict, OutlivesJudgeAndAdvisories) {
  Verdict kept;
  {
    Shelf shelf;
    for (int i = 0; i < 50; ++i)
      shelf.add(hit("GHSA-" + std::to_string(100 + i), "ghsa", "npm", "x", "semver", "0",
                    std::to_string(i) + ".0.0"));
    Judge one({.subject = kLinux}, shelf);
    kept = one.judge(package("pkg:npm/x@20.0.0")).value_or(Verdict{});
    // The look-ups that are remembered are let go many times over.
    for (int i = 0; i < 25'000; ++i)
      ASSERT_TRUE(one.judge(package("pkg:npm/y" + std::to_string(i) + "@1.0.0")));
  }
  ASSERT_EQ(kept.statements.size(), 50u);
  EXPECT_EQ(in_words(kept.statements[0]), "20.0.0 is not below 0.0.0, the fixed version (semver)");
  ASSERT_EQ(kept.findings.size(), 29u);
  EXPECT_EQ(kept.findings[0].id, "GHSA-121");
  EXPECT_EQ(kept.findings[0].range, "<21.0.0");
}

// All that a reader of a judgement can see, as text.
std::string seen(const Judgement& judgement) {
  std::string text;
  for (const auto& one : judgement.findings) {
    text += std::to_string(one.component) + " " + std::string(one.id) + " " + std::string(one.range) + " " +
            std::string(one.rule) + " " + advisory::to_string(one.severity);
    for (const auto& statement : one.statements) text += " " + std::string(statement.advisory);
    text += "\n";
  }
  for (const auto& note : judgement.notes) text += note.code + " " + note.message + "\n";
  for (const auto& gap : judgement.gaps)
    text += gap.code + " " + gap.reason + " " + std::to_string(gap.components) + "\n";
  for (const auto& one : judgement.standings) {
    text += to_string(one.standing);
    for (const auto gap : one.gaps) text += " " + std::to_string(gap);
    text += "\n";
  }
  for (const auto& row : judgement.coverage) text += row.ecosystem + "\n";
  return text + judgement.database + judgement.day;
}

model::Inventory one_of_everything() {
  model::Inventory inventory{.subject = kLinux};
  auto owned = package("pkg:pypi/six@1.0");
  owned.owner = "pkg:deb/ubuntu/python3-six@1?distro=ubuntu-22.04";
  inventory.components = {package("pkg:apk/alpine/musl@1.1-r0?distro=alpine-3.10.9"),
                          package(owned.owner),
                          package("pkg:gem/rack@1.0"),
                          package("pkg:npm/x@1.0.0"),
                          package("pkg:npm/x@1.5.0"),
                          package("pkg:npm/y"),
                          owned};
  return inventory;
}

Shelf shelf_for_it() {
  Shelf shelf;
  shelf.add(hit("CVE-1", "alpine-secdb", "Alpine:v3.10", "musl", "apk", "0", "1.2-r0"));
  shelf.add(hit("GHSA-1", "ghsa", "npm", "x", "semver", "0", "1.2.0"));
  shelf.add(hit("GHSA-2", "ghsa", "npm", "x", "semver", "1.1.0", ""));
  shelf.add(hit("GHSA-3", "ghsa", "npm", "y", "semver", "0", ""));
  return shelf;
}

TEST(Fold, ComponentsJudgedAloneAreTheInventoryJudgedWhole) {
  const auto inventory = one_of_everything();
  const auto shelf = shelf_for_it();
  const Context context{.subject = inventory.subject};
  std::vector<Verdict> verdicts;
  // Backwards: what a judge met before changes nothing.
  for (auto at = inventory.components.rbegin(); at != inventory.components.rend(); ++at)
    verdicts.insert(verdicts.begin(), judge(*at, context, shelf).value_or(Verdict{}));
  const auto whole = judge(inventory, shelf, {});
  ASSERT_TRUE(whole);
  EXPECT_EQ(seen(fold(inventory, verdicts, grounds_of(context, shelf))), seen(*whole));
  EXPECT_EQ(whole->findings.size(), 3u);
  EXPECT_EQ(whole->gaps.size(), 5u) << seen(*whole);
}

TEST(Fold, WhatHasNoRoomForFindingsIsNotJudgedAndSaysSo) {
  const auto inventory = one_of_everything();
  const auto shelf = shelf_for_it();
  const Context context{.subject = inventory.subject};
  Fold all(inventory, 1);
  std::size_t left_out = 0;
  for (const auto& component : inventory.components) {
    left_out += all.is_full() ? 1 : 0;
    all.add(all.is_full() ? Fold::too_many(component) : judge(component, context, shelf).value_or(Verdict{}));
  }
  const auto judgement = all.finish(grounds_of(context, shelf));
  ASSERT_GT(left_out, 0u);
  EXPECT_EQ(judgement.findings.size(), 1u);
  EXPECT_EQ(judgement.standings.back().standing, Standing::kUnjudged);
  EXPECT_TRUE(std::ranges::any_of(judgement.notes, [](const auto& note) {
    return note.code == "limit" && note.incomplete && base::contains(note.message, "too many findings");
  }));
}

TEST(Fold, FindingsOutliveTheVerdicts) {
  const auto inventory = one_of_everything();
  Judgement judgement;
  {
    const auto shelf = shelf_for_it();
    const Context context{.subject = inventory.subject};
    Fold all(inventory);
    for (const auto& component : inventory.components)
      all.add(judge(component, context, shelf).value_or(Verdict{}));
    judgement = all.finish(grounds_of(context, shelf));
  }
  ASSERT_EQ(judgement.findings.size(), 3u);
  EXPECT_EQ(judgement.findings[1].statements[0].advisory, "GHSA-1");
  EXPECT_EQ(in_words(judgement.findings[1].statements[0]), "1.0.0 lies in <1.2.0 (semver)");
}

}  // namespace
}  // namespace pratique::match
