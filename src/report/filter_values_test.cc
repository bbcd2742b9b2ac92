#include "report/filter_values.h"

#include <gtest/gtest.h>

#include "base/text.h"

namespace pratique::report {
namespace {

// The message of what is refused; empty when it is taken.
template <class T>
std::string refusal(const Result<T>& parsed) {
  if (parsed) return {};
  EXPECT_EQ(parsed.error().kind, ErrorKind::kUsage);
  return base::to_line(parsed.error());
}

TEST(FilterValues, WhatMeansNothingIsRefusedWithTheNearest) {
  struct Row {
    std::string message, nearest;
  };
  for (const auto& [message, nearest] :
       {Row{refusal(parse_severity("hgih")), "high"}, Row{refusal(parse_severity("crit")), "critical"},
        Row{refusal(parse_package_type("debb")), "deb"}, Row{refusal(parse_package_type("pyppi")), "pypi"},
        Row{refusal(parse_vulnerability_id("2021-44228")), "CVE-2021-44228"},
        Row{refusal(parse_vulnerability_id("cve_2021_44228")), "CVE-2021-44228"},
        Row{refusal(parse_metric("AV")), "AV:N"}, Row{refusal(parse_metric("AV:X")), "AV:N"},
        Row{refusal(parse_metric("CVSS:3.2")), "CVSS:3.0"}}) {
    EXPECT_TRUE(base::contains(message, "did you mean " + nearest)) << message;
  }
  for (const auto& message :
       {refusal(parse_severity("horrible")), refusal(parse_severity("")), refusal(parse_package_type("")),
        refusal(parse_package_type("zzz")), refusal(parse_vulnerability_id("nonsense")),
        refusal(parse_vulnerability_id("")), refusal(parse_vulnerability_id("CVE-2021-1")),
        refusal(parse_vulnerability_id("CVE-21-44228")), refusal(parse_vulnerability_id("GHSA-1")),
        refusal(parse_vulnerability_id("a b-1")), refusal(parse_metric("foo")), refusal(parse_metric(""))}) {
    EXPECT_FALSE(message.empty());
    EXPECT_FALSE(base::contains(message, "did you mean")) << message;
  }
}

TEST(FilterValues, WhatMeansSomethingIsTaken) {
  EXPECT_EQ(parse_severity("Moderate"), advisory::Severity::kMedium);
  EXPECT_EQ(parse_severity("UNKNOWN"), advisory::Severity::kUnspecified);
  EXPECT_EQ(parse_package_type("Python"), "pypi");
  EXPECT_EQ(parse_metric("au:n"), "Au:N");
  EXPECT_EQ(parse_metric("cvss:3.1"), "CVSS:3.1");
  for (const auto* id : {"CVE-2021-44228", "cve-2014-0160", "GHSA-jfh8-c2jp-5v3q", "DSA-5417-1",
                         "RHSA-2023:1234", "GO-2022-0001", "ALPINE-CVE-2021-1234", "TEMP-0000000-ABC"}) {
    EXPECT_TRUE(parse_vulnerability_id(id)) << id;
  }
}

}  // namespace
}  // namespace pratique::report
