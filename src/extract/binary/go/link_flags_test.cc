#include "extract/binary/go/link_flags.h"

#include <gtest/gtest.h>

namespace pratique::extract::go {
namespace {

TEST(LinkFlags, TheProgramsOwnVersionIsTaken) {
  const auto* module = "github.com/acme/tool";
  for (const auto* flags :
       {"-X main.version=1.2.3", "-s -w -X main.Version=v1.2.3",
        "-X 'main.gitVersion=1.2.3' -extldflags '-static'", "-X=main.version=1.2.3", "--X main.version=1.2.3",
        "-X github.com/acme/tool/internal/build.Version=v1.2.3 -X main.commit=abcdef",
        "-X \"github.com/acme/tool.AppVersion=v1.2.3\"",
        "-X main.version=1.2.3 -X github.com/acme/tool/v.Version=v1.2.3"})
    EXPECT_EQ(version_in_flags(flags, module), "v1.2.3") << flags;
  EXPECT_EQ(version_in_flags("-X main.version=1.2.3-rc.1+build.5", module), "v1.2.3-rc.1+build.5");
}

TEST(LinkFlags, NothingElseIs) {
  const auto* module = "github.com/acme/tool";
  for (const auto* flags :
       {"", "-X", "-X main.version=", "-X main.version", "main.version=1.2.3", "-X main.version=dev",
        "-X main.version=abcdef0123", "-X main.version=2024", "-X main.goVersion=1.21.3",
        "-X main.token=1.2.3", "-X github.com/other/lib.Version=1.2.3",
        "-X github.com/acme/toolbox.Version=1.2.3", "-X main.version=1.2.3 -X main.Version=1.2.4",
        "-X main.version=1.2.3;id"})
    EXPECT_EQ(version_in_flags(flags, module), "") << flags;
}

}  // namespace
}  // namespace pratique::extract::go
