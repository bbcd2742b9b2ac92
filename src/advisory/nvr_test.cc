#include "advisory/nvr.h"

#include <gtest/gtest.h>

namespace pratique::advisory {
namespace {

TEST(Nvr, SplitsNamesFromTheirVersions) {
  const auto parts = split_nvr("java-1.8.0-openjdk-1:1.8.0.161-0.b14.amzn2");
  ASSERT_TRUE(parts);
  EXPECT_EQ(parts->name, "java-1.8.0-openjdk");
  EXPECT_EQ(parts->evr, "1:1.8.0.161-0.b14.amzn2");
  for (const auto* text : {"", "-", "a", "a-1", "-1-1", "a--1", "a-1-", "--"})
    EXPECT_FALSE(split_nvr(text)) << text;
}

TEST(Nvr, FindsEveryCveOnce) {
  EXPECT_EQ(cves_in("CVE-2026-1234: x; CVE-2026-12345, CVE-2026-1234 (CVE-2026-99999)"),
            (std::vector<std::string>{"CVE-2026-1234", "CVE-2026-12345", "CVE-2026-99999"}));
  EXPECT_TRUE(cves_in("CVE- CVE-2026 CVE-2026- CVE-2026-123 CVE-26-1234 CVE-202").empty());
}

}  // namespace
}  // namespace pratique::advisory
