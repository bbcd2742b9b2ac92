// Each order on cases chosen by hand: what its rules turn on, what other tools get wrong, and what its own
// tool accepts.
#include "version/order.h"

#include <gtest/gtest.h>

#include <set>
#include <string>
#include <vector>

namespace pratique::version {
namespace {

using Texts = std::vector<std::string_view>;

struct Chain {
  std::string_view order;
  Texts ascending;  // each strictly below the next
};

void PrintTo(const Chain& each, std::ostream* out) { *out << each.order; }

class Chains : public ::testing::TestWithParam<Chain> {};

TEST_P(Chains, Ascend) {
  const auto* order = find_order(GetParam().order);
  ASSERT_NE(order, nullptr);
  const auto& texts = GetParam().ascending;
  for (std::size_t i = 0; i < texts.size(); ++i) {
    for (std::size_t j = 0; j < texts.size(); ++j) {
      EXPECT_EQ(order->compare(texts[i], texts[j]), i <=> j)
          << GetParam().order << ": " << texts[i] << " with " << texts[j];
    }
  }
}

INSTANTIATE_TEST_SUITE_P(
    ByHand, Chains,
    ::testing::Values(
        Chain{"deb",
              {"1.0~~", "1.0~rc1", "1.0", "1.0-1~bpo1", "1.0-1", "1.0-1+b1", "1.0a", "1.0+dfsg", "1.0.1",
               "1:0.1"}},
        Chain{"deb", {"1-1-1", "1-1-2", "1-2-1"}},
        Chain{"rpm",
              {"1.0~rc1", "1.0", "1.0-1.el8", "1.0-1.el9", "1.0-2.el8", "1.0^git1-1", "1.0a-1", "1.0.1-1",
               "1:0.1-1"}},
        Chain{"apk",
              {"1.0_alpha1", "1.0_rc1", "1.0", "1.0-r0", "1.0-r1", "1.0-r10", "1.0_git20240101", "1.0_p1",
               "1.0a", "1.0.01", "1.0.1"}},
        Chain{"semver",
              {"1.0.0-0", "1.0.0-1", "1.0.0-alpha", "1.0.0-alpha.1", "1.0.0-rc.2", "1.0.0-rc.11", "1.0.0",
               "1.0.1"}},
        Chain{"pub", {"1.0.0-a+1", "1.0.0", "1.0.0+1", "1.0.0+2", "1.0.0+10", "1.0.0+a"}},
        Chain{"pep440",
              {"junk", "1.0.dev1", "1.0a1.dev1", "1.0a1", "1.0b1", "1.0rc1", "1.0", "1.0+abc", "1.0+1",
               "1.0.post1.dev1", "1.0.post1", "1.1", "1!0.1"}},
        Chain{"maven",
              {"1.0-alpha-1", "1.0-beta", "1.0-M1", "1.0-rc1", "1.0-SNAPSHOT", "1.0", "1.0-sp", "1.0-jre",
               "1.0-1", "1.0.1", "1.1"}},
        Chain{"gem", {"1.0.a", "1.0.b", "1.0.rc1", "1.0", "1.0.1", "1.1.pre", "1.1"}},
        Chain{"gem", {"1.13.0-x86_64-linux", "1.13.1-java", "1.14.0.rc1-java", "1.14.0"}},
        Chain{"nuget", {"1.0.0-Alpha", "1.0.0-beta.2", "1.0.0-BETA.10", "1.0.0", "1.0.0.1", "1.0.1"}},
        Chain{"composer",
              {"dev-main", "1.0-dev", "1.0alpha1", "1.0-beta2", "1.0RC1", "1.0", "1.0.1", "1.0.99",
               "1.0.x-dev", "1.0pl1", "1.1"}},
        Chain{"go",
              {"(devel)", "v0.0.0-20190101000000-0123456789ab", "v0.0.0-20240101000000-0123456789ab",
               "v0.1.0", "v1.2.3", "v1.2.4-0.20240101000000-0123456789ab", "v1.2.4", "v2.0.0+incompatible"}},
        Chain{"go",
              {"go1.20.14", "go1.21beta1", "go1.21rc1", "1.21.0-rc.2", "1.21rc3", "go1.21.0", "1.21.3",
               "go1.21.10"}},
        Chain{"bitnami", {"1.2.3-rc.1", "1.2.3-rc.1-2", "1.2.3", "1.2.3-1", "1.2.3-10", "1.2.4-0"}},
        Chain{"conan",
              {"1.1.1-rc1", "1.1.1-rc2", "1.1.1", "1.1.1+1", "1.1.1+2", "1.1.1w", "1.1.2", "1.1.10", "1.2",
               "9a", "10", "cci.20240101"}},
        Chain{"cran", {"0.9", "0.75", "1.0", "1.0.0", "1.0-1"}},
        Chain{"hackage", {"1", "1.0", "1.0.0", "1.2", "1.10"}}));

struct Group {
  std::string_view order;
  Texts equal;
};

void PrintTo(const Group& each, std::ostream* out) { *out << each.order; }

class Groups : public ::testing::TestWithParam<Group> {};

TEST_P(Groups, AreOneVersion) {
  const auto* order = find_order(GetParam().order);
  ASSERT_NE(order, nullptr);
  for (const auto a : GetParam().equal) {
    for (const auto b : GetParam().equal) EXPECT_TRUE(order->compare(a, b) == 0) << a << " with " << b;
  }
}

INSTANTIATE_TEST_SUITE_P(
    ByHand, Groups,
    ::testing::Values(
        Group{"deb", {"1.0", "1.0-0", "0:1.0", "00:1.00-0", " 1.0 "}},
        Group{"rpm", {"1.0-1", "0:1.0-1", "1_0-1", "01.00-01"}}, Group{"apk", {"1.2.3-r0", "01.2.3-r00"}},
        Group{"semver", {"1.2.0", "v1.2.0", "=1.2", "1.2.0+build", "1.2.0.0"}},
        Group{"pep440", {"1.0", "v1", "1.0.0", "0!1.0"}},
        Group{"pep440", {"1.0rc1", "1.0-RC.1", "1.0c1", "1.0.preview1", "1.0_pre_1"}},
        Group{"pep440", {"1.0-1", "1.0.post1", "1.0r1", "1.0-rev.01"}},
        Group{"maven", {"1", "1.0", "1.0.0-ga", "1-FINAL", "1.release", "1-0"}},
        Group{"maven", {"1a1", "1-alpha-1", "1.0.alpha1"}}, Group{"gem", {"1", "1.0", "1.0-java", "1.0.0"}},
        Group{"gem", {"1.0.a1", "1.a.1", "1.0.0.a.1.0"}},
        Group{"nuget", {"1", "1.0.0.0", "1.0+meta", "01.0"}}, Group{"conan", {"1", "1.0", "1.0.0.0", "01"}},
        Group{"composer", {"1.0RC1", "v1.0-rc1", "1.0.rc.1"}},
        Group{"go", {"v1.2.3", "1.2.3", "v1.2.3+incompatible", "go1.2.3", "go1.2.3 X:boringcrypto"}},
        Group{"go", {"go1.21rc2", "v1.21.0-rc.2"}}, Group{"bitnami", {"1.2.3", "1.2.3-0", "v1.2.3"}}));

struct Judgement {
  std::string_view order;
  Texts accepted, refused;
};

void PrintTo(const Judgement& each, std::ostream* out) { *out << each.order; }

class Judgements : public ::testing::TestWithParam<Judgement> {};

TEST_P(Judgements, AreThoseOfTheTool) {
  const auto* order = find_order(GetParam().order);
  ASSERT_NE(order, nullptr);
  for (const auto text : GetParam().accepted) EXPECT_TRUE(order->valid(text)) << text;
  for (const auto text : GetParam().refused) EXPECT_FALSE(order->valid(text)) << text;
}

INSTANTIATE_TEST_SUITE_P(
    ByHand, Judgements,
    ::testing::Values(
        Judgement{"deb",
                  {"1.0", "1:1.0-1", "1:2:3", "0~", "1.0-1-1"},
                  {"", "a1", "1.0-", "1_0", ":1", "1.0:1", "2147483648:1", "1-1_1"}},
        Judgement{
            "rpm", {"1.0", "1.0-1.el9", "3:1.0~rc^x-1"}, {"", "1-2-3", "1..2", "1-", "4294967296:1", "1 0"}},
        Judgement{"apk", {"1", "1.2a_p1~0a-r3"}, {"", "1.", "1-r", "a", "1.2A", "1a2", "1_foo", "1-1"}},
        Judgement{"semver",
                  {"1.2.3", "v1.2.3-a.b+c", " 1.2.3 ", "1.2.3-0a"},
                  {"", "=1.2.3", "1.2", "1.2.3.4", "01.2.3", "1.2.3-01", "1.2.3-", "1.2.3beta", "1.2.3+",
                   "9007199254740992.0.0"}},
        Judgement{"pub", {"1.2.3", "1.2.3+1"}, {"1.2", "", "1.2.3-"}},
        Judgement{"pep440",
                  {"1", "v1.0", "1!2.0rc1.post2.dev3+local.1", "1.0a", "1.0-1", " 1.0 ", "1.0a-"},
                  {"", "1.", "1.0-x", "1.0+", "1.0+a..b", "junk", "1.0rc1rc2", "1!"}},
        Judgement{"maven", {"1.0", "1.0-SNAPSHOT", "RELEASE"}, {"", "[1.0,)", "1 0", "a/b"}},
        Judgement{"gem",
                  {"1", "1.0.a", "1.0-x86_64-linux", "", "1.0.0.rc1"},
                  {"a", "1.", "1..2", "1.0-", "1a", "1_0"}},
        Judgement{"nuget",
                  {"1", "1.2.3.4", "1.0-beta+x"},
                  {"", "1.2.3.4.5", "v1.0", "1.0-", "1.0beta", "2147483648"}},
        Judgement{
            "composer",
            {"1", "v1.2.3.4", "1.0-beta2", "1.0RC1", "dev-main", "1.x-dev", "1.0-dev", "master", "2.0+build"},
            {"", "abc", "1.2.3.4.5", "1.0-foo", "1.2.3.#", "dev-"}},
        Judgement{
            "go",
            {"v1.2.3", "1.2.3", "v1", "v1.2", "go1.21rc1", "go1.21.3", "v0.0.0-20190101000000-0123456789ab",
             "v2.0.0+incompatible"},
            {"", "(devel)", "v1.2-rc1", "v1.21rc1", "v01.2.3", "v1.2.3.4", "gopher", "go", "go1.21foo"}},
        Judgement{
            "bitnami", {"1.2.3", "1.2.3-4", "1.2", "9.0.35-3.57.3"}, {"", "nightly.2026-03-10.0", "1.2.3-"}},
        Judgement{"conan",
                  {"1.3.1", "1.1.1w", "2023.01.01", "main", "1.0-rc.1+b"},
                  {"", "[>1.0 <2]", "1.0:x", "-1"}},
        Judgement{"cran", {"1.0", "0.1-2"}, {"1", "", "1.a"}},
        Judgement{"hackage", {"1", "1.2.0"}, {"", "1.", "01", "1-2"}}));

// A version with the end of a range, and with a listed version.
struct Bound {
  std::string_view order, version, bound;
  int side;  // of the version
  bool same;
};

TEST(Bounds, TakeEveryBuildOfTheirVersion) {
  const std::vector<Bound> all = {
      {"pep440", "2.0.1+cu118", "2.0.1", 0, true},
      {"pep440", "2.0.1+cu118", "2.0.1+cpu", 1, false},
      {"rpm", "1.2.3-4.el9", "1.2.3", 0, true},
      {"rpm", "1.2.3-4.el9", "1.2.3-5.el9", -1, false},
      {"apk", "20.10.11-r0", "20.10.11.r1", -1, false},
      {"apk", "20.10.11-r1", "20.10.11.r1", 0, true},
      {"apk", "1.7.5-r0", "1.7.5.-r1", -1, false},
      {"composer", "1.2.3", "1.2.3.0", 0, true},
      {"composer", "v2.1", "2.1.0", 0, true},
      {"composer", "2", "2.0.0.0", 0, true},
      {"composer", "2.1-BETA1", "2.1.0", -1, false},
      {"composer", "2.1", "2.1.0-RC1", 1, false},
      {"composer", "2.1.0-stable", "2.1", 0, true},
      {"composer", "2.1@dev", "2.1.0.0", 0, true},
      {"composer", "2.1.0+build.5", "2.1", 0, true},
      {"composer", "2.1-p1", "2.1", 1, false},
      {"composer", "2.x-dev", "2.9.9", 1, false},
      {"composer", "2.x-dev", "3.0.0", -1, false},
      {"composer", "2.1.x-dev", "2.1.5.0", 1, false},
      {"maven", "32.0.0-jre", "32.0.0-android", 0, false},
      {"maven", "32.0.0-android", "32.0.0-jre", 0, false},
      {"maven", "31.1-jre", "31.1", 0, true},
      {"maven", "31.1-android", "31.1-android", 0, true},
      {"maven", "12.2.0.jre11", "12.2.0", 0, true},
      {"maven", "1.70-jdk15on", "1.70", 0, true},
      {"maven", "4.1.100.Final", "4.1.100", 0, true},
      {"maven", "5.3.1.RELEASE", "5.3.1", 0, true},
      {"maven", "1.0-myandroid", "1.0", 1, false},
      {"gem", "1.16.5-x86_64-linux", "1.16.5", 0, true},
      {"gem", "1.16.4-arm64-darwin", "1.16.5", -1, false},
      {"go", "v2.0.0+incompatible", "2.0.0", 0, true},
  };
  for (const auto& [name, version, bound, side, same] : all) {
    const auto* order = find_order(name);
    EXPECT_TRUE(order->compare_bound(version, bound) == (side <=> 0))
        << name << " " << version << " " << bound;
    EXPECT_EQ(order->same(version, bound), same) << name << " " << version << " " << bound;
  }
}

// What has a place among versions, and what can be the end of a range but no package's version.
struct Places {
  std::string_view order;
  Texts comparable, bounds_only, neither;
};

void PrintTo(const Places& each, std::ostream* out) { *out << each.order; }

class PlacesOf : public ::testing::TestWithParam<Places> {};

TEST_P(PlacesOf, VersionsOnly) {
  const auto* order = find_order(GetParam().order);
  ASSERT_NE(order, nullptr);
  for (const auto text : GetParam().comparable) {
    EXPECT_TRUE(order->comparable(text)) << text;
    EXPECT_TRUE(order->bounds(text)) << text;
  }
  for (const auto text : GetParam().bounds_only) {
    EXPECT_FALSE(order->comparable(text)) << text;
    EXPECT_TRUE(order->bounds(text)) << text;
  }
  for (const auto text : GetParam().neither) {
    EXPECT_FALSE(order->comparable(text)) << text;
    EXPECT_FALSE(order->bounds(text)) << text;
  }
  // In no ecosystem: nothing, words, ranges, commits, placeholders, places.
  for (const auto* text :
       {"", " ", "latest", "main", "*", "^1.2", "~> 2.2.3", ">=1.0,<2", ">= 1.0", "[1.2,2.0)", "(devel)",
        "${revision}", "git+https://example.org/x", "3f786850e387550fdab836ed7e6dc881de23001b", "1.0 || 2.0",
        "==2.2.3", "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"}) {
    EXPECT_FALSE(order->comparable(text)) << order->name() << " " << text;
    EXPECT_FALSE(order->bounds(text)) << order->name() << " " << text;
  }
}

INSTANTIATE_TEST_SUITE_P(
    ByHand, PlacesOf,
    ::testing::Values(
        Places{"deb", {"1.0", "1:1.0-1", "0~rc1-1"}, {}, {"v1.0", "1.0_1"}},
        Places{"rpm",
               {"1.0-1.el9", "1.0-1%{?dist}", "B.02.19.2-6.el8", "svn15878.1.0-2"},
               {},
               {"release", "-1"}},
        Places{
            "apk", {"1.2.3-r0", "1.9.5p2-r0"}, {"20.10.11.r0", "1.7.5.-r1"}, {"1.0-foo", "1..r0", "1.0.x"}},
        Places{
            "semver", {"1.2.3", "v1.2.3-rc.1+b"}, {"1.2", "4", "1.2-rc1"}, {"4.x", "1.2.3beta", "~4.17.1"}},
        Places{"pub", {"1.2.3+1"}, {}, {"1.2"}},
        Places{"pep440", {"1.0", "2.0.1+cu118"}, {}, {"3.2.99-custom!build", "0.7.10p1", "2019-09-12"}},
        Places{"maven",
               {"1.0", "2.0-M1", "20240101", "1a"},
               {},
               {"r09", "Hoxton.SR12", "1a2b3c4d5e", "main-SNAPSHOT"}},
        Places{"gem", {"1.16.5-x86_64-linux", "1.0.rc1"}, {}, {"1a"}},
        Places{"nuget", {"13.0.1", "12.0"}, {}, {"v1.0", "12.*"}},
        Places{"composer", {"1.2.3", "v2.1", "2.x-dev", "1.2@beta"}, {}, {"dev-main", "dev-fix-2", "master"}},
        Places{
            "go", {"v1.2.3", "v0.0.0-20190101000000-0123456789ab", "go1.21rc1"}, {}, {"master", "v1.2.3.4"}},
        Places{"bitnami", {"1.2.3-4"}, {}, {"nightly.2026-03-10.0"}},
        Places{"conan", {"1.3.1", "3.0", "1.1.1w", "1.2.11.1"}, {}, {"cci.20240101", "[>1.0 <2]"}},
        Places{"cran", {"1.0", "0.1-2"}, {"1"}, {"1.a"}}, Places{"hackage", {"1", "1.2.0"}, {}, {"1-2"}}));

TEST(Routes, LeadEveryTypeToItsOrder) {
  const std::vector<std::pair<std::string_view, std::string_view>> wanted = {
      {"deb", "deb"},      {"rpm", "rpm"},           {"apk", "apk"},   {"npm", "semver"},
      {"cargo", "semver"}, {"pypi", "pep440"},       {"gem", "gem"},   {"nuget", "nuget"},
      {"golang", "go"},    {"composer", "composer"}, {"cpan", "cpan"}, {"brew", "brew"},
      {"opam", "opam"},    {"maven", "maven"},       {"pub", "pub"},   {"cran", "cran"},
      {"opkg", "deb"},     {"bitnami", "bitnami"},
  };
  for (const auto& [type, name] : wanted) {
    const auto* order = order_of_purl_type(type);
    ASSERT_NE(order, nullptr) << type;
    EXPECT_EQ(order->name(), name);
    EXPECT_EQ(order, find_order(name)) << "one object for one name";
  }
  for (const auto type : {"", "oci", "generic", "github", "DEB", "conda"})
    EXPECT_EQ(order_of_purl_type(type), nullptr) << type;
  EXPECT_EQ(find_order("nothing"), nullptr);
}

TEST(Orders, HaveDistinctNames) {
  std::set<std::string_view> names;
  const auto orders = all_orders();
  for (const auto& order : orders) EXPECT_TRUE(names.insert(order->name()).second) << order->name();
  EXPECT_GE(names.size(), 11u);
}

}  // namespace
}  // namespace pratique::version
