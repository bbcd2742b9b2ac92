#include "recommend/advice.h"

#include <gtest/gtest.h>

#include "base/text.h"

namespace pratique::recommend {
namespace {

using advisory::Severity;

ImageFacts image() {
  return {.tag = "3.14",
          .created = "2021-06-15T00:00:00Z",
          .size = 50'000'000,
          .packages = 100,
          .system = "alpine",
          .system_version = "3.14.0",
          .system_name = "Alpine Linux v3.14",
          .runtime = "python",
          .runtime_version = "3.9.1",
          .vulnerabilities = {{"CVE-1", Severity::kHigh}, {"CVE-2", Severity::kLow}},
          .judged = true,
          .whole = true};
}

std::string said(const ImageFacts& other, const std::vector<std::string>& tags = {}) {
  const auto advice = advise(image(), other, tags);
  return base::join(advice.benefits, "; ") + " | " + base::join(advice.drawbacks, "; ");
}

TEST(Advice, TheSameImageHasNothingForItAndNothingAgainst) {
  EXPECT_EQ(said(image()), "Same OS detected; Image has the same vulnerabilities | ");
}

TEST(Advice, ABetterOne) {
  auto other = image();
  other.created = "2024-01-01T00:00:00Z";
  other.size = 34'000'000, other.packages = 13;
  other.system_version = "3.20.3";
  other.runtime_version = "3.9.20";
  other.flavour = "slim";
  other.vulnerabilities.clear();
  EXPECT_EQ(
      said(other, {"3.20", "latest"}),
      "Minor OS version update; Patch runtime version update; Image is smaller by 16 MB; Image contains 87 "
      "fewer packages; Tag is latest; Tag is using slim variant; Tag was pushed more recently; Image "
      "introduces no new vulnerability but removes 2 | ");
}

TEST(Advice, AWorseOne) {
  auto other = image();
  other.created = "2020-01-01T00:00:00Z";
  other.size = 50'400'000, other.packages = 101;
  other.system = "debian", other.system_version = "12", other.system_name = "Debian 12";
  other.runtime_version = "3.8.0";
  other.vulnerabilities = {{"CVE-1", Severity::kHigh}, {"CVE-3", Severity::kCritical}};
  other.whole = false;
  EXPECT_EQ(
      said(other),
      "Image removes 1 vulnerability | Other OS: Debian 12 instead of Alpine Linux v3.14; Runtime version is "
      "3.8.0 instead of 3.9.1; Image is larger by 400 kB; Image contains 1 more package; Tag was pushed "
      "earlier; Not all of it could be judged: it may have more vulnerabilities than are told; Image "
      "introduces 1 vulnerability");
}

// Nothing found where nobody looked is no benefit.
TEST(Advice, WhatWasNotJudgedRemovesNothing) {
  auto other = image();
  other.judged = other.whole = false;
  other.vulnerabilities.clear();
  EXPECT_EQ(said(other), "Same OS detected | It could not be judged");
}

TEST(Advice, HowLongItIsMaintained) {
  auto own = image(), other = image();
  own.maintenance = {.known = true, .until = "2026-04-30"};
  const auto last = [&] {
    const auto advice = advise(own, other, {});
    return base::join(advice.benefits, "; ") + " | " + base::join(advice.drawbacks, "; ");
  };
  other.maintenance = {.known = true, .until = "2028-04-30"};
  EXPECT_NE(last().find("Maintained until 2028-04-30 instead of 2026-04-30; "), std::string::npos) << last();
  other.maintenance = {.known = true, .ended = true, .until = "2024-01-01"};
  EXPECT_NE(last().find("| Not maintained since 2024-01-01"), std::string::npos) << last();
}

TEST(Advice, TheWorstVulnerabilitiesDecideWhichIsBetter) {
  auto a = image(), b = image();
  a.vulnerabilities = {{"CVE-1", Severity::kLow}, {"CVE-2", Severity::kLow}, {"CVE-3", Severity::kLow}};
  b.vulnerabilities = {{"CVE-4", Severity::kCritical}};
  EXPECT_TRUE(is_better(a, b));
  EXPECT_FALSE(is_better(b, a));
  // What was not judged comes last, however clean it looks.
  b.vulnerabilities.clear(), b.judged = false;
  EXPECT_TRUE(is_better(a, b));
}

}  // namespace
}  // namespace pratique::recommend
