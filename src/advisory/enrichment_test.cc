// What enrichments say reaches the vulnerability, whatever name of it they use and however they come.
#include "advisory/enrichment.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "support/feeds_folder.h"
#include "support/paths.h"

namespace pratique::advisory {
namespace {

class EnrichmentTest : public support::FeedsFolder {
 protected:
  // Of the 20th day, unless said otherwise.
  void put_scores(const std::string& path, const std::string& lines,
                  const std::string& day = "2026-08-20") const {
    put(path,
        "#model_version:v2026.03.01,score_date:" + day + "T00:00:00+0000\ncve,epss,percentile\n" + lines);
  }
  static Vulnerability known(const Database& database, std::string_view id, base::Arena& arena) {
    const auto found = database.vulnerability(id, arena);
    EXPECT_TRUE(found && *found) << id;
    return found && *found ? **found : Vulnerability{};
  }
};

TEST(Enrichment, DaysAreDays) {
  EXPECT_EQ(day_number("2021-12-10"), 20211210u);
  EXPECT_EQ(day_number("2024-02-29T10:00:00Z"), 20240229u);
  EXPECT_EQ(to_text(day_number("2024-02-29")), "2024-02-29");
  for (const auto* none : {"", "soon", "2023-02-29", "2026-13-01", "2026-00-01", "2026-1-01", "20260101",
                           "2026-01-1x", "2026-01-011", "0001-01-01", "2026/01/01"}) {
    EXPECT_EQ(day_number(none), 0u) << none;
  }
  EXPECT_EQ(to_text(0), "");
}

TEST_F(EnrichmentTest, ReachesItsVulnerabilityByAnyName) {
  put_npm();
  put_scores("epss.csv", "GHSA-1,0.94358,0.99967\nCVE-2020-3,0.00917,0.82963\nCVE-1999-1,0.1,0.2\n");
  put("kev.json", R"({"catalogVersion": "1", "vulnerabilities": [
      {"cveID": "GHSA-1", "dateAdded": "2021-12-10", "dueDate": "2021-12-24", "knownRansomwareCampaignUse": "Known"},
      {"cveID": "CVE-2020-3", "dateAdded": "soon"}]})");
  put("v/a.jsonl",
      R"({"id":"CVE-2020-1","upd":"2026-08-01","cvss":["CVSS:3.1/AV:L/AC:H/PR:H/UI:R/S:U/C:L/I:N/A:N"],)"
      R"("cwe":["CWE-9"],"ssvc":{"Exploitation":"poc","Automatable":"no","Technical Impact":"partial"}})"
      "\n");
  const auto report = build();
  EXPECT_EQ(
      std::ranges::count_if(report.notes, [](const auto& note) { return note.find("no day") != note.npos; }),
      1);
  const auto database = open();
  base::Arena arena;
  for (const auto* id : {"GHSA-1", "CVE-2020-1"}) {
    const auto all = known(database, id, arena);
    EXPECT_EQ(all.exploitation, (Exploitation{true, true, 20211210, 20211224})) << id;
    EXPECT_EQ(all.ssvc, (Ssvc{Activity::kProofOfConcept, Automatable::kNo, Impact::kPartial})) << id;
    ASSERT_EQ(all.ratings.size(), 2u) << id;
    EXPECT_EQ(all.ratings[1].source, "vulnrichment");
    ASSERT_EQ(all.cwes.size(), 1u);
    EXPECT_EQ(database.epss(id).value_or(Epss{}), (Epss{94'358, 99'967, 20260820})) << id;
  }
  EXPECT_EQ(known(database, "CVE-2020-3", arena).exploitation, (Exploitation{.known = true}))
      << "since nobody knows when";
  EXPECT_EQ(database.epss("GHSA-3").value_or(Epss{}).score, 917u);
  EXPECT_EQ(database.epss("CVE-1999-1").value_or(Epss{}).score, 10'000u) << "though no advisory names it";
  EXPECT_FALSE(database.epss("CVE-2020-4").value_or(Epss{}).known());
  const auto sources = database.enrichments();
  ASSERT_EQ(sources.size(), 3u);
  EXPECT_EQ(sources[0].source + " " + sources[0].newest, "cisa-kev 2021-12-10");
  EXPECT_EQ(sources[1].source + " " + sources[1].newest, "epss 2026-08-20");
  EXPECT_EQ(sources[1].records, 3u);
  EXPECT_EQ(sources[2].source + " " + sources[2].newest, "vulnrichment 2026-08-01");
}

TEST_F(EnrichmentTest, OfSeveralDaysTheNewestStandsWhateverTheOrder) {
  put_npm();
  put_scores("a/one.csv", "CVE-2020-1,0.9,0.9\nCVE-2020-3,0.3,0.3\n", "2026-08-19");
  put_scores("b/two.csv", "CVE-2020-1,0.1,0.1\nGHSA-1,0.2,0.2\n");
  build();
  EXPECT_EQ(open().epss("CVE-2020-1").value_or(Epss{}), (Epss{20'000, 20'000, 20260820}))
      << "of two, the higher";
  EXPECT_EQ(open().epss("CVE-2020-3").value_or(Epss{}).day, 20260819u) << "the newer file does not have it";
  remove("a");
  remove("b");
  put_scores("c/two.csv", "CVE-2020-1,0.1,0.1\nGHSA-1,0.2,0.2\n");
  put_scores("d/one.csv", "CVE-2020-1,0.9,0.9\nCVE-2020-3,0.3,0.3\n", "2026-08-19");
  build("b.db");
  EXPECT_EQ(testing::read_file(path("a.db")), testing::read_file(path("b.db")));
}

// What breaks off within a line was more: nothing of it counts, and what was read before stands.
TEST_F(EnrichmentTest, AListThatBreaksOffIsNotTheWhole) {
  put_npm();
  const BuildOptions options{.shards = path("s.shards"), .today = "2026-11-01"};
  put_scores("epss.csv", "CVE-2020-1,0.1,0.1\nCVE-2020-3,0.3,0.3");
  ASSERT_TRUE(build_database(root_ + "/feeds", path(), options)) << "a last line without its end is whole";
  put_scores("epss.csv", "CVE-2020-1,0.2,0.2\nCVE-2020-3,0.3");
  const auto report = build_database(root_ + "/feeds", path(), options);
  ASSERT_TRUE(report && report->kept.size() == 1);
  EXPECT_EQ(report->kept[0].fault, "epss.csv: its last line breaks off");
  EXPECT_EQ(open().epss("CVE-2020-1").value_or(Epss{}).score, 10'000u);
  const auto unknown = build_database(root_ + "/feeds", path("b.db"), {});
  ASSERT_FALSE(unknown) << "nobody knows what else was in it";
  EXPECT_NE(to_line(unknown.error()).find("its last line breaks off"), std::string::npos);
}

// Scores change daily for nearly everything: nothing is to be judged again for them, while exploitation touches.
TEST_F(EnrichmentTest, OfANewDayTheDifferenceTellsAndTouchesNothing) {
  put_npm();
  put_scores("epss.csv", "CVE-2020-1,0.1,0.1\nCVE-2020-3,0.3,0.3\nCVE-2020-4,0.4,0.4\n");
  build("old.db");
  put_scores("epss.csv", "CVE-2020-1,0.2,0.1\nCVE-2020-4,0.4,0.4\nCVE-2020-5,0.4,0.4\n");
  build();
  const auto scores = compare_databases(path("old.db"), path());
  ASSERT_TRUE(scores && scores->sources.size() == 1);
  EXPECT_EQ(scores->sources[0].source, "epss");
  EXPECT_EQ(scores->sources[0].added + 10 * scores->sources[0].changed + 100 * scores->sources[0].removed,
            111u);
  EXPECT_TRUE(scores->touched.empty());
  put("kev.json",
      R"({"catalogVersion": "1", "vulnerabilities": [{"cveID": "GHSA-1", "dateAdded": "2021-12-10"}]})");
  build("new.db");
  const auto exploited = compare_databases(path(), path("new.db"));
  ASSERT_TRUE(exploited);
  EXPECT_EQ(exploited->touched.size(), 1u);
}

// The word of an erratum is the last resort: whoever rates the vulnerability itself stands before it.
TEST_F(EnrichmentTest, AnErratumsWordCountsWhereNobodyElseRates) {
  put("p/ALSA-2024:1.json", R"({"id": "ALSA-2024:1", "summary": "Important: x security update",
      "related": ["CVE-2024-1", "CVE-2024-2"], "affected": [{"package": {"ecosystem": "AlmaLinux:9", "name": "x"},
      "ranges": [{"type": "ECOSYSTEM", "events": [{"introduced": "0"}, {"fixed": "2"}]}]}]})");
  put("p/v.jsonl",
      R"({"id":"CVE-2024-1","cvss":["CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:L/I:N/A:N"],"cwe":[],"ssvc":{}})"
      "\n"
      R"({"id":"CVE-2024-2","title":"Two","cvss":[],"cwe":[],"ssvc":{}})"
      "\n");
  build();
  const auto database = open();
  base::Arena arena;
  const auto rated = known(database, "CVE-2024-1", arena), unrated = known(database, "CVE-2024-2", arena);
  ASSERT_EQ(rated.ratings.size(), 1u);
  EXPECT_EQ(rated.ratings[0].source, "vulnrichment");
  ASSERT_EQ(unrated.ratings.size(), 1u);
  EXPECT_EQ(unrated.ratings[0].source, "almalinux-errata");
  EXPECT_EQ(unrated.ratings[0].severity, Severity::kHigh);
}

}  // namespace
}  // namespace pratique::advisory
