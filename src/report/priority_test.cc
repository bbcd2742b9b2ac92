#include "report/priority.h"

#include <gtest/gtest.h>

#include "base/text.h"
#include "report/ordering.h"
#include "support/report_sample.h"

namespace pratique::report {
namespace {

using advisory::Activity;
using advisory::Automatable;
using advisory::Severity;

match::Finding finding_of(Severity severity, std::string_view vector = {}, double score = 0) {
  match::Finding finding{.id = "CVE-2026-1", .severity = severity};
  finding.rating = {.source = "NVD", .vector = vector, .score = score, .severity = severity};
  return finding;
}

// docs/priority.md, "The formula": each row of its table.
TEST(Priority, PointsByTable) {
  const std::string_view kVector = "CVSS:3.1/AV:N";
  const auto with = [&](auto change, Severity severity = Severity::kMedium) {
    auto finding = finding_of(severity);
    change(finding);
    return finding;
  };
  static constexpr std::string_view kSeen[] = {"in-the-wild"};
  struct Row {
    const char* what;
    match::Finding finding;
    Use use;
    int points;
  };
  const Row kRows[] = {
      {"a critical word", finding_of(Severity::kCritical), Use::kUnknown, 36},
      {"a critical score", finding_of(Severity::kCritical, kVector, 10), Use::kUnknown, 40},
      {"low, whatever the score", finding_of(Severity::kLow, kVector, 9.8), Use::kUnknown, 15},
      {"critical, whatever the score", finding_of(Severity::kCritical, kVector, 5), Use::kUnknown, 36},
      {"nobody rated it", finding_of(Severity::kUnspecified), Use::kUnknown, 20},
      {"medium", finding_of(Severity::kMedium), Use::kUnknown, 16},
      {"KEV", with([](auto& one) { one.exploitation.known = true; }), Use::kUnknown, 56},
      {"seen", with([](auto& one) { one.seen_by = kSeen; }), Use::kUnknown, 51},
      {"active", with([](auto& one) { one.ssvc.exploitation = Activity::kActive; }), Use::kUnknown, 51},
      {"a proof", with([](auto& one) { one.ssvc.exploitation = Activity::kProofOfConcept; }), Use::kUnknown,
       31},
      {"a proof that runs by itself", with([](auto& one) {
         one.ssvc = {.exploitation = Activity::kProofOfConcept, .automatable = Automatable::kYes};
       }),
       Use::kUnknown, 36},
      {"automatable alone", with([](auto& one) { one.ssvc.automatable = Automatable::kYes; }), Use::kUnknown,
       16},
      {"EPSS 50 %",
       with([](auto& one) { one.epss = {.score = 50'000, .percentile = 99'000, .day = 20260821}; }),
       Use::kUnknown, 36},
      {"the more of two", with([](auto& one) {
         one.exploitation.known = true;
         one.epss = {.score = 99'000, .percentile = 99'900, .day = 20260821};
       }),
       Use::kUnknown, 56},
      {"a fix", with([](auto& one) { one.fixed = "1.2"; }), Use::kUnknown, 26},
      {"started", finding_of(Severity::kMedium), Use::kStarted, 21},
      {"declared", finding_of(Severity::kMedium), Use::kDeclared, 6},
      {"never below nought", finding_of(Severity::kLow), Use::kDeclared, 0},
  };
  for (const auto& row : kRows) EXPECT_EQ(priority_of(row.finding, row.use).points, row.points) << row.what;
}

TEST(Priority, SaysWhyWeightiestFirst) {
  auto finding = finding_of(Severity::kCritical, "CVSS:3.1/AV:N", 10);
  finding.exploitation = {.known = true, .ransomware = true, .added = 20211210};
  finding.fixed = "2.15.0";
  finding.ssvc.automatable = Automatable::kYes;
  const auto priority = priority_of(finding, Use::kStarted);
  EXPECT_EQ(priority.points, 100);
  EXPECT_EQ(
      base::join(priority.reasons, "; "),
      "CRITICAL, CVSS 10.0; known to be exploited: in CISA's catalogue since 2021-12-10, used by ransomware; "
      "fixed in 2.15.0; attacks can be automated; in what the image starts");
}

TEST(Priority, WhatTheImageStarts) {
  model::Inventory inventory;
  auto& config = inventory.subject.config;
  config.entrypoint = {"java", "-jar", "app.jar"};
  config.cmd = {"/srv/tool", "--config", "etc/x"};
  config.working_dir = "/opt/app";
  const Priorities priorities(inventory);
  const auto at = [&](const char* path) {
    model::Component component;
    component.locations = {{path, ""}};
    return priorities.use_of(component);
  };
  EXPECT_EQ(at("opt/app/app.jar!BOOT-INF/lib/x.jar"), Use::kStarted);
  EXPECT_EQ(at("opt/app/app.jar"), Use::kStarted);
  EXPECT_EQ(at("srv/tool"), Use::kStarted);
  EXPECT_EQ(at("usr/bin/java"), Use::kStarted);
  EXPECT_EQ(at("opt/app/lib/other.jar"), Use::kUnknown);
  EXPECT_EQ(at("app.jar"), Use::kUnknown);
}

TEST(Ordering, GroupsByWhatWasAskedFor) {
  const auto sample = mixed_sample();
  const auto titles = [&](GroupBy by) {
    std::vector<std::string> all;
    for (const auto& group : grouped(sample.judged(), by, SortBy::kSeverity))
      all.push_back(group.title + " " + std::to_string(group.counts.total()));
    return base::join(all, "; ");
  };
  EXPECT_EQ(titles(GroupBy::kId), "CVE-2021-44228 1; CVE-2023-0464 1; GHSA-xxxx-yyyy-zzzz 1");
  EXPECT_EQ(titles(GroupBy::kFix), "Upgrade openssl 3.0.8-1 to 3.0.9-1 1; no fix is known 2");
  EXPECT_EQ(titles(GroupBy::kLayer), "layer 1 (222222222222) 2; layer 0 (111111111111) 1");
  EXPECT_EQ(titles(GroupBy::kOwner),
            "/app/a.jar 1; pkg:deb/debian/libssl3@3.0.8-1?arch=arm64&distro=debian-12 1; "
            "the project's own packages 1");
}

TEST(Ordering, OrdersByEveryWord) {
  const auto sample = mixed_sample();
  const auto titles = [&](SortBy by) {
    std::vector<std::string> all;
    for (const auto& group : vulnerable_groups(sample.judged(), by)) all.push_back(group.title);
    return base::join(all, "; ");
  };
  const std::string log4j = "org.apache.logging.log4j:log4j-core 2.14.1", ssl = "openssl 3.0.8-1",
                    left = "@scope/left 1.0.0";
  EXPECT_EQ(titles(SortBy::kSeverity), log4j + "; " + ssl + "; " + left);
  EXPECT_EQ(titles(SortBy::kPriority), log4j + "; " + ssl + "; " + left);
  EXPECT_EQ(titles(SortBy::kPackage), left + "; " + ssl + "; " + log4j);
  EXPECT_EQ(titles(SortBy::kFix), ssl + "; " + log4j + "; " + left);
  EXPECT_EQ(titles(SortBy::kId), log4j + "; " + ssl + "; " + left);
  for (std::size_t i = 0; i < sort_words().size(); ++i)
    EXPECT_EQ(static_cast<std::size_t>(sort_of(sort_words()[i])), i) << sort_words()[i];
  for (std::size_t i = 0; i < group_words().size(); ++i)
    EXPECT_EQ(static_cast<std::size_t>(group_of(group_words()[i])), i) << group_words()[i];
}

}  // namespace
}  // namespace pratique::report
