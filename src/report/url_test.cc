#include <gtest/gtest.h>

#include "report/sections.h"

namespace pratique::report {
namespace {

TEST(Url, LeadsToWhoeverPublishesTheId) {
  EXPECT_EQ(url_of("CVE-2021-44228"), "https://nvd.nist.gov/vuln/detail/CVE-2021-44228");
  EXPECT_EQ(url_of("GHSA-jfh8-c2jp-5v3q"), "https://github.com/advisories/GHSA-jfh8-c2jp-5v3q");
  EXPECT_EQ(url_of("GO-2021-0113"), "https://osv.dev/vulnerability/GO-2021-0113");
  EXPECT_EQ(url_of("SUSE-SU-2021:4096-1"), "https://osv.dev/vulnerability/SUSE-SU-2021:4096-1");
}

// A link that leads nowhere is worse than none.
TEST(Url, WhatNobodyPublishesHasNone) {
  for (const auto* id : {"ACME-2026-1", "NSWG-516", "CPANSA-Archive-Zip-2018-01", "a b", "", "GO-<script>"})
    EXPECT_EQ(url_of(id), "") << id;
}

}  // namespace
}  // namespace pratique::report
