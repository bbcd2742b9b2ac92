#include "extract/digests.h"

#include <gtest/gtest.h>

namespace pratique::extract {
namespace {

TEST(Digests, AgreeInEachForm) {
  const auto digests = digests_of(base::as_bytes("abc"));
  for (const auto* listed :
       {"md5:900150983cd24fb0d6963f7d28e17f72", "sha1:a9993e364706816aba3e25717850c26c9cd0d89d",
        "sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"})
    EXPECT_EQ(agrees(digests, listed), true) << listed;
  EXPECT_EQ(agrees(digests, "md5:d41d8cd98f00b204e9800998ecf8427e"), false);
  EXPECT_EQ(agrees(digests, "sha512:00"), std::nullopt);
  EXPECT_EQ(agrees(digests, ""), std::nullopt);
}

TEST(Digests, FilesThatMayCarryAPackage) {
  for (const auto* path : {"a-1.dist-info/METADATA", "a.egg-info", "a/package.json", "usr/share/java/a.jar",
                           "a/Gemfile.lock", "a/package-lock.json"})
    EXPECT_TRUE(may_carry_package(path)) << path;
  for (const auto* path : {"usr/bin/tool", "a/METADATA.txt", "package.json/readme"})
    EXPECT_FALSE(may_carry_package(path)) << path;
}

// 20,000 manifests of an application's modules are not worth a digest each.
TEST(Digests, WhatIsHashed) {
  EXPECT_TRUE(is_worth_hashing("usr/share/java/a.jar", 40 << 20));
  EXPECT_TRUE(is_worth_hashing("app/poetry.lock", 1000));
  EXPECT_FALSE(is_worth_hashing("app/a.jar", 1 << 20));
  EXPECT_FALSE(is_worth_hashing("app/node_modules/a/package.json", 1000));
  EXPECT_FALSE(is_worth_hashing("usr/local/lib/python3.12/site-packages/a.dist-info/METADATA", 1000));
}

}  // namespace
}  // namespace pratique::extract
