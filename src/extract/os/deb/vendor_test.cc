#include "extract/os/deb/vendor.h"

#include <gtest/gtest.h>

namespace pratique::extract::os {
namespace {

bool judged(std::string_view maintainer, std::string_view version, std::string_view distro = "debian") {
  model::Component component;
  component.purl = model::make_purl("deb", "", "a", version);
  component.supplier = maintainer;
  const model::Distro system{.id = std::string(distro)};
  return is_of_debian_distribution(component, &system);
}

TEST(DebianVendor, AddressesOfTheDistribution) {
  for (const auto* maintainer :
       {"A <a@debian.org>", "Team <team+python@tracker.debian.org>", "A <x@ALIOTH-LISTS.DEBIAN.NET>",
        "Ubuntu Developers <ubuntu-devel-discuss@lists.ubuntu.com>", "a@debian.org"})
    EXPECT_TRUE(judged(maintainer, "1-1")) << maintainer;
  for (const auto* maintainer : {"", "vendor", "debian.org", "A <a@notdebian.org>",
                                 "A <a@debian.org.example>", "Acme (for debian.org) <a@acme.example>"})
    EXPECT_FALSE(judged(maintainer, "1-1")) << maintainer;
}

TEST(DebianVendor, MarksOfTheDistributionsBuilders) {
  for (const auto* version : {"1.0-1+deb12u1", "1:1.0~rc1-1~deb11u2", "1-1+b3", "1-2ubuntu4", "1-2ubuntu4.10",
                              "3.0.14-1~deb12u2+b1"})
    EXPECT_TRUE(judged("vendor", version)) << version;
  for (const auto* version : {"1.0-1", "1.0+deb12", "1-1+bpo", "1-2ubuntu4~ppa1", "1~ubuntu22.04.1",
                              "ubuntu1", "1-1+deb12u1acme", ""})
    EXPECT_FALSE(judged("vendor", version)) << version;
}

TEST(DebianVendor, OfDistributionsThatWeDoNotKnowAllCount) {
  EXPECT_TRUE(judged("vendor", "1-1", "deepin"));
  EXPECT_FALSE(judged("vendor", "1-1", ""));
}

}  // namespace
}  // namespace pratique::extract::os
