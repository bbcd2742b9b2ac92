#include "extract/digests.h"

#include <gtest/gtest.h>

#include "base/text.h"

namespace pratique::extract {
namespace {

using model::HashAlgorithm;

TEST(Digests, AgreeInEachForm) {
  const auto digests = digests_of(base::as_bytes("abc"));
  const std::pair<HashAlgorithm, const char*> kListed[] = {
      {HashAlgorithm::kMd5, "900150983CD24fb0d6963f7d28e17f72"},
      {HashAlgorithm::kSha1, "a9993e364706816aba3e25717850c26c9cd0d89d"},
      {HashAlgorithm::kSha256, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"}};
  for (const auto& [algorithm, digits] : kListed) {
    const auto listed = ListedDigest::of_hex(algorithm, digits);
    ASSERT_TRUE(listed) << digits;
    EXPECT_TRUE(listed->agrees(digests)) << digits;
    EXPECT_EQ(to_string(*listed), std::string(model::to_string(algorithm)) + ":" + base::to_lower(digits));
  }
  EXPECT_FALSE(
      ListedDigest::of_hex(HashAlgorithm::kMd5, "d41d8cd98f00b204e9800998ecf8427e")->agrees(digests));
}

TEST(Digests, WhatIsNoDigestOfItsAlgorithmIsNone) {
  for (const auto* digits : {"", "00", "d41d8cd98f00b204e9800998ecf8427", "g41d8cd98f00b204e9800998ecf8427e"})
    EXPECT_FALSE(ListedDigest::of_hex(HashAlgorithm::kMd5, digits)) << digits;
  EXPECT_FALSE(ListedDigest::of_hex(HashAlgorithm::kSha512, std::string(128, 'a')));
  EXPECT_FALSE(ListedDigest::of_hex(HashAlgorithm::kSha256, std::string(1 << 20, 'a')));
}

TEST(Digests, OfFilesAreFoundByPathAndTheLastOfAPathCounts) {
  const auto digest = [](char digit) {
    return *ListedDigest::of_hex(HashAlgorithm::kMd5, std::string(32, digit));
  };
  FileDigests digests;
  digests.add("b/package.json", digest('1'));
  digests.add("a/package.json", digest('2'));
  digests.add("b/package.json", digest('3'));
  digests.add(std::string(70'000, 'x'), digest('4'));
  digests.settle();
  ASSERT_EQ(digests.size(), 2u);
  EXPECT_EQ(*digests.find("b/package.json"), digest('3'));
  EXPECT_EQ(*digests.find("a/package.json"), digest('2'));
  EXPECT_EQ(digests.find("a/package"), nullptr);
  EXPECT_EQ(digests.find("c"), nullptr);
  FileDigests same;
  same.add("a/package.json", digest('2'));
  same.add("b/package.json", digest('3'));
  same.settle();
  EXPECT_EQ(digests, same);
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
