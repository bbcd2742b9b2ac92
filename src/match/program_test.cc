// Programs without a package manager's record, judged by CPE: what counts, and what is left alone.
#include <gtest/gtest.h>

#include <algorithm>

#include "match/advisories.h"
#include "match/confidence.h"
#include "match/gaps.h"
#include "match/programs.h"
#include "support/advisory_shelf.h"

namespace pratique::match {
namespace {

using support::hit;
using support::package;
using support::Shelf;

Judgement judged(model::Component component, const Shelf& shelf) {
  model::Inventory inventory;
  inventory.components = {std::move(component)};
  auto judgement = judge(inventory, shelf, {});
  EXPECT_TRUE(judgement.has_value());
  return judgement.value_or(Judgement{});
}

std::vector<std::string> ids(const Judgement& judgement) {
  std::vector<std::string> all;
  for (const auto& one : judgement.findings) all.emplace_back(one.id);
  return all;
}
using Ids = std::vector<std::string>;

std::string reason(const Judgement& judgement) {
  return judgement.gaps.empty() ? "" : judgement.gaps.front().reason;
}

support::Hit of_product(const char* id, const char* product, const char* introduced, const char* fixed) {
  return hit(id, "nvd", "CPE", product, "cpe", introduced, fixed);
}

model::Component stating(std::string_view purl, std::vector<std::string> cpes) {
  auto component = package(purl);
  component.details.edit().cpes = std::move(cpes);
  return component;
}

TEST(Programs, AreJudgedByTheirCpeWithLowConfidence) {
  Shelf shelf;
  shelf.add(of_product("CVE-2023-0286", "a:openssl:openssl", "1.0.2", "1.0.2zg"));
  shelf.add(of_product("CVE-2014-0160", "a:openssl:openssl", "1.0.1", "1.0.1g"));
  const auto judgement = judged(package("pkg:generic/openssl@1.0.2zf"), shelf);
  ASSERT_EQ(ids(judgement), Ids{"CVE-2023-0286"});
  EXPECT_TRUE(is_low_confidence(judgement.findings[0]));
  EXPECT_EQ(judgement.findings[0].rule, "cpe: openssl:openssl");
  EXPECT_EQ(judgement.findings[0].fixed, "1.0.2zg");
  EXPECT_EQ(ids(judged(package("pkg:generic/openssl@1.0.2zg"), shelf)), Ids{});
}

TEST(Programs, AProductThatNoAdvisoryNamesIsNotJudged) {
  Shelf shelf;
  shelf.add(of_product("CVE-2023-0286", "a:openssl:openssl", "1.0.2", "1.0.2zg"));
  const auto unknown = judged(package("pkg:generic/nginx@1.25.0"), shelf);
  EXPECT_EQ(unknown.standings[0].standing, Standing::kUnjudged);
  EXPECT_EQ(reason(unknown), "no advisory data for CPE f5:nginx");
  const auto nameless = judged(package("pkg:generic/our-own-thing@1"), shelf);
  EXPECT_EQ(nameless.standings[0].standing, Standing::kUnjudged);
  EXPECT_EQ(reason(nameless),
            "a program is judged only where it is known or states the CPE of an application");
}

// The name is a package manager's, and so the distribution's or the registry's word counts.
TEST(Programs, PackagesOfSystemsAndLanguagesAreNeverJudgedByCpe) {
  Shelf shelf;
  shelf.add(of_product("CVE-2023-0286", "a:openssl:openssl", "0", "9"));
  for (const auto* purl :
       {"pkg:deb/debian/openssl@1.0?distro=debian-12", "pkg:apk/alpine/openssl@1.0?distro=alpine-3.18",
        "pkg:cargo/openssl@0.10.0", "pkg:npm/openssl@1.0.0"})
    EXPECT_EQ(ids(judged(stating(purl, {"cpe:2.3:a:openssl:openssl:1.0:*:*:*:*:*:*:*"}), shelf)), Ids{})
        << purl;
}

TEST(Programs, AStatedCpeOfAnApplicationCounts) {
  Shelf shelf;
  shelf.add(of_product("CVE-1", "a:acme:proxy", "0", "2.0"));
  shelf.add(of_product("CVE-2", "o:linux:linux_kernel", "0", "9"));
  const auto with = [&](const char* cpe) {
    return ids(judged(stating("pkg:generic/proxy@1.5", {cpe}), shelf));
  };
  EXPECT_EQ(with("cpe:2.3:a:acme:proxy:1.5:*:*:*:*:*:*:*"), Ids{"CVE-1"});
  EXPECT_EQ(with("cpe:/a:acme:proxy:1.5"), Ids{"CVE-1"});
  EXPECT_EQ(with("cpe:2.3:o:linux:linux_kernel:1.5:*:*:*:*:*:*:*"), Ids{})
      << "a container has no kernel of its own";
  EXPECT_EQ(with("cpe:2.3:h:acme:proxy:1.5:*:*:*:*:*:*:*"), Ids{});
  EXPECT_EQ(with("no cpe"), Ids{});
}

TEST(Programs, TheVersionMayStandInTheCpeAlone) {
  Shelf shelf;
  shelf.add(of_product("CVE-1", "a:acme:proxy", "0", "2.0"));
  EXPECT_EQ(ids(judged(stating("pkg:generic/proxy", {"cpe:2.3:a:acme:proxy:1.5:rc1:*:*:*:*:*:*"}), shelf)),
            Ids{"CVE-1"});
  EXPECT_EQ(judged(stating("pkg:generic/proxy", {"cpe:2.3:a:acme:proxy:*:*:*:*:*:*:*:*"}), shelf)
                .standings[0]
                .standing,
            Standing::kUnjudged);
}

TEST(Programs, WhatIsSaidOfAnotherTargetIsNotAboutThem) {
  Shelf shelf;
  for (const auto& [id, platform] :
       std::vector<std::pair<std::string, std::string>>{{"CVE-1", "*:*:*:wordpress:*:*"},
                                                        {"CVE-2", "*:*:*:windows:*:*"},
                                                        {"CVE-3", "*:*:lts:*:*:*"},
                                                        {"CVE-4", "*:*:-:-:*:*"},
                                                        {"CVE-5", "*:*:enterprise:*:*:*"},
                                                        {"CVE-6", "*:*:*:linux:x64:*"}}) {
    auto one = of_product(id.c_str(), "a:nodejs:node.js", "0", "99");
    one.affected.platform = platform;
    shelf.add(one);
  }
  EXPECT_EQ(ids(judged(package("pkg:generic/node@18.0.0"), shelf)), (Ids{"CVE-3", "CVE-4", "CVE-6"}));
}

TEST(Programs, ConfigurationsThatGoOnlyTogetherNeedTheOtherPart) {
  Shelf shelf;
  const auto add = [&](const char* id, std::vector<std::string> with) {
    auto one = of_product(id, "a:redis:redis", "0", "7");
    one.affected.only_with = std::move(with);
    shelf.add(one);
  };
  add("CVE-1", {"cpe:2.3:o:microsoft:windows:-:*:*:*:*:*:*:* cpe:2.3:o:apple:macos:-:*:*:*:*:*:*:*"});
  add("CVE-2", {"cpe:2.3:o:microsoft:windows:-:*:*:*:*:*:*:* cpe:2.3:o:linux:linux_kernel:-:*:*:*:*:*:*:*"});
  add("CVE-3", {"cpe:2.3:o:linux:linux_kernel:*:*:*:*:*:*:*:*[4.0,5.0)"});
  add("CVE-4", {"cpe:2.3:o:linux:linux_kernel:-:*:*:*:*:*:*:*", "cpe:2.3:h:acme:board:-:*:*:*:*:*:*:*"});
  EXPECT_EQ(ids(judged(package("pkg:generic/redis@6.2"), shelf)), Ids{"CVE-2"});
}

TEST(Programs, JavaRuntimesAreComparedByTheirOwnOrder) {
  Shelf shelf;
  auto listed = of_product("CVE-1", "a:oracle:openjdk", "", "");
  listed.affected.ranges.clear();
  listed.affected.versions = {"8:update351", "8:update352"};
  shelf.add(listed);
  shelf.add(of_product("CVE-2", "a:oracle:openjdk", "8", "8.0.362"));
  for (const auto* version : {"1.8.0_352-b08", "8u352", "8.0.352"}) {
    const auto purl = "pkg:generic/openjdk@" + std::string(version);
    EXPECT_EQ(ids(judged(package(purl), shelf)), (Ids{"CVE-1", "CVE-2"})) << version;
  }
  EXPECT_EQ(ids(judged(package("pkg:generic/openjdk@8u362"), shelf)), Ids{});
}

// Two sources of one vulnerability: the project's word is no guess.
TEST(Programs, TheirProjectsOwnAdvisoriesAreNoGuess) {
  Shelf shelf;
  shelf.add(of_product("CVE-1", "a:nodejs:node.js", "18.0.0", "18.12.1"));
  shelf.add(of_product("CVE-2", "a:nodejs:node.js", "18.0.0", "18.12.1"));
  shelf.add(hit("CVE-1", "node-security-wg", "Node.js", "node", "semver", "18.0.0", "18.12.1"));
  const auto judgement = judged(package("pkg:generic/node@18.5.0"), shelf);
  ASSERT_EQ(ids(judgement), (Ids{"CVE-1", "CVE-2"}));
  EXPECT_FALSE(is_low_confidence(judgement.findings[0]));
  EXPECT_TRUE(is_low_confidence(judgement.findings[1]));
}

TEST(Programs, ThatNameThemselvesAreComponentsWhereThatIsAsked) {
  const auto observed = [](const char* rule, const char* message) {
    return model::Observation{.kind = model::ObservationKind::kFile,
                              .rule = rule,
                              .message = message,
                              .location = {"usr/bin/x", "sha256:1"}};
  };
  model::Inventory inventory;
  inventory.components = {package("pkg:deb/debian/curl@1"), package("pkg:npm/left-pad@1"),
                          package("pkg:npm/right-pad@1")};
  inventory.edges = {{.from = 0, .to = 2}, {.from = 1, .to = 2}};
  inventory.observations = {
      observed("program-banner", "calls itself pkg:generic/openssl@1.1.1k: OpenSSL 1.1.1k  25 Mar 2021"),
      observed("program-banner", "calls itself pkg:generic/nobodys@1: x"),
      observed("program-banner", "calls itself pkg:npm/left-pad@2: x"),
      observed("program-banner", "calls itself "), observed("secret", "calls itself pkg:generic/nginx@1: x")};
  add_programs(inventory);
  ASSERT_EQ(inventory.components.size(), 4u);
  EXPECT_EQ(inventory.components[1].purl.to_string(), "pkg:generic/openssl@1.1.1k");
  EXPECT_EQ(inventory.components[1].locations[0].path, "usr/bin/x");
  EXPECT_TRUE(std::ranges::is_sorted(inventory.components, model::before));
  EXPECT_EQ(inventory.edges, (std::vector<model::Edge>{{.from = 0, .to = 3}, {.from = 2, .to = 3}}));
}

TEST(Programs, ThousandsOfStatedCpesAreThousandsOfLookUpsNot) {
  std::vector<std::string> many;
  for (int i = 0; i < 5'000; ++i) many.push_back("cpe:2.3:a:v" + std::to_string(i) + ":p:1:*:*:*:*:*:*:*");
  EXPECT_EQ(products_of(stating("pkg:generic/x@1", many)).size(), kMaxProducts);
}

}  // namespace
}  // namespace pratique::match
