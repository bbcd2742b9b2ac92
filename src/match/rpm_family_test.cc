// Distributions of rpms beside AlmaLinux (matcher_test.cc): by binary or by source package, builds of other flavours.
#include <gtest/gtest.h>

#include <algorithm>

#include "match/matcher.h"
#include "model/purl.h"

namespace pratique::match {
namespace {

const Matcher& rpm_family() {
  static const auto all = all_matchers();
  const auto found =
      std::find_if(all.begin(), all.end(), [](const auto& each) { return each->name() == "rpm_family"; });
  EXPECT_NE(found, all.end());
  return **found;
}

model::Component component_of(const std::string& purl) {
  return model::Component{.purl = model::parse_purl(purl).value()};
}

TEST(RpmFamily, OracleIsAskedByBinaryPackageAndMajorRelease) {
  const auto component = component_of("pkg:rpm/ol/libcurl@7.61.1-22.el8?distro=ol-8.10&epoch=1");
  ASSERT_TRUE(rpm_family().handles(component));
  const auto question = rpm_family().ask(component, {});
  EXPECT_EQ(question.ecosystem, "Oracle Linux:8");
  EXPECT_EQ(question.name, "libcurl");
  EXPECT_EQ(question.version, "1:7.61.1-22.el8");
  EXPECT_EQ(question.rule, "distro-binary: libcurl 1:7.61.1-22.el8 (rpm)");
}

TEST(RpmFamily, AmazonsReleasesAreAsTheyAreWritten) {
  const auto release_of = [](const char* version) {
    const auto purl = std::string("pkg:rpm/amzn/curl@1?distro=amzn-") + version;
    return rpm_family().ask(component_of(purl), {}).ecosystem;
  };
  EXPECT_EQ(release_of("2023"), "Amazon Linux:2023");
  EXPECT_EQ(release_of("2"), "Amazon Linux:2");
  EXPECT_EQ(release_of("2018.03"), "Amazon Linux:2018.03");
}

// perl's modules are packages of its source with versions of their own.
TEST(RpmFamily, MicrosoftIsAskedBySourcePackageAndItsVersion) {
  auto component = component_of("pkg:rpm/azurelinux/perl-Carp@1.52-490.azl3?distro=azurelinux-3.0");
  component.source_name = "perl";
  component.source_version = "5.38.2-509.azl3";
  const auto question = rpm_family().ask(component, {});
  EXPECT_EQ(question.ecosystem, "Azure Linux:3");
  EXPECT_EQ(question.name, "perl");
  EXPECT_EQ(question.version, "5.38.2-509.azl3");
  EXPECT_EQ(question.rule, "distro-source: perl 5.38.2-509.azl3 (rpm)");
  const auto mariner = component_of("pkg:rpm/mariner/glibc@2.35-4.cm2?distro=mariner-2.0");
  EXPECT_EQ(rpm_family().ask(mariner, {}).ecosystem, "CBL-Mariner:2");
  EXPECT_EQ(rpm_family().ask(mariner, {}).name, "glibc") << "without a source, by its own name";
}

// Ksplice's epoch is above every ordinary one: compared, each ordinary build would look vulnerable.
TEST(RpmFamily, BuildsOfOtherFlavoursAreNotCompared) {
  const auto relevance = [](const std::string& installed, const std::string& fixed) {
    auto component = component_of("pkg:rpm/ol/openssl?distro=ol-8");
    component.purl.version = installed;
    const advisory::RangeView range{.fixed = fixed};
    return rpm_family().relevance(component, {.ranges = std::span(&range, 1)});
  };
  constexpr const char *kOrdinary = "1.1.1g-15.el8_3", *kKsplice = "1.1.1g-15.ksplice1.el8_3",
                       *kFips = "1.1.1k-9.el8_7_fips";
  EXPECT_EQ(relevance(kOrdinary, kOrdinary), Relevance::kYes);
  EXPECT_EQ(relevance(kKsplice, kKsplice), Relevance::kYes);
  EXPECT_EQ(relevance(kFips, kFips), Relevance::kYes);
  EXPECT_EQ(relevance(kOrdinary, kKsplice), Relevance::kOtherModule);
  EXPECT_EQ(relevance(kKsplice, kOrdinary), Relevance::kOtherModule);
  EXPECT_EQ(relevance(kOrdinary, kFips), Relevance::kOtherModule);
}

}  // namespace
}  // namespace pratique::match
