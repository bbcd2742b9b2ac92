#include "report/filter.h"

#include <gtest/gtest.h>

#include <cmath>

#include "report/summary.h"
#include "support/report_sample.h"

namespace pratique::report {
namespace {

// Ids of what is left of the mixed sample.
std::vector<std::string> left(FilterWords words) {
  auto sample = mixed_sample();
  auto filter = Filter::make(std::move(words));
  EXPECT_TRUE(filter.has_value());
  if (!filter) return {};
  const auto selection = filter->select(sample.judgement, sample.inventory);
  std::vector<std::string> ids;
  for (const auto* finding : selection.findings) ids.emplace_back(finding->id);
  EXPECT_EQ(selection.hidden_total(),
            count(sample.judged().selection.findings).total() - count(selection.findings).total())
      << "vulnerabilities, as all figures";
  return ids;
}

using Ids = std::vector<std::string>;
const Ids kOpenssl = {"CVE-2023-0464", "CVE-2023-0464"};
const Ids kLog4j = {"CVE-2021-44228"};
const Ids kNpm = {"GHSA-xxxx-yyyy-zzzz"};

TEST(Filter, EachOne) {
  EXPECT_EQ(left({}).size(), 4u);
  EXPECT_EQ(left({.severities = {"high"}}), kOpenssl);
  EXPECT_EQ(left({.severities = {"CRITICAL", "high"}}).size(), 3u);
  EXPECT_EQ(left({.severities = {"unspecified"}}), kNpm);
  EXPECT_EQ(left({.only_fixed = true}), kOpenssl);
  EXPECT_EQ(left({.only_unfixed = true}), (Ids{"CVE-2021-44228", "GHSA-xxxx-yyyy-zzzz"}));
  EXPECT_EQ(left({.package_types = {"npm", "maven"}}), (Ids{"CVE-2021-44228", "GHSA-xxxx-yyyy-zzzz"}));
  EXPECT_EQ(left({.ids = {"cve-2021-44228"}}), kLog4j);
  EXPECT_EQ(left({.ids = {"DSA-5417-1"}}), kOpenssl) << "by alias or advisory";
  EXPECT_EQ(left({.only_cisa_kev = true}), kLog4j);
  EXPECT_EQ(left({.metrics = {"S:C"}}), kLog4j);
  EXPECT_EQ(left({.metrics = {"C:N"}}), kOpenssl);
  EXPECT_EQ(left({.metrics = {"av:p"}}), Ids{});
  EXPECT_EQ(left({.package_types = {"java", "node"}}), left({.package_types = {"npm", "maven"}}));
}

// Only Log4j has a score: 0.94358, the 0.99967th.
TEST(Filter, FloorsOfScores) {
  EXPECT_EQ(left({.epss_score = 0.94358}), kLog4j) << "so much or more";
  EXPECT_EQ(left({.epss_score = 0.94359}), Ids{});
  EXPECT_EQ(left({.epss_percentile = 0.99967}), kLog4j);
  EXPECT_EQ(left({.epss_percentile = 0.99968}), Ids{});
  EXPECT_EQ(left({.epss_date = "2026-08-21"}), kLog4j);
  EXPECT_EQ(left({.epss_date = "2026-08-20"}), Ids{});
  EXPECT_EQ(left({.epss_score = 0.5, .epss_date = "2026-08-20", .keep_unrated = true}).size(), 4u)
      << "for gates none is no low one";
  EXPECT_EQ(left({.epss_score = 0.95, .keep_unrated = true}).size(), 3u);
  for (const double wrong : {-0.1, 1.1, std::nan("")}) {
    EXPECT_FALSE(Filter::make({.epss_score = wrong})) << wrong;
    EXPECT_FALSE(Filter::make({.epss_percentile = wrong})) << wrong;
  }
  for (const char* wrong : {"today", "2026-02-30", "2026-08-21T00:00:00Z"})
    EXPECT_FALSE(Filter::make({.epss_date = wrong})) << wrong;
}

TEST(Filter, AllMustHold) { EXPECT_EQ(left({.severities = {"high"}, .only_cisa_kev = true}), Ids{}); }

TEST(Filter, PackagePatterns) {
  EXPECT_EQ(left({.packages = {"ssl"}}), kOpenssl);
  EXPECT_EQ(left({.packages = {"^lib"}}), (Ids{"CVE-2023-0464"}));
  EXPECT_EQ(left({.packages = {"^left$", "^log4j"}}), (Ids{"CVE-2021-44228", "GHSA-xxxx-yyyy-zzzz"}));
  EXPECT_EQ(left({.packages = {"^@scope/left$"}}), kNpm);
  EXPECT_EQ(left({.packages = {"log4j-(core|api)$"}}), kLog4j);
}

TEST(Filter, SelectsAndErasesNothing) {
  const auto sample = mixed_sample();
  const auto select = [&](FilterWords words) {
    return Filter::make(std::move(words))->select(sample.judgement, sample.inventory);
  };
  const auto hidden = [&](FilterWords words) {
    std::string text;
    for (const auto& one : select(std::move(words)).hidden)
      text += std::string(one.by) + " " + std::to_string(one.vulnerabilities) + " ";
    return text;
  };
  EXPECT_EQ(hidden({}), "");
  EXPECT_EQ(hidden({.severities = {"high"}}), "--only-severity 2 ");
  EXPECT_EQ(hidden({.severities = {"high"}, .only_fixed = true}), "--only-severity 2 ");
  EXPECT_EQ(hidden({.severities = {"critical"}, .package_types = {"npm"}}),
            "--only-package-type 1 --only-severity 2 ");
  EXPECT_EQ(hidden({.packages = {"^libssl3$"}}), "--only-package 2 ")
      << "one that is shown elsewhere is not hidden";
  EXPECT_EQ(hidden({.ids = {"CVE-1999-0001"}}), "--only-cve-id 3 ");
  EXPECT_EQ(sample.judgement.findings.size(), 4u);
}

// What is not open is in no figure and in no gate, and no filter hides it: it is counted by its state.
TEST(Filter, StatesAreCountedBesideFilters) {
  auto sample = mixed_sample();
  auto& findings = sample.judgement.findings;
  findings[0].state = match::FindingState::kSuppressed;
  const auto half = sample.judged().selection;
  EXPECT_EQ(half.findings.size(), 3u);
  EXPECT_EQ(half.suppressed, 0u) << "open in the other package";
  findings[1].state = match::FindingState::kSuppressed;
  findings[2].state = match::FindingState::kNotAffected;
  const auto selection =
      Filter::make({.severities = {"critical"}})->select(sample.judgement, sample.inventory);
  EXPECT_TRUE(selection.findings.empty());
  EXPECT_EQ(selection.suppressed, 1u);
  EXPECT_EQ(selection.not_affected, 1u);
  EXPECT_EQ(selection.hidden_total(), 1u);
  EXPECT_FALSE(selection.closed);
}

TEST(Filter, ClosedFindingsPassTheFiltersToo) {
  auto sample = mixed_sample();
  auto& findings = sample.judgement.findings;
  findings[0].state = findings[1].state = match::FindingState::kSuppressed;
  findings[2].state = match::FindingState::kNotAffected;
  const auto closed = [&](FilterWords words) {
    words.show_closed = true;
    const auto selection = Filter::make(std::move(words))->select(sample.judgement, sample.inventory);
    EXPECT_LE(selection.findings.size(), 1u);
    return selection.closed->size();
  };
  EXPECT_EQ(closed({}), 3u);
  EXPECT_EQ(closed({.severities = {"critical"}}), 1u);
  EXPECT_EQ(closed({.packages = {"libssl3"}}), 1u);
  EXPECT_EQ(closed({.ids = {"CVE-1999-0001"}}), 0u);
}

TEST(Filter, BadWordsAreUsageErrors) {
  for (const auto& words :
       {FilterWords{.severities = {"high", "huge"}}, FilterWords{.only_fixed = true, .only_unfixed = true},
        FilterWords{.severities = {"unspecified"}, .drop_unrated = true}, FilterWords{.packages = {"("}},
        FilterWords{.packages = {"a,"}}, FilterWords{.package_types = {"debb"}},
        FilterWords{.ids = {"nonsense"}}, FilterWords{.metrics = {"foo"}}}) {
    const auto filter = Filter::make(words);
    ASSERT_FALSE(filter.has_value());
    EXPECT_EQ(filter.error().kind, ErrorKind::kUsage);
  }
}

}  // namespace
}  // namespace pratique::report
