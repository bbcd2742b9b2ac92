// What stands in the database beside packages' advisories: stand-ins, products, commits, exploitations, use.
#include <gtest/gtest.h>

#include "advisory/database.h"
#include "support/feeds_folder.h"

namespace pratique::advisory {
namespace {

using StandInTest = support::FeedsFolder;

// The real one, of a source that knows `package`.
std::string real(const std::string& id, const std::string& aliases, const std::string& package) {
  return R"({"id": ")" + id + R"(", "modified": "2026-10-07T00:00:00Z", "aliases": [)" + aliases +
         R"(], "affected": [{"package": {"ecosystem": "npm", "name": ")" + package +
         R"("}, "ranges": [{"type": "SEMVER", "events": [{"introduced": "0"}, {"fixed": "1.2.3"}]}]}]})";
}

constexpr std::string_view kOwn =
    "id: ACME-1\ntitle: Announced\nseverity: critical\npackages:\n  - purl: pkg:npm/pad\n    ranges: [\"< "
    "2.0.0\"]\n"
    "  - purl: pkg:npm/other\n";

TEST_F(StandInTest, StandsUntilAnotherSourceNamesThePackage) {
  put_npm();
  put("ours/acme.yaml", std::string(kOwn));
  build();
  const auto hits = open().lookup("npm", "pad");
  ASSERT_TRUE(hits && hits->size() == 1);
  EXPECT_EQ((*hits)[0].source, "stand-in");
  EXPECT_EQ((*hits)[0].category, "stand-in");
  EXPECT_FALSE((*hits)[0].withdrawn);
  EXPECT_EQ((*hits)[0].affected.extent, Extent::kUndeclared) << "goes into the coverage, not into look-ups";

  // The real record names it.
  put("real/GHSA-1111-2222-3333.json", real("GHSA-1111-2222-3333", "\"ACME-1\", \"CVE-2026-7\"", "pad"));
  build();
  const auto database = open();
  const auto both = database.lookup("npm", "pad");
  ASSERT_TRUE(both && both->size() == 2);
  for (const auto& hit : *both) EXPECT_EQ(hit.withdrawn, hit.source == "stand-in") << hit.id;
  const auto other = database.lookup("npm", "other");
  ASSERT_TRUE(other && other->size() == 1);
  EXPECT_FALSE((*other)[0].withdrawn) << "nobody else says anything of that package";
  EXPECT_EQ((*other)[0].ids, std::vector<std::string>{"CVE-2026-7"});
}

TEST_F(StandInTest, AFileAmongThemThatIsNoneIsTold) {
  put_npm();
  put("ours/acme.yaml", std::string(kOwn));
  put("ours/broken.yaml", "id: [\n");
  put("ours/nameless.yml", "title: x\npackages: [{purl: \"pkg:npm/x\"}]\n");
  put("ours/README.md", "notes");
  const auto report = build();
  EXPECT_EQ(report.notes, (std::vector<std::string>{
                              "ours/broken.yaml: no reader knows it; a stand-in has id and packages",
                              "ours/nameless.yml: no reader knows it; a stand-in has id and packages"}));
}

// Distributions name their advisories otherwise, and bundle: whoever wrote the stand-in need not know which vulnerabilities.
TEST_F(StandInTest, StepsBackForTheAdvisoryThatItNames) {
  put_npm();
  put("ours/acme.yaml",
      "id: ACME-1\ntitle: Announced\npackages:\n  - {ecosystem: \"Debian:12\", name: curl}\n"
      "  - {ecosystem: \"Debian:12\", name: bash}\naliases: [DSA-5000-1]\n");
  put("debian/list",
      "[29 Oct 2026] DSA-5000-1 curl - security update\n\t{CVE-2026-7 CVE-2026-8}\n\t[bookworm] - curl 8-2\n"
      "[30 Oct 2026] DSA-5001-1 bash - security update\n\t{CVE-2026-9}\n\t[bookworm] - bash 5-2\n");
  build();
  const auto database = open();
  const auto curl = database.lookup("Debian:12", "curl"), bash = database.lookup("Debian:12", "bash");
  ASSERT_TRUE(curl && curl->size() == 2 && bash && bash->size() == 2);
  for (const auto& hit : *curl) EXPECT_EQ(hit.withdrawn, hit.source == "stand-in") << hit.id;
  for (const auto& hit : *bash) EXPECT_FALSE(hit.withdrawn) << hit.id;
}

TEST_F(StandInTest, StepsBackWhenItNamesTheRealIdItself) {
  put_npm();
  put("ours/acme.yaml", std::string(kOwn) + "aliases: [CVE-2026-7]\n");
  put("real/GHSA-1111-2222-3333.json", real("GHSA-1111-2222-3333", "\"CVE-2026-7\"", "pad"));
  put("real/GHSA-1111-2222-4444.json", real("GHSA-1111-2222-4444", "\"CVE-2026-8\"", "other"));
  build();
  const auto database = open();
  const auto both = database.lookup("npm", "pad"), other = database.lookup("npm", "other");
  ASSERT_TRUE(both && both->size() == 2 && other && !other->empty());
  for (const auto& hit : *both) EXPECT_EQ(hit.withdrawn, hit.source == "stand-in");
  for (const auto& hit : *other) EXPECT_FALSE(hit.withdrawn) << "another vulnerability";
}

TEST_F(StandInTest, AWithdrawnRecordReplacesNothing) {
  put_npm();
  put("ours/acme.yaml", std::string(kOwn));
  auto withdrawn = real("GHSA-1111-2222-3333", "\"ACME-1\"", "pad");
  withdrawn.insert(1, R"("withdrawn": "2026-10-08T00:00:00Z", )");
  put("real/GHSA-1111-2222-3333.json", withdrawn);
  build();
  const auto database = open();
  const auto hits = database.lookup("npm", "pad");
  ASSERT_TRUE(hits && !hits->empty());
  for (const auto& hit : *hits) EXPECT_EQ(hit.withdrawn, hit.source == "ghsa");
}

TEST_F(StandInTest, ProductsAndCommitsStandUnderNamesOfTheirOwn) {
  put_npm();
  put("nvd/page.json",
      R"({"format": "NVD_CVE", "vulnerabilities": [{"cve": {"id": "CVE-2024-1", "lastModified": "2024-11-21T06:41:00",
      "configurations": [{"operator": "AND", "nodes": [{"operator": "OR", "cpeMatch": [{"vulnerable": true,
      "criteria": "cpe:2.3:o:v:firmware:*:*:*:*:*:*:*:*", "versionEndExcluding": "2"}]}, {"operator": "OR", "cpeMatch":
      [{"vulnerable": false, "criteria": "cpe:2.3:h:v:box:-:*:*:*:*:*:*:*"}]}]}]}}]})");
  put("osv/OSV-1.json",
      R"({"id": "OSV-1", "modified": "2024-11-21T06:41:00Z", "affected": [{"package": {"ecosystem": "OSS-Fuzz", "name": "p"},
      "ranges": [{"type": "GIT", "repo": "https://example.com/p", "events": [{"introduced": "a"}, {"fixed": "b"}]}],
      "versions": ["v1"]}]})");
  build();
  const auto database = open();
  const auto product = database.lookup("CPE", "o:v:firmware");
  ASSERT_TRUE(product && product->size() == 1);
  EXPECT_EQ((*product)[0].affected.only_with, std::vector<std::string>{"cpe:2.3:h:v:box:-:*:*:*:*:*:*:*"});
  EXPECT_EQ((*product)[0].affected.ranges, (std::vector<Range>{{.introduced = "0", .fixed = "2"}}));
  const auto commits = database.lookup("GIT", "https://example.com/p");
  ASSERT_TRUE(commits && commits->size() == 1);
  EXPECT_EQ((*commits)[0].affected.ranges, (std::vector<Range>{{.introduced = "a", .fixed = "b"}}));
  EXPECT_EQ(database.lookup("OSS-Fuzz", "p")->at(0).affected.versions, std::vector<std::string>{"v1"});
}

TEST_F(StandInTest, ExploitationsThatOthersSawStandApartFromCisasCatalogue) {
  put_npm();
  put("wild/exploited.json",
      R"([{"id": "CVE-2026-7", "earliestReport": "2026-03-02"}, {"id": "GHSA-1111-2222-3333", "earliestReport": "2026-03-01"}])");
  put("real/GHSA-1111-2222-3333.json", real("GHSA-1111-2222-3333", "\"CVE-2026-7\"", "pad"));
  build();
  const auto database = open();
  for (const auto* id : {"CVE-2026-7", "GHSA-1111-2222-3333"}) {
    const auto seen = database.sightings(id);
    ASSERT_TRUE(seen);
    EXPECT_EQ(*seen, (std::vector<Sighting>{{"in-the-wild", 20260301}})) << id;
  }
  EXPECT_TRUE(database.sightings("CVE-2026-8")->empty());
  base::Arena arena;
  const auto known = database.vulnerability("CVE-2026-7", arena);
  ASSERT_TRUE(known && *known);
  EXPECT_FALSE((*known)->exploitation.known) << "that is what CISA knows";
}

TEST_F(StandInTest, HowMuchAPackageIsUsed) {
  put_npm();
  put("top/top-pypi-packages.json",
      R"({"last_update": "2026-08-01", "rows": [{"download_count": 9, "project": "Boto3"}, {"download_count": 8, "project": "a_b"}]})");
  put("top/top.js", "export const top = [\n  'semver',\n  '@babel/core'\n]\n");
  build();
  const auto database = open();
  EXPECT_EQ(database.popularity("PyPI", "boto3").value(), 1u);
  EXPECT_EQ(database.popularity("PyPI", "a-b").value(), 2u);
  EXPECT_EQ(database.popularity("npm", "@babel/core").value(), 2u);
  EXPECT_EQ(database.popularity("npm", "boto3").value(), std::nullopt);
}

}  // namespace
}  // namespace pratique::advisory
