#include "extract/os/deb/copyright.h"

#include <gtest/gtest.h>

#include "support/paths.h"

namespace pratique::extract::os {
namespace {

using Licenses = std::vector<std::string>;

TEST(Copyright, MachineReadableShortNames) {
  EXPECT_EQ(
      copyright_licenses(
          "# x\nFormat: https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/\n\n"
          "Files: *\nCopyright: x\nLicense: GPL-2+ or Artistic\n text of it\n\n"
          "Files: debian/*\nLicense: Expat\n\nLicense: GPL-2+\n See /usr/share/common-licenses/GPL-2.\n"),
      (Licenses{"Expat", "GPL-2+", "GPL-2+ or Artistic"}));
}

TEST(Copyright, OtherFilesReferToCommonLicenses) {
  EXPECT_EQ(
      copyright_licenses("On Debian systems, see `/usr/share/common-licenses/GPL-3'.\nLicense: not a field\n"
                         "and /usr/share/common-licenses/LGPL-2.1. End /usr/share/common-licenses/ and\n"),
      (Licenses{"GPL-3", "LGPL-2.1"}));
  EXPECT_EQ(copyright_licenses("Public domain.\n"), Licenses{});
  EXPECT_EQ(copyright_licenses(""), Licenses{});
}

TEST(Copyright, ProseAfterLicenseIsNoName) {
  EXPECT_EQ(copyright_licenses("Format: x\nLicense: " + std::string(5000, 'x') + "\n"), Licenses{});
}

TEST(Copyright, RealFiles) {
  PQ_NEED_SHARED();
  const auto folder = testing::unpacked("images/debian-skeletons") + "/skel/bookworm/usr/share/doc/";
  EXPECT_EQ(copyright_licenses(testing::read_file(folder + "adduser/copyright")), (Licenses{"GPL-2+"}));
  EXPECT_EQ(copyright_licenses(testing::read_file(folder + "libc6/copyright")),
            (Licenses{"GPL-2", "LGPL-2.1"}));
}

}  // namespace
}  // namespace pratique::extract::os
