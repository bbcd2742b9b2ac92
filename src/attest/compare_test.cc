#include "attest/compare.h"

#include <gtest/gtest.h>

namespace pratique::attest {
namespace {

using model::Evidence;

model::Inventory inventory(const std::vector<std::string>& purls, Evidence evidence = Evidence::kInstalled) {
  model::Inventory all;
  for (const auto& purl : purls) {
    model::Component one{.purl = *model::parse_purl(purl), .evidence = evidence};
    one.locations.push_back({"some/file", ""});
    all.components.push_back(std::move(one));
  }
  return all;
}

std::vector<std::string> purls_of(const std::vector<ComparedPackage>& packages) {
  std::vector<std::string> all;
  for (const auto& one : packages) all.push_back(one.purl);
  return all;
}

using List = std::vector<std::string>;

TEST(CompareSboms, SpellingsOfOnePackageMeet) {
  const std::pair<const char*, const char*> same[] = {
      {"pkg:deb/debian/curl@7.88.1-10?arch=amd64&distro=debian-12", "pkg:deb/curl@7.88.1-10"},
      {"pkg:deb/debian/tar@1:1.2-3", "pkg:deb/debian/tar@1.2-3?epoch=1"},
      {"pkg:rpm/almalinux/tar@0:1.2-3", "pkg:rpm/alma/tar@1.2-3?epoch=0"},
      {"pkg:rpm/almalinux/tar@1.2-3?epoch=2", "pkg:rpm/redhat/tar@2:1.2-3"},
      {"pkg:golang/example.org/x@v1.2.3", "pkg:golang/example.org/x@1.2.3"},
      {"pkg:pypi/Foo_Bar@1", "pkg:pypi/foo-bar@1"},
      {"pkg:npm/%40babel/core@7.0.0#lib", "pkg:npm/%40babel/core@7.0.0"},
      {"pkg:apk/alpine/busybox@1-r0?arch=x86_64", "pkg:apk/wolfi/busybox@1-r0"}};
  for (const auto& [listed, found] : same) {
    const auto difference = compare_sboms(inventory({listed}), inventory({found}), false);
    EXPECT_FALSE(difference.differs()) << listed << " " << found;
    EXPECT_EQ(difference.same, 1u);
  }
}

TEST(CompareSboms, OthersDiffer) {
  const std::pair<const char*, const char*> other[] = {
      {"pkg:npm/%40a/core@1", "pkg:npm/%40b/core@1"},
      {"pkg:npm/x@1", "pkg:pypi/x@1"},
      {"pkg:maven/g1/a@1", "pkg:maven/g2/a@1"},
      {"pkg:deb/debian/tar@1:1.2", "pkg:deb/debian/tar@1.2"},
      {"pkg:npm/X@1", "pkg:npm/x@1.0"},
  };
  for (const auto& [listed, found] : other)
    EXPECT_TRUE(compare_sboms(inventory({listed}), inventory({found}), false).differs())
        << listed << " " << found;
}

TEST(CompareSboms, MissingInventedAndOtherVersions) {
  const auto difference = compare_sboms(
      inventory({"pkg:npm/a@1", "pkg:npm/b@1", "pkg:npm/c@1", "pkg:npm/c@3", "pkg:npm/put-in@6"}),
      inventory(
          {"pkg:npm/a@1", "pkg:npm/b@2", "pkg:npm/c@1", "pkg:npm/c@2", "pkg:npm/c@4", "pkg:npm/removed@1"}),
      false);
  EXPECT_EQ(purls_of(difference.missing), (List{"pkg:npm/c@4", "pkg:npm/removed@1"}));
  EXPECT_EQ(purls_of(difference.invented), List{"pkg:npm/put-in@6"});
  ASSERT_EQ(difference.other_version.size(), 2u);
  EXPECT_EQ(difference.other_version[0], (OtherVersion{"pkg:npm/b", "1", "2", "some/file"}));
  EXPECT_EQ(difference.other_version[1], (OtherVersion{"pkg:npm/c", "3", "2", "some/file"}));
  EXPECT_EQ(difference.same, 2u);
  EXPECT_TRUE(difference.differs());
}

TEST(CompareSboms, ATypeThatIsListedNowhereIsMissingAllTheSame) {
  const auto difference =
      compare_sboms(inventory({"pkg:deb/a@1"}), inventory({"pkg:deb/a@1", "pkg:npm/b@1"}), false);
  EXPECT_EQ(purls_of(difference.missing), List{"pkg:npm/b@1"});
  EXPECT_EQ(difference.unlisted_types, List{"npm"});
  EXPECT_TRUE(difference.differs());
}

TEST(CompareSboms, WhatLockFilesNameCountsInOurOwnOnly) {
  const auto listed = inventory({"pkg:npm/a@1"});
  auto found = inventory({"pkg:npm/a@1"});
  found.components.push_back(inventory({"pkg:npm/b@1"}, Evidence::kDeclared).components.front());
  EXPECT_EQ(purls_of(compare_sboms(listed, found, false).declared), List{"pkg:npm/b@1"});
  EXPECT_FALSE(compare_sboms(listed, found, false).differs());
  EXPECT_EQ(purls_of(compare_sboms(listed, found, true).missing), List{"pkg:npm/b@1"});
  found.components.push_back(inventory({"pkg:npm/b@1"}).components.front());
  EXPECT_TRUE(compare_sboms(listed, found, false).differs()) << "it is installed as well";
}

TEST(CompareSboms, WhatCannotBeSeenHereIsNoInvention) {
  auto found = inventory({"pkg:deb/a@1"});
  const auto listed = inventory({"pkg:deb/a@1", "pkg:generic/python@3", "pkg:nuget/x@1"});
  const auto seen = compare_sboms(listed, found, false);
  EXPECT_EQ(purls_of(seen.unchecked), List{"pkg:generic/python@3"});
  EXPECT_EQ(purls_of(seen.invented), List{"pkg:nuget/x@1"}) << "no file of any unread kind lies there";
  found.notes.push_back({.code = "not-read", .message = "*.deps.json", .incomplete = true});
  EXPECT_EQ(purls_of(compare_sboms(listed, found, false).unchecked),
            (List{"pkg:generic/python@3", "pkg:nuget/x@1"}));
}

}  // namespace
}  // namespace pratique::attest
