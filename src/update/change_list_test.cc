#include "update/change_list.h"

#include <gtest/gtest.h>

namespace pratique::update {
namespace {

TEST(ChangeList, CvesOnAPage) {
  EXPECT_EQ(cves_on("<a href=\"CVE-2025-0167.html\">CVE-2025-0167</a> xCVE-2024-12345, CVE-24-1 CVE-2024-123 "
                    "CVE-2024-x CVE-2024-00000000000000000001 CVE-2024-"),
            (std::vector<std::string>{"CVE-2024-12345", "CVE-2025-0167"}));
}

TEST(ChangeList, LinesOfEachForm) {
  const auto osv = read_change("2026-11-26T19:43:28.5Z,GHSA-1\r", ListForm::kTimeFirst, "{id}.json");
  ASSERT_TRUE(osv);
  EXPECT_EQ(osv->path, "GHSA-1.json");
  EXPECT_EQ(osv->time, 1795722208);
  EXPECT_EQ(osv->mark, "2026-11-26T19:43:28.5Z");
  const auto csaf =
      read_change("\"2024/cve-2024-1.json\",\"2026-11-26T19:43:28+00:00\"", ListForm::kPathFirst, "");
  ASSERT_TRUE(csaf);
  EXPECT_EQ(csaf->path, "2024/cve-2024-1.json");
  EXPECT_EQ(csaf->time, 1795722208);
  const auto line = read_change("2024/a.xml\r", ListForm::kLines, "");
  ASSERT_TRUE(line);
  EXPECT_EQ(line->path, "2024/a.xml");
  EXPECT_EQ(line->time, 0);
}

TEST(ChangeList, WhatNamesNoDocumentOfThePublisherIsNone) {
  for (const auto* text :
       {"", ",", "2026-11-26T19:43:28Z,", "soon,GHSA-1", "2026-11-26T19:43:28Z,../../etc/passwd",
        "2026-11-26T19:43:28Z,/etc/passwd", "2026-11-26T19:43:28Z,a b", "2026-11-26T19:43:28Z,a\\b",
        "2026-11-26T19:43:28Z", "<html>"})
    EXPECT_FALSE(read_change(text, ListForm::kTimeFirst, "")) << text;
}

TEST(ChangeList, Json) {
  std::uint64_t skipped = 0;
  const auto found = read_json_changes(
      R"({"value": [{"ID": "2026-Nov", "day": "2026-11-26T19:43:28Z"}, {"ID": "../x"}, 7, "b"]})", "value",
      "ID", "day", "cvrf/{id}", skipped);
  ASSERT_TRUE(found);
  ASSERT_EQ(found->size(), 2u);
  EXPECT_EQ(found->front().path, "cvrf/2026-Nov");
  EXPECT_EQ(found->back().path, "cvrf/b");
  EXPECT_EQ(skipped, 2u);
  EXPECT_FALSE(read_json_changes("{}", "value", "id", "t", "", skipped));
  EXPECT_FALSE(read_json_changes("<html>", "", "id", "t", "", skipped));
}

}  // namespace
}  // namespace pratique::update
