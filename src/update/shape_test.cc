#include "update/shape.h"

#include <gtest/gtest.h>

#include "update/publisher.h"

namespace pratique::update {
namespace {

TEST(Shape, PagesForPeopleAreNoFeeds) {
  const FeedRow row{.name = "x"};
  EXPECT_EQ(shape_fault("a.json", "<!DOCTYPE html>\n<html>", row), "HTML instead of JSON");
  EXPECT_EQ(shape_fault("all.zip", "\n <HTML lang=en>", row), "HTML instead of zip");
  EXPECT_EQ(shape_fault("list", "<html>", row), "HTML instead of a feed");
  EXPECT_EQ(shape_fault("a.xml", "<?xml version=\"1.0\"?><a/>", row), "");
  EXPECT_EQ(shape_fault("a.json", "\xef\xbb\xbf {\"a\": 1}", row), "");
  EXPECT_EQ(shape_fault("a.json.gz", "{}", row), "JSON instead of gzip");
  EXPECT_EQ(shape_fault("a.json", " \n", row), "an empty answer");
  EXPECT_EQ(shape_fault("a.zip", "PK\3\4", row), "");
}

TEST(Shape, VersionsOfFormats) {
  const FeedRow row{.name = "nvd", .expect = {{"format", "NVD_CVE"}, {"version", "2.0"}}};
  EXPECT_EQ(shape_fault("a.json", R"({"api_version": 9, "format" : "NVD_CVE", "version":"2.0"})", row), "");
  EXPECT_EQ(shape_fault("a.json", R"({"format": "NVD_CVE", "version": "3.0"})", row),
            "another format version: version 3.0, expected 2.0");
  EXPECT_EQ(shape_fault("a.json", R"({"version": "2.0"})", row),
            "another shape: no \"format\" in its first bytes");
  EXPECT_EQ(value_behind("#model_version:v2025.03.14,score_date:2026-11-25T00:00:00Z", "score_date"),
            "2026-11-25T00:00:00Z");
  EXPECT_EQ(value_behind("<oval:schema_version>5.10</oval:schema_version>", "schema_version"), "5.10");
}

TEST(Publisher, PathsOfOthersStayBelowTheirFolder) {
  for (const auto* path : {"a/b.json", "2024/cve-2024-1.json", "x%20y", ".well-known/a"})
    EXPECT_TRUE(is_plain_path(path)) << path;
  for (const auto* path : {"", "/a", "..", "a/../b", "./a", "a\nb", "a b", "a\\b", "a#b"})
    EXPECT_FALSE(is_plain_path(path)) << path;
}

}  // namespace
}  // namespace pratique::update
