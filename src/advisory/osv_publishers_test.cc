#include <gtest/gtest.h>

#include "advisory/osv.h"
#include "advisory/ubuntu_channels.h"
#include "codec/json.h"

namespace pratique::advisory {
namespace {

Advisory read(std::string_view text) {
  const auto document = codec::JsonDocument::parse(text);
  EXPECT_TRUE(document.has_value());
  auto advisory = read_osv(document->root());
  EXPECT_TRUE(advisory.has_value());
  return advisory.value_or(Advisory{});
}

std::string entry(std::string_view ecosystem, std::string_view purl, std::string_view fixed,
                  std::string_view rest = "") {
  return R"({"package": {"name": "unzip", "ecosystem": ")" + std::string(ecosystem) + R"(", "purl": ")" +
         std::string(purl) + R"("}, "ranges": [{"type": "ECOSYSTEM", "events": [{"introduced": "0"})" +
         (fixed.empty() ? "" : R"(, {"fixed": ")" + std::string(fixed) + R"("})") + "]}]" +
         std::string(rest) + "}";
}
Advisory record(std::string_view id, std::string_view entries) {
  return read(R"({"id": ")" + std::string(id) + R"(", "schema_version": "1.7.0", "affected": [)" +
              std::string(entries) + "]}");
}

TEST(UbuntuChannels, LineagesHaveOneSpelling) {
  const auto told = [](std::string_view name) {
    const auto lineage = ubuntu_lineage(name);
    return lineage.ecosystem + " " + lineage.channel;
  };
  EXPECT_EQ(told("jammy"), "Ubuntu:22.04 ");
  EXPECT_EQ(told("esm-infra/xenial"), "Ubuntu:Pro:16.04 esm-infra");
  EXPECT_EQ(told("esm-infra-legacy/trusty"), "Ubuntu:Pro:14.04 esm-infra-legacy");
  EXPECT_EQ(told("trusty/esm"), "Ubuntu:Pro:14.04 esm");
  EXPECT_EQ(told("fips-updates/focal"), "Ubuntu:Pro:FIPS-updates:20.04 fips-updates");
  EXPECT_EQ(told("realtime/jammy"), "Ubuntu:Pro:Realtime:22.04 realtime");
  EXPECT_EQ(told("vivid/ubuntu-core"), "Ubuntu:Pro:ubuntu-core:15.04 ubuntu-core");
  EXPECT_EQ(told("devel"), "Ubuntu:devel ");
  EXPECT_EQ(told("esm-infra/"), "Ubuntu:Pro: esm-infra");
  EXPECT_EQ(told("/"), "Ubuntu:Pro:: ");
}

// Where only Pro has a fix Canonical leaves the release out; who looks at the release must meet that fix.
TEST(UbuntuChannels, AFixUnderProAloneIsTheReleasesWithItsChannel) {
  const auto advisory =
      record("UBUNTU-CVE-2026-1",
             entry("Ubuntu:Pro:16.04:LTS", "pkg:deb/ubuntu/unzip@1?arch=source&distro=esm-infra/xenial",
                   "6.0-20ubuntu1.1+esm1"));
  ASSERT_EQ(advisory.affected.size(), 1u);
  EXPECT_EQ(advisory.affected[0].ecosystem, "Ubuntu:16.04");
  EXPECT_EQ(advisory.affected[0].channel, "esm-infra");
  EXPECT_TRUE(advisory.affected[0].architectures.empty()) << "of a source package";
  EXPECT_EQ(advisory.upstream, std::vector<std::string>{"CVE-2026-1"});
}

TEST(UbuntuChannels, AFixForEverybodyStays) {
  const auto advisory =
      record("UBUNTU-CVE-2026-1", entry("Ubuntu:Pro:16.04:LTS", "", "6.0-20ubuntu1.2+esm1") + "," +
                                      entry("Ubuntu:16.04:LTS", "", "6.0-20ubuntu1.2"));
  ASSERT_EQ(advisory.affected.size(), 2u);
  EXPECT_EQ(advisory.affected[0].ecosystem, "Ubuntu:Pro:16.04");
  EXPECT_EQ(advisory.affected[0].channel, "pro");
  EXPECT_EQ(advisory.affected[1].ecosystem, "Ubuntu:16.04");
  EXPECT_EQ(advisory.affected[1].channel, "");
}

TEST(UbuntuChannels, WhereEverybodyHasNoneTheFixUnderProIsTold) {
  const auto advisory =
      record("UBUNTU-CVE-2026-1", entry("Ubuntu:16.04:LTS", "", "") + "," +
                                      entry("Ubuntu:Pro:16.04:LTS", "", "6.0-20ubuntu1.2+esm1"));
  ASSERT_EQ(advisory.affected.size(), 1u);
  EXPECT_EQ(advisory.affected[0].ecosystem, "Ubuntu:16.04");
  EXPECT_EQ(advisory.affected[0].ranges.at(0).fixed, "6.0-20ubuntu1.2+esm1");
  EXPECT_EQ(advisory.affected[0].channel, "pro");
}

// Builds of another lineage are never the release's.
TEST(UbuntuChannels, FipsStaysApart) {
  const auto advisory = record("UBUNTU-CVE-2026-1", entry("Ubuntu:Pro:FIPS:22.04:LTS", "", "6.0-1+Fips1"));
  ASSERT_EQ(advisory.affected.size(), 1u);
  EXPECT_EQ(advisory.affected[0].ecosystem, "Ubuntu:Pro:FIPS:22.04");
}

TEST(UbuntuChannels, ANoticeIsAboutCves) {
  const auto advisory = read(R"({"id": "USN-5614-1", "upstream": ["UBUNTU-CVE-2021-3782"], "affected": []})");
  EXPECT_EQ(advisory.upstream, std::vector<std::string>{"CVE-2021-3782"});
}

std::string components(std::initializer_list<std::string_view> states) {
  std::string list;
  for (const auto state : states)
    list +=
        std::string(list.empty() ? "" : ",") + R"({"latest_event_status": ")" + std::string(state) + "\"}";
  return R"(, "ecosystem_specific": {"components": [)" + list + "]}";
}
Affected chainguard(std::string_view fixed, std::initializer_list<std::string_view> states) {
  const auto advisory =
      record("CGA-2222-3333-4444",
             entry("Chainguard", "pkg:apk/chainguard/unzip?arch=x86_64", fixed, components(states)));
  EXPECT_EQ(advisory.affected.size(), 1u);
  return advisory.affected.empty() ? Affected{} : advisory.affected[0];
}

TEST(ChainguardComponents, DecideWhatIsSaidOfThePackage) {
  auto affected = chainguard("2.0-r0", {"fixed", "not_affected"});
  EXPECT_EQ(affected.ranges.at(0).fixed, "2.0-r0");
  EXPECT_EQ(affected.architectures, std::vector<std::string>{"x86_64"});
  affected = chainguard("2.0-r0", {"fixed", "pending-upstream-fix"});
  EXPECT_EQ(affected.status, Status::kAffected);
  EXPECT_EQ(affected.ranges.at(0).fixed, "") << "one component has no fix";
  EXPECT_EQ(affected.reason, Reason::kDeferred);
  affected = chainguard("", {"fix-not-planned", "detection"});
  EXPECT_EQ(affected.reason, Reason::kWillNotFix);
  affected = chainguard("", {"detection"});
  EXPECT_EQ(affected.status, Status::kUnderInvestigation);
  affected = chainguard("2.0-r0", {"false-positive-determination", "not_affected"});
  EXPECT_EQ(affected.status, Status::kNotAffected);
  affected = chainguard("", {"something new"});
  EXPECT_EQ(affected.status, Status::kAffected);
  EXPECT_EQ(affected.reason_text, "something-new");
  EXPECT_EQ(chainguard("0", {}).status, Status::kNotAffected);
}

TEST(Docker, RecordsHaveTheirSourceByTheirEcosystem) {
  EXPECT_EQ(record("CVE-2026-1", entry("DHI", "pkg:dhi/unzip", "1.0")).source, "docker-hardened-images");
  EXPECT_EQ(record("CVE-2026-1", entry("DHI", "", "1") + "," + entry("npm", "", "1.0")).source, "osv");
  const auto system = record("CVE-2026-1", entry("Docker Hardened Images:Alpine:3.22", "", "1.0-r1"));
  EXPECT_EQ(system.affected.at(0).order, "apk");
  EXPECT_EQ(record("CVE-2026-1", entry("Docker Hardened Images:Debian:13", "", "1")).affected.at(0).order,
            "deb");
}

}  // namespace
}  // namespace pratique::advisory
