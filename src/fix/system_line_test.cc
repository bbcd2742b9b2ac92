#include "fix/system_line.h"

#include <gtest/gtest.h>

namespace pratique::fix {
namespace {

using Packages = std::vector<SystemUpgrade::Package>;

TEST(SystemLine, EachDistributionsOwnTool) {
  const Packages packages{{.name = "libssl3", .version = "1", .to = "2-r0"}};
  EXPECT_EQ(system_line("apk", {.id = "alpine"}, packages), "apk add --no-cache --upgrade 'libssl3>=2-r0'");
  EXPECT_EQ(system_line("rpm", {.id = "fedora"}, packages), "dnf -y upgrade libssl3");
  EXPECT_EQ(system_line("rpm", {.id = "sles"}, packages), "zypper --non-interactive update libssl3");
  EXPECT_EQ(system_line("rpm", {.id = "opensuse-leap", .id_like = {"suse"}}, packages),
            "zypper --non-interactive update libssl3");
  EXPECT_EQ(system_line("rpm", {.id = "azurelinux"}, packages), "tdnf -y update libssl3");
  EXPECT_EQ(system_line("alpm", {.id = "arch"}, packages), "");
}

// Names and versions are the image's words; the line is meant to be run.
TEST(SystemLine, NothingFromAnImageBecomesAnotherCommand) {
  const Packages packages{{.name = "a; rm -rf /", .version = "1", .to = "2"},
                          {.name = "--allow-untrusted", .version = "1", .to = "2"},
                          {.name = "b", .version = "1", .to = "2' ; echo"},
                          {.name = "c", .version = "1", .to = "2"},
                          {.name = "", .version = "1", .to = "2"}};
  EXPECT_EQ(system_line("apk", {}, packages), "apk add --no-cache --upgrade 'c>=2'");
  EXPECT_EQ(system_line("deb", {}, Packages(packages.begin(), packages.begin() + 3)), "");
}

}  // namespace
}  // namespace pratique::fix
