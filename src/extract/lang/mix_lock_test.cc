#include <gtest/gtest.h>

#include "support/parsed.h"

namespace pratique::extract {
std::unique_ptr<Extractor> make_mix_lock();

namespace {

using testing::edges_of;
using testing::parsed;

constexpr std::string_view kLock = R"(%{
  "castore": {:hex, :castore, "0.1.18", "deb5", [:mix], [], "hexpm", "cccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccc"},
  "own": {:hex, :own_name, "1.0.0", "00", [:mix], [], "hexpm:shop", "01"},
  "old": {:hex, :old, "0.1.0"},
  "phoenix": {:hex, :phoenix, "1.6.13", "0a1d", [:mix, :rebar3], [{:castore, ">= 0.0.0", [hex: :castore, repo: "hexpm", optional: false]}, {:own, "~> 1.0", [hex: :own_name, repo: "hexpm:shop", optional: true]}, {:gone, "1"}, {:phoenix, "1"}, {:tool, "1"}], "hexpm"},
  # from a fork
  "tool": {:git, "https://me:secret@host.example/tool.git", "0123abc", [branch: "main"]},
}
)";

TEST(MixLock, PackagesOfHexAndGitAreDeclared) {
  EXPECT_EQ(parsed(make_mix_lock(), "app/mix.lock", kLock),
            "declared pkg:hex/castore@0.1.18\n"
            "declared pkg:hex/old@0.1.0\n"
            "declared pkg:hex/own_name@1.0.0\n"
            "declared pkg:hex/phoenix@1.6.13\n"
            "declared pkg:hex/tool\n");
  EXPECT_EQ(testing::details_of(make_mix_lock(), "mix.lock", kLock),
            "pkg:hex/castore@0.1.18 sha256:" + std::string(64, 'c') + "\n");
  const auto record = make_mix_lock()->parse(FileView("mix.lock", base::as_bytes(kLock)));
  EXPECT_EQ(record->components[2].details->origin, "private: from hexpm:shop");
  EXPECT_EQ(record->components[4].details->origin, "repository: https://me:[redacted]@host.example/tool.git");
}

TEST(MixLock, WhoNeedsWhomIsKnown) {
  EXPECT_EQ(edges_of(make_mix_lock(), "mix.lock", kLock),
            "phoenix@1.6.13 depends-on castore@0.1.18\n"
            "phoenix@1.6.13 depends-on own_name@1.0.0 optional\n"
            "phoenix@1.6.13 depends-on tool\n");
}

TEST(MixLock, OtherShapesAreToldOf) {
  const auto told = [](std::string_view text) { return parsed(make_mix_lock(), "mix.lock", text); };
  EXPECT_EQ(told(" "), "error: empty file");
  EXPECT_EQ(told("[]"), "error: mix.lock that is no map");
  EXPECT_EQ(told("%{}"), "");
  for (const char* text : {"%{", "%{\"a\": {:hex", "%{\"a", "%{} x", "%{a b}", "%{:}", "%{<<<<<<< HEAD}"})
    EXPECT_TRUE(told(text).starts_with("error: ")) << text;
  EXPECT_EQ(told(R"(%{"a": {:path, "x"}, "b": 7, "c": {:hex, :c, 1}, "d":})"),
            "declared pkg:hex/c\n"
            "note unreadable: 2 packages left out: neither of Hex nor of Git: a\n"
            "note unversioned: 1 package has no version: c\n");
  EXPECT_EQ(parsed(make_mix_lock(), "app/deps/phoenix/mix.lock", "%{}"), "unwanted");
}

TEST(MixLock, DepthAndNumberHaveLimits) {
  const auto told = [](std::string_view text) { return parsed(make_mix_lock(), "mix.lock", text); };
  EXPECT_EQ(told("%{\"a\": " + std::string(100'000, '[')), "error: terms nested deeper than 16");
  std::string many = "%{\"a\": [";
  for (int i = 0; i < 500'010; ++i) many += "a,";
  EXPECT_EQ(told(many + "]}"), "error: more terms than a lock file has");
}

}  // namespace
}  // namespace pratique::extract
