#include <gtest/gtest.h>

#include "support/parsed.h"

namespace pratique::extract {
std::unique_ptr<Extractor> make_bun_lock();

namespace {

using testing::edges_of;
using testing::parsed;

// Commas before closing brackets, as Bun writes them, and a comment, as it reads them.
constexpr std::string_view kLock = R"({
  "lockfileVersion": 1,
  // by hand
  "workspaces": {
    "": {
      "name": "demo",
      "dependencies": { "a": "^1.0.0", "ms-old": "npm:ms@2.0.0", "own": "workspace:*", },
      "devDependencies": { "@s/dev": "1.0.0", },
    },
    "packages/own": { "name": "own", "version": "0.1.0", "dependencies": { "b": "^2.0.0", }, },
  },
  "packages": {
    "@s/dev": ["@s/dev@1.0.0", "", { "dependencies": { "b": "^1.0.0", "c": "*" } }, "sha1-2jmj7l5rSw0yVb/vlWAYkK/YBwk="],

    "@s/dev/b": ["b@1.5.0", "", { "dependencies": { "c": "*" } }, ""],

    "a": ["a@1.0.0", "https://npm.example/a-1.0.0.tgz", { "dependencies": { "gone": "*", "b": "*" }, "optionalDependencies": { "c": "*" }, "peerDependencies": { "ms-old": "*", "b": "*" }, "optionalPeers": ["ms-old"] }, ""],

    "b": ["b@1.0.0", "", {}, ""],

    "c": ["c@1.0.0", "", {}, ""],

    "ms-old": ["ms@2.0.0", "", {}, ""],

    "own": ["own@workspace:packages/own"],

    "own/b": ["b@2.0.0", "", {}, ""],

    "tool": ["tool@github:x/tool#0123abc", {}, "x-tool-0123abc"],
  }
}
)";

TEST(BunLock, PackagesLieInEachOther) {
  EXPECT_EQ(parsed(make_bun_lock(), "app/bun.lock", kLock),
            "declared pkg:npm/a@1.0.0\n"
            "declared pkg:npm/b@1.0.0\n"
            "declared pkg:npm/b@1.5.0 dev\n"
            "declared pkg:npm/b@2.0.0\n"
            "declared pkg:npm/c@1.0.0 optional\n"
            "declared pkg:npm/ms@2.0.0\n"
            "declared pkg:npm/tool\n"
            "declared pkg:npm/%40s/dev@1.0.0 dev\n");
}

TEST(BunLock, WhoNeedsWhomIsKnown) {
  EXPECT_EQ(edges_of(make_bun_lock(), "bun.lock", kLock),
            "a@1.0.0 depends-on b@1.0.0\n"
            "a@1.0.0 depends-on b@1.0.0 peer\n"
            "a@1.0.0 depends-on c@1.0.0 optional\n"
            "a@1.0.0 depends-on ms@2.0.0 optional\n"
            "b@1.5.0 depends-on c@1.0.0\n"
            "dev@1.0.0 depends-on b@1.5.0\n"
            "dev@1.0.0 depends-on c@1.0.0\n");
}

TEST(BunLock, ReasonsHashesAndOriginsAreKept) {
  const auto record = make_bun_lock()->parse(FileView("bun.lock", base::as_bytes(kLock)));
  ASSERT_TRUE(record);
  std::string asked;
  for (const auto& one : record->components) {
    if (one.reason == model::InstallReason::kExplicit) asked += one.purl.name + "@" + one.purl.version + " ";
  }
  EXPECT_EQ(asked, "a@1.0.0 b@2.0.0 ms@2.0.0 dev@1.0.0 ");
  EXPECT_EQ(record->components[0].details->origin, "https://npm.example");
  EXPECT_EQ(record->components[6].details->origin, "repository: github:x/tool");
  EXPECT_EQ(testing::details_of(make_bun_lock(), "bun.lock", kLock),
            "pkg:npm/%40s/dev@1.0.0 sha1:da39a3ee5e6b4b0d3255bfef95601890afd80709\n");
}

TEST(BunLock, WhatStandsInQuotesIsNoComma) {
  EXPECT_EQ(parsed(make_bun_lock(), "bun.lock",
                   R"({"x": ",]//\",}", /* , */ "packages": {"a,]": ["a@1,]", "", {}, "",],},})"),
            "declared pkg:npm/a@1%2C%5D\n");
  EXPECT_TRUE(
      parsed(make_bun_lock(), "bun.lock", R"({"packages": {"a": ["a@1",,]}})").starts_with("error: JSON"));
}

TEST(BunLock, OtherShapesAreToldOf) {
  const auto told = [](std::string_view text) { return parsed(make_bun_lock(), "bun.lock", text); };
  EXPECT_EQ(told("[]"), "error: bun.lock is not a JSON object");
  EXPECT_EQ(told(R"({"packages": []})"), "error: bun.lock with a list of packages that is no object");
  EXPECT_EQ(
      told(
          R"({"packages": {"a": [7], "b": "b@1", "c": ["c"], "d": ["d@1", {"dependencies": 7}], "d": ["d@2"]}})"),
      "declared pkg:npm/c\n"
      "declared pkg:npm/d@1\n"
      "declared pkg:npm/d@2\n"
      "note unreadable: 2 packages left out: package without a name\n"
      "note unversioned: 1 package has no version: c\n");
  EXPECT_EQ(parsed(make_bun_lock(), "app/node_modules/a/bun.lock", "{}"), "unwanted");
}

// A place as deep as a name may be long, with circles.
TEST(BunLock, DepthIsBounded) {
  std::string place;
  for (int i = 0; i < 500; ++i) place += "a/";
  EXPECT_EQ(
      edges_of(
          make_bun_lock(), "bun.lock",
          R"({"packages": {")" + place +
              R"(b": ["b@1", "", {"dependencies": {"c": "*", "b": "*"}}], "c": ["c@1", "", {"dependencies": {"c": "*"}}]}})"),
      "");
}

}  // namespace
}  // namespace pratique::extract
