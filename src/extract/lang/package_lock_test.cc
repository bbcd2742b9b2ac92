#include <gtest/gtest.h>

#include "extract/lang/support/parsed.h"
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

std::vector<std::string> edges_of(std::string_view text) {
  const auto lock = make_package_lock();
  const auto record = lock->parse(FileView("package-lock.json", base::as_bytes(text)));
  std::vector<std::string> edges;
  for (const auto& edge : record->edges) {
    const auto name = [&](std::uint32_t number) {
      const auto& purl = record->components[number].purl;
      return purl.name + "@" + purl.version;
    };
    edges.push_back(name(edge.from) + " " + to_string(edge.kind) + " " + name(edge.to));
  }
  std::sort(edges.begin(), edges.end());
  return edges;
}

// As Node finds a module: in the nearest folder above.
TEST(PackageLock, WhoNeedsWhomIsKnown) {
  EXPECT_EQ(edges_of(R"({"packages":{"":{"dependencies":{"a":"^1"}},
    "node_modules/a":{"version":"1.0.0","dependencies":{"b":"*","c":"*","gone":"*"}},
    "node_modules/a/node_modules/b":{"version":"1.0.0","peerDependencies":{"c":"*"}},
    "node_modules/b":{"version":"2.0.0","optionalDependencies":{"c":"*"}},
    "node_modules/c":{"version":"3.0.0","dependencies":{"b":"*","c":"*"}}}})"),
            (std::vector<std::string>{"a@1.0.0 depends-on b@1.0.0", "a@1.0.0 depends-on c@3.0.0",
                                      "b@1.0.0 depends-on c@3.0.0", "b@2.0.0 depends-on c@3.0.0",
                                      "c@3.0.0 depends-on b@2.0.0"}));
  EXPECT_TRUE(
      edges_of(R"({"packages":{"node_modules/a":{"version":"1","dependencies":{"a":"*"}}}})").empty());
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

}  // namespace
}  // namespace pratique::extract
