#include "match/comparison.h"

#include <gtest/gtest.h>

#include "base/text.h"
#include "match/judge.h"
#include "support/advisory_shelf.h"

namespace pratique::match {
namespace {

using support::hit;
using support::package;
using support::Shelf;

const model::Subject kNowhere;

std::string compared(const advisory::Range& range, std::string_view purl, std::string_view ecosystem,
                     std::string_view order) {
  Shelf shelf;
  auto one = hit("A", "osv", std::string(ecosystem), "x", std::string(order), "0", "");
  one.affected.ranges = {range};
  shelf.add(one);
  const auto verdict = judge(package(purl), {.subject = kNowhere}, shelf);
  EXPECT_TRUE(verdict.has_value() && verdict->statements.size() == 1);
  std::vector<std::string> all{to_string(verdict->statements.at(0).outcome)};
  for (const auto& each : comparisons_of(verdict->statements[0]))
    all.push_back(in_words(each, verdict->statements[0]));
  return base::join(all, "; ");
}

TEST(Comparison, IsWhatTheVerdictRestsOn) {
  const auto npm = [](const advisory::Range& range) {
    return compared(range, "pkg:npm/x@2.0.0", "npm", "semver");
  };
  EXPECT_EQ(npm({.introduced = "1.0.0", .fixed = "3.0.0"}),
            "affected; 2.0.0 >= 1.0.0 by semver: yes; 2.0.0 < 3.0.0 by semver: yes");
  EXPECT_EQ(npm({.introduced = "0", .fixed = "1.5.0"}), "fixed; 2.0.0 < 1.5.0 by semver: no");
  EXPECT_EQ(npm({.introduced = "0", .last_affected = "2.0.0"}), "affected; 2.0.0 <= 2.0.0 by semver: yes");
  EXPECT_EQ(npm({.introduced = "0", .last_affected = "2.0.0", .before_last_affected = true}),
            "after-last-affected; 2.0.0 < 2.0.0 by semver: no");
  EXPECT_EQ(npm({.introduced = "2.0.0", .fixed = "3.0.0", .after_introduced = true}),
            "before-introduced; 2.0.0 > 2.0.0 by semver: no; 2.0.0 < 3.0.0 by semver: yes");
  EXPECT_EQ(npm({.introduced = "0"}), "affected") << "any version: nothing had to be compared";
  EXPECT_EQ(npm({.introduced = "0", .fixed = "20.10.x"}),
            "not-comparable; 2.0.0 < 20.10.x by semver: no answer, 20.10.x is no version");
  EXPECT_EQ(compared({.introduced = "0", .fixed = "1.2.12-r2"},
                     "pkg:apk/alpine/x@1.2.11-r3?distro=alpine-3.12", "Alpine:v3.12", "apk"),
            "affected; 1.2.11-r3 < 1.2.12-r2 by apk: yes");
}

}  // namespace
}  // namespace pratique::match
