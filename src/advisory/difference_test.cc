// What a difference names: every package whose findings may differ, and what else a verdict rests on.
#include "advisory/difference.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "support/feeds_folder.h"

namespace pratique::advisory {
namespace {

class DifferenceTest : public support::FeedsFolder {
 protected:
  Difference differing(const std::function<void()>& change) {
    build("older.db");
    change();
    build("newer.db");
    auto found = compare_databases(path("older.db"), path("newer.db"));
    EXPECT_TRUE(found) << to_line(found.error());
    return found.value_or(Difference{});
  }
  static std::vector<std::string> touched(const Difference& difference) {
    std::vector<std::string> out;
    for (const auto& one : difference.touched) out.push_back(one.ecosystem + " " + one.name);
    return out;
  }
  // One of AlmaLinux's errata; its word is "Low", "Important".
  void put_erratum(const std::string& number, const std::string& word, const std::string& name,
                   const std::string& ids) const {
    put("alma/ALSA-2024:" + number + ".json",
        R"({"id": "ALSA-2024:)" + number + R"(", "summary": ")" + word + R"(: x security update",
           "modified": "2024-01-01T00:00:00Z", "upstream": [)" +
            ids + R"(], "affected": [{"package": {"ecosystem": "AlmaLinux:9", "name": ")" + name +
            R"("}, "ranges": [{"type": "ECOSYSTEM", "events": [{"introduced": "0"}, {"fixed": "2"}]}]}]})");
  }
  void put_advisory(const std::string& id, const std::string& name, const std::string& aliases) const {
    put("pack/" + id + ".json",
        R"({"id": ")" + id + R"(", "modified": "2024-01-01T00:00:00Z", "aliases": [)" + aliases +
            R"(], "affected": [{"package": {"ecosystem": "npm", "name": ")" + name +
            R"("}, "ranges": [{"type": "SEMVER", "events": [{"introduced": "0"}, {"fixed": "2.0.0"}]}]}]})");
  }
};

// Where nobody rates a vulnerability, the lowest word of all errata that bundle it does: so one of them speaks for the
// packages of the others.
TEST_F(DifferenceTest, AnErratumRatesPackagesOfOtherErrata) {
  put_erratum("1", "Important", "one", R"("CVE-2024-1")");
  put_erratum("2", "Important", "two", R"("CVE-2024-1", "CVE-2024-2")");
  put_erratum("3", "Important", "three", R"("CVE-2024-3")");
  // Known, and rated by nobody.
  put("v/a.jsonl", R"({"id":"CVE-2024-1","title":"One","cvss":[],"cwe":[],"ssvc":{}})"
                   "\n");
  const auto found = differing([&] { put_erratum("2", "Low", "two", R"("CVE-2024-1", "CVE-2024-2")"); });
  EXPECT_EQ(touched(found), (std::vector<std::string>{"AlmaLinux:9 one", "AlmaLinux:9 two"}));
}

TEST_F(DifferenceTest, ANameThatJoinsAnotherGroupTouchesThePackagesOfBoth) {
  put_advisory("GHSA-aaaa-aaaa-aaaa", "one", "");
  put_advisory("GHSA-bbbb-bbbb-bbbb", "two", R"("CVE-2024-1")");
  put_advisory("GHSA-cccc-cccc-cccc", "three", "");
  const auto join = [&] {
    put_advisory("GHSA-bbbb-bbbb-bbbb", "two", R"("CVE-2024-1", "GHSA-aaaa-aaaa-aaaa")");
  };
  EXPECT_EQ(touched(differing(join)), (std::vector<std::string>{"npm one", "npm two"}));
  const auto part = [&] { put_advisory("GHSA-bbbb-bbbb-bbbb", "two", R"("CVE-2024-1")"); };
  EXPECT_EQ(touched(differing(part)), (std::vector<std::string>{"npm one", "npm two"}));
}

// Of an erratum that bundles others nothing but its own name leads to what somebody else says of it.
TEST_F(DifferenceTest, WhatIsSaidOfAnErratumByItsNameTouchesItsPackage) {
  put_erratum("1", "Important", "one", R"("CVE-2024-1", "CVE-2024-2")");
  put_erratum("2", "Important", "two", R"("CVE-2024-3", "CVE-2024-4")");
  const auto found = differing([&] { put_advisory("GHSA-aaaa-aaaa-aaaa", "three", R"("ALSA-2024:1")"); });
  EXPECT_EQ(touched(found), (std::vector<std::string>{"AlmaLinux:9 one", "npm three"}));
}

TEST_F(DifferenceTest, NamesWhatNoRecordTells) {
  put_npm();
  put("eol/api/debian.json",
      R"([{"cycle": "11", "eol": "2026-06-30", "latest": "1"}, {"cycle": "12", "eol": false, "latest": "1"}])");
  const auto found = differing([&] {
    put_advisory("GHSA-aaaa-aaaa-aaaa", "one", "");
    put("eol/api/debian.json",
        R"([{"cycle": "11", "eol": "2026-08-31", "latest": "1"}, {"cycle": "12", "eol": false, "latest": "1"}])");
  });
  EXPECT_EQ(touched(found), std::vector<std::string>{"npm one"});
  EXPECT_EQ(found.ecosystems, std::vector<std::string>{"npm"});
  ASSERT_EQ(found.releases.size(), 1u);
  EXPECT_EQ(found.releases[0].distribution + " " + found.releases[0].release, "debian 11");
  EXPECT_EQ(found.newest_before.substr(0, 10) + " " + found.newest_after.substr(0, 10),
            "2021-01-10 2024-01-01");
  EXPECT_FALSE(found.empty());
}

TEST_F(DifferenceTest, NamesRepositoriesThatStandForOtherProducts) {
  put_npm();
  const auto repositories = [&](const char* release) {
    put("repository-to-cpe.json",
        R"({"data": {"rhel-9-baseos-rpms": {"cpes": ["cpe:/o:redhat:enterprise_linux:9::baseos"]},
            "rhel-9-eus-rpms": {"cpes": ["cpe:/o:redhat:rhel_eus:)" +
            std::string(release) + R"(::baseos"]}}})");
  };
  repositories("9.2");
  const auto found = differing([&] { repositories("9.4"); });
  EXPECT_EQ(found.origins, std::vector<std::string>{"rhel-9-eus-rpms"});
  EXPECT_TRUE(found.touched.empty());
  EXPECT_FALSE(found.empty());
}

// A score changes no finding.
TEST_F(DifferenceTest, ScoresTouchNothing) {
  put_npm();
  const auto scores = [&](const char* score) {
    put("epss.csv",
        "#model_version:v2026.03.01,score_date:2026-08-20T00:00:00+0000\ncve,epss,percentile\nCVE-2020-3," +
            std::string(score) + ",0.5\n");
  };
  scores("0.1");
  const auto found = differing([&] { scores("0.2"); });
  EXPECT_TRUE(found.touched.empty());
  ASSERT_EQ(found.sources.size(), 1u);
  EXPECT_EQ(found.sources[0].source, "epss");
}

}  // namespace
}  // namespace pratique::advisory
