#include "extract/os/rpm/origin.h"

#include <gtest/gtest.h>

#include "support/package_scene.h"
#include "support/paths.h"
#include "support/rpm_writer.h"

namespace pratique::extract {

std::unique_ptr<Extractor> make_rpm();

namespace os {
namespace {

std::string made(std::string_view name, std::string_view version, std::string_view release) {
  return MadeHeader()
      .string(1000, name)
      .string(1001, version)
      .string(1002, release)
      .string(1022, "x86_64")
      .text();
}

// curl is in the histories of the corpus, bash in none of dnf 4's.
Scene scene() {
  Scene one(make_rpm());
  one.distro = {.id = "rhel", .version_id = "9.4"};
  one.add(0, "var/lib/rpm/Packages.db",
          made_ndb({made("bash", "5.2.37", "1.fc42"), made("curl", "7.76.1", "29.el9_4")}));
  return one;
}

std::vector<std::string> origins(Scene& one) {
  std::vector<std::string> all;
  for (const auto& component : one.assemble().components)
    all.push_back(component.purl.name + ": " + component.details->origin);
  return all;
}

std::string corpus(const std::string& name) { return testing::read_file("fuzz/corpus/rpm_origin/" + name); }

constexpr const char* kDnf4 = "var/lib/dnf/history.sqlite";

TEST(RpmOrigin, HistoryOfDnf4TellsTheRepositoryOfEachPackage) {
  auto one = scene();
  one.add(0, kDnf4, corpus("dnf4"));
  EXPECT_EQ(origins(one), (std::vector<std::string>{"bash: ", "curl: rhel-9-for-x86_64-baseos-rpms"}));
}

TEST(RpmOrigin, HistoryOfDnf5HasNamesByNumber) {
  auto one = scene();
  one.add(0, "usr/lib/sysimage/libdnf5/transaction_history.sqlite", corpus("dnf5"));
  EXPECT_EQ(origins(one), (std::vector<std::string>{"bash: fedora", "curl: "}));
}

// A repository that is not among those of the image may be a mirror by another name: both are kept.
TEST(RpmOrigin, ContentManifestTellsTheRepositoriesOfTheImage) {
  auto one = scene();
  one.add(0, "root/buildinfo/content_manifests/ubi9-9.4.json",
          R"({"content_sets": ["b-rpms", "a-rpms", "two words", 7]})");
  EXPECT_EQ(origins(one), (std::vector<std::string>{"bash: a-rpms b-rpms", "curl: a-rpms b-rpms"}));
  one.add(1, kDnf4, corpus("dnf4"));
  EXPECT_EQ(origins(one), (std::vector<std::string>{"bash: a-rpms b-rpms",
                                                    "curl: rhel-9-for-x86_64-baseos-rpms a-rpms b-rpms"}));
  one.add(2, "usr/share/buildinfo/content-sets.json",
          R"({"content_sets": ["rhel-9-for-x86_64-baseos-rpms"]})");
  EXPECT_EQ(origins(one).at(1), "curl: rhel-9-for-x86_64-baseos-rpms") << "its own is one of them";
}

TEST(RpmOrigin, YumKeptAFileForEachPackage) {
  auto one = scene();
  const std::string folder = "var/lib/yum/yumdb/c/b0a9-curl-7.76.1-29.el9_4-x86_64/";
  one.add(0, folder + "from_repo", "amzn2-core");
  one.add(0, folder + "reason", "user");
  one.add(0, "var/lib/yum/yumdb/b/odd/from_repo", "amzn2-core");
  EXPECT_EQ(origins(one), (std::vector<std::string>{"bash: ", "curl: amzn2-core"}));
}

// Nobody knows less of the packages for it.
TEST(RpmOrigin, WhatIsDamagedIsToldAndHidesNoPackage) {
  auto one = scene();
  one.add(0, kDnf4, corpus("cut"));
  one.add(0, "root/buildinfo/content_manifests/a.json", "{\"content_sets\": [");
  one.add(0, "usr/share/buildinfo/labels.json", R"({"name": "ubi9"})");
  EXPECT_EQ(origins(one), (std::vector<std::string>{"bash: ", "curl: "}));
  EXPECT_GE(one.errors.size(), 1u);
}

TEST(RpmOrigin, NoHistoryOfDnfIsSaidSo) {
  auto one = scene();
  one.add(0, kDnf4, "SQLite format 3");
  ASSERT_EQ(one.errors.size(), 1u);
  EXPECT_EQ(one.errors.front().kind, ErrorKind::kInvalid);
}

// A root filesystem inside the image has a history of its own.
TEST(RpmOrigin, AHistoryIsAboutItsOwnRoot) {
  auto one = scene();
  one.add(0, "srv/jail/var/lib/dnf/history.sqlite", corpus("dnf4"));
  EXPECT_EQ(origins(one), (std::vector<std::string>{"bash: ", "curl: "}));
  std::string_view root;
  EXPECT_TRUE(is_rpm_origin("srv/jail/root/buildinfo/content_manifests/x.json", root));
  EXPECT_EQ(root, "srv/jail/");
  EXPECT_FALSE(is_rpm_origin("opt/buildinfo/x.json", root));
  EXPECT_FALSE(is_rpm_origin("home/var/lib/dnf/history.db", root));
}

}  // namespace
}  // namespace os
}  // namespace pratique::extract
