#include "model/platform.h"

#include <gtest/gtest.h>

namespace pratique::model {
namespace {

Platform platform(const char* text) {
  const auto parsed = parse_platform(text);
  EXPECT_TRUE(parsed) << text;
  return parsed.value_or(Platform{});
}

TEST(Platforms, HaveOneNormalForm) {
  const std::pair<const char*, const char*> cases[] = {
      {"linux/x86_64", "linux/amd64"},     {"linux/x86-64", "linux/amd64"},
      {"linux/amd64/v1", "linux/amd64"},   {"linux/amd64/v3", "linux/amd64/v3"},
      {"linux/aarch64", "linux/arm64"},    {"linux/aarch64/v8", "linux/arm64"},
      {"linux/arm64/v8", "linux/arm64"},   {"linux/arm64/8", "linux/arm64"},
      {"linux/arm64/v8.0", "linux/arm64"}, {"linux/arm64/v9.0", "linux/arm64/v9"},
      {"linux/arm", "linux/arm/v7"},       {"linux/arm/6", "linux/arm/v6"},
      {"linux/armhf", "linux/arm/v7"},     {"linux/armel", "linux/arm/v6"},
      {"linux/i386", "linux/386"},         {"Linux/AMD64", "linux/amd64"},
      {"macos/arm64", "darwin/arm64"},     {"arm64", "linux/arm64"},
      {"linux/s390x", "linux/s390x"}};
  for (const auto& [written, expected] : cases)
    EXPECT_EQ(to_string(normal(platform(written))), expected) << written;
}

TEST(Platforms, MeetInEverySpelling) {
  for (const char* one : {"arm64", "linux/arm64", "linux/arm64/v8", "linux/aarch64", "linux/arm64/8"}) {
    for (const char* other : {"linux/arm64", "linux/arm64/v8", "linux/aarch64"})
      EXPECT_EQ(distance(platform(other), platform(one)), 0) << one << " " << other;
  }
}

TEST(Platforms, LowerVariantsFitAndTheNearestIsBest) {
  const auto v7 = platform("linux/arm/v7");
  const auto six = distance(platform("linux/arm/v6"), v7), five = distance(platform("linux/arm/v5"), v7);
  ASSERT_TRUE(six && five);
  EXPECT_LT(0, *six);
  EXPECT_LT(*six, *five);
  EXPECT_TRUE(distance(platform("linux/amd64"), platform("linux/amd64/v3")));
  EXPECT_TRUE(distance(platform("linux/arm64/v8.5"), platform("linux/arm64/v9")));
  EXPECT_FALSE(distance(platform("linux/arm64/v8.6"), platform("linux/arm64/v9")));
}

TEST(Platforms, HigherVariantsFitOnlyWhereNoneIsAskedFor) {
  EXPECT_FALSE(distance(platform("linux/arm/v7"), platform("linux/arm/v6")));
  EXPECT_FALSE(distance(platform("linux/amd64/v3"), platform("linux/amd64/v2")));
  const auto higher = distance(platform("linux/amd64/v3"), platform("linux/amd64"));
  ASSERT_TRUE(higher);
  EXPECT_GT(*higher, distance(platform("linux/amd64"), platform("linux/amd64")));
  EXPECT_GT(*distance(platform("linux/arm/v8"), platform("linux/arm")),
            *distance(platform("linux/arm/v5"), platform("linux/arm")));
}

TEST(Platforms, OtherArchitecturesAndSystemsNeverFit) {
  EXPECT_FALSE(distance(platform("linux/386"), platform("linux/amd64")));
  EXPECT_FALSE(distance(platform("linux/arm/v7"), platform("linux/arm64")));
  EXPECT_FALSE(distance(platform("windows/amd64"), platform("linux/amd64")));
  EXPECT_FALSE(distance(platform("linux/ppc64le/power9"), platform("linux/ppc64le/power8")));
  EXPECT_TRUE(distance(platform("linux/ppc64le/power9"), platform("linux/ppc64le")));
}

}  // namespace
}  // namespace pratique::model
