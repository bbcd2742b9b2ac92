#include "match/arbitration_rules.h"

#include <gtest/gtest.h>

#include "match/advisories.h"
#include "support/advisory_shelf.h"

namespace pratique::match {
namespace {

using advisory::Severity;
using support::hit;
using support::package;
using support::Shelf;

ArbitrationRules rules_of(const std::vector<std::pair<OrderOf, std::string>>& texts) {
  std::vector<ArbitrationOrder> orders;
  for (const auto& [which, text] : texts) EXPECT_TRUE(add_order(which, text, orders)) << text;
  auto rules = ArbitrationRules::make(std::move(orders));
  EXPECT_TRUE(rules.has_value());
  return rules.value_or(ArbitrationRules::usual());
}

// Three sources that disagree on the fix and on the severity.
Shelf disagreeing() {
  Shelf shelf;
  shelf.add(hit("GO-2024-1", "go-vulndb", "Go", "example.com/m", "go", "0", "1.2.3"));
  shelf.add(hit("GHSA-aaaa-bbbb-cccc", "ghsa", "Go", "example.com/m", "go", "0", "1.2.4"));
  shelf.add(hit("CVE-2024-1", "gitlab", "Go", "example.com/m", "go", "0", "1.3.0"));
  shelf.preferred = {{"GHSA-aaaa-bbbb-cccc", "CVE-2024-1"}, {"GO-2024-1", "CVE-2024-1"}};
  shelf.vulnerabilities["CVE-2024-1"] = {
      .aliases = {"GHSA-aaaa-bbbb-cccc", "GO-2024-1"},
      .ratings = {{"NVD", "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H", 9.8, Severity::kCritical},
                  {"ghsa", "CVSS:3.1/AV:N/AC:H/PR:N/UI:R/S:U/C:L/I:N/A:N", 3.1, Severity::kLow},
                  {"go-vulndb", "", 0, Severity::kMedium}}};
  return shelf;
}

Judgement judged(const Shelf& shelf, const ArbitrationRules& rules) {
  model::Inventory inventory;
  inventory.components = {package("pkg:golang/example.com/m@v1.0.0")};
  auto judgement = judge(inventory, shelf, {.now = {}, .rules = &rules});
  EXPECT_TRUE(judgement.has_value());
  return judgement.value_or(Judgement{});
}

TEST(ArbitrationRules, DecideSourceAndRatingByTable) {
  struct Row {
    std::vector<std::pair<OrderOf, std::string>> orders;
    std::string_view fixed, rated;
    Severity severity;
    RatedBy by;
  };
  const auto kSources = OrderOf::kSources;
  const auto kRatings = OrderOf::kRatings;
  const Row kRows[] = {
      {{}, "1.2.3", "go-vulndb", Severity::kMedium, RatedBy::kVendor},
      {{{kSources, "reviewed,other"}}, "1.2.4", "ghsa", Severity::kLow, RatedBy::kVendor},
      {{{kSources, "gitlab,curated"}}, "1.3.0", "NVD", Severity::kCritical, RatedBy::kOther},
      {{{kSources, "GITLAB"}}, "1.3.0", "NVD", Severity::kCritical, RatedBy::kOther},
      {{{kRatings, "NVD,vendor"}}, "1.2.3", "NVD", Severity::kCritical, RatedBy::kNamed},
      {{{kRatings, "other"}}, "1.2.3", "NVD", Severity::kCritical, RatedBy::kOther},
      {{{kSources, "Go=reviewed,curated"}}, "1.2.4", "ghsa", Severity::kLow, RatedBy::kVendor},
      {{{kSources, "npm=reviewed,curated"}}, "1.2.3", "go-vulndb", Severity::kMedium, RatedBy::kVendor},
      {{{kSources, "go=gitlab"}, {kRatings, "Go=ghsa,other"}},
       "1.3.0",
       "ghsa",
       Severity::kLow,
       RatedBy::kNamed},
  };
  const auto shelf = disagreeing();
  for (const auto& row : kRows) {
    const auto judgement = judged(shelf, rules_of(row.orders));
    ASSERT_EQ(judgement.findings.size(), 1u);
    const auto& finding = judgement.findings[0];
    EXPECT_EQ(finding.fixed, row.fixed);
    EXPECT_EQ(finding.rating.source, row.rated);
    EXPECT_EQ(finding.severity, row.severity);
    EXPECT_EQ(finding.rated_by, row.by);
    EXPECT_EQ(finding.statements.size(), 3u) << "every source's word stays";
    ASSERT_NE(finding.vulnerability, nullptr);
    EXPECT_EQ(finding.vulnerability->ratings.size(), 3u) << "every rating stays";
  }
}

TEST(ArbitrationRules, OnlyTwoBandsApartAreADisagreement) {
  const auto shelf = disagreeing();
  EXPECT_EQ(disagreement_of(judged(shelf, rules_of({{OrderOf::kRatings, "ghsa"}})).findings.at(0)), "");
  const auto medium = judged(shelf, ArbitrationRules::usual());
  EXPECT_EQ(cvss_of(medium.findings.at(0)).score, 9.8) << "the score is NVD's";
  EXPECT_EQ(
      disagreement_of(medium.findings.at(0)),
      "MEDIUM by go-vulndb, though NVD's CVSS 3.1 score of 9.8 is CRITICAL: the word of the source that "
      "decides counts first");
}

TEST(ArbitrationRules, RefuseWhatMeansNothing) {
  for (const std::string text :
       {"", "a,,b", "a,a", "NVD,nvd", "=a", "debiann=a", "Debian=", "distribution,curted", "Go=Other"}) {
    std::vector<ArbitrationOrder> orders;
    const auto added = add_order(OrderOf::kSources, text, orders);
    EXPECT_FALSE(added && ArbitrationRules::make(std::move(orders))) << text;
  }
  std::vector<ArbitrationOrder> orders;
  EXPECT_TRUE(add_order(OrderOf::kSources, "Go=a", orders));
  EXPECT_FALSE(add_order(OrderOf::kSources, "go=b", orders)) << "twice";
}

}  // namespace
}  // namespace pratique::match
