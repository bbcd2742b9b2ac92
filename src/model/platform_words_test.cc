#include "model/platform_words.h"

#include <gtest/gtest.h>

#include "base/text.h"

namespace pratique::model {
namespace {

std::string named(std::string_view text) {
  const auto platform = platform_named(text);
  return platform ? to_string(*platform) : base::to_line(platform.error());
}

TEST(PlatformWords, EverydayNamesBecomeThoseOfImages) {
  EXPECT_EQ(named("arm64"), "linux/arm64");
  EXPECT_EQ(named("linux/aarch64"), "linux/arm64");
  EXPECT_EQ(named("Linux/X86_64"), "linux/amd64");
  EXPECT_EQ(named("armhf"), "linux/arm/v7");
  EXPECT_EQ(named("linux/arm/v6"), "linux/arm/v6");
  EXPECT_EQ(named("windows/amd64"), "windows/amd64");
  EXPECT_EQ(named("unknown/unknown"), "unknown/unknown");
  EXPECT_EQ(named("linux"), "linux/amd64");
}

TEST(PlatformWords, WhatMeansNothingIsRefusedWithTheNearest) {
  EXPECT_TRUE(base::contains(named("linux/arm46"), "did you mean arm64?")) << named("linux/arm46");
  EXPECT_TRUE(base::contains(named("linus/amd64"), "did you mean linux?")) << named("linus/amd64");
  for (const auto* text : {"foo", "foo/bar", "", "/", "linux/", "linux//v8", "linux/arm64/v8/x", "windows"}) {
    const auto platform = platform_named(text);
    ASSERT_FALSE(platform.has_value()) << text;
    EXPECT_EQ(platform.error().kind, ErrorKind::kUsage);
  }
}

}  // namespace
}  // namespace pratique::model
