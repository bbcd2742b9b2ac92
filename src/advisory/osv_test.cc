#include "advisory/osv.h"

#include <gtest/gtest.h>

#include "codec/json.h"

namespace pratique::advisory {
namespace {

Advisory read(std::string_view json) {
  const auto document = codec::JsonDocument::parse(json);
  EXPECT_TRUE(document);
  auto advisory = read_osv(document->root());
  EXPECT_TRUE(advisory);
  return advisory.value_or(Advisory{});
}

// One package of npm with these ranges and versions.
Affected package(const std::string& ranges, const std::string& versions = "[]",
                 const std::string& ecosystem = "npm") {
  const auto all = read(R"({"id": "X-1", "affected": [{"package": {"ecosystem": ")" + ecosystem +
                        R"(", "name": "p"}, "ranges": )" + ranges + R"(, "versions": )" + versions + "}]}");
  return all.affected.empty() ? Affected{} : all.affected.front();
}

std::string text(const Affected& affected) {
  std::string out;
  for (const auto& r : affected.ranges) {
    out +=
        "[" + r.introduced + "," +
        (r.last_affected.empty() ? r.fixed + ")" : r.last_affected + (r.before_last_affected ? "~)" : "]"));
  }
  for (const auto& version : affected.versions) out += " " + version;
  return out;
}

TEST(Osv, EventsBecomeIntervals) {
  EXPECT_EQ(text(package(R"([{"type": "SEMVER", "events": [{"introduced": "0"}, {"fixed": "1.2.0"}]}])")),
            "[0,1.2.0)");
  EXPECT_EQ(text(package(
                R"([{"type": "SEMVER", "events": [{"introduced": "1.0.0"}, {"last_affected": "1.0.0"}]}])")),
            "[1.0.0,1.0.0]");
  EXPECT_EQ(text(package(R"([{"type": "SEMVER", "events": [{"introduced": "1.0.0"}]}])")), "[1.0.0,)");
  EXPECT_EQ(text(package(R"([{"type": "SEMVER", "events": [{"introduced": "1.0.0"}, {"limit": "2.0.0"}]}])")),
            "[1.0.0,2.0.0~)");
  EXPECT_EQ(text(package(R"([{"type": "SEMVER", "events": [{"introduced": "1.0.0"}, {"limit": "*"}]}])")),
            "[1.0.0,)");
}

// GitHub's word closes what has no end, and claims no fix.
TEST(Osv, TheLastKnownVersionClosesAnOpenRange) {
  const auto closed = [](const std::string& events, const std::string& last) {
    const auto all = read(
        R"({"id": "GHSA-1", "affected": [{"package": {"ecosystem": "npm", "name": "p"}, "ranges": [{"type":
      "SEMVER", "events": [)" +
        events + R"(]}], "database_specific": {"last_known_affected_version_range": ")" + last + "\"}}]}");
    return text(all.affected.front());
  };
  EXPECT_EQ(closed(R"({"introduced": "0"})", "<= 2.3.4"), "[0,2.3.4]");
  EXPECT_EQ(closed(R"({"introduced": "15.5.1-canary.0"})", "< 15.5.1"), "[15.5.1-canary.0,15.5.1~)");
  EXPECT_EQ(closed(R"({"introduced": "0"}, {"fixed": "2.0.0"})", "<= 1.9.9"), "[0,2.0.0)");
  EXPECT_EQ(closed(R"({"introduced": "0"}, {"fixed": "2.0.0"}, {"introduced": "3.0.0"})", "<= 3.1.0"),
            "[0,2.0.0)[3.0.0,3.1.0]");
  // Slips: an empty range, no version, no comparison.
  for (const auto* last : {"<= 0.9.0", "< 1.0.0", "<= latest", "2.0.0", "= 2.0.0", "<", ""})
    EXPECT_EQ(closed(R"({"introduced": "1.0.0"})", last), "[1.0.0,)") << last;
}

TEST(Osv, CustomRangesOfGoStandInForARangeWithoutAnEnd) {
  const auto go = [](const std::string& events, const std::string& custom,
                     const std::string& ecosystem = "Go") {
    const auto all = read(R"({"id": "GO-1", "affected": [{"package": {"ecosystem": ")" + ecosystem +
                          R"(", "name": "p"}, "ranges": [{"type":
      "SEMVER", "events": [)" +
                          events + R"(]}], "ecosystem_specific": {"custom_ranges": )" + custom + "}}]}");
    return text(all.affected.front());
  };
  const std::string custom =
      R"([{"type": "ECOSYSTEM", "events": [{"introduced": "2.9.0"}, {"fixed": "2.9.12"}, {"introduced": "2.10.0"}, {"fixed": "2.10.10"}]}])";
  EXPECT_EQ(go(R"({"introduced": "0"})", custom), "[2.9.0,2.9.12)[2.10.0,2.10.10)");
  EXPECT_EQ(go(R"({"introduced": "0"}, {"fixed": "1.1.1"})", custom), "[0,1.1.1)");
  EXPECT_EQ(go(R"({"introduced": "0"}, {"fixed": "1.1.1"}, {"introduced": "1.2.0"})", custom),
            "[0,1.1.1)[2.9.0,2.9.12)[2.10.0,2.10.10)");
  EXPECT_EQ(go(R"({"introduced": "0"})", "[]"), "[0,)");
  EXPECT_EQ(go(R"({"introduced": "0"})", custom, "npm"), "[0,)");
}

TEST(Osv, ARepositoryBehindALanguagesEcosystemIsNoReleaseOfIt) {
  const auto drupal = package(R"([{"type": "ECOSYSTEM", "events": [{"introduced": "0"}]}])", "[]",
                              "Packagist:https://packages.drupal.org/8");
  EXPECT_EQ(drupal.ecosystem, "Packagist");
  EXPECT_EQ(drupal.repository, "https://packages.drupal.org/8");
  EXPECT_EQ(
      package(R"([{"type": "ECOSYSTEM", "events": [{"introduced": "0"}]}])", "[]", "Debian:12").repository,
      "");
}

TEST(Osv, EventsAreSortedByVersionNotByText) {
  EXPECT_EQ(text(package(R"([{"type": "SEMVER", "events": [{"fixed": "10.0.1"}, {"introduced": "10.0.0"},
                             {"fixed": "9.1.0"}, {"introduced": "0"}]}])")),
            "[0,9.1.0)[10.0.0,10.0.1)");
}

TEST(Osv, AdjoiningRangesStayApart) {
  EXPECT_EQ(text(package(R"([{"type": "SEMVER", "events": [{"introduced": "0"}, {"fixed": "1.0.0"},
                             {"introduced": "1.0.0"}, {"fixed": "1.5.0"}]}])")),
            "[0,1.0.0)[1.0.0,1.5.0)");
}

// As PYSEC-2023-72 has it: in whatever order an end and a beginning at one version are written, there is no gap. An empty
// range stays one.
TEST(Osv, ABeginningBeforeTheEndAtItsVersionLeavesNoGap) {
  EXPECT_EQ(
      text(package(
          R"([{"type": "SEMVER", "events": [{"introduced": "0"}, {"fixed": "3.1.1"}, {"introduced": "3.2.0"},
                             {"fixed": "3.2.2"}, {"introduced": "3.1.1"}, {"fixed": "3.2.0"}]}])")),
      "[0,3.1.1)[3.1.1,3.2.0)[3.2.0,3.2.2)");
  EXPECT_EQ(text(package(R"([{"type": "SEMVER", "events": [{"introduced": "1.0.0"}, {"introduced": "1.5.0"},
                             {"fixed": "2.0.0"}]}])")),
            "[1.0.0,2.0.0)");
  EXPECT_EQ(text(package(R"([{"type": "SEMVER", "events": [{"introduced": "1.0.0"}, {"introduced": "1.0.0"},
                             {"fixed": "1.0.0"}]}])")),
            "[1.0.0,1.0.0)");
}

TEST(Osv, ASecondFixChangesNothing) {
  EXPECT_EQ(text(package(R"([{"type": "SEMVER", "events": [{"introduced": "0"}, {"fixed": "1.0.0"},
                             {"fixed": "1.5.0"}]}])")),
            "[0,1.0.0)");
}

TEST(Osv, GitRangesStandByTheirRepositoryAndNoPackageHasThem) {
  const auto both =
      read(R"({"id": "X-1", "affected": [{"package": {"ecosystem": "npm", "name": "p"}, "ranges": [
      {"type": "GIT", "repo": "https://example.com/r", "events": [{"introduced": "0"}, {"fixed": "deadbeef"}]},
      {"type": "SEMVER", "events": [{"introduced": "0"}, {"fixed": "1.0.0"}]}]}]})");
  ASSERT_EQ(both.affected.size(), 2u);
  EXPECT_EQ(text(both.affected[0]), "[0,1.0.0)");
  const auto& commits = both.affected[1];
  EXPECT_EQ(commits.ecosystem, "GIT");
  EXPECT_EQ(commits.name, "https://example.com/r");
  EXPECT_TRUE(commits.order.empty());
  ASSERT_EQ(commits.ranges.size(), 1u);
  EXPECT_EQ(commits.ranges[0].fixed, "deadbeef");
  EXPECT_TRUE(commits.versions.empty());
  // Without a repository nobody can say whose commits these are.
  EXPECT_TRUE(package(R"([{"type": "GIT", "events": [{"introduced": "0"}]}])").ecosystem.empty());
}

TEST(Osv, VersionsWithoutAPackageAreTheRepositorysTags) {
  const auto one =
      read(R"({"id": "OSV-1", "affected": [{"ranges": [{"type": "GIT", "repo": "https://example.com/r",
      "events": [{"introduced": "a1"}, {"limit": "b2"}]}], "versions": ["v1.0", "v1.1"]}]})");
  ASSERT_EQ(one.affected.size(), 1u);
  EXPECT_EQ(one.affected[0].versions, (std::vector<std::string>{"v1.0", "v1.1"}));
  EXPECT_EQ(one.affected[0].ranges.at(0).last_affected, "b2");
  EXPECT_TRUE(one.affected[0].ranges.at(0).before_last_affected);
}

TEST(Osv, ListedVersionsInsideARangeAreDropped) {
  EXPECT_EQ(text(package(R"([{"type": "ECOSYSTEM", "events": [{"introduced": "1.0"}, {"fixed": "2.0"}]}])",
                         R"(["0.9", "1.0", "1.5", "2.0"])", "PyPI")),
            "[1.0,2.0) 0.9 2.0");
}

TEST(Osv, ListedTextsThatAreNoVersionsStay) {
  EXPECT_EQ(text(package(R"([{"type": "ECOSYSTEM", "events": [{"introduced": "0"}, {"fixed": "2.0"}]}])",
                         R"(["0.7.10p1", "1.0", "3.2.99-custom!build"])", "PyPI")),
            "[0,2.0) 0.7.10p1 3.2.99-custom!build");
}

TEST(Osv, AListedBuildThatABoundDoesNotTakeStays) {
  EXPECT_EQ(
      text(package(R"([{"type": "ECOSYSTEM", "events": [{"introduced": "0"}, {"fixed": "32.0.0-jre"}]}])",
                   R"(["31.1-android", "32.0.0-android"])", "Maven")),
      "[0,32.0.0-jre) 32.0.0-android");
}

TEST(Osv, EventsOfWhichOneIsNoVersionStayAsWritten) {
  EXPECT_EQ(text(package(R"([{"type": "ECOSYSTEM", "events": [{"introduced": "20.10.1-r0"},
                             {"fixed": "20.10.x"}]}])",
                         R"(["20.10.2-r0"])", "Alpine:v3.20")),
            "[20.10.1-r0,20.10.x) 20.10.2-r0")
      << "what the range cannot hold stays listed";
}

TEST(Osv, AnUnknownEcosystemKeepsTheOrderOfItsRecord) {
  const auto affected = package(R"([{"type": "ECOSYSTEM", "events": [{"introduced": "b"}, {"fixed": "a"}]}])",
                                "[]", "Elsewhere");
  EXPECT_EQ(text(affected), "[b,a)");
  EXPECT_EQ(affected.order, "");
  EXPECT_EQ(package(R"([{"type": "SEMVER", "events": [{"introduced": "1.0.0"}]}])", "[]", "Elsewhere").order,
            "semver");
}

TEST(Osv, NamesInTheEcosystemsSpelling) {
  const auto all = read(R"({"id": "X-1", "affected": [
      {"package": {"ecosystem": "PyPI", "name": "Zope.Interface__x"}, "versions": ["1"]},
      {"package": {"ecosystem": "Packagist:https://packages.drupal.org/8", "name": "Drupal/Core"}, "versions": ["1"]},
      {"package": {"ecosystem": "Maven", "name": "org.A:B"}, "versions": ["1"]}]})");
  ASSERT_EQ(all.affected.size(), 3u);
  EXPECT_EQ(all.affected[0].name, "zope-interface-x");
  EXPECT_EQ(all.affected[1].name, "drupal/core");
  EXPECT_EQ(all.affected[1].order, "composer");
  EXPECT_EQ(all.affected[2].name, "org.A:B");
}

TEST(Osv, DistributionAdvisoriesBundleCves) {
  const auto all = read(R"({"id": "ALSA-2021:1", "summary": "Important: nodejs:18 security update",
      "related": ["CVE-2021-1", "CVE-2021-2", "ALSA-2020:9"], "affected": [
      {"package": {"ecosystem": "AlmaLinux:8", "name": "nodejs"}, "ranges": [{"type": "ECOSYSTEM",
       "events": [{"introduced": "0"}, {"fixed": "1:18.1-1.module_el8.9.0+3627+db8ec155"}]}]}]})");
  EXPECT_EQ(all.source, "almalinux");
  EXPECT_EQ(all.upstream, (std::vector<std::string>{"CVE-2021-1", "CVE-2021-2"}));
  EXPECT_TRUE(all.aliases.empty());
  EXPECT_EQ(all.category, "");
  ASSERT_EQ(all.ratings.size(), 1u);
  EXPECT_EQ(all.ratings[0].severity, Severity::kHigh);
  ASSERT_EQ(all.affected.size(), 1u);
  EXPECT_EQ(all.affected[0].module, "nodejs:18");
  EXPECT_EQ(all.affected[0].order, "rpm");
}

TEST(Osv, TwoModulesInOneAdvisory) {
  const auto all =
      read(R"({"id": "ALSA-2021:2", "summary": "Low: virt:rhel and virt-devel:rhel security update",
      "affected": [{"package": {"ecosystem": "AlmaLinux:8", "name": "libvirt"}, "ranges": [{"type": "ECOSYSTEM",
       "events": [{"introduced": "0"}, {"fixed": "6.0.0-37.module_el8.5.0"}]}]}]})");
  ASSERT_EQ(all.affected.size(), 2u);
  EXPECT_EQ(all.affected[0].module, "virt:rhel");
  EXPECT_EQ(all.affected[1].module, "virt-devel:rhel");
}

TEST(Osv, BugFixesAreNoVulnerabilities) {
  EXPECT_EQ(read(R"({"id": "ALBA-2021:1", "affected": []})").category, "bugfix");
  EXPECT_EQ(read(R"({"id": "ALEA-2021:1", "affected": []})").category, "enhancement");
  EXPECT_EQ(read(R"({"id": "ALBA-2021:1", "related": ["CVE-1-1"], "affected": []})").category, "");
  EXPECT_EQ(
      read(R"({"id": "RUSTSEC-1", "affected": [{"database_specific": {"informational": "unmaintained"}}]})")
          .category,
      "unmaintained");
}

TEST(Osv, Ratings) {
  const auto vectors = read(
      R"({"id": "GHSA-1", "affected": [], "database_specific": {"severity": "LOW", "cwe_ids": ["CWE-79"]},
      "severity": [{"type": "CVSS_V3", "score": "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H"},
                   {"type": "CVSS_V3", "score": "nonsense"}]})");
  ASSERT_EQ(vectors.ratings.size(), 1u);
  EXPECT_DOUBLE_EQ(vectors.ratings[0].score, 9.8);
  EXPECT_EQ(vectors.ratings[0].source, "ghsa");
  EXPECT_EQ(vectors.cwes, std::vector<std::string>{"CWE-79"});
  const auto word =
      read(R"({"id": "GHSA-1", "affected": [], "database_specific": {"severity": "MODERATE"}})");
  ASSERT_EQ(word.ratings.size(), 1u);
  EXPECT_EQ(word.ratings[0].severity, Severity::kMedium);
}

TEST(Osv, TheZeroTimeIsNoTime) {
  const auto all =
      read(R"({"id": "GO-1", "modified": "0001-01-01T00:00:00Z", "published": "2021-10-06T17:51:21Z",
                            "withdrawn": "2022-01-01T00:00:00Z", "affected": []})");
  EXPECT_EQ(all.modified, "");
  EXPECT_EQ(all.published, "2021-10-06T17:51:21Z");
  EXPECT_EQ(all.withdrawn, "2022-01-01T00:00:00Z");
}

TEST(Osv, TheFirstParagraphStandsForAMissingSummary) {
  EXPECT_EQ(read(R"({"id": "X-1", "affected": [], "details": "One\ntwo.\n\nThree."})").summary, "One two.");
  EXPECT_LE(as_summary(std::string(5'000, 'x') + " y").size(), kMaxSummaryBytes + 4);
}

TEST(Osv, WhatIsNoRecord) {
  for (const auto* json : {R"({})", R"({"id": "X"})", R"({"id": "a b", "affected": []})", R"([1])", R"("x")",
                           R"({"id": 7, "affected": []})"}) {
    const auto document = codec::JsonDocument::parse(json);
    ASSERT_TRUE(document);
    const auto advisory = read_osv(document->root());
    ASSERT_FALSE(advisory) << json;
    EXPECT_EQ(advisory.error().kind, ErrorKind::kUnsupported);
  }
}

// Whose packages and what of them, as the publishers' own members say.
TEST(Osv, GoNamesImportsAndWhereTheyAreBuilt) {
  const auto all = read(R"({"id": "GO-1", "affected": [
    {"package": {"ecosystem": "Go", "name": "m"}, "ranges": [{"type": "SEMVER", "events": [{"introduced": "0"}]}],
     "ecosystem_specific": {"imports": [{"path": "m/a", "symbols": ["F", "T.G"], "goos": ["windows"]},
                                        {"path": "m/b", "goos": ["darwin", "windows"], "goarch": ["arm64"]}]}},
    {"package": {"ecosystem": "Go", "name": "n"}, "ranges": [{"type": "SEMVER", "events": [{"introduced": "0"}]}],
     "ecosystem_specific": {"imports": [{"path": "n/a", "goos": ["windows"]}, {"path": "n/b"}]}}]})");
  ASSERT_EQ(all.affected.size(), 2u);
  const auto& first = all.affected[0];
  ASSERT_EQ(first.parts.size(), 2u);
  EXPECT_EQ(first.parts[0].path, "m/a");
  EXPECT_EQ(first.parts[0].symbols, (std::vector<std::string>{"F", "T.G"}));
  EXPECT_EQ(first.systems, (std::vector<std::string>{"darwin", "windows"}));
  EXPECT_TRUE(first.architectures.empty()) << "the first import is for every architecture";
  EXPECT_TRUE(all.affected[1].systems.empty());
}

TEST(Osv, RustNamesSystemsArchitecturesAndFunctions) {
  const auto all = read(R"({"id": "RUSTSEC-1", "affected": [
    {"package": {"ecosystem": "crates.io", "name": "c"}, "ranges": [{"type": "SEMVER", "events": [{"introduced": "0"}]}],
     "ecosystem_specific": {"affects": {"arch": ["x86"], "os": ["windows"], "functions": ["c::f"]}}}]})");
  ASSERT_EQ(all.affected.size(), 1u);
  EXPECT_EQ(all.affected[0].systems, std::vector<std::string>{"windows"});
  EXPECT_EQ(all.affected[0].architectures, std::vector<std::string>{"x86"});
  ASSERT_EQ(all.affected[0].parts.size(), 1u);
  EXPECT_EQ(all.affected[0].parts[0].symbols, std::vector<std::string>{"c::f"});
}

TEST(Osv, PackagesHaveTheirOwnSeverityChannelRepositoryAndDay) {
  const auto all = read(R"({"id": "RLSA-2022:1", "published": "2022-03-04T05:06:07Z", "affected": [
    {"package": {"ecosystem": "Rocky Linux:8", "name": "r"},
     "severity": [{"type": "CVSS_V3", "score": "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H"}],
     "ranges": [{"type": "ECOSYSTEM", "events": [{"introduced": "0"}, {"fixed": "0:1-1.el8"}],
                 "database_specific": {"yum_repository": "AppStream"}}]},
    {"package": {"ecosystem": "Ubuntu:20.04:LTS", "name": "u"}, "ranges": [{"type": "ECOSYSTEM", "events": [{"introduced": "0"}]}],
     "severity": [{"type": "Ubuntu", "score": "medium"}],
     "ecosystem_specific": {"availability": "Available with Ubuntu Pro: https://ubuntu.com/pro"}}]})");
  ASSERT_EQ(all.affected.size(), 2u);
  EXPECT_EQ(all.affected[0].repository, "AppStream");
  EXPECT_EQ(all.affected[0].severity, Severity::kCritical);
  EXPECT_EQ(all.affected[0].severity_vector, "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H");
  EXPECT_EQ(all.affected[0].fixed_on, "2022-03-04");
  EXPECT_EQ(all.affected[1].channel, "pro");
  EXPECT_EQ(all.affected[1].severity, Severity::kMedium);
  EXPECT_EQ(all.affected[1].severity_word, "medium");
  EXPECT_EQ(all.affected[1].fixed_on, "") << "no fix yet";
}

TEST(Osv, ProductsOfARecordAreThoseOfItsOnlyPackage) {
  const std::string package = R"({"package": {"ecosystem": "Bitnami", "name": "b"}, "versions": ["1"]})";
  const std::string cpes = R"(, "database_specific": {"cpes": ["cpe:2.3:a:x:b:*:*:*:*:*:*:*:*"]}})";
  const auto one = read(R"({"id": "BIT-1", "affected": [)" + package + "]" + cpes);
  EXPECT_EQ(one.affected.at(0).cpes, std::vector<std::string>{"cpe:2.3:a:x:b:*:*:*:*:*:*:*:*"});
  const auto two = read(R"({"id": "BIT-1", "affected": [)" + package + "," + package + "]" + cpes);
  EXPECT_TRUE(two.affected.at(0).cpes.empty());
}

}  // namespace
}  // namespace pratique::advisory
