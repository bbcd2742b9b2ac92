#include "report/summary.h"

#include <gtest/gtest.h>

#include "support/report_sample.h"

namespace pratique::report {
namespace {

TEST(Summary, AVulnerabilityCountsOnceByItsWorstRating) {
  std::vector<match::Finding> findings(3);
  findings[0] = {.id = "CVE-1", .severity = advisory::Severity::kLow};
  findings[1] = {.id = "CVE-1", .severity = advisory::Severity::kHigh, .component = 1};
  findings[2] = {.id = "CVE-2", .severity = advisory::Severity::kLow, .component = 1};
  const match::Finding* shown[] = {&findings[0], &findings[1], &findings[2]};
  const auto counts = count(shown);
  EXPECT_EQ(counts.total(), 2u);
  EXPECT_EQ(counts.by_severity, (std::array<std::size_t, 5>{0, 1, 0, 1, 0}));
}

TEST(Summary, BinariesOfOneSourceAreOneGroupWorstFirst) {
  const auto sample = mixed_sample();
  const auto groups = vulnerable_groups(sample.judged());
  ASSERT_EQ(groups.size(), 3u);
  EXPECT_EQ(groups[0].title, "org.apache.logging.log4j:log4j-core 2.14.1");
  EXPECT_EQ(groups[1].title, "openssl 3.0.8-1");
  EXPECT_EQ(groups[1].components, (std::vector<std::size_t>{0, 1}));
  EXPECT_EQ(groups[2].title, "@scope/left 1.0.0");
}

TEST(Summary, OnePackageIsOneGroupHoweverItIsKnown) {
  Sample sample;
  const auto add = [&](const char* path, model::Evidence evidence, std::vector<double> scores) {
    const auto index = sample.inventory.components.size();
    sample.inventory.components.push_back(
        {.purl = *model::parse_purl("pkg:npm/left@1.0.0"), .evidence = evidence, .locations = {{path, ""}}});
    sample.judgement.standings.push_back({});
    for (std::size_t i = 0; i < scores.size(); ++i) {
      match::Finding finding{.id = sample.judgement.arena->copy("CVE-" + std::to_string(i)),
                             .severity = advisory::Severity::kHigh};
      finding.component = index;
      finding.rating.score = scores[i];
      sample.judgement.findings.push_back(finding);
    }
  };
  add("a/package.json", model::Evidence::kInstalled, {7.0, 8.5});
  add("package-lock.json", model::Evidence::kDeclared, {7.0, 8.5, 8.8});
  const auto groups = vulnerable_groups(sample.judged());
  ASSERT_EQ(groups.size(), 1u);
  EXPECT_EQ(groups[0].components.size(), 2u);
  std::vector<std::string> ids;
  for (const auto* finding : groups[0].findings) ids.emplace_back(finding->id);
  EXPECT_EQ(ids, (std::vector<std::string>{"CVE-2", "CVE-1", "CVE-0"})) << "each once, by score";
  EXPECT_EQ(groups[0].counts.total(), 3u);
  EXPECT_EQ(basis_of(sample.judged()).packages, 1u);
  EXPECT_EQ(vulnerable_packages(sample.inventory, sample.judged().selection.findings), 1u);
}

TEST(Summary, Tuples) {
  const Style plain({});
  EXPECT_EQ(tuple_text({{1, 20, 3, 101, 0}}, true, plain), "   1C    20H     3M   101L");
  EXPECT_EQ(tuple_text({{0, 0, 0, 0, 7}}, true, plain), "   0C     0H     0M     0L     7?");
  EXPECT_EQ(figures_cell({}, {.packages = 4, .judged = 3}, plain).text, "   0C     0H     0M     0L");
}

TEST(Summary, ANoughtIsShownOfWholeFiguresOnly) {
  const Style plain({});
  EXPECT_EQ(tuple_text({{1, 0, 3, 101, 7}}, false, plain), "  ≥1C     –H    ≥3M  ≥101L    ≥7?");
  EXPECT_EQ(figures_cell({}, {.packages = 4, .unjudged = 4}, plain).text, "not judged");
  EXPECT_EQ(figures_cell({}, {.packages = 4, .judged = 3, .unjudged = 1}, plain).text,
            "   –C     –H     –M     –L  (1 of 4 packages not judged)");
  EXPECT_EQ(figures_cell({}, {.packages = 1, .partial = 1}, plain).text,
            "   –C     –H     –M     –L  (1 of 1 package judged by partial data)");
  EXPECT_EQ(figures_cell({}, {.packages = 9, .judged = 2, .partial = 3, .unjudged = 4}, plain).text,
            "   –C     –H     –M     –L  (4 of 9 packages not judged, 3 by partial data)");
  EXPECT_EQ(figures_cell({}, {.packages = 9, .judged = 9, .unread = 1}, plain).text,
            "   –C     –H     –M     –L  (1 thing not read)");
  EXPECT_EQ(figures_cell({}, {}, plain).text, "not judged: no packages found");
}

}  // namespace
}  // namespace pratique::report
