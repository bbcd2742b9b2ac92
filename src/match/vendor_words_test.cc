// What a distribution says of a package besides versions: why no fix is there, for whom there is one, how grave it is.
#include <gtest/gtest.h>

#include "match/advisories.h"
#include "match/judge.h"
#include "support/advisory_shelf.h"

namespace pratique::match {
namespace {

using advisory::Reason;
using advisory::Severity;
using support::hit;
using support::package;
using support::Shelf;

const model::Subject kNowhere;

Verdict verdict_of(const Shelf& shelf, std::string_view version) {
  auto component = package("pkg:deb/debian/libssl3@" + std::string(version) + "?distro=debian-12");
  component.source_name = "openssl";
  auto verdict = judge(component, {.subject = kNowhere, .now = {}}, shelf);
  EXPECT_TRUE(verdict.has_value());
  return verdict.value_or(Verdict{});
}

TEST(VendorWords, TellWhyNoFixIsThere) {
  Shelf shelf;
  auto one = hit("CVE-2026-1", "debian-tracker", "Debian:12", "openssl", "deb", "0", "");
  one.affected.reason = Reason::kPostponed;
  one.affected.reason_text = "Minor issue";
  shelf.add(one);
  const auto verdict = verdict_of(shelf, "3.0.9-1");
  ASSERT_EQ(verdict.statements.size(), 1u);
  EXPECT_EQ(in_words(verdict.statements[0]),
            "3.0.9-1 lies in any version (deb); not fixed: postponed (Minor issue)");
}

TEST(VendorWords, TellForWhomThereIsOne) {
  Shelf shelf;
  auto one = hit("CVE-2026-1", "ubuntu", "Debian:12", "openssl", "deb", "0", "3.0.9-2+esm1");
  one.affected.channel = "esm-infra";
  one.affected.reason = Reason::kEndOfLife;
  shelf.add(one);
  const auto verdict = verdict_of(shelf, "3.0.9-1");
  ASSERT_EQ(verdict.statements.size(), 1u);
  EXPECT_EQ(in_words(verdict.statements[0]),
            "3.0.9-1 lies in <3.0.9-2+esm1 (deb); the fix is for esm-infra; for others none: end of life");
  EXPECT_EQ(in_words(verdict_of(shelf, "3.0.9-2+esm1").statements.at(0)),
            "3.0.9-2+esm1 is the fixed version (deb)");
}

TEST(VendorWords, TellWhyNothingIsAffected) {
  Shelf shelf;
  auto one = hit("CVE-2026-1", "debian-tracker", "Debian:12", "openssl", "deb", "0", "0");
  one.affected.status = advisory::Status::kNotAffected;
  one.affected.reason_text = "Vulnerable code not present";
  shelf.add(one);
  EXPECT_EQ(in_words(verdict_of(shelf, "3.0.9-1").statements.at(0)),
            "no version was ever affected (deb); Vulnerable code not present");
}

// Debian rates by release, and has nothing but words: they count before anybody's vector, whose score is shown beside,
// with the reason why it did not decide.
TEST(VendorWords, AWordAboutThePackageGoesBeforeOneAboutTheVulnerability) {
  Shelf shelf;
  auto one = hit("CVE-2026-1", "debian-tracker", "Debian:12", "openssl", "deb", "0", "");
  one.affected.severity = Severity::kLow;
  shelf.add(one);
  shelf.vulnerabilities["CVE-2026-1"] = {.ratings = {{"debian-tracker", "", 0, Severity::kHigh}}};
  auto verdict = verdict_of(shelf, "3.0.9-1");
  ASSERT_EQ(verdict.findings.size(), 1u);
  EXPECT_EQ(verdict.findings[0].severity, Severity::kLow);
  EXPECT_EQ(verdict.findings[0].rating.source, "debian-tracker");
  shelf.vulnerabilities["CVE-2026-1"] = {
      .ratings = {{"NVD", "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H", 9.8, Severity::kCritical}}};
  verdict = verdict_of(shelf, "3.0.9-1");
  const auto& finding = verdict.findings.at(0);
  EXPECT_EQ(finding.severity, Severity::kLow);
  EXPECT_EQ(finding.rated_by, RatedBy::kPackage);
  EXPECT_EQ(cvss_of(finding).source, "NVD");
  EXPECT_EQ(
      disagreement_of(finding),
      "LOW by debian-tracker, though NVD's CVSS 3.1 score of 9.8 is CRITICAL: what it says of this very "
      "package counts first");
}

// Chainguard speaks of packages and of what they are built from; one record of both is one statement.
TEST(VendorWords, APackageIsLookedUpUnderBothItsNames) {
  Shelf shelf;
  shelf.add(hit("CGA-1", "chainguard", "Chainguard", "langfuse-worker", "apk", "0", "3.0-r0"));
  shelf.add(hit("CVE-2026-2", "chainguard-secdb", "Chainguard", "langfuse", "apk", "0", "2.0-r0"));
  shelf.add(hit("CGA-3", "chainguard", "Chainguard", "langfuse", "apk", "0", "2.5-r0"));
  shelf.add(hit("CGA-3", "chainguard", "Chainguard", "langfuse-worker", "apk", "0", "2.6-r0"));
  auto component = package("pkg:apk/chainguard/langfuse-worker@1.0-r0");
  component.source_name = "langfuse";
  const auto verdict = judge(component, {.subject = kNowhere, .now = {}}, shelf);
  ASSERT_TRUE(verdict.has_value());
  ASSERT_EQ(verdict->findings.size(), 3u);
  std::vector<std::string> fixes;
  for (const auto& finding : verdict->findings) fixes.emplace_back(finding.fixed);
  EXPECT_EQ(fixes, (std::vector<std::string>{"3.0-r0", "2.6-r0", "2.0-r0"}));
}

}  // namespace
}  // namespace pratique::match
