#include "advisory/coverage.h"

#include <gtest/gtest.h>

#include "advisory/ecosystem.h"

namespace pratique::advisory {
namespace {

TEST(Coverage, FiguresOutweighDeclarations) {
  struct Case {
    const char* ecosystem;
    Extent declared;
    Measured measured;
    Extent stands;
  };
  for (const auto& one : {
           Case{"Go", Extent::kComplete, {4291, 1372, 4308}, Extent::kComplete},
           Case{"Maven", Extent::kComplete, {382, 174, 382}, Extent::kUndeclared},
           Case{"Maven", Extent::kUndeclared, {382, 174, 382}, Extent::kUndeclared},
           Case{"Maven", Extent::kComplete, {5000, 2, 5000}, Extent::kUndeclared},
           Case{"npm", Extent::kComplete, {14, 14, 14}, Extent::kSample},
           Case{"Alpine:v3.3", Extent::kFixesOnly, {458, 91, 460}, Extent::kFixesOnly},
           Case{"Alpine:v3.10", Extent::kFixesOnly, {1, 1, 1738}, Extent::kUndeclared},
           Case{"Alpine:v3.14", Extent::kFixesOnly, {2, 2, 2}, Extent::kSample},
           Case{"CRAN", Extent::kUndeclared, {14, 10, 14}, Extent::kUndeclared},
           Case{"Ruby", Extent::kComplete, {40, 3, 40}, Extent::kComplete},
           Case{"Go", Extent::kSample, {4291, 1372, 4291}, Extent::kSample},
       }) {
    EXPECT_EQ(standing(one.ecosystem, one.declared, one.measured), one.stands) << one.ecosystem;
  }
}

TEST(Coverage, DaysAndYears) {
  EXPECT_EQ(known_day("2026-08-21T10:00:00Z"), "2026-08-21");
  for (const auto* none :
       {"", "0001-01-01T00:00:00Z", "1970-01-01T00:00:00Z", "9999-12-31", "2026", "20260821", "yesterday!"}) {
    EXPECT_EQ(known_day(none), "") << none;
  }
  EXPECT_EQ(year_of_id("GO-2026-4273"), "2026");
  EXPECT_EQ(year_of_id("ALPINE-CVE-2024-1"), "2024");
  EXPECT_EQ(year_of_id("ALSA-2021:1099"), "2021");
  for (const auto* none : {"DSA-5417-1", "CVE-2026", "XSA-201", "", "-"}) {
    EXPECT_EQ(year_of_id(none), "") << none;
  }
}

TEST(Coverage, Declarations) {
  const auto declared = parse_declaration(
      R"({"comment": "ours", "complete_for": ["npm", "Debian:6.0"], "fixes_only_for": ["Alpine"], "as_of": "2026-08-21"})");
  ASSERT_TRUE(declared);
  EXPECT_EQ(declared->extent_of("npm"), Extent::kComplete);
  EXPECT_EQ(declared->extent_of("Debian:6"), Extent::kComplete);
  EXPECT_EQ(declared->extent_of("Alpine:v3.20"), Extent::kFixesOnly);
  EXPECT_EQ(declared->extent_of("Go"), std::nullopt);
  const auto one_repository =
      parse_declaration(R"({"complete_for": ["Packagist:https://packages.drupal.org/8"]})");
  ASSERT_TRUE(one_repository);
  EXPECT_EQ(one_repository->extent_of("Packagist"), std::nullopt);
  EXPECT_EQ(declared->as_of, "2026-08-21");
  for (const auto* wrong : {"", "[]", "{", R"({"complete_for": "npm"})", R"({"complete_for": [1]})",
                            R"({"sample": 1})", R"({"as_of": "soon"})", R"({"complete": ["npm"]})"}) {
    EXPECT_FALSE(parse_declaration(wrong)) << wrong;
  }
}

TEST(Coverage, AFewFreshRecordsDoNotMakeAnOldFeedFresh) {
  std::vector<std::string> old;  // a record a week until the end of 2022
  for (int year = 2000; year <= 2022; ++year) {
    for (int month = 1; month <= 12; ++month) {
      for (const auto* day : {"01", "08", "15", "22"})
        old.push_back(std::to_string(year) + (month < 10 ? "-0" : "-") + std::to_string(month) + "-" + day);
    }
  }
  const auto with = [&](const std::vector<std::string>& more) {
    auto days = old;
    days.insert(days.begin(), more.begin(), more.end());
    return kept_until(days, days.size());
  };
  EXPECT_EQ(with({}), "2022-12-22");
  EXPECT_EQ(with({"2026-08-01"}), "2022-12-22");
  EXPECT_EQ(with({"2026-08-01", "2026-08-02", "2026-08-03"}), "2022-12-22") << "5 in half a year would do";
  EXPECT_EQ(with({"2026"}), "2022-12-22");
  EXPECT_EQ(with({"2199-01-01", "2026-08-01", "2024-02-02"}), "2022-12-22");
  EXPECT_EQ(with({"2023-04-01"}), "2023-04-01") << "nobody is surprised by a pause";
  EXPECT_EQ(with(std::vector<std::string>(5, "2026")), "2026");
  EXPECT_EQ(kept_until({"2026-08-01", "2020-01-01", "2020-01-02", "2020-01-03"}, 4), "2020-01-03");
  EXPECT_EQ(kept_until({"2026-08-01", "2026-08-02"}, 1000), "") << "the others have no date";
  EXPECT_EQ(kept_until({"2026-01-01", "2020-01-01"}, 2), "2020-01-01");
  EXPECT_EQ(kept_until({"2026-01-01"}, 1), "2026-01-01");
  EXPECT_EQ(kept_until({"2026-01-01", "2025-01-01", "2024-01-01", "2023-01-01"}, 4), "2024-01-01");
  EXPECT_EQ(kept_until({"2026-99-99", "2026-99-98", "2026-99-97"}, 3), "2026-99-99")
      << "no day, and no crash";
  EXPECT_EQ(kept_until({}, 10), "");
}

TEST(Coverage, OneSpellingOfAnEcosystem) {
  for (const auto& [given, stands] : std::vector<std::pair<const char*, const char*>>{
           {"Debian:6.0", "Debian:6"},
           {"Debian:squeeze", "Debian:6"},
           {"Debian:3.1", "Debian:3.1"},
           {"Debian:sarge", "Debian:3.1"},
           {"Debian:Bookworm", "Debian:12"},
           {"Debian:unstable", "Debian:sid"},
           {"Debian:12", "Debian:12"},
           {"Alpine:3.18.4", "Alpine:v3.18"},
           {"Alpine:v3.18", "Alpine:v3.18"},
           {"Alpine:edge", "Alpine:edge"},
           {"AlmaLinux:9.2", "AlmaLinux:9"},
           {"Rocky Linux:8", "Rocky Linux:8"},
           {"Ubuntu:22.04:LTS", "Ubuntu:22.04"},
           {"Ubuntu:Pro:22.04:LTS", "Ubuntu:Pro:22.04"},
           {"npm", "npm"},
           {"Debian", "Debian"},
           {"", ""},
       }) {
    EXPECT_EQ(canonical_ecosystem(given), stands) << given;
    EXPECT_EQ(canonical_ecosystem(stands), stands);
  }
}

TEST(Coverage, DaysBetween) {
  EXPECT_EQ(days_between("2026-11-20", "2026-11-26"), 6u);
  EXPECT_EQ(days_between("2023-12-31", "2024-03-01"), 61u);
  EXPECT_EQ(days_between("2026-11-26", "2026-11-20"), 0u);
  EXPECT_EQ(days_between("", "2026-11-20"), 0u);
}

}  // namespace
}  // namespace pratique::advisory
