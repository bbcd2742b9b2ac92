#include <gtest/gtest.h>

#include "match/advisories.h"
#include "support/advisory_shelf.h"

namespace pratique::match {
namespace {

using advisory::Severity;
using support::hit;
using support::package;
using support::Shelf;

Judgement judged(std::vector<model::Component> components, const Shelf& shelf,
                 const JudgeOptions& options = {}) {
  model::Inventory inventory;
  inventory.components = std::move(components);
  auto judgement = judge(inventory, shelf, options);
  EXPECT_TRUE(judgement.has_value());
  return judgement.value_or(Judgement{});
}

std::vector<Standing> standings(const Judgement& judgement) {
  std::vector<Standing> all;
  for (const auto& one : judgement.standings) all.push_back(one.standing);
  return all;
}
using Standings = std::vector<Standing>;

// The codes of the gaps of a component.
std::vector<std::string> codes(const Judgement& judgement, std::size_t component) {
  std::vector<std::string> all;
  for (const auto gap : judgement.standings.at(component).gaps) all.push_back(judgement.gaps.at(gap).code);
  return all;
}
using Codes = std::vector<std::string>;

TEST(Judge, AliasesMakeOneFindingAndTheEcosystemsOwnWordDecides) {
  Shelf shelf;
  shelf.add(hit("GHSA-aaaa", "ghsa", "Go", "example.com/m", "go", "0", "1.2.4"));
  shelf.add(hit("GO-2024-0001", "go-vulndb", "Go", "example.com/m", "go", "0", "1.2.3"));
  shelf.preferred = {{"GHSA-aaaa", "CVE-2024-1"}, {"GO-2024-0001", "CVE-2024-1"}};
  shelf.vulnerabilities["CVE-2024-1"] = {
      .aliases = {"GHSA-aaaa", "GO-2024-0001"},
      .ratings = {{"NVD", "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H", 9.8, Severity::kCritical}},
      .cwes = {"CWE-787"},
      .exploitation = {.known = true, .added = 20240501}};
  const auto judgement = judged({package("pkg:golang/example.com/m@v1.0.0")}, shelf);
  ASSERT_EQ(judgement.findings.size(), 1u);
  const auto& finding = judgement.findings[0];
  EXPECT_EQ(finding.id, "CVE-2024-1");
  EXPECT_EQ(finding.severity, Severity::kCritical);
  EXPECT_EQ(finding.source, "go-vulndb");
  EXPECT_EQ(finding.fixed, "1.2.3");
  EXPECT_EQ(finding.range, "<1.2.3");
  EXPECT_EQ(finding.rule, "exact-name: Go");
  EXPECT_EQ(finding.exploitation.added, 20240501u);
  EXPECT_EQ(std::vector<std::string>(finding.aliases.begin(), finding.aliases.end()),
            (std::vector<std::string>{"GHSA-aaaa", "GO-2024-0001"}));
  ASSERT_EQ(finding.statements.size(), 2u);
  EXPECT_EQ(finding.statements[1].fixed, "1.2.4");
  EXPECT_EQ(range_text(finding.statements[1]), "<1.2.4");
  EXPECT_TRUE(judgement.notes.empty());
  EXPECT_EQ(standings(judgement), Standings{Standing::kJudged});
  EXPECT_EQ(judgement.database, "shelf");
}

TEST(Judge, AmongEqualSourcesTheHigherFixDecides) {
  Shelf shelf;
  shelf.add(hit("PYSEC-1", "pypa", "PyPI", "x", "pep440", "0", "1.9"));
  shelf.add(hit("PYSEC-2", "pypa", "PyPI", "x", "pep440", "0", "1.10"));
  shelf.preferred = {{"PYSEC-1", "CVE-1"}, {"PYSEC-2", "CVE-1"}};
  const auto judgement = judged({package("pkg:pypi/x@1.0")}, shelf);
  ASSERT_EQ(judgement.findings.size(), 1u);
  EXPECT_EQ(judgement.findings[0].fixed, "1.10");
}

TEST(Judge, BundledVulnerabilitiesAreFindingsOfTheirOwn) {
  Shelf shelf;
  auto dsa = hit("DSA-5417-1", "debian", "Debian:12", "openssl", "deb", "0", "3.0.9-1");
  dsa.ids = {"CVE-2023-0464", "CVE-2023-0465"};
  shelf.add(dsa);
  shelf.add(hit("DSA-5417-2", "debian", "Debian:12", "openssl", "deb", "0", "3.0.9-2"));
  auto openssl = package("pkg:deb/debian/libssl3@3.0.8-1?distro=debian-12");
  openssl.source_name = "openssl";
  const auto judgement = judged({openssl}, shelf);
  ASSERT_EQ(judgement.findings.size(), 3u);
  EXPECT_EQ(judgement.findings[0].id, "CVE-2023-0464");
  EXPECT_EQ(judgement.findings[0].statements[0].advisory, "DSA-5417-1");
  EXPECT_EQ(judgement.findings[1].id, "CVE-2023-0465");
  EXPECT_EQ(judgement.findings[2].id, "DSA-5417-2") << "a regression update names no CVE";
}

TEST(Judge, WithdrawnAndBugFixAdvisoriesNeverMatch) {
  Shelf shelf;
  auto withdrawn = hit("GHSA-w", "ghsa", "npm", "x", "semver", "0", "9.0.0");
  withdrawn.withdrawn = true;
  shelf.add(withdrawn);
  auto bugfix = hit("ALBA-2021:1099", "almalinux", "AlmaLinux:8", "x", "rpm", "0", "2-1.el8");
  bugfix.category = "bugfix";
  shelf.add(bugfix);
  const auto judgement =
      judged({package("pkg:npm/x@1.0.0"), package("pkg:rpm/almalinux/x@1-1.el8?distro=almalinux-8")}, shelf);
  EXPECT_TRUE(judgement.findings.empty());
  EXPECT_EQ(standings(judgement), Standings(2, Standing::kJudged));
}

TEST(Judge, OnlyWhatIsAffectedIsAFinding) {
  Shelf shelf;
  for (const auto status : {advisory::Status::kFixed, advisory::Status::kNotAffected,
                            advisory::Status::kUnderInvestigation, advisory::Status::kAffected}) {
    auto one = hit("CVE-" + std::to_string(static_cast<int>(status)), "vex", "npm", "x", "semver", "0", "");
    one.affected.status = status;
    one.affected.reason = advisory::Reason::kWillNotFix;
    shelf.add(one);
  }
  const auto judgement = judged({package("pkg:npm/x@1.0.0")}, shelf);
  ASSERT_EQ(judgement.findings.size(), 1u);
  EXPECT_EQ(judgement.findings[0].id, "CVE-0") << "affected, though nothing will come";
}

TEST(Judge, AnotherArchitectureOrSystemIsNotRelevant) {
  Shelf shelf;
  const auto limited = [&](std::string id, std::vector<std::string> architectures,
                           std::vector<std::string> systems) {
    auto one = hit(std::move(id), "vex", "crates.io", "x", "semver", "0", "");
    one.affected.architectures = std::move(architectures);
    one.affected.systems = std::move(systems);
    shelf.add(one);
  };
  limited("A-own", {"x86", "x86_64"}, {"linux", "macos"});
  limited("B-unix", {}, {"unix"});
  limited("C-arm", {"aarch64"}, {});
  limited("D-windows", {}, {"windows"});
  limited("E-every", {"noarch"}, {});
  const auto ids = [&](const model::Platform& platform, std::string_view purl) {
    model::Inventory inventory{.subject = {.platform = platform}, .components = {package(purl)}};
    std::string all;
    for (const auto& finding : judge(inventory, shelf, {}).value_or(Judgement{}).findings)
      all += finding.id.substr(0, 1);
    return all;
  };
  EXPECT_EQ(ids({.os = "linux", .architecture = "amd64", .variant = {}}, "pkg:cargo/x@1.0.0"), "ABE");
  EXPECT_EQ(ids({.os = "linux", .architecture = "arm64", .variant = "v8"}, "pkg:cargo/x@1.0.0"), "BCE");
  EXPECT_EQ(ids({.os = "windows", .architecture = "amd64", .variant = {}}, "pkg:cargo/x@1.0.0"), "DE");
  EXPECT_EQ(ids({}, "pkg:cargo/x@1.0.0"), "E") << "what is not known is no finding";
  EXPECT_EQ(ids({}, "pkg:cargo/x@1.0.0?goos=windows&goarch=arm64"), "CDE");
  EXPECT_EQ(ids({}, "pkg:cargo/x@1.0.0?arch=noarch&goos=linux"), "ABCE") << "the same on every processor";
  EXPECT_EQ(ids({.os = "linux", .architecture = "amd64", .variant = {}}, "pkg:cargo/x@1.0.0?arch=aarch64"),
            "BCE")
      << "the component's own architecture decides";
}

TEST(Judge, AnAdvisoryForOneSystemIsANoteWhereTheSystemIsNotKnown) {
  Shelf shelf;
  auto windows = hit("RUSTSEC-1", "rustsec", "crates.io", "tok", "semver", "0", "1.24.0");
  windows.affected.systems = {"windows"};
  shelf.add(windows);
  auto arm = hit("GO-1", "go-vulndb", "Go", "example.com/x", "go", "0", "1.24.0");
  arm.affected.architectures = {"arm64"};
  shelf.add(arm);
  const std::vector packages{package("pkg:cargo/tok@1.0.0"), package("pkg:golang/example.com/x@v1.0.0")};
  const auto messages = [&](model::Subject subject, std::vector<model::Component> components) {
    std::vector<std::string> all;
    const auto judgement =
        judge({.subject = std::move(subject), .components = std::move(components)}, shelf, {})
            .value_or(Judgement{});
    EXPECT_TRUE(judgement.findings.empty());
    for (const auto& note : judgement.notes) all.push_back(note.code + ": " + note.message);
    return all;
  };
  EXPECT_EQ(
      messages({}, packages),
      (std::vector<std::string>{
          "unknown-build: GO-1 is about architecture arm64 only, and nothing tells which one the package is "
          "for: "
          "not judged for 1 package (pkg:golang/example.com/x@v1.0.0)",
          "unknown-build: RUSTSEC-1 is about operating system windows only, and nothing tells which one the "
          "package is for: not judged for 1 package (pkg:cargo/tok@1.0.0)"}));
  // A root filesystem has no platform, but a Linux distribution.
  EXPECT_TRUE(
      messages({.distro = {.id = "alpine", .version_id = "3.20"}}, {package("pkg:cargo/tok@1.0.0")}).empty());
  EXPECT_TRUE(messages({}, {package("pkg:cargo/tok@1.24.0")}).empty()) << "fixed on every system";
}

TEST(Judge, ATextThatIsNoVersionIsNeverBelowOrAboveOthers) {
  struct Kind {
    std::string_view purl, ecosystem, name, order, fixed;
  };
  const Kind kinds[] = {{"pkg:pypi/x", "PyPI", "x", "pep440", "3.2.5"},
                        {"pkg:npm/x", "npm", "x", "semver", "3.2.5"},
                        {"pkg:cargo/x", "crates.io", "x", "semver", "3.2.5"},
                        {"pkg:gem/x", "RubyGems", "x", "gem", "3.2.5"},
                        {"pkg:maven/g/x", "Maven", "g:x", "maven", "3.2.5"},
                        {"pkg:composer/v/x", "Packagist", "v/x", "composer", "3.2.5"},
                        {"pkg:nuget/x", "NuGet", "x", "nuget", "3.2.5"},
                        {"pkg:golang/g/x", "Go", "g/x", "go", "3.2.5"},
                        {"pkg:hex/x", "Hex", "x", "semver", "3.2.5"},
                        {"pkg:bitnami/x", "Bitnami", "x", "bitnami", "3.2.5"},
                        {"pkg:deb/debian/x?distro=debian-12", "Debian:12", "x", "deb", "3.2.5-1"},
                        {"pkg:apk/alpine/x?distro=alpine-3.20", "Alpine:v3.20", "x", "apk", "3.2.5-r0"},
                        {"pkg:rpm/almalinux/x?distro=almalinux-9", "AlmaLinux:9", "x", "rpm", "3.2.5-1.el9"}};
  for (const auto& [purl, ecosystem, name, order, fixed] : kinds) {
    Shelf shelf;
    shelf.add(hit("A-BELOW", "s", std::string(ecosystem), std::string(name), std::string(order), "0",
                  std::string(fixed)));
    shelf.add(hit("B-ABOVE", "s", std::string(ecosystem), std::string(name), std::string(order),
                  std::string(fixed), ""));
    for (const auto* text : {"^1.2", "~> 2.2.3", ">=1,<2", "latest", "main", "*", "dev-main",
                             "3f786850e387550fdab836ed7e6dc881de23001b", "${project.version}"}) {
      auto one = package(purl);
      one.purl.version = text;
      const auto judgement = judged({one}, shelf);
      EXPECT_TRUE(judgement.findings.empty()) << purl << " " << text;
      ASSERT_EQ(judgement.notes.size(), 1u) << purl << " " << text;
      EXPECT_EQ(judgement.notes[0].code, "unversioned");
      EXPECT_EQ(judgement.notes[0].message.substr(0, 14), "no version of ") << judgement.notes[0].message;
      EXPECT_EQ(judgement.standings[0].standing, Standing::kUnjudged);
    }
  }
}

TEST(Judge, ATextThatIsNoVersionStillCountsWhereItIsListed) {
  Shelf shelf;
  auto listed = hit("PYSEC-1", "pypa", "PyPI", "django", "pep440", "0", "3.2.100");
  listed.affected.versions = {"3.2.99-custom!build"};
  shelf.add(listed);
  shelf.add(hit("PYSEC-2", "pypa", "PyPI", "django", "pep440", "0", "3.2.100"));
  const auto judgement = judged({package("pkg:pypi/django@3.2.99-custom!build")}, shelf);
  ASSERT_EQ(judgement.findings.size(), 1u);
  EXPECT_EQ(judgement.findings[0].id, "PYSEC-1");
  EXPECT_EQ(judgement.findings[0].range, "=3.2.99-custom!build");
  ASSERT_EQ(judgement.notes.size(), 1u) << "the other advisory is not judged";
  EXPECT_EQ(judgement.notes[0].message,
            "no version of PyPI, though advisories name the package: 1 package not judged "
            "(pkg:pypi/django@3.2.99-custom%21build)");
}

TEST(Judge, ABoundThatIsNoVersionDecidesNothing) {
  Shelf shelf;
  shelf.add(hit("A", "s", "Alpine:v3.20", "x", "apk", "0", "20.10.x"));
  shelf.add(hit("B", "s", "Alpine:v3.20", "x", "apk", "20.10.20-r0", "20.11.x"));
  shelf.add(hit("C", "s", "Alpine:v3.20", "x", "apk", "20.9.x", "20.10.10-r0"));
  const auto of = [&](std::string_view version) {
    auto one = package("pkg:apk/alpine/x?distro=alpine-3.20");
    one.purl.version = version;
    return judged({one}, shelf);
  };
  const auto judgement = of("20.10.11-r0");
  EXPECT_TRUE(judgement.findings.empty());
  ASSERT_EQ(judgement.notes.size(), 1u) << "above the end of C, below the beginning of B";
  EXPECT_EQ(judgement.notes[0].code, "unsupported");
  EXPECT_EQ(judgement.notes[0].message,
            "A names the range <20.10.x, of which an end is no version: not judged for 1 package "
            "(pkg:apk/alpine/x@20.10.11-r0)");
  EXPECT_EQ(judgement.standings[0].standing, Standing::kPartial);
  EXPECT_EQ(of("20.10.20-r0").notes.size(), 2u) << "in B, whose end is unknown";
  EXPECT_EQ(of("20.10.6-r0").notes.size(), 2u) << "below the end of C, whose beginning is unknown";
  EXPECT_TRUE(of("20.10.20-r0").findings.empty());
}

TEST(Judge, UnmaintainedIsToldNotCounted) {
  Shelf shelf;
  auto unmaintained = hit("RUSTSEC-2021-0139", "rustsec", "crates.io", "ansi_term", "semver", "0", "");
  unmaintained.category = "unmaintained";
  auto unsound = hit("RUSTSEC-2021-0001", "rustsec", "crates.io", "ansi_term", "semver", "0", "");
  unsound.category = "unsound";
  shelf.add(unmaintained);
  shelf.add(unsound);
  const auto judgement = judged({package("pkg:cargo/ansi_term@0.12.1")}, shelf);
  ASSERT_EQ(judgement.findings.size(), 1u);
  EXPECT_EQ(judgement.findings[0].category, "unsound");
  ASSERT_EQ(judgement.notes.size(), 1u);
  EXPECT_EQ(judgement.notes[0].message,
            "RUSTSEC-2021-0139 (unmaintained): 1 package (pkg:cargo/ansi_term@0.12.1)");
  EXPECT_FALSE(judgement.notes[0].incomplete);
}

TEST(Judge, UncoveredReleasesAreSaidNotClean) {
  Shelf shelf;
  shelf.add(hit("CVE-1", "alpine-secdb", "Alpine:v3.10", "musl", "apk", "0", "1.1.22-r4"));
  const auto judgement =
      judged({package("pkg:apk/alpine/musl@1?distro=alpine-3.14.10"),
              package("pkg:apk/alpine/zlib@1?distro=alpine-3.14.10"),
              package("pkg:deb/ubuntu/curl@1?distro=ubuntu-22.04"), package("pkg:hex/phoenix@1.0.0")},
             shelf);
  ASSERT_EQ(judgement.notes.size(), 3u);
  EXPECT_EQ(judgement.notes[0].code, "no-advisory-data");
  EXPECT_EQ(judgement.notes[0].message, "no advisory data for Alpine 3.14: 2 packages not judged");
  EXPECT_TRUE(judgement.notes[0].incomplete);
  EXPECT_EQ(judgement.notes[1].message, "no advisory data for Hex: 1 package not judged");
  EXPECT_EQ(judgement.notes[2].message, "no advisory data for Ubuntu 22.04: 1 package not judged");
  EXPECT_EQ(standings(judgement), Standings(4, Standing::kUnjudged));
  EXPECT_TRUE(judgement.coverage.empty());
}

TEST(Judge, SamplesAreNoCoverageButTheirFindingsCount) {
  Shelf shelf;
  shelf.add(hit("GHSA-1", "osv", "Maven", "g:a", "maven", "0", "2.0"));
  shelf.rows[0].extent = advisory::Extent::kSample;
  const auto judgement = judged({package("pkg:maven/g/a@1.0"), package("pkg:maven/g/a@2.0"),
                                 package("pkg:maven/g/b@1.0"), package("pkg:maven/g/a")},
                                shelf);
  ASSERT_EQ(judgement.findings.size(), 1u);
  EXPECT_EQ(standings(judgement),
            (Standings{Standing::kPartial, Standing::kUnjudged, Standing::kUnjudged, Standing::kUnjudged}));
  EXPECT_EQ(codes(judgement, 0), Codes{"sample-data"});
  EXPECT_EQ(codes(judgement, 1), Codes{"no-advisory-data"});
  ASSERT_EQ(judgement.coverage.size(), 1u);
}

// Each doubt about the data, alone: the standing is partial, one incomplete note says why.
TEST(Judge, DataThatMayLackSomethingMakeThePartialStanding) {
  using advisory::Extent;
  struct Case {
    const char* code;
    const char* message;
    void (*spoil)(advisory::Coverage&);
  };
  for (const auto& one : {
           Case{"undeclared-data",
                "382 advisories for Maven on 174 packages are not said to be all that there are: ",
                [](auto& row) {
                  row.advisories = 382, row.packages = 174;
                  row.declared = row.extent = Extent::kUndeclared;
                }},
           Case{"undeclared-data",
                "1000 advisories for Maven on 400 packages are too few to be all that there are, ",
                [](auto& row) { row.extent = Extent::kUndeclared; }},
           Case{"fixes-only", "the advisory data for Maven lists vulnerabilities only once they are fixed: ",
                [](auto& row) { row.extent = Extent::kFixesOnly; }},
           Case{"old-advisory-data",
                "advisory data for Maven ends 2024-10-10, 680 days before the newest data of ",
                [](auto& row) { row.newest = "2024-10-10"; }},
           Case{"old-advisory-data",
                "advisory data for Maven ends in 2020, at least 2059 days before the newest ",
                [](auto& row) { row.newest = "2020"; }},
           Case{"undated-data",
                "the advisory data for Maven has no dates: ", [](auto& row) { row.newest.clear(); }},
       }) {
    Shelf shelf;
    shelf.add(hit("GHSA-1", "ghsa", "Maven", "g:a", "maven", "0", "2.0"));
    const auto whole = judged({package("pkg:maven/g/b@1.0")}, shelf);
    EXPECT_EQ(standings(whole), Standings{Standing::kJudged});
    EXPECT_TRUE(whole.notes.empty());
    one.spoil(shelf.rows[0]);
    const auto judgement = judged({package("pkg:maven/g/b@1.0")}, shelf);
    EXPECT_EQ(standings(judgement), Standings{Standing::kPartial}) << one.message;
    EXPECT_EQ(codes(judgement, 0), Codes{one.code});
    ASSERT_EQ(judgement.notes.size(), 1u) << one.message;
    EXPECT_TRUE(judgement.notes[0].message.starts_with(one.message)) << judgement.notes[0].message;
    EXPECT_TRUE(judgement.notes[0].message.ends_with(": 1 package judged by partial data"));
    EXPECT_TRUE(judgement.notes[0].incomplete);
  }
}

TEST(Judge, ASingleFreshRecordMakesNoFeedFresh) {
  Shelf shelf;
  shelf.add(hit("CVE-1", "alpine-secdb", "Alpine:v3.11", "musl", "apk", "0", "1.1.22-r4"));
  shelf.rows[0].newest = "2020";
  shelf.rows.push_back(shelf.rows[0]);
  shelf.rows[1].advisories = 1;
  shelf.rows[1].newest = "2026-08-01";
  const auto judgement = judged({package("pkg:apk/alpine/zlib@1?distro=alpine-3.11.2")}, shelf);
  EXPECT_EQ(codes(judgement, 0), Codes{"old-advisory-data"});
}

TEST(Judge, TodayCountsWhenItIsAsked) {
  Shelf shelf;
  shelf.add(hit("GHSA-1", "ghsa", "npm", "x", "semver", "0", "2.0.0"));
  EXPECT_EQ(standings(judged({package("pkg:npm/y@1.0.0")}, shelf)), Standings{Standing::kJudged});
  const auto later = judged({package("pkg:npm/y@1.0.0")}, shelf, {.now = "2027-08-01"});
  EXPECT_EQ(codes(later, 0), Codes{"old-advisory-data"});
  EXPECT_EQ(later.day, "2027-08-01");
  EXPECT_TRUE(later.notes.at(0).message.starts_with(
      "advisory data for npm ends 2026-08-01, 365 days before 2027-08-01: "))
      << later.notes[0].message;
}

TEST(Judge, TheEndOfARelease) {
  Shelf shelf;
  shelf.add(hit("CVE-1", "alpine-secdb", "Alpine:v3.10", "musl", "apk", "0", "1.1.22-r4"));
  const auto zlib = package("pkg:apk/alpine/zlib@1?distro=alpine-3.10.9");
  const auto judgement = judged({zlib}, shelf);
  EXPECT_EQ(codes(judgement, 0), Codes{"end-of-life"});
  ASSERT_EQ(judgement.notes.size(), 1u);
  EXPECT_EQ(judgement.notes[0].message, "Alpine 3.10 reached its end of life on 2021-05-01: 1 package");
  EXPECT_TRUE(judged({zlib}, shelf, {.now = "2021-05-01"}).notes.empty());
  // Said of packages that are not judged as well.
  const auto blind = judged({zlib}, Shelf());
  EXPECT_EQ(standings(blind), Standings{Standing::kUnjudged});
  EXPECT_EQ(codes(blind, 0), (Codes{"no-advisory-data", "end-of-life"}));
}

TEST(Judge, AnEmptyInventoryIsNoCleanOne) {
  const auto judgement = judged({}, Shelf());
  ASSERT_EQ(judgement.notes.size(), 1u);
  EXPECT_EQ(judgement.notes[0].code, "no-packages");
  EXPECT_TRUE(judgement.notes[0].incomplete);
}

TEST(Judge, TheErratumRatesWhatNobodyElseDoes) {
  Shelf shelf;
  auto alsa = hit("ALSA-1", "almalinux", "AlmaLinux:9", "x", "rpm", "0", "2-1.el9");
  alsa.ids = {"CVE-1", "CVE-2"};
  shelf.add(alsa);
  shelf.vulnerabilities["ALSA-1"] = {.ratings = {{"almalinux", "", 0, Severity::kMedium}}};
  shelf.vulnerabilities["CVE-2"] = {.ratings = {{"NVD", "", 0, Severity::kLow}}};
  shelf.summaries = {{"ALSA-1", "Moderate: x"}, {"CVE-2", "own words"}};
  auto judgement = judged({package("pkg:rpm/almalinux/x@1-1.el9?distro=almalinux-9")}, shelf);
  const auto& findings = judgement.findings;
  ASSERT_EQ(findings.size(), 2u);
  EXPECT_EQ(findings[0].severity, Severity::kMedium);
  EXPECT_TRUE(findings[0].summary.empty());
  const Finding* shown[] = {&findings[0]};
  ASSERT_TRUE(describe(judgement, shown, shelf));
  EXPECT_TRUE(findings[1].summary.empty()) << "what is not shown is not read";
  const Finding* other[] = {&findings[1]};
  ASSERT_TRUE(describe(judgement, other, shelf));
  EXPECT_EQ(findings[0].summary, "Moderate: x");
  EXPECT_EQ(findings[1].severity, Severity::kLow);
  EXPECT_EQ(findings[1].summary, "own words");
}

// Each finding with its state.
std::string states(const Judgement& judgement) {
  std::string all;
  for (const auto& one : judgement.findings) all += std::string(one.id) + " " + to_string(one.state) + " ";
  return all;
}

// Only a source of a better rank, and only in so many words.
TEST(Judge, WhoKnowsBetterCanDenyAFinding) {
  const auto judged_with = [](std::string id, advisory::Status status, std::string introduced) {
    Shelf shelf;
    auto claim = hit("GHSA-1", "ghsa", "Go", "example.com/m", "go", "0", "1.2.4");
    claim.ids = {"CVE-1"};
    shelf.add(claim);
    auto denial = hit(std::move(id), "other", "Go", "example.com/m", "go", std::move(introduced), "");
    denial.ids = {"CVE-1"};
    denial.affected.status = status;
    shelf.add(denial);
    return judged({package("pkg:golang/example.com/m@v1.2.3")}, shelf);
  };
  const auto denied = judged_with("GO-1", advisory::Status::kNotAffected, "0");
  EXPECT_EQ(states(denied), "CVE-1 not-affected ");
  EXPECT_EQ(denied.findings[0].state_by, "GO-1");
  EXPECT_EQ(states(judged_with("GHSA-2", advisory::Status::kNotAffected, "0")), "CVE-1 open ") << "as good";
  EXPECT_EQ(states(judged_with("CVE-1", advisory::Status::kNotAffected, "0")), "CVE-1 open ") << "worse";
  EXPECT_EQ(states(judged_with("GO-1", advisory::Status::kNotAffected, "1.3.0")), "CVE-1 open ")
      << "of other versions";
  EXPECT_EQ(states(judged_with("GO-1", advisory::Status::kUnderInvestigation, "0")), "CVE-1 open ");
}

// A CVE that was taken back is nobody's vulnerability; a database that keeps a record of its own name knows more than the id.
TEST(Judge, ARejectedCveClosesWhatOnlyRepeatsIt) {
  Shelf shelf;
  shelf.vulnerabilities["CVE-1"].rejected = true;
  shelf.preferred["GHSA-1"] = "CVE-1";
  shelf.add(hit("CVE-1", "debian-tracker", "Debian:12", "openssl", "deb", "0", "9"));
  shelf.add(hit("CVE-1", "osv", "npm", "left-pad", "semver", "0", "9.0.0"));
  shelf.add(hit("GHSA-1", "ghsa", "npm", "right-pad", "semver", "0", "9.0.0"));
  model::Inventory inventory;
  inventory.components = {package("pkg:deb/debian/openssl@1?distro=debian-12"),
                          package("pkg:npm/left-pad@1.0.0"), package("pkg:npm/right-pad@1.0.0")};
  const auto judgement = judge(inventory, shelf, {}).value();
  ASSERT_EQ(judgement.findings.size(), 3u);
  EXPECT_EQ(judgement.findings[0].state, FindingState::kNotAffected);
  EXPECT_EQ(judgement.findings[0].state_by, "CVE-1, which was rejected");
  EXPECT_EQ(judgement.findings[1].state, FindingState::kNotAffected);
  EXPECT_EQ(judgement.findings[2].state, FindingState::kOpen) << "GitHub goes on calling it one";
}

TEST(Judge, OwnedLanguagePackagesGoByTheirOsPackage) {
  Shelf shelf;
  shelf.add(hit("GHSA-1", "ghsa", "PyPI", "urllib3", "pep440", "0", "2.0"));
  auto owned = package("pkg:pypi/urllib3@1.26.12");
  owned.owner = "pkg:deb/debian/python3-urllib3@1.26.12-1?distro=debian-12";
  const auto blind = judged({package(owned.owner), owned}, shelf);
  EXPECT_EQ(states(blind), "GHSA-1 suppressed ");
  ASSERT_EQ(blind.notes.size(), 2u);
  EXPECT_EQ(blind.notes[1].message, "owned by OS packages that could not be judged: 1 package not judged");
  shelf.add(hit("DSA-1", "debian", "Debian:12", "other", "deb", "0", "1"));
  const auto judgement = judged({package(owned.owner), owned}, shelf);
  EXPECT_EQ(states(judgement), "GHSA-1 suppressed ");
  EXPECT_EQ(judgement.findings[0].state_by, owned.owner);
  EXPECT_EQ(judgement.coverage.size(), 1u) << "of what counts";
  EXPECT_TRUE(judgement.notes.empty());
  ASSERT_EQ(judgement.gaps.size(), 1u);
  EXPECT_EQ(judgement.gaps[0].reason, "covered by the owning OS package");
  EXPECT_FALSE(judgement.gaps[0].blind());
  EXPECT_EQ(standings(judgement), (Standings{Standing::kJudged, Standing::kElsewhere}));
}

TEST(Judge, DeclaredAndVendoredPackagesAreMatched) {
  Shelf shelf;
  shelf.add(hit("GHSA-1", "ghsa", "npm", "x", "semver", "0", "2.0.0"));
  auto declared = package("pkg:npm/x@1.0.0");
  declared.evidence = model::Evidence::kDeclared;
  auto vendored = declared;
  vendored.evidence = model::Evidence::kVendored;
  EXPECT_EQ(judged({declared, vendored}, shelf).findings.size(), 2u);
}

TEST(Judge, UnversionedPackagesAreAGapOnlyWhereAdvisoriesNameThem) {
  Shelf shelf;
  shelf.add(hit("GO-1", "go-vulndb", "Go", "example.com/known", "go", "0", "1.0.0"));
  for (const auto* version : {"", "(devel)", "latest", "${revision}", "git+https://example.com/1.0"}) {
    auto known = package("pkg:golang/example.com/known");
    auto own = package("pkg:golang/example.com/own");
    known.purl.version = own.purl.version = version;
    const auto judgement = judged({known, own}, shelf);
    EXPECT_TRUE(judgement.findings.empty());
    ASSERT_EQ(judgement.notes.size(), 1u) << version;
    EXPECT_EQ(judgement.notes[0].code, "unversioned");
    EXPECT_EQ(standings(judgement), (Standings{Standing::kUnjudged, Standing::kElsewhere}));
  }
}

TEST(Judge, ABuildThatTheErratumShipsIsFixed) {
  Shelf shelf;
  auto first = hit("ALSA-2023:6938", "almalinux", "AlmaLinux:8", "criu", "rpm", "0",
                   "3.15-3.module_el8.6.0+3137+d33c3efb");
  first.affected.module = "container-tools:4.0";
  first.ids = {"CVE-2023-1"};
  auto second = first;
  second.affected.ranges[0].fixed = "3.15-3.module_el8.6.0+2877+8e437bf5";
  shelf.add(first);
  shelf.add(second);
  auto criu = package("pkg:rpm/almalinux/criu?distro=almalinux-8");
  criu.details.edit().module = "container-tools:4.0:8060020220523160029:ad008a3a";
  criu.purl.version = "3.15-3.module_el8.6.0+2877+8e437bf5";
  EXPECT_TRUE(judged({criu}, shelf).findings.empty());
  criu.purl.version = "3.15-1.module_el8.5.0+1+0";
  EXPECT_EQ(judged({criu}, shelf).findings.size(), 1u);
}

TEST(Judge, AnAdvisoryWithoutItsModuleIsNoted) {
  Shelf shelf;
  shelf.add(hit("ALSA-1", "almalinux", "AlmaLinux:8", "ruby", "rpm", "0", "3.0-2.module_el8.6.0+1+1"));
  auto ruby = package("pkg:rpm/almalinux/ruby@3.0-1.module_el8.6.0%2B1%2B1?distro=almalinux-8");
  ruby.details.edit().module = "ruby:3.0:1:1";
  const auto judgement = judged({ruby}, shelf);
  EXPECT_TRUE(judgement.findings.empty());
  ASSERT_EQ(judgement.notes.size(), 1u);
  EXPECT_EQ(judgement.notes[0].message,
            "ALSA-1 does not say which build of the package it is about: not judged for 1 package "
            "(pkg:rpm/almalinux/ruby@3.0-1.module_el8.6.0%2B1%2B1)");
  EXPECT_EQ(standings(judgement), Standings{Standing::kPartial});
}

TEST(Judge, WorstFirstWithinAComponent) {
  Shelf shelf;
  for (const auto* id : {"CVE-1", "CVE-2", "CVE-3"})
    shelf.add(hit(id, "s", "npm", "x", "semver", "0", "2.0.0"));
  shelf.vulnerabilities["CVE-3"] = {.ratings = {{"NVD", "", 0, Severity::kHigh}}};
  shelf.vulnerabilities["CVE-2"] = {.ratings = {{"NVD", "", 0, Severity::kLow}}};
  const auto judgement = judged({package("pkg:npm/x@1.0.0")}, shelf);
  const auto& findings = judgement.findings;
  ASSERT_EQ(findings.size(), 3u);
  EXPECT_EQ(findings[0].id, "CVE-3");
  EXPECT_EQ(findings[1].id, "CVE-2");
  EXPECT_EQ(findings[2].id, "CVE-1");
}

TEST(Judge, UnknownVersionOrderIsNoted) {
  Shelf shelf;
  shelf.add(hit("X-1", "s", "npm", "x", "roman-numerals", "0", "II"));
  const auto judgement = judged({package("pkg:npm/x@1.0.0")}, shelf);
  ASSERT_EQ(judgement.notes.size(), 1u);
  EXPECT_EQ(judgement.notes[0].code, "unsupported");
}

TEST(Judge, WithoutADatabaseNothingIsJudged) {
  model::Inventory inventory;
  inventory.components = {package("pkg:npm/x@1.0.0"), package("pkg:npm/y@1.0.0")};
  const auto judgement = judge_without_database(inventory, "no advisory database");
  ASSERT_EQ(judgement.notes.size(), 1u);
  EXPECT_TRUE(judgement.notes[0].incomplete);
  EXPECT_EQ(standings(judgement), Standings(2, Standing::kUnjudged));
}

}  // namespace
}  // namespace pratique::match
