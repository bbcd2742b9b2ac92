#include "version/go_release.h"

#include <gtest/gtest.h>

namespace pratique::version {
namespace {

TEST(GoRelease, IsTakenOutOfAnyToolchainsText) {
  for (const auto* text : {"go1.21.5", "1.21.5", "v1.21.5", "go1.21.5 X:boringcrypto", "go1.21.5-X:nodwarf5",
                           "1.21.5 (Red Hat 1.21.5-2.el9)", "go1.21.5-corp", "v1.21.5-X:boringcrypto",
                           "go1.21.5+auto", " go1.21.5\t"})
    EXPECT_EQ(go_release(text), "1.21.5") << text;
  EXPECT_EQ(go_release("go1.22rc1"), "1.22rc1");
  EXPECT_EQ(go_release("go1.22rc1 X:aliastypeparams"), "1.22rc1");
  EXPECT_EQ(go_release("1.10beta2"), "1.10beta2");
  EXPECT_EQ(go_release("go1.21"), "1.21");
}

TEST(GoRelease, OfWhatIsNoReleaseIsNone) {
  for (const auto* text : {"", "go", "go1", "devel", "devel go1.22-abcdef1234 Mon Jan 1", "devel +abc",
                           "gopher", "go1.x", "go1.21.5alpha", "go1.2.3.4", "(devel)"})
    EXPECT_EQ(go_release(text), "") << text;
}

TEST(GoRelease, CommitsWithoutAReleaseAreTold) {
  EXPECT_TRUE(is_untagged_go_commit("v0.0.0-20260817133844-d7598b714141"));
  EXPECT_TRUE(is_untagged_go_commit("v0.0.0-20260817133844-d7598b714141+dirty"));
  EXPECT_FALSE(is_untagged_go_commit("v0.305.3-0.20260101000000-abcdefabcdef"));
  EXPECT_FALSE(is_untagged_go_commit("v0.0.0-alpha"));
  EXPECT_FALSE(is_untagged_go_commit("v0.0.0"));
  for (const auto* text :
       {"(devel)", "v0.0.0-00010101000000-000000000000", "v0.0.0-20260817133844-d7598b714141+dirty"})
    EXPECT_TRUE(is_no_go_version(text)) << text;
  for (const auto* text : {"v0.0.0-20260817133844-d7598b714141", "v1.2.3+dirty", "v0.300.0+incompatible", ""})
    EXPECT_FALSE(is_no_go_version(text)) << text;
}

}  // namespace
}  // namespace pratique::version
