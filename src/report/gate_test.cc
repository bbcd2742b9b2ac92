#include "report/gate.h"

#include <gtest/gtest.h>

#include "support/report_sample.h"

namespace pratique::report {
namespace {

using match::Standing;
using Outcome = Gate::Outcome;
using Clauses = std::vector<std::string>;

// One npm package that is judged, one deb by partial data, one gem not at all; nothing found.
Sample gapped() {
  Sample sample;
  for (const auto* purl : {"pkg:deb/debian/a@1", "pkg:gem/b@1", "pkg:npm/c@1"})
    sample.inventory.components.push_back({.purl = *model::parse_purl(purl)});
  auto& judgement = sample.judgement;
  judgement.database = "0f";
  judgement.enrichments = {{"cisa-kev", 1, "2026-08-07"}};
  judgement.gaps = {{"no-advisory-data", "no advisory data for RubyGems", "RubyGems", Standing::kUnjudged, 1},
                    {"fixes-only", "fixes only", "Debian:12", Standing::kPartial, 1}};
  judgement.standings = {{Standing::kPartial, {1}}, {Standing::kUnjudged, {0}}, {}};
  return sample;
}

Gate decided(const Sample& sample, FilterWords filter = {}, const GateWords& words = {}) {
  return decide(sample.judged(), *Filter::make(std::move(filter)), words);
}

TEST(Gate, WhatIsNotWhollyJudgedBlindsIt) {
  const auto gate = decided(gapped());
  EXPECT_EQ(gate.outcome, Outcome::kBlind);
  EXPECT_EQ(gate.blind, (Clauses{"1 package not judged: no advisory data for RubyGems",
                                 "1 package judged by partial data: fixes only"}));
}

TEST(Gate, OnlyPackagesThatTheFiltersLookAtCount) {
  EXPECT_EQ(decided(gapped(), {.package_types = {"npm"}}).outcome, Outcome::kPassed);
  EXPECT_EQ(decided(gapped(), {.packages = {"^c$"}}).outcome, Outcome::kPassed);
  EXPECT_EQ(decided(gapped(), {.package_types = {"deb"}}).outcome, Outcome::kBlind);
  EXPECT_EQ(decided(gapped(), {.severities = {"critical"}}).outcome, Outcome::kBlind);
}

TEST(Gate, DataOfFixesSufficeForAGateOnFixes) {
  EXPECT_EQ(decided(gapped(), {.only_fixed = true, .package_types = {"deb", "npm"}}).outcome,
            Outcome::kPassed);
  EXPECT_EQ(decided(gapped(), {.only_unfixed = true, .package_types = {"deb"}}).outcome, Outcome::kBlind);
}

TEST(Gate, GapsAreAcceptedByName) {
  const auto partial = decided(gapped(), {}, {.ignore_partial = true});
  EXPECT_EQ(partial.outcome, Outcome::kBlind);
  EXPECT_EQ(partial.accepted, Clauses{"1 package judged by partial data: fixes only"});
  auto unread = gapped();
  unread.inventory.notes = {{"unreadable", "bad magic", "a.rpm", "", true}};
  EXPECT_EQ(decided(unread, {.package_types = {"npm"}}).blind,
            Clauses{"1 thing could not be read: a.rpm: bad magic"});
  const auto all = decided(unread, {}, {.ignore_unjudged = true});
  EXPECT_EQ(all.outcome, Outcome::kPassed);
  EXPECT_EQ(all.accepted.size(), 3u);
}

TEST(Gate, WhatNothingMakesUpFor) {
  const GateWords all{.ignore_partial = true, .ignore_unjudged = true};
  auto no_database = gapped();
  no_database.judgement.database.clear();
  EXPECT_EQ(decided(no_database, {}, all).outcome, Outcome::kBlind);
  Sample empty;
  empty.judgement.database = "0f";
  EXPECT_EQ(decided(empty, {}, all).blind, Clauses{"no packages found"});
  EXPECT_EQ(decided(gapped(), {.package_types = {"gem"}}, all).blind,
            Clauses{"not a single package could be judged"});
  EXPECT_EQ(decided(gapped(), {.packages = {"mistyped"}}, all).blind,
            Clauses{"the filters leave no package to look at"});
  auto no_catalogue = gapped();
  no_catalogue.judgement.enrichments.clear();
  EXPECT_EQ(decided(no_catalogue, {.package_types = {"npm"}, .only_cisa_kev = true}, all).outcome,
            Outcome::kBlind);
}

TEST(Gate, FindingsFailABlindGateToo) {
  auto sample = gapped();
  sample.judgement.findings = {{.id = "CVE-1", .component = 2}};
  EXPECT_EQ(decided(sample).outcome, Outcome::kFailed);
}

TEST(Gate, OnlyWhatIsOpenAndSelectedFailsIt) {
  auto sample = gapped();
  sample.judgement.findings = {{.id = "CVE-1", .state = match::FindingState::kSuppressed, .component = 2},
                               {.id = "CVE-2", .state = match::FindingState::kNotAffected, .component = 2}};
  EXPECT_EQ(decided(sample, {.package_types = {"npm"}}).outcome, Outcome::kPassed);
}

TEST(Gate, UnratedFindingsCountInGatesOnSeveritiesAndMetrics) {
  auto sample = gapped();
  sample.judgement.findings = {{.id = "CVE-1", .component = 2}};
  const FilterWords severity{.severities = {"critical"}, .keep_unrated = true};
  EXPECT_EQ(Filter::make(severity)->select(sample.judgement, sample.inventory).findings.size(), 1u);
  EXPECT_EQ(decided(sample, severity).unrated, 1u);
  const FilterWords metric{.metrics = {"AV:N"}, .keep_unrated = true};
  EXPECT_EQ(Filter::make(metric)->select(sample.judgement, sample.inventory).findings.size(), 1u);
  EXPECT_EQ(decided(sample, metric).unrated, 1u);
  EXPECT_EQ(decided(sample, {.keep_unrated = true}).unrated, 0u) << "without such a filter they count anyhow";
  EXPECT_TRUE(
      Filter::make({.drop_unrated = true})->select(sample.judgement, sample.inventory).findings.empty());
}

}  // namespace
}  // namespace pratique::report
