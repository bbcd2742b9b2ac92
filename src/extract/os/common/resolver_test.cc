#include "extract/os/common/resolver.h"

#include <gtest/gtest.h>

#include <chrono>

#include "extract/os/deb/relation.h"
#include "extract/os/rpm/relation.h"

namespace pratique::extract::os {
namespace {

// Edges as pairs of digits: "01" from 0 to 1.
std::string edges_of(Resolver& resolver) {
  std::string text;
  for (const auto& edge : resolver.resolve())
    text += (text.empty() ? "" : " ") + std::to_string(edge.from) + std::to_string(edge.to);
  return text;
}

TEST(Resolver, VersionsOfEachKindOfComparison) {
  struct Case {
    Compare compare;
    const char* version;
    bool met;
  };
  for (const auto& [compare, version, met] : std::vector<Case>{{Compare::kAny, "", true},
                                                               {Compare::kEqual, "1.2-1", true},
                                                               {Compare::kEqual, "1.2", false},
                                                               {Compare::kLess, "1.2-1", false},
                                                               {Compare::kLess, "1.10", true},
                                                               {Compare::kLessOrEqual, "1.2-1", true},
                                                               {Compare::kGreater, "1.2-1", false},
                                                               {Compare::kGreater, "1.2~rc1", true},
                                                               {Compare::kGreaterOrEqual, "1.2-1", true},
                                                               {Compare::kGreaterOrEqual, "1:0", false},
                                                               {Compare::kBegins, "1", true},
                                                               {Compare::kBegins, "1.2", true},
                                                               {Compare::kBegins, "1.22", false}}) {
    Resolver resolver(kDebRules);
    resolver.add_package("a", "1");
    resolver.need({.name = "b", .compare = compare, .version = version});
    resolver.add_package("b", "1.2-1");
    EXPECT_EQ(edges_of(resolver), met ? "01" : "") << static_cast<int>(compare) << " " << version;
  }
}

// dpkg's deb-control(5): what is provided without a version meets no need of a version. rpm(8): it meets each.
TEST(Resolver, WhatIsOfferedWithoutAVersion) {
  const auto edges = [](const ResolverRules& rules) {
    Resolver resolver(rules);
    resolver.add_package("a", "1");
    resolver.offer({.name = "mta"});
    resolver.add_package("b", "1");
    resolver.offer({.name = "mta", .version = "2"});
    resolver.add_package("c", "1");
    resolver.need({.name = "mta", .compare = Compare::kGreater, .version = "1"});
    resolver.add_package("d", "1");
    resolver.need({.name = "mta"});
    return edges_of(resolver);
  };
  EXPECT_EQ(edges(kDebRules), "21 30 31");
  EXPECT_EQ(edges(kRpmRules), "20 21 30 31");
}

TEST(Resolver, TheFirstAlternativeThatIsThereCounts) {
  Resolver resolver(kDebRules);
  resolver.add_package("a", "1");
  const Capability alternatives[] = {{.name = "gone"},
                                     {.name = "b", .compare = Compare::kGreater, .version = "2"},
                                     {.name = "virtual"},
                                     {.name = "b"}};
  resolver.need(alternatives);
  resolver.add_package("b", "1");
  resolver.add_package("c", "1");
  resolver.offer({.name = "virtual"});
  EXPECT_EQ(edges_of(resolver), "02");
}

TEST(Resolver, APackageOfTheNameGoesBeforeThoseThatOfferIt) {
  Resolver resolver(kDebRules);
  resolver.add_package("stand-in", "1");
  resolver.offer({.name = "real", .version = "3"});
  resolver.add_package("real", "1");
  resolver.add_package("a", "1");
  resolver.need({.name = "real"});
  resolver.need(
      {.name = "real", .compare = Compare::kGreater, .version = "2"});  // only the stand-in is new enough
  EXPECT_EQ(edges_of(resolver), "21 20");
}

TEST(Resolver, WhoHasWhatItNeedsNeedsNobody) {
  Resolver resolver(kRpmRules);
  resolver.add_package("a", "1");
  resolver.offer({.name = "config(a)", .version = "1"});
  resolver.need({.name = "config(a)", .compare = Compare::kEqual, .version = "1"});
  resolver.need({.name = "a"});
  resolver.add_package("b", "1");
  resolver.offer({.name = "config(a)", .version = "1"});
  EXPECT_EQ(edges_of(resolver), "");
}

// rpm compares a version without a release with the versions only; the epoch is 0 unless it is said.
TEST(Resolver, ReleasesOfRpmMayBeAbsent) {
  const auto met = [](const char* has, Compare compare, const char* wanted) {
    Resolver resolver(kRpmRules);
    resolver.add_package("a", "1");
    resolver.need({.name = "b", .compare = compare, .version = wanted});
    resolver.add_package("b", has);
    return !resolver.resolve().empty();
  };
  EXPECT_TRUE(met("0:1.2-3.el9", Compare::kEqual, "1.2"));
  EXPECT_TRUE(met("0:1.2-3.el9", Compare::kLessOrEqual, "1.2"));
  EXPECT_FALSE(met("0:1.2-3.el9", Compare::kEqual, "1.2-4.el9"));
  EXPECT_FALSE(met("1:1.2-3.el9", Compare::kEqual, "1.2"));
  EXPECT_TRUE(met("1:1.2-3.el9", Compare::kEqual, "1:1.2-3.el9"));
}

// dpkg: packages serve those of their own architecture, unless they say otherwise (deb-control(5), Multi-Arch).
TEST(Resolver, Architectures) {
  Resolver resolver(kDebRules);
  resolver.set_native_arch("amd64");
  resolver.add_package("lib", "1", "amd64");
  resolver.add_package("lib", "1", "i386");
  resolver.add_package("tool", "1", "amd64", Serves::kOthers);
  resolver.add_package("python", "1", "amd64", Serves::kOthersIfAsked);
  resolver.add_package("data", "1", "all");
  for (const char* arch : {"amd64", "i386", "all"}) {
    resolver.add_package(std::string("user-") + arch, "1", arch);
    for (const char* name : {"lib", "tool", "python", "data"}) resolver.need({.name = name});
    resolver.need({.name = "python", .arch = "any"});
    resolver.need({.name = "lib", .arch = "i386"});
  }
  EXPECT_EQ(edges_of(resolver), "50 52 53 54 51 61 62 63 70 72 73 74 71");
}

TEST(Resolver, FilesThatNobodyOffersByName) {
  Resolver resolver(kRpmRules);
  resolver.add_package("a", "1");
  resolver.need({.name = "/bin/sh"});
  resolver.need({.name = "/usr/bin/perl"});
  resolver.need({.name = "b"});
  resolver.add_package("b", "1");
  resolver.offer({.name = "/bin/sh"});
  EXPECT_EQ(resolver.wanted_files(), std::vector<std::string_view>{"/usr/bin/perl"});
  resolver.offer_file(1, "/usr/bin/perl");
  EXPECT_EQ(edges_of(resolver), "01");
}

// Made to cost time: all packages of one name, which all offer one thing that all need in a version that none has.
TEST(Resolver, HostileDatabasesCostLittle) {
  Resolver resolver(kDebRules);
  for (int i = 0; i < 50'000; ++i) {
    resolver.add_package("a", std::to_string(i));
    resolver.offer({.name = "x", .version = "1"});
    resolver.need({.name = "x", .compare = Compare::kEqual, .version = "2"});
    resolver.need({.name = "a", .compare = Compare::kLess, .version = "0"});
    resolver.need({.name = "a"});
  }
  const auto start = std::chrono::steady_clock::now();
  const auto edges = resolver.resolve();
  EXPECT_LE(edges.size(), 50'000 * Resolver::kMaxProviders);
  EXPECT_GE(resolver.left_out(), 50'000u) << "what was not looked at to the end is counted";
  EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds(20));
}

TEST(Resolver, NumbersOfNeedsAndOffersAreBounded) {
  Resolver resolver(kDebRules);
  resolver.add_package("a", "1");
  for (std::size_t i = 0; i < Resolver::kMaxItems + 5; ++i) {
    resolver.need({.name = "b"});
    resolver.offer({.name = "c"});
  }
  EXPECT_EQ(resolver.left_out(), 10u);
}

std::string relations(std::string_view field) {
  std::string text;
  each_relation(field, [&](std::span<const Capability> alternatives) {
    for (const auto& one : alternatives) {
      text += std::string(one.name) + "[" + std::string(one.arch) + "]" +
              std::to_string(static_cast<int>(one.compare)) + std::string(one.version) + "|";
    }
    text += "\n";
  });
  return text;
}

TEST(DebRelations, AreReadAsWritten) {
  EXPECT_EQ(relations("libc6 (>= 2.34), awk | mawk:any (<< 1:2~3) , perl-base(= 5.36.0-7)"),
            "libc6[]42.34|\nawk[]0|mawk[any]11:2~3|\nperl-base[]35.36.0-7|\n");
  EXPECT_EQ(relations("a\n (>= 1),\n b [amd64] <!nocheck>"), "a[]41|\nb[]0|\n");
  EXPECT_EQ(relations("a (> 1), b (< 2), c (>> 3), d (<= 4)"), "a[]41|\nb[]22|\nc[]53|\nd[]24|\n");
  EXPECT_EQ(relations(", | ,(>= 1),a (,b (), c ( >=1"), "a[]0|\nb[]0|\nc[]41|\n");
}

}  // namespace
}  // namespace pratique::extract::os
