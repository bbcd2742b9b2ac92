#include "model/builder.h"

#include <gtest/gtest.h>

namespace pratique::model {
namespace {

bool judged(std::string_view maintainer, std::string_view version, std::string_view distro = "debian") {
  Component component;
  component.purl = make_purl("deb", "", "a", version);
  component.supplier = maintainer;
  const Distro system{.id = std::string(distro)};
  return is_of_debian_distribution(component, &system);
}

TEST(DebianBuilder, AddressesOfTheDistribution) {
  for (const auto* maintainer :
       {"A <a@debian.org>", "Team <team+python@tracker.debian.org>", "A <x@ALIOTH-LISTS.DEBIAN.NET>",
        "Ubuntu Developers <ubuntu-devel-discuss@lists.ubuntu.com>", "a@debian.org",
        "Team (team@lists.debian.org)"})
    EXPECT_TRUE(judged(maintainer, "1-1")) << maintainer;
  for (const auto* maintainer : {"", "vendor", "debian.org", "A <a@notdebian.org>",
                                 "A <a@debian.org.example>", "Acme (for debian.org) <a@acme.example>"})
    EXPECT_FALSE(judged(maintainer, "1-1")) << maintainer;
}

TEST(DebianBuilder, MarksOfTheDistributionsBuilders) {
  for (const auto* version : {"1.0-1+deb12u1", "1:1.0~rc1-1~deb11u2", "1-1+b3", "1-2ubuntu4", "1-2ubuntu4.10",
                              "3.0.14-1~deb12u2+b1"})
    EXPECT_TRUE(judged("vendor", version)) << version;
  for (const auto* version : {"1.0-1", "1.0+deb12", "1-1+bpo", "1-2ubuntu4~ppa1", "1~ubuntu22.04.1",
                              "ubuntu1", "1-1+deb12u1acme", ""})
    EXPECT_FALSE(judged("vendor", version)) << version;
}

TEST(DebianBuilder, OfDistributionsThatWeDoNotKnowAllCount) {
  EXPECT_TRUE(judged("vendor", "1-1", "deepin"));
  EXPECT_FALSE(judged("vendor", "1-1", ""));
}

TEST(RpmBuilder, VendorsAreTheirDistributionsByFirstWord) {
  EXPECT_EQ(rpm_vendor_word("Amazon.com, Inc."), "amazon");
  EXPECT_EQ(rpm_vendor_word("openSUSE"), rpm_vendor_word("SUSE LLC <https://www.suse.com/>"));
  EXPECT_EQ(rpm_vendor_word(""), "");
  const auto is_of = [](std::string_view vendor, std::string_view distro) {
    return is_rpm_vendor_of(rpm_vendor_word(vendor), distro);
  };
  EXPECT_TRUE(is_of("Red Hat, Inc.", "rhel"));
  EXPECT_TRUE(is_of("AlmaLinux", "almalinux"));
  EXPECT_TRUE(is_of("Rocky Enterprise Software Foundation", "rocky"));
  EXPECT_TRUE(is_of("openSUSE", "opensuse-leap"));
  EXPECT_TRUE(is_of("Microsoft Corporation", "mariner"));
  EXPECT_TRUE(is_of("VMware, Inc.", "photon"));
  EXPECT_FALSE(is_of("Fedora Project", "almalinux")) << "EPEL";
  EXPECT_FALSE(is_of("", "almalinux"));
  EXPECT_FALSE(is_of("Debian", "debian"));
  EXPECT_FALSE(is_of("Acme", "acme"));
}

}  // namespace
}  // namespace pratique::model
