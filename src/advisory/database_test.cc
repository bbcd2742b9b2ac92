#include "advisory/database.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <map>

#include "base/text.h"
#include "crypto/digest.h"
#include "support/feeds_folder.h"
#include "support/paths.h"

namespace pratique::advisory {
namespace {

namespace fs = std::filesystem;
using pratique::testing::read_file;
using pratique::testing::shared_folder;

std::vector<std::string> listed(TextList list) { return {list.begin(), list.end()}; }

using DatabaseTest = support::FeedsFolder;

TEST_F(DatabaseTest, LooksUpByEcosystemAndName) {
  put_npm();
  const auto report = build();
  ASSERT_EQ(report.sources.size(), 1u);
  EXPECT_EQ(report.sources[0].feed, "osv-json");
  EXPECT_EQ(report.sources[0].pack, "pack");
  EXPECT_EQ(report.sources[0].advisories, 10u);
  const auto database = open();
  const auto hits = database.lookup("npm", "left-pad");
  ASSERT_TRUE(hits);
  ASSERT_EQ(hits->size(), 10u);
  EXPECT_EQ((*hits)[0].id, "GHSA-1");
  EXPECT_EQ((*hits)[0].source, "ghsa");
  EXPECT_EQ((*hits)[0].affected.order, "semver");
  EXPECT_EQ((*hits)[0].affected.ranges, (std::vector<Range>{{.introduced = "0", .fixed = "1.1.0"}}));
  EXPECT_FALSE((*hits)[0].withdrawn);
  EXPECT_TRUE(std::any_of(hits->begin(), hits->end(),
                          [](const Hit& hit) { return hit.id == "GHSA-2" && hit.withdrawn; }));
  EXPECT_TRUE(database.lookup("npm", "Left-Pad")->empty());
  EXPECT_TRUE(database.lookup("npm:7", "left-pad")->empty());
}

// NVD's copy may be late in both directions: the CVE record itself counts.
TEST_F(DatabaseTest, ARejectedCveIsKnownAndEachRecordKeepsItsDays) {
  const auto nvd = [](const std::string& id, const std::string& status) {
    return R"({"cve":{"id":")" + id +
           R"(","published":"2026-01-01T00:00:00.000","lastModified":"2026-02-01T00:00:00.000","vulnStatus":")" +
           status + R"(","descriptions":[]}})";
  };
  put("nvd/nvd.json", R"({"format":"NVD_CVE","version":"2.0","vulnerabilities":[)" +
                          nvd("CVE-2026-1", "Rejected") + "," + nvd("CVE-2026-2", "Rejected") + "," +
                          nvd("CVE-2026-3", "Analyzed") + "]}");
  put("cve/CVE-2026-2.json",
      R"({"dataType":"CVE_RECORD","dataVersion":"5.1","cveMetadata":{"cveId":"CVE-2026-2","state":"PUBLISHED","datePublished":"2026-01-05T00:00:00.000Z"},"containers":{"cna":{}}})");
  put("cve/CVE-2026-3.json",
      R"({"dataType":"CVE_RECORD","dataVersion":"5.1","cveMetadata":{"cveId":"CVE-2026-3","state":"REJECTED","dateRejected":"2026-03-01T00:00:00.000Z"},"containers":{"cna":{}}})");
  build();
  const auto database = open();
  base::Arena arena;
  const auto rejected = [&](const char* id) { return database.vulnerability(id, arena).value()->rejected; };
  EXPECT_TRUE(rejected("CVE-2026-1"));
  EXPECT_FALSE(rejected("CVE-2026-2"));
  EXPECT_TRUE(rejected("CVE-2026-3"));
  const auto texts = database.texts_of_record("nvd", "CVE-2026-1").value();
  EXPECT_TRUE(texts.published.starts_with("2026-01-01")) << texts.published;
  EXPECT_TRUE(texts.modified.starts_with("2026-02-01")) << texts.modified;
  EXPECT_FALSE(texts.withdrawn.empty());
  EXPECT_TRUE(database.texts_of_record("cve", "CVE-2026-3").value().withdrawn.starts_with("2026-03-01"));
  EXPECT_EQ(database.texts_of_record("nobody", "CVE-2026-3").value().published, "");
}

// Nothing in such a file shows what it is: its name and head are no feed's.
TEST_F(DatabaseTest, ADeclaredFeedIsReadWithoutSniffing) {
  put_npm();
  const auto list = "[29 Mar 2023] DSA-1-1 curl - security update\n\t{CVE-2023-1}\n\t[bullseye] - curl 1\n";
  put("tracker/deep/zzz.txt", list);
  const auto sniffed = build();
  EXPECT_EQ(sniffed.unknown_packs, std::vector<std::string>{"tracker"});
  put("tracker/pratique-feed.json", R"({"feed": "debian-list"})");
  build();
  EXPECT_EQ(open().lookup("Debian:11", "curl")->size(), 1u);
  put("tracker/pratique-feed.json", R"({"feed": "nobodys"})");
  const auto wrong = build_database(root_ + "/feeds", path(), {});
  ASSERT_FALSE(wrong);
  EXPECT_NE(wrong.error().what.find("no reader of that name: \"nobodys\""), std::string::npos);
}

// The reader that somebody named finds nothing in it: nothing published is another thing, and looks otherwise.
TEST_F(DatabaseTest, ADeclaredFeedWithoutRecordsIsMissing) {
  put_npm();
  put("groups/all.json", R"({"form": "nobody's"})");
  put("groups/pratique-feed.json", R"({"feed": "arch-json"})");
  put("curl/vuln.json", R"({"curl": {"id": 1}})");
  put("curl/pratique-feed.json", R"({"feed": "debian-json"})");
  put("empty/pratique-feed.json", R"({"feed": "stand-in"})");
  const auto whole = build_database(root_ + "/feeds", path(), {});
  ASSERT_FALSE(whole);
  EXPECT_NE(whole.error().what.find("no records in it that debian-json reads"), std::string::npos)
      << whole.error().what;
  const auto partial = build_database(root_ + "/feeds", path(), {.partial = true});
  ASSERT_TRUE(partial) << to_line(partial.error());
  EXPECT_EQ(partial->missing, (std::vector<std::string>{"curl: no records in it that debian-json reads",
                                                        "groups: no records in it that arch-json reads"}));
}

// However the same files are packed, and whether one of them had to be kept: what was read is the same.
TEST_F(DatabaseTest, AKeptShardGivesWhatTheInputGave) {
  put_npm();
  const auto list = "[29 Mar 2023] DSA-1-1 curl - security update\n\t{CVE-2023-1}\n\t[bullseye] - curl 1\n";
  put("tracker/data/DSA/list", list);
  put("tracker/pratique-feed.json", R"({"complete_for": ["Debian"], "as_of": "2026-01-02"})");
  const BuildOptions first{.shards = path("s.shards"), .today = "2026-11-01"};
  const BuildOptions second{.shards = path("s.shards"), .today = "2026-11-21"};
  ASSERT_TRUE(build_database(root_ + "/feeds", path("first.db"), first));
  fs::remove_all(root_ + "/feeds/tracker");
  fs::create_directories(root_ + "/feeds/tracker");
  const auto report = build_database(root_ + "/feeds", path(), second);
  ASSERT_TRUE(report) << to_line(report.error());
  ASSERT_EQ(report->kept.size(), 1u);
  EXPECT_EQ(report->kept[0].input, "tracker");
  EXPECT_EQ(report->kept[0].days, 20u);
  const auto was = Database::open(path("first.db")), now = Database::open(path());
  ASSERT_TRUE(was && now);
  EXPECT_EQ(was->fingerprint(), now->fingerprint());
  EXPECT_EQ(was->newest(), now->newest());
  ASSERT_EQ(was->coverage().size(), now->coverage().size());
  EXPECT_EQ(was->coverage()[0].newest, "2026-01-02");
  EXPECT_EQ(now->coverage()[0].newest, "2026-01-02") << "its declaration is kept as well";
  const auto difference = compare_databases(path("first.db"), path());
  ASSERT_TRUE(difference);
  EXPECT_TRUE(difference->sources.empty() && difference->touched.empty());
  ASSERT_EQ(now->kept().size(), 1u);
  EXPECT_EQ(now->kept()[0].fault, "tracker: no records in it");
}

// What never held a record lacks none: nothing is kept of it, and bytes are the same with shards and without.
TEST_F(DatabaseTest, OfWhatHoldsNoRecordsNothingIsKept) {
  put_npm();
  put("unknown/notes.txt", "nothing");
  put("lists.bin", "nothing either");
  put("pratique-feed.json", R"({"complete_for": ["npm"], "as_of": "2026-01-02"})");
  build("without.db");
  for (const auto* day : {"2026-11-01", "2026-11-21", "2026-11-22"}) {
    const auto report = build_database(root_ + "/feeds", path(), {.shards = path("s.shards"), .today = day});
    ASSERT_TRUE(report) << to_line(report.error());
    EXPECT_TRUE(report->kept.empty()) << day;
    EXPECT_EQ(read_file(path()), read_file(path("without.db"))) << day;
  }
}

// Judges on other threads must not judge by another database than the first.
TEST_F(DatabaseTest, ATwinReadsTheSameFileWhateverStandsAtItsPath) {
  put_npm();
  build();
  auto first = std::make_optional(open());
  const auto fingerprint = first->fingerprint();
  fs::remove(path());
  put("pack/GHSA-1.json",
      R"({"id": "GHSA-1", "affected": [{"package": {"ecosystem": "npm", "name": "another"}, "versions": ["1"]}]})");
  build();
  const auto twin = first->twin();
  ASSERT_TRUE(twin);
  first.reset();
  EXPECT_EQ(twin->fingerprint(), fingerprint);
  EXPECT_NE(open().fingerprint(), fingerprint);
  base::Arena arena;
  const auto known = twin->vulnerability("GHSA-1", arena);
  ASSERT_TRUE(known && *known != nullptr);
  EXPECT_EQ((*known)->id, "CVE-2020-1");
  EXPECT_FALSE(twin->coverage().empty());
}

// `count` advisories of an ecosystem, each for a package of its own.
std::string osv_lines(const std::string& prefix, const std::string& ecosystem, int count) {
  std::string text;
  for (int i = 1; i <= count; ++i) {
    const auto n = std::to_string(i);
    text += R"({"id": ")" + prefix + n +
            R"(", "modified": "2026-01-01T00:00:00Z", "affected": [{"package": )" + R"({"ecosystem": ")" +
            ecosystem + R"(", "name": "p)" + n + R"("}, "versions": ["1.0.0"]}]})" + "\n";
  }
  return text;
}

// Build, shrink, build: what is well-formed and far less is not believed until somebody says so.
TEST_F(DatabaseTest, AFeedThatLostMoreThanHalfGoesOnAsItWas) {
  put_npm();
  const auto build_on = [&](const char* day, bool accept) {
    auto report = build_database(root_ + "/feeds", path(),
                                 {.accept_shrunk = accept, .shards = path("s.shards"), .today = day});
    EXPECT_TRUE(report) << to_line(report.error());
    return report.value_or(BuildReport{});
  };
  const auto left = [&] { return open().lookup("npm", "left-pad")->size(); };
  build_on("2026-11-01", false);
  for (int i = 6; i <= 10; ++i) remove("pack/GHSA-" + std::to_string(i) + ".json");
  EXPECT_TRUE(build_on("2026-11-02", false).kept.empty()) << "half of them: as withdrawn records go";
  EXPECT_EQ(left(), 5u);
  for (int i = 3; i <= 5; ++i) remove("pack/GHSA-" + std::to_string(i) + ".json");
  for (const auto* day : {"2026-11-03", "2026-11-04"}) {
    const auto report = build_on(day, false);
    ASSERT_EQ(report.kept.size(), 1u) << day;
    EXPECT_EQ(report.kept[0].fault, "pack: 2 records in it, 5 before");
    EXPECT_EQ(report.kept[0].read_on, "2026-11-02");
    EXPECT_TRUE(report.kept[0].shrunk);
    EXPECT_EQ(left(), 5u);
    EXPECT_EQ(open().kept()[0].fault, report.kept[0].fault);
  }
  EXPECT_TRUE(build_on("2026-11-05", true).kept.empty());
  EXPECT_EQ(left(), 2u);
  EXPECT_TRUE(build_on("2026-11-06", false).kept.empty()) << "that is what it is compared with now";
  remove("pack/GHSA-1.json");
  remove("pack/GHSA-2.json");
  put("other.jsonl", osv_lines("GHSA-o-", "npm", 1));
  EXPECT_EQ(build_on("2026-11-07", false).kept.size(), 1u) << "an emptied folder";
  EXPECT_TRUE(build_on("2026-11-08", true).kept.empty());
  EXPECT_EQ(left(), 0u);
}

TEST_F(DatabaseTest, AFeedOfSeveralReadersMayLoseOneOfThem) {
  put_npm();
  put("pack/data/DSA/list",
      "[29 Mar 2023] DSA-1-1 curl - one\n\t[bullseye] - curl 1\n"
      "[29 Mar 2023] DSA-2-1 curl - two\n\t[bullseye] - curl 2\n");
  const BuildOptions options{.shards = path("s.shards"), .today = "2026-11-01"};
  ASSERT_TRUE(build_database(root_ + "/feeds", path(), options));
  remove("pack/data");
  const auto report = build_database(root_ + "/feeds", path(), options);
  ASSERT_TRUE(report && report->kept.size() == 1);
  EXPECT_EQ(report->kept[0].fault, "pack: 0 records of debian-list in it, 2 before");
  EXPECT_EQ(open().lookup("Debian:11", "curl")->size(), 2u);
}

TEST_F(DatabaseTest, WhatAnotherReaderTakesOverIsNotLost) {
  put_npm();
  const BuildOptions options{.shards = path("s.shards"), .today = "2026-11-01"};
  ASSERT_TRUE(build_database(root_ + "/feeds", path(), options));
  remove("pack");
  for (int i = 1; i <= 10; ++i) {
    const auto id = "GHSA-" + std::to_string(i);
    put("pack/" + id + ".yaml",
        "id: " + id + "\naffected:\n- package: {ecosystem: npm, name: left-pad}\n  versions: ['1']\n");
  }
  const auto report = build_database(root_ + "/feeds", path(), options);
  ASSERT_TRUE(report);
  EXPECT_TRUE(report->kept.empty());
}

TEST_F(DatabaseTest, AFileOfAnotherDayIsTheSameFeed) {
  put_npm();
  const auto scores = [&](const std::string& day, int count) {
    std::string text = "#model_version:v1,score_date:" + day + "T00:00:00+0000\ncve,epss,percentile\n";
    for (int i = 1; i <= count; ++i) text += "CVE-2020-" + std::to_string(i) + ",0.5,0.5\n";
    put("epss_scores-" + day + ".csv", text);
  };
  const auto kept_on = [&](const char* day) {
    const auto report = build_database(root_ + "/feeds", path(), {.shards = path("s.shards"), .today = day});
    EXPECT_TRUE(report);
    return report ? report->kept : std::vector<KeptFeed>();
  };
  scores("2026-11-01", 10);
  EXPECT_TRUE(kept_on("2026-11-01").empty());
  remove("epss_scores-2026-11-01.csv");
  scores("2026-11-02", 4);
  const auto kept = kept_on("2026-11-02");
  ASSERT_EQ(kept.size(), 1u);
  EXPECT_EQ(kept[0].input, "epss_scores-2026-11-01.csv");
  EXPECT_EQ(kept[0].fault, "epss_scores-2026-11-02.csv: 4 records in it, 10 before");
  EXPECT_EQ(kept[0].advisories, 10u);
  EXPECT_EQ(open().epss("CVE-2020-10").value_or(Epss{}).day, 20261101u);
  scores("2026-11-02", 9);
  EXPECT_TRUE(kept_on("2026-11-02").empty());
  EXPECT_FALSE(open().epss("CVE-2020-10").value_or(Epss{}).known());
  scores("2026-11-03", 1);
  EXPECT_TRUE(kept_on("2026-11-03").empty()) << "beside that of another day, it is another file";
}

TEST_F(DatabaseTest, AliasesEnrichmentsAndPreferredIds) {
  put_npm();
  put("kev/kev.json",
      R"({"catalogVersion": "1", "vulnerabilities": [{"cveID": "CVE-2020-1", "dateAdded": "2021-12-10"}]})");
  build();
  const auto database = open();
  EXPECT_EQ(database.preferred_id("GHSA-1").value_or("error"), "CVE-2020-1");
  EXPECT_EQ(database.preferred_id("CVE-2020-1").value_or("error"), "CVE-2020-1");
  EXPECT_EQ(database.preferred_id("UNKNOWN-1").value_or("error"), "UNKNOWN-1");
  base::Arena arena;
  for (const auto* id : {"GHSA-1", "CVE-2020-1"}) {
    const auto all = database.vulnerability(id, arena);
    ASSERT_TRUE(all && *all != nullptr) << id;
    EXPECT_EQ((*all)->id, "CVE-2020-1");
    EXPECT_EQ(listed((*all)->aliases), std::vector<std::string>{"GHSA-1"});
    EXPECT_TRUE((*all)->exploitation.known);
    EXPECT_EQ((*all)->exploitation.added, 20211210u);
    ASSERT_EQ((*all)->ratings.size(), 1u);
    EXPECT_EQ((*all)->ratings[0].severity, Severity::kCritical);
    const auto texts = database.texts(id);
    ASSERT_TRUE(texts);
    EXPECT_EQ(texts->summary, "Hole 1");
    EXPECT_EQ(texts->references, std::vector<std::string>{"https://example.com/1"});
  }
  const auto unknown = database.vulnerability("UNKNOWN-1", arena);
  EXPECT_TRUE(unknown && *unknown == nullptr);
}

TEST_F(DatabaseTest, ARecordOfTwoCvesBundlesThem) {
  put("p/GO-1.json", R"({"id": "GO-1", "aliases": ["CVE-1-2", "CVE-1-1", "GHSA-x"], "affected": [
                        {"package": {"ecosystem": "Go", "name": "m"}, "versions": ["1.0.0"]}]})");
  build();
  const auto database = open();
  const auto hits = database.lookup("Go", "m");
  ASSERT_TRUE(hits && hits->size() == 1);
  EXPECT_EQ((*hits)[0].ids, (std::vector<std::string>{"CVE-1-1", "CVE-1-2"}));
  EXPECT_EQ(database.preferred_id("GO-1").value_or("error"), "GO-1");
  EXPECT_EQ(database.preferred_id("GHSA-x").value_or("error"), "GHSA-x");
}

TEST_F(DatabaseTest, CoverageSaysWhatIsDeclaredAndWhatStands) {
  put_npm();
  put("p/ALPINE-1.json",
      R"({"id": "ALPINE-CVE-1", "affected": [{"package": {"ecosystem": "Alpine:v3.14", "name": "a"},
                             "versions": ["1"]}]})");
  build();
  const auto database = open();
  EXPECT_EQ(database.lookup("Alpine:v3.14", "a")->size(), 1u);
  const auto coverage = database.coverage();
  ASSERT_EQ(coverage.size(), 2u);
  EXPECT_EQ(coverage[0].ecosystem, "Alpine:v3.14");
  EXPECT_EQ(coverage[0].declared, Extent::kFixesOnly);
  EXPECT_EQ(coverage[0].extent, Extent::kSample);
  EXPECT_EQ(coverage[0].undated, 1u);
  EXPECT_EQ(coverage[0].newest, "");
  EXPECT_EQ(coverage[1].ecosystem, "npm");
  EXPECT_EQ(coverage[1].source, "ghsa");
  EXPECT_EQ(coverage[1].declared, Extent::kUndeclared);
  EXPECT_EQ(coverage[1].undated, 0u);
  EXPECT_EQ(coverage[1].newest, "2021-01-10");
  EXPECT_EQ(coverage[1].advisories, 10u);
  EXPECT_EQ(coverage[1].packages, 1u);
  EXPECT_EQ(database.newest(), "2021-01-10");
}

TEST_F(DatabaseTest, AFolderDeclaresWhatItsFeedIs) {
  put("npm/all.jsonl", osv_lines("GHSA-a-", "npm", 1600));
  put("npm/pratique-feed.json", R"({"complete_for": ["npm"], "as_of": "2026-08-01"})");
  put("maven/all.jsonl", osv_lines("GHSA-b-", "Maven", 382));
  put("maven/pratique-feed.json", R"({"complete_for": ["Maven"]})");
  put("demo/deep/go.jsonl", osv_lines("GO-2026-", "Go", 1200));
  put("demo/pratique-feed.json", R"({"sample": true})");
  put("debian/all.jsonl", osv_lines("CVE-2026-", "Debian:12", 20));
  put("debian/pratique-feed.json", R"({"fixes_only_for": ["Debian"]})");
  build();
  std::map<std::string, Coverage> rows;
  for (auto& row : open().coverage()) rows[row.ecosystem] = row;
  EXPECT_EQ(rows["npm"].extent, Extent::kComplete);
  EXPECT_EQ(rows["npm"].newest, "2026-08-01") << "fetched then, though no record is that new";
  EXPECT_EQ(rows["Maven"].declared, Extent::kComplete);
  EXPECT_EQ(rows["Maven"].extent, Extent::kUndeclared) << "382 records are not all of Maven";
  EXPECT_EQ(rows["Go"].extent, Extent::kSample) << "the folder's word stands before that of GO- ids";
  EXPECT_EQ(rows["Debian:12"].extent, Extent::kFixesOnly);
}

TEST_F(DatabaseTest, ADeclarationBesideThePacksSpeaksForAll) {
  put("loose.jsonl", osv_lines("GO-2026-", "Go", 1200));
  put("pack/more.jsonl", osv_lines("RUSTSEC-2026-", "crates.io", 600));
  put("pratique-feed.json", R"({"sample": true})");
  build();
  for (const auto& row : open().coverage()) EXPECT_EQ(row.extent, Extent::kSample) << row.ecosystem;
}

TEST_F(DatabaseTest, ABrokenDeclarationIsTold) {
  put_npm();
  put("pack/pratique-feed.json", R"({"complete_for": "npm"})");
  const auto report = build();
  ASSERT_EQ(report.notes.size(), 1u);
  EXPECT_NE(report.notes[0].find("pratique-feed.json"), std::string::npos);
}

// A handful of records with a trusted prefix is no database of its ecosystem.
TEST_F(DatabaseTest, FewRecordsAreNeverComplete) {
  put("go.jsonl", osv_lines("GO-2026-", "Go", 300));
  put("deb.jsonl", osv_lines("DEBIAN-CVE-2026-", "Debian:12", 11));
  put("dsa.jsonl", osv_lines("DSA-", "Debian:12", 900));
  build();
  std::map<std::pair<std::string, Extent>, Extent> standing;
  for (const auto& row : open().coverage()) standing[{row.ecosystem, row.declared}] = row.extent;
  EXPECT_EQ((standing[{"Go", Extent::kComplete}]), Extent::kUndeclared);
  EXPECT_EQ((standing[{"Debian:12", Extent::kComplete}]), Extent::kUndeclared);
  EXPECT_EQ((standing[{"Debian:12", Extent::kFixesOnly}]), Extent::kFixesOnly);
}

// Errata rate by the worst of what they bundle: the lowest of their words is the nearest, and any other word
// is nearer.
TEST_F(DatabaseTest, ErrataRateWhatNobodyElseDoes) {
  const auto alsa = [](const std::string& id, const std::string& word, const std::string& cves) {
    return R"({"id": ")" + id + R"(", "summary": ")" + word + R"(: x security update", "related": [)" + cves +
           R"(], "affected": [{"package": {"ecosystem": "AlmaLinux:9", "name": "x"}, "versions": ["1"]}]})" +
           "\n";
  };
  put("alsa.jsonl", alsa("ALSA-1", "Critical", R"("CVE-2020-1", "CVE-2020-2")") +
                        alsa("ALSA-2", "Moderate", R"("CVE-2020-1")"));
  put("secdb/main.yaml",
      "distroversion: v3.10\npackages:\n  - pkg:\n      name: x\n      secfixes:\n"
      "        1.1.0-r0:\n          - CVE-2020-1\n          - CVE-2020-2\n          - CVE-2020-3\n");
  put("rated.json",
      R"({"id": "GHSA-1", "aliases": ["CVE-2020-2"], "database_specific": {"severity": "LOW"},)"
      R"( "affected": [{"package": {"ecosystem": "npm", "name": "x"}, "versions": ["1.0.0"]}]})");
  build();
  const auto database = open();
  base::Arena arena;
  const auto ratings = [&](const char* id) { return (*database.vulnerability(id, arena))->ratings; };
  ASSERT_EQ(ratings("CVE-2020-1").size(), 1u);
  EXPECT_EQ(ratings("CVE-2020-1")[0].source, "almalinux-errata");
  EXPECT_EQ(ratings("CVE-2020-1")[0].severity, Severity::kMedium);
  ASSERT_EQ(ratings("CVE-2020-2").size(), 1u);
  EXPECT_EQ(ratings("CVE-2020-2")[0].severity, Severity::kLow);
  EXPECT_TRUE(ratings("CVE-2020-3").empty());
}

TEST_F(DatabaseTest, PlaceholderDatesAreNoDates) {
  put("a.jsonl",
      R"({"id": "GO-2026-1", "modified": "0001-01-01T00:00:00Z", "published": "1970-01-01T00:00:00Z",)"
      R"( "affected": [{"package": {"ecosystem": "Go", "name": "m"}, "versions": ["1"]}]})");
  build();
  const auto rows = open().coverage();
  ASSERT_EQ(rows.size(), 1u);
  EXPECT_EQ(rows[0].newest, "2026");
  EXPECT_EQ(rows[0].undated, 1u);
  EXPECT_EQ(open().newest(), "");
}

TEST_F(DatabaseTest, OneFreshRecordDoesNotMakeAnOldFeedFresh) {
  auto old = osv_lines("GO-2021-", "Go", 1200);
  for (auto at = old.find("2026-01"); at != std::string::npos; at = old.find("2026-01", at))
    old.replace(at, 4, "2021");
  put("go.jsonl", old);
  put("fresh.jsonl", osv_lines("GO-2026-", "Go", 1));
  put("sample.jsonl", osv_lines("GHSA-", "npm", 2));
  build();
  const auto rows = open().coverage();
  ASSERT_EQ(rows.size(), 2u);
  EXPECT_EQ(rows[0].newest, "2021-01-01");
  EXPECT_EQ(rows[0].extent, Extent::kComplete);
  EXPECT_EQ(rows[1].newest, "2026-01-01");
}

TEST_F(DatabaseTest, OneReleaseHasOneName) {
  put("list", "[03 Mar 2016] DSA-1-1 pad - security update\n\t[squeeze] - pad 1.2-3\n");
  put("a.jsonl", osv_lines("DSA-", "Debian:6.0", 1) + osv_lines("CVE-1", "Debian:squeeze", 1));
  build();
  const auto database = open();
  for (const auto& row : database.coverage()) EXPECT_EQ(row.ecosystem, "Debian:6");
  for (const auto* name : {"Debian:6", "Debian:6.0", "Debian:6.0.10", "Debian:squeeze"})
    EXPECT_EQ(database.lookup(name, "pad")->size(), 1u) << name;
}

TEST_F(DatabaseTest, LifecyclesByTheLongestKnownRelease) {
  put_npm();  // without an advisory there is no database
  put("products/alpine-linux.md",
      "---\ntitle: Alpine\nreleases:\n  - releaseCycle: \"3.10\"\n    eol: 2021-05-01\n"
      "  - releaseCycle: \"3.9\"\n    eol: true\n---\n\n# text\n");
  put("products/nodejs.md", "---\nreleases:\n  - releaseCycle: \"20\"\n    eol: 2026-04-30\n---\n");
  put("api/full.json",
      R"({"result": [{"name": "debian", "releases": [{"name": "11", "eolFrom": "2024-08-14",)"
      R"( "eoesFrom": "2026-08-31"}]}, {"name": "python", "releases": [{"name": "3"}]}]})");
  build();
  const auto database = open();
  EXPECT_EQ(database.lifecycle("alpine", "3.10.9")->end, "2021-05-01");
  EXPECT_EQ(database.lifecycle("debian", "11")->extended_end, "2026-08-31");
  const auto ended = database.lifecycle("alpine", "3.9.1");
  ASSERT_TRUE(ended);
  EXPECT_TRUE(ended->ended && ended->end.empty()) << "ended, but nobody says when";
  EXPECT_FALSE(database.lifecycle("alpine", "3"));
  EXPECT_FALSE(database.lifecycle("nodejs", "20")) << "no distribution";
  EXPECT_EQ(database.lifecycle("product:nodejs", "20.11.1")->end, "2026-04-30");
  EXPECT_FALSE(database.lifecycle("product:nodejs", "18"));
}

TEST_F(DatabaseTest, SearchByIdAliasBundleAndName) {
  put_npm();
  put("deb/list", "[29 Mar 2023] DSA-1-1 pad - security update\n\t{CVE-2020-1}\n\t[bullseye] - pad 1.2-3\n");
  build();
  const auto database = open();
  EXPECT_EQ(database.search("CVE-2020-1", 10)->hits.size(), 2u);  // GHSA-1 and the DSA that bundles it
  EXPECT_EQ(database.search("GHSA-3", 10)->hits.size(), 1u);
  EXPECT_EQ(database.search("PAD", 100)->hits.size(), 11u);
  EXPECT_EQ(database.search("pad", 4)->hits.size(), 4u);
  EXPECT_TRUE(database.search("nothing", 4)->hits.empty());
  EXPECT_TRUE(database.search("", 4)->hits.empty());
}

// What a person types is seldom spelled as the ecosystem spells it, and rarely the whole name.
TEST_F(DatabaseTest, SearchRanksExactNamesThenBeginningsThenParts) {
  int number = 0;
  const auto put_package = [&](const std::string& ecosystem, const std::string& name) {
    const auto n = std::to_string(++number);
    put("p/" + n + ".json", R"({"id": "GHSA-)" + n + R"(", "affected": [{"package": {"ecosystem": ")" +
                                ecosystem + R"(", "name": ")" + name + R"("}, "versions": ["1"]}]})");
  };
  for (const auto* name : {"a-core", "core", "core-js", "@scope/core", "encore", "@scope/core-x"})
    put_package("npm", name);
  put_package("Maven", "org.example:core");
  put_package("PyPI", "My.Core");
  build();
  const auto database = open();
  const auto names = [&](std::string_view text, std::size_t limit) {
    std::string all;
    const auto found = database.search(text, limit).value_or(SearchResult{});
    for (const auto& hit : found.hits) all += hit.affected.name + " ";
    return all;
  };
  EXPECT_EQ(names("Core", 100),
            "core org.example:core @scope/core @scope/core-x core-js my-core a-core encore ");
  EXPECT_EQ(names("core", 3), "core org.example:core @scope/core ");
  EXPECT_EQ(names("my_core", 9), "my-core ");
  EXPECT_EQ(database.search("core", 3)->total, 8u);
  EXPECT_EQ(database.search("core", 0)->total, 8u);
  EXPECT_EQ(database.search("ghsa-3", 9)->total, 1u);
}

TEST_F(DatabaseTest, WhatCannotBeReadIsNotedAndTheRestStands) {
  put_npm();
  put("pack/CVE-1.yml",
      "gem: a\ntitle: T\nurl: u\ndate: 2020-01-01\ncve: 1-1\npatched_versions: [\"=> 1\"]\n");
  put("pack/readme.json", R"({"name": "no feed"})");
  put("feed-samples/GHSA-99.json", R"({"id": "GHSA-99", "affected": []})");
  put("pack/testdata/GHSA-98.json", R"({"id": "GHSA-98", "affected": []})");
  put("pack/testdata/GHSA-97.json", R"({"id": "GHSA-97", "affected": [)");
  const auto report = build();
  ASSERT_EQ(report.sources.size(), 2u);
  EXPECT_EQ(report.sources[0].advisories, 10u);
  EXPECT_EQ(report.sources[0].skipped, 0u);
  EXPECT_EQ(report.sources[1].skipped, 1u);
  ASSERT_EQ(report.notes.size(), 1u);
  EXPECT_TRUE(report.notes[0].starts_with("pack/CVE-1.yml: ")) << report.notes[0];
  EXPECT_TRUE(report.missing.empty());
}

TEST_F(DatabaseTest, NamesOfFoldersDoNotMatter) {
  put_npm();
  build("a.db");
  fs::rename(root_ + "/feeds/pack", root_ + "/feeds/other");
  build("b.db");
  EXPECT_EQ(read_file(path("a.db")), read_file(path("b.db")));
  EXPECT_EQ(std::distance(fs::directory_iterator(root_), {}),
            3);  // feeds, a.db, b.db: nothing temporary is left
}

TEST_F(DatabaseTest, OpenSaysWhatIsWrong) {
  const auto missing = Database::open(path());
  ASSERT_FALSE(missing);
  EXPECT_EQ(missing.error().kind, ErrorKind::kNotFound);
  EXPECT_FALSE(missing.error().hint.empty());
  std::ofstream(path()) << "not a database, but long enough to be looked at by anyone who tries";
  const auto foreign = Database::open(path());
  ASSERT_FALSE(foreign);
  EXPECT_EQ(foreign.error().kind, ErrorKind::kInvalid);
  EXPECT_FALSE(build_database(root_ + "/nowhere", path("c.db"), {}));
}

// All that a database says to the questions that judging and searching ask, errors in place of answers.
std::vector<std::string> answers(const std::string& path) {
  const auto database = Database::open(path);
  if (!database) return {};
  std::vector<std::string> all;
  const auto add = [&](const auto& answer, const auto& words) {
    all.push_back(answer ? words(*answer) : std::string("error"));
  };
  const auto hits = [](const std::vector<Hit>& found) {
    std::string text;
    for (const auto& hit : found) {
      text += hit.id + hit.source + hit.category + (hit.withdrawn ? "w" : "") + hit.affected.ecosystem +
              hit.affected.name + hit.affected.order + base::join(hit.ids, ",");
      for (const auto& range : hit.affected.ranges) text += range.introduced + "-" + range.fixed;
    }
    return text;
  };
  add(database->lookup("npm", "left-pad"), hits);
  add(database->lookup("npm", "right-pad"), hits);
  add(database->search("pad", 10), [&](const SearchResult& found) { return hits(found.hits); });
  add(database->search("GHSA-3", 10), [&](const SearchResult& found) { return hits(found.hits); });
  add(database->preferred_id("GHSA-7"), [](const std::string& id) { return id; });
  base::Arena arena;
  add(database->vulnerability("GHSA-1", arena), [](const Vulnerability* known) {
    if (known == nullptr || known->ratings.empty()) return std::string("unknown");
    return std::string(known->id) + std::string(known->modified) + std::string(known->ratings[0].vector);
  });
  add(database->texts("CVE-2020-2"), [](const Texts& texts) { return texts.summary; });
  for (const auto& row : database->coverage())
    all.push_back(row.ecosystem + row.source + row.newest + std::to_string(row.advisories));
  all.push_back(database->fingerprint() + database->newest());
  return all;
}

// Errors may be given instead of answers; other answers may not.
void expect_same_or_error(const std::vector<std::string>& sound, const std::vector<std::string>& damaged,
                          std::size_t where) {
  if (damaged.empty()) return;
  ASSERT_EQ(damaged.size(), sound.size()) << where;
  for (std::size_t i = 0; i < sound.size(); ++i)
    EXPECT_TRUE(damaged[i] == sound[i] || damaged[i] == "error") << where << ": " << damaged[i];
}

// The seal's own test flips every byte; this one shows that nothing reads past it.
TEST_F(DatabaseTest, ADamagedFileGivesTheSameAnswerOrAnErrorNeverAnother) {
  put_npm();
  build();
  const auto sound = answers(path());
  ASSERT_EQ(std::count(sound.begin(), sound.end(), "error"), 0);
  ASSERT_FALSE(sound.empty());
  const auto bytes = read_file(path());
  std::fstream file(path(), std::ios::binary | std::ios::in | std::ios::out);
  std::size_t noticed = 0;
  for (std::size_t at = 0; at < bytes.size(); at += 23) {
    const auto damaged = static_cast<char>(bytes[at] ^ 0x55);
    file.seekp(static_cast<std::streamoff>(at)).write(&damaged, 1).flush();
    const auto said = answers(path());
    expect_same_or_error(sound, said, at);
    noticed += said != sound ? 1 : 0;
    EXPECT_FALSE(verify_database(path())) << at;
    file.seekp(static_cast<std::streamoff>(at)).write(&bytes[at], 1).flush();
  }
  EXPECT_GT(noticed, bytes.size() / 23 / 2);
  EXPECT_TRUE(verify_database(path()));
}

TEST_F(DatabaseTest, VerifySaysHowMuchIsDamaged) {
  put_npm();
  build();
  const auto sound = verify_database(path());
  ASSERT_TRUE(sound) << to_line(sound.error());
  EXPECT_EQ(sound->digest, crypto::sha256(base::as_bytes(read_file(path()))));
  EXPECT_EQ(sound->fingerprint, open().fingerprint());
  auto bytes = read_file(path());
  bytes[5 * 4096] ^= 1;
  bytes[7 * 4096] ^= 1;
  std::ofstream(path("d.db"), std::ios::binary) << bytes;
  const auto damaged = verify_database(path("d.db"));
  ASSERT_FALSE(damaged);
  EXPECT_EQ(damaged.error().what, "damaged: page 5 does not have its checksum (2 of " +
                                      std::to_string(sound->pages) + " pages damaged)");
  EXPECT_EQ(damaged.error().where.file, path("d.db"));
  EXPECT_FALSE(damaged.error().hint.empty());
  EXPECT_FALSE(verify_database(root_));
  EXPECT_EQ(verify_database(path("absent")).error().kind, ErrorKind::kNotFound);
}

// The real feeds, once: counts as ../shared/README.md has them (PyPA and ruby: their advisory files alone),
// the bytes of two builds, and what the packages of three ecosystems must show.
TEST_F(DatabaseTest, AllSharedFeeds) {
  PQ_NEED_SHARED();
  const auto feeds = shared_folder() + "/advisories";
  const auto report = build_database(feeds, path(), {});
  ASSERT_TRUE(report) << to_line(report.error());
  std::map<std::string, std::uint64_t> counts;
  for (const auto& source : report->sources) counts[source.pack] += source.advisories;
  EXPECT_EQ(counts["go-vulndb-osv"], 4'291u);
  EXPECT_EQ(counts["rust-osv"], 1'206u);
  EXPECT_EQ(counts["pypa"], 2'661u);
  EXPECT_EQ(counts["ruby"], 1'381u);
  EXPECT_EQ(counts["bitnami"], 7'444u);
  EXPECT_EQ(counts["almalinux"], 5'680u);
  EXPECT_EQ(counts["embedded-osv.jsonl"], 511u);
  EXPECT_GT(counts["kev-eol"], 1'662u);  // and the releases of distributions
  EXPECT_EQ(counts["vulnrichment-jsonl"], 44'130u);
  EXPECT_EQ(counts["debtracker"], 5'406u + 3'534u + 208u + 73u);  // and ended support
  EXPECT_EQ(counts.count("feed-samples"), 0u);
  EXPECT_LE(report->notes.size(), 10u);
  EXPECT_LE(report->bytes, 60u << 20);
  ASSERT_TRUE(build_database(feeds, path("again.db"), {}));
  EXPECT_TRUE(read_file(path()) == read_file(path("again.db")));

  const auto database = open();
  std::map<std::string, Extent> extents;
  std::map<std::string, std::string> newest;
  for (const auto& row : database.coverage()) {
    extents[row.ecosystem] = std::max(extents[row.ecosystem], row.extent);
    newest[row.ecosystem + " " + row.source] = row.newest;
  }
  for (const auto* ecosystem : {"Go", "RubyGems", "crates.io", "Bitnami"})
    EXPECT_EQ(extents[ecosystem], Extent::kComplete) << ecosystem;
  for (const auto* ecosystem : {"Alpine:v3.10", "Debian:11", "Debian:6", "AlmaLinux:9"})
    EXPECT_EQ(extents[ecosystem], Extent::kFixesOnly) << ecosystem;
  for (const auto* ecosystem : {"Maven", "Packagist", "PyPI"})
    EXPECT_EQ(extents[ecosystem], Extent::kUndeclared) << ecosystem;
  for (const auto* ecosystem : {"npm", "NuGet", "Alpine:v3.14"})
    EXPECT_EQ(extents[ecosystem], Extent::kSample) << ecosystem;
  EXPECT_EQ(extents.count("Debian:6.0"), 0u) << "one release, one name";
  EXPECT_EQ(newest["Alpine:v3.10 alpine-secdb"], "2019") << "the years of ids, where there are no dates";
  EXPECT_EQ(newest["Go go-vulndb"], "2026") << "1,797 records of that year have placeholders for dates";
  const auto alpine = database.lifecycle("alpine", "3.10.9");
  ASSERT_TRUE(alpine);
  EXPECT_EQ(alpine->end, "2021-05-01");
  const auto openssl = database.lookup("Debian:11", "openssl");
  ASSERT_TRUE(openssl);
  EXPECT_TRUE(
      std::any_of(openssl->begin(), openssl->end(), [](const Hit& hit) { return hit.id == "DSA-5343-1"; }));
  EXPECT_EQ(database.preferred_id("GO-2021-0113").value_or("error"), "CVE-2021-38561");
  base::Arena arena;
  const auto log4j = database.vulnerability("CVE-2021-44228", arena);
  ASSERT_TRUE(log4j && *log4j);
  EXPECT_EQ((*log4j)->exploitation.added, 20211210u);
}

}  // namespace
}  // namespace pratique::advisory
