#include <gtest/gtest.h>

#include "support/parsed.h"
#include "support/paths.h"

namespace pratique::extract {
std::unique_ptr<Extractor> make_package_lock();

namespace {

using testing::parsed;

std::string fixture(const std::string& name) {
  return pratique::testing::read_file("src/extract/lang/testdata/" + name);
}

TEST(PackageLock, Version1IsNested) {
  EXPECT_EQ(parsed(make_package_lock(), "app/package-lock.json", fixture("package-lock-v1.json")),
            "declared pkg:npm/buoy@1.2.0\n"
            "declared pkg:npm/buoy@2.0.0 dev\n"
            "declared pkg:npm/hawser\n"
            "declared pkg:npm/mole\n"
            "declared pkg:npm/%40harbour/anchor@3.0.0\n"
            "declared pkg:npm/%40harbour/tide-table@2.4.1\n");
}

TEST(PackageLock, Version3IsByLocation) {
  // buoy 1.2.0 is there twice, once for development only: it is needed in production.
  EXPECT_EQ(parsed(make_package_lock(), "app/npm-shrinkwrap.json", fixture("package-lock-v3.json")),
            "declared pkg:npm/buoy@1.2.0\n"
            "declared pkg:npm/buoy@2.0.0 dev\n"
            "declared pkg:npm/crane@1.0.0 dev\n"
            "declared pkg:npm/%40harbour/anchor@3.0.0\n"
            "declared pkg:npm/%40harbour/tide-table@2.4.1 [MIT]\n");
}

TEST(PackageLock, LocksOfInstalledPackagesAreNotRead) {
  for (const char* path : {"app/node_modules/a/npm-shrinkwrap.json", "usr/share/nodejs/a/npm-shrinkwrap.json",
                           "var/lib/gems/3.1.0/gems/a-1.0/package-lock.json"}) {
    EXPECT_EQ(parsed(make_package_lock(), path, "{}"), "unwanted") << path;
  }
}

TEST(PackageLock, WithoutDependenciesIsEmpty) {
  EXPECT_EQ(parsed(make_package_lock(), "package-lock.json", R"({"name":"a","lockfileVersion":1})"), "");
}

TEST(PackageLock, BrokenFilesAreErrors) {
  const auto lock = make_package_lock();
  EXPECT_EQ(parsed(lock, "package-lock.json", "[]"), "error: package lock is not a JSON object");
  EXPECT_TRUE(parsed(lock, "package-lock.json", R"({"packages": {)").starts_with("error: JSON: "));
}

TEST(PackageLock, NestingHasALimit) {
  std::string text = R"({"dependencies":{)";
  for (int i = 0; i < 200; ++i) text += R"("a":{"version":"1","dependencies":{)";
  text += std::string(200 * 2, '}') + "}}";
  EXPECT_EQ(parsed(make_package_lock(), "package-lock.json", text),
            "error: dependencies nested deeper than 100");
}

TEST(PackageLock, UnusableNamesAreNotedAndTheRestStays) {
  EXPECT_EQ(
      parsed(make_package_lock(), "package-lock.json",
             R"({"packages":{"node_modules/a\u001b[2J":{"version":"1"},"node_modules/b":{"version":"2"}}})"),
      "declared pkg:npm/b@2\n"
      "note unreadable: 1 packages left out: control character in the name\n");
}

TEST(PackageLock, NumberOfPackagesHasALimit) {
  std::string text = R"({"packages":{"":{})";
  for (int i = 0; i < 50'010; ++i) text += ",\"node_modules/p" + std::to_string(i) + "\":{\"version\":\"1\"}";
  const auto got = parsed(make_package_lock(), "package-lock.json", text + "}}");
  EXPECT_TRUE(got.ends_with("note limit: more than 50000 packages; the rest was not read\n"));
}

using testing::edges_of;

// As Node finds a module: in the nearest folder above.
TEST(PackageLock, WhoNeedsWhomIsKnown) {
  const auto lock = make_package_lock();
  EXPECT_EQ(edges_of(lock, "package-lock.json", R"({"packages":{"":{"dependencies":{"a":"^1"}},
    "node_modules/a":{"version":"1.0.0","dependencies":{"b":"*","c":"*","gone":"*"}},
    "node_modules/a/node_modules/b":{"version":"1.0.0","peerDependencies":{"c":"*"}},
    "node_modules/b":{"version":"2.0.0","optionalDependencies":{"c":"*"}},
    "node_modules/c":{"version":"3.0.0","dependencies":{"b":"*","c":"*"}},
    "packages/own":{"version":"1.0.0","dependencies":{"b":"*"}},
    "packages/own/node_modules/d":{"version":"4.0.0","dependencies":{"b":"*","own":"*"}},
    "node_modules/own":{"resolved":"packages/own","link":true},
    "node_modules/@s/e":{"version":"5.0.0","dependencies":{"alias":"*"}},
    "node_modules/alias":{"name":"@s/real","version":"6.0.0","dependencies":{"@s/e":"*"}}}})"),
            "a@1.0.0 depends-on b@1.0.0\n"
            "a@1.0.0 depends-on c@3.0.0\n"
            "b@1.0.0 depends-on c@3.0.0 peer\n"
            "b@2.0.0 depends-on c@3.0.0 optional\n"
            "c@3.0.0 depends-on b@2.0.0\n"
            "d@4.0.0 depends-on b@2.0.0\n"
            "e@5.0.0 depends-on real@6.0.0\n"
            "real@6.0.0 depends-on e@5.0.0\n");
  EXPECT_EQ(edges_of(lock, "package-lock.json",
                     R"({"packages":{"node_modules/a":{"version":"1","dependencies":{"a":"*"}}}})"),
            "");
}

TEST(PackageLock, Version1IsResolvedByItsNesting) {
  const auto lock = make_package_lock();
  EXPECT_EQ(edges_of(lock, "package-lock.json", fixture("package-lock-v1.json")),
            "tide-table@2.4.1 depends-on buoy@1.2.0\n");
  EXPECT_EQ(edges_of(lock, "package-lock.json", R"({"requires":true,"dependencies":{
    "a":{"version":"1","requires":{"b":"*","c":"*"},"dependencies":{
      "c":{"version":"1","requires":{"b":"*","d":"*"},"dependencies":{"d":{"version":"1","requires":{"c":"*"}}}}}},
    "b":{"version":"2","requires":{"c":"*","gone":"*"}},"c":{"version":"2"},"d":{"version":"npm:@s/real@3"}}})"),
            "a@1 depends-on b@2\n"
            "a@1 depends-on c@1\n"
            "b@2 depends-on c@2\n"
            "c@1 depends-on b@2\n"
            "c@1 depends-on d@1\n"
            "d@1 depends-on c@1\n");
}

// Ten times the folders that one lock file may have, each at the end of a long way: linear in time and memory.
TEST(PackageLock, DeepAndWideTreesStayCheap) {
  std::string deep = R"({"dependencies":{)";
  for (int i = 0; i < 99; ++i)
    deep += "\"" + std::string(10'000, 'a') + R"(":{"version":"1","dependencies":{)";
  for (int i = 0; i < 20'000; ++i)
    deep += (i == 0 ? "\"x" : ",\"x") + std::to_string(i) + R"(":{"version":"1","requires":{"x0":"1"}})";
  deep += std::string(2 * 99, '}') + "}}";
  const auto record =
      make_package_lock()->parse(FileView("package-lock.json", base::as_bytes(std::string_view(deep))));
  ASSERT_TRUE(record) << base::to_line(record.error());
  EXPECT_EQ(record->edges.size(), 19'999u);
}

TEST(PackageLock, HashesScopeAndOriginAreKept) {
  const auto record = make_package_lock()->parse(FileView(
      "package-lock.json",
      base::as_bytes(std::string_view(
          R"({"packages":{"node_modules/a":{"version":"1","optional":true,"integrity":"sha1-2jmj7l5rSw0yVb/vlWAYkK/YBwk= what",
    "resolved":"https://user:secret@npm.example/a/-/a-1.tgz"},
    "node_modules/b":{"version":"1","peer":true,"resolved":"https://registry.npmjs.org/b/-/b-1.tgz"},
    "node_modules/c":{"version":"1","dev":true,"peer":true}}})"))));
  ASSERT_TRUE(record);
  const auto& all = record->components;
  EXPECT_EQ(
      all[0].details->hashes,
      (std::vector<model::Hash>{{model::HashAlgorithm::kSha1, "da39a3ee5e6b4b0d3255bfef95601890afd80709"}}));
  EXPECT_EQ(all[0].details->origin, "https://user:[redacted]@npm.example");
  EXPECT_EQ(all[1].details->origin, "");
  EXPECT_EQ(all[0].scope, model::Scope::kOptional);
  EXPECT_EQ(all[1].scope, model::Scope::kPeer);
  EXPECT_EQ(all[2].scope, model::Scope::kDev);
}

std::vector<std::string> origins_of(std::string_view text) {
  const auto record = make_package_lock()->parse(FileView("package-lock.json", base::as_bytes(text)));
  std::vector<std::string> all;
  if (record)
    for (const auto& one : record->components) all.push_back(one.purl.name + ": " + one.details->origin);
  return all;
}
using Origins = std::vector<std::string>;

// npm keeps the version that the manifest states, which says nothing of the registry's package of that name.
TEST(PackageLock, WhatIsFromARepositoryOrFolderIsTold) {
  EXPECT_EQ(origins_of(R"({"packages":{
    "node_modules/a":{"version":"1.0.0","resolved":"git+ssh://git@github.com/x/a.git#0123abc"},
    "node_modules/b":{"version":"1.0.0","resolved":"file:vendor/b-1.0.0.tgz"},
    "node_modules/c":{"version":"1.0.0","resolved":"https://registry.npmjs.org/c/-/c-1.0.0.tgz"}}})"),
            (Origins{"a: repository: git+ssh://git@github.com/x/a.git", "b: folder: file:vendor/b-1.0.0.tgz",
                     "c: "}));
  EXPECT_EQ(origins_of(R"({"dependencies":{"a":{"version":"github:x/a#1"}}})"),
            Origins{"a: repository: github:x/a"});
}

TEST(PackageLock, AScopeOfAnotherRegistryIsPrivateOnlyBesideNpms) {
  const std::string corp =
      R"("node_modules/@corp/a":{"version":"1.0.0","resolved":"https://npm.corp.example/@corp/a/-/a-1.0.0.tgz"})";
  const std::string plain =
      R"("node_modules/b":{"version":"1.0.0","resolved":"https://npm.corp.example/b/-/b-1.0.0.tgz"})";
  const std::string own =
      R"("node_modules/c":{"version":"1.0.0","resolved":"https://registry.npmjs.org/c/-/c-1.0.0.tgz"})";
  EXPECT_EQ(origins_of(R"({"packages":{)" + corp + "," + plain + "," + own + "}}"),
            (Origins{"b: https://npm.corp.example",
                     "c: ", "a: private: its scope comes from https://npm.corp.example"}));
  EXPECT_EQ(origins_of(R"({"packages":{)" + corp + "," + plain + "}}"),
            (Origins{"b: https://npm.corp.example", "a: https://npm.corp.example"}))
      << "a mirror of everything";
}

TEST(PackageLock, ListsThatAreNoneAreErrors) {
  for (const char* text : {R"({"packages": []})", R"({"dependencies": ["a"]})", "[]"})
    EXPECT_TRUE(parsed(make_package_lock(), "package-lock.json", text).starts_with("error: ")) << text;
  EXPECT_EQ(parsed(make_package_lock(), "package-lock.json", R"({"lockfileVersion": 3})"), "");
}

}  // namespace
}  // namespace pratique::extract
