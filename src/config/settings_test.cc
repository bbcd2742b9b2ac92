#include "config/settings.h"

#include <gtest/gtest.h>

namespace pratique::config {
namespace {

TEST(Settings, UnknownSectionsAreErrorsWithTheirLine) {
  const auto wrong = SettingsFile::parse("feeds: {}\n\nexeptions: []\n", "pratique.yaml");
  ASSERT_FALSE(wrong);
  EXPECT_EQ(wrong.error().kind, ErrorKind::kUsage);
  EXPECT_EQ(wrong.error().where.line, 3u);
  EXPECT_EQ(wrong.error().what, "pratique.yaml has no \"exeptions\"; did you mean exceptions?");
  EXPECT_EQ(wrong.error().where.file, "pratique.yaml");
}

TEST(Settings, SectionsAreHandedOverAndAbsentOnesAreAbsent) {
  const auto settings = SettingsFile::parse("exceptions:\n  - id: CVE-2024-1\n", "x");
  ASSERT_TRUE(settings);
  EXPECT_EQ(settings->section("exceptions").size(), 1u);
  EXPECT_FALSE(settings->section("feeds"));
  EXPECT_FALSE(SettingsFile().section("feeds"));
  EXPECT_TRUE(SettingsFile::parse("", "x"));
  EXPECT_TRUE(SettingsFile::parse("# nothing yet\n", "x"));
}

TEST(Settings, WhatIsNoMappingIsRefused) {
  EXPECT_FALSE(SettingsFile::parse("- a\n", "x"));
  EXPECT_FALSE(SettingsFile::parse("a: [", "x"));
  EXPECT_FALSE(SettingsFile::read("/nowhere/pratique.yaml"));
}

TEST(Settings, TheNamedFileCountsThenTheVariables) {
  const auto variables = [](const char* name) {
    return std::string_view(name) == "PRATIQUE_CONFIG" ? std::string("set.yaml") : std::string();
  };
  EXPECT_EQ(settings_place("named.yaml", variables), "named.yaml");
  EXPECT_EQ(settings_place("", variables), "set.yaml");
}

}  // namespace
}  // namespace pratique::config
