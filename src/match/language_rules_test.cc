// What each language's ecosystem takes for older, newer and the same, from a component to its findings. Orders alone are
// tested in version/.
#include <gtest/gtest.h>

#include "base/text.h"
#include "match/advisories.h"
#include "support/advisory_shelf.h"

namespace pratique::match {
namespace {

using support::hit;
using support::package;
using support::Shelf;

std::size_t found(const std::vector<support::Hit>& hits, model::Component component,
                  Standing* standing = nullptr) {
  Shelf shelf;
  for (const auto& each : hits) shelf.add(each);
  model::Inventory inventory;
  inventory.components = {std::move(component)};
  const auto judgement = judge(inventory, shelf, {});
  EXPECT_TRUE(judgement.has_value());
  if (!judgement) return 0;
  if (standing != nullptr) *standing = judgement->standings[0].standing;
  return judgement->findings.size();
}

struct Rule {
  const char *ecosystem, *order, *type, *name;
  // The first that is affected, and the fix.
  const char *introduced, *fixed;
  std::vector<std::string> affected, not_affected;
};

void PrintTo(const Rule& rule, std::ostream* out) { *out << rule.ecosystem << " " << rule.name; }

class Rules : public ::testing::TestWithParam<Rule> {};

TEST_P(Rules, Hold) {
  const auto& rule = GetParam();
  const auto one = hit("CVE-1", "source", rule.ecosystem, rule.name, rule.order, rule.introduced, rule.fixed);
  const auto component = [&](const std::string& version) {
    const std::string full = rule.name;
    const auto at = full.find_last_of(full.find(':') != std::string::npos ? ':' : '/');
    const bool split = at != std::string::npos;
    return model::Component{.purl = model::make_purl(rule.type, split ? full.substr(0, at) : "",
                                                     split ? full.substr(at + 1) : full, version)};
  };
  for (const auto& version : rule.affected) EXPECT_EQ(found({one}, component(version)), 1u) << version;
  for (const auto& version : rule.not_affected) EXPECT_EQ(found({one}, component(version)), 0u) << version;
}

std::string name_of(const ::testing::TestParamInfo<Rule>& each) {
  std::string name = each.param.ecosystem;
  std::erase_if(name, [](char c) { return !base::is_digit(c) && !base::is_alpha(c); });
  return name;
}

INSTANTIATE_TEST_SUITE_P(
    Languages, Rules,
    ::testing::Values(
        // A pre-release of the fix is older than the fix; builds do not count.
        Rule{"npm",
             "semver",
             "npm",
             "@scope/pkg",
             "1.0.0",
             "2.0.0",
             {"1.0.0", "1.9.9", "2.0.0-rc.1", "1.0.0+build"},
             {"0.9.9", "1.0.0-beta", "2.0.0", "2.0.0+build"}},
        Rule{"crates.io",
             "semver",
             "cargo",
             "smallvec",
             "0.6.3",
             "0.6.10",
             {"0.6.3", "0.6.9", "0.6.10-alpha.1"},
             {"0.6.2", "0.6.10", "0.6.10+x", "1.0.0"}},
        Rule{"Hex", "semver", "hex", "plug", "0", "1.3.5", {"1.3.4", "1.3.5-rc.0"}, {"1.3.5", "1.10.0"}},
        // A build of Pub's is above the version without it.
        Rule{
            "Pub", "pub", "pub", "http", "0", "0.13.3+1", {"0.13.3", "0.13.3-dev"}, {"0.13.3+1", "0.13.3+2"}},
        // Epochs, post and dev releases, local versions of the fix.
        Rule{"PyPI",
             "pep440",
             "pypi",
             "torch",
             "0",
             "2.0.1",
             {"2.0.0", "2.0.0+cu118", "2.0.1rc1", "2.0.1.dev3", "2.0.0.post1"},
             {"2.0.1", "2.0.1+cu118", "2.0.1.post1", "1!0.1"}},
        // Qualifiers below and above the release, whatever their case.
        Rule{"Maven",
             "maven",
             "maven",
             "org.example:core",
             "2.0",
             "2.15.0",
             {"2.14.1", "2.15.0-rc1", "2.15.0-SNAPSHOT", "2.15.0.Alpha2", "2.0.RELEASE"},
             {"2.15.0", "2.15.0.Final", "2.15.0.RELEASE", "2.15.0-ga", "2.15.0-sp1", "1.9", "2.0-beta1"}},
        Rule{"RubyGems",
             "gem",
             "gem",
             "rack",
             "2.0.0",
             "2.2.3",
             {"2.0.0", "2.2.2", "2.2.3.rc1", "2.2.2.1"},
             {"2.2.3", "2.2.3.1", "1.9", "2.0.0.pre"}}),
    name_of);

INSTANTIATE_TEST_SUITE_P(
    FurtherLanguages, Rules,
    ::testing::Values(
        // Four parts; names and pre-releases without regard to case.
        Rule{"NuGet",
             "nuget",
             "nuget",
             "newtonsoft.json",
             "0",
             "13.0.1",
             {"12.0.3", "13.0.0.9", "13.0.1-BETA1", "13.0.1-beta1"},
             {"13.0.1", "13.0.1.0", "13.0.1.1"}},
        // "v" in front, stability behind; a branch is no version.
        Rule{"Packagist",
             "composer",
             "composer",
             "symfony/http-kernel",
             "4.0.0",
             "4.4.13",
             {"v4.4.12", "4.4.12.0", "4.4.13-RC1", "v4.0.0"},
             {"4.4.13", "v4.4.13", "4.4.13-p1", "3.4.0", "dev-main"}},
        // Pseudo-versions lie before the tag that they lead to, +incompatible is none of the order.
        Rule{"Go",
             "go",
             "golang",
             "example.com/m",
             "1.0.0",
             "1.2.3",
             {"v1.0.0", "v1.2.2", "v1.2.3-0.20230101000000-abcdefabcdef", "v1.2.2+incompatible"},
             {"v1.2.3", "v1.2.3+incompatible", "v1.2.4-0.20230101000000-abcdefabcdef",
              "v0.0.0-20190101000000-abcdefabcdef"}},
        Rule{"CRAN",
             "cran",
             "cran",
             "jsonlite",
             "0",
             "1.10-2",
             {"1.9", "1.10-1", "1.10.1"},
             {"1.10-2", "1.10.2", "1.11"}},
        Rule{"Bioconductor",
             "cran",
             "bioconductor",
             "Rsamtools",
             "0",
             "2.1.10",
             {"2.1.9"},
             {"2.1.10", "2.2.0"}},
        Rule{"CPAN",
             "cpan",
             "cpan",
             "Archive-Zip",
             "0",
             "1.61",
             {"1.6", "1.60", "1.60_01", "v1.600.9"},
             {"1.61", "1.610", "v1.610.0", "1.7"}},
        Rule{"opam", "opam", "opam", "cohttp", "0", "6.0.0", {"5.3.1", "6.0.0~beta2"}, {"6.0.0", "6.0.0-1"}},
        Rule{"Homebrew", "brew", "brew", "unzip", "0", "6.0_8", {"6.0", "6.0_7"}, {"6.0_8", "6.0_10", "6.1"}},
        Rule{"SwiftURL", "semver", "swift", "github.com/vapor/vapor", "0", "4.40.1", {"4.40.0"}, {"4.40.1"}}),
    name_of);

// Spelled by each as its package manager does.
TEST(LanguageNames, AreNormalisedAsTheirPackageManagersDo) {
  const auto is_found = [](const char* ecosystem, const char* order, const char* name, const char* purl) {
    return found({hit("CVE-1", "source", ecosystem, name, order, "0", "9")}, package(purl)) == 1;
  };
  EXPECT_TRUE(is_found("PyPI", "pep440", "zope-interface", "pkg:pypi/Zope.Interface@5.0"));
  EXPECT_TRUE(is_found("PyPI", "pep440", "zope-interface", "pkg:pypi/zope__interface@5.0"));
  EXPECT_TRUE(is_found("NuGet", "nuget", "newtonsoft.json", "pkg:nuget/Newtonsoft.Json@5.0"));
  EXPECT_TRUE(is_found("Packagist", "composer", "monolog/monolog", "pkg:composer/Monolog/Monolog@5.0"));
  EXPECT_TRUE(is_found("Hex", "semver", "plug", "pkg:hex/Plug@5.0.0"));
  EXPECT_FALSE(is_found("npm", "semver", "jsonstream", "pkg:npm/JSONStream@5.0.0"));
  EXPECT_TRUE(is_found("npm", "semver", "JSONStream", "pkg:npm/JSONStream@5.0.0"));
  EXPECT_FALSE(is_found("npm", "semver", "core", "pkg:npm/%40babel/core@5.0.0"));
  EXPECT_FALSE(is_found("Go", "go", "example.com/m", "pkg:golang/example.com/m/v2@v2.0.0"));
  EXPECT_FALSE(is_found("RubyGems", "gem", "redcloth", "pkg:gem/RedCloth@4.0.0"));
}

// A fix in each branch: the version belongs to one of them.
TEST(LanguageRanges, EachBranchHasItsOwnFix) {
  auto one = hit("CVE-1", "source", "Maven", "org.example:core", "maven", "2.4.0", "2.4.7");
  one.affected.ranges.push_back({.introduced = "2.5.0", .fixed = "2.5.3"});
  one.affected.ranges.push_back({.introduced = "3.0.0-M1", .fixed = "3.0.2"});
  const auto is_found = [&](const std::string& version) {
    return found({one}, package("pkg:maven/org.example/core@" + version)) == 1;
  };
  for (const auto* version : {"2.4.6", "2.5.0", "2.5.3-rc1", "3.0.0-M2", "3.0.1"})
    EXPECT_TRUE(is_found(version)) << version;
  for (const auto* version : {"2.3", "2.4.7", "2.4.9", "2.5.3", "3.0.2", "2.9"})
    EXPECT_FALSE(is_found(version)) << version;
}

// "file:../x" and a branch are no versions: what they are cannot be told, and it is said.
TEST(LanguageVersions, WhatComesFromAFolderOrBranchIsNotComparedAndSaid) {
  const auto one = hit("CVE-1", "source", "npm", "left-pad", "semver", "0", "9.0.0");
  for (const auto* version :
       {"file:../left-pad", "link:../x", "workspace:*", "git+ssh://host/x.git#0123abc", "latest"}) {
    auto standing = Standing::kJudged;
    auto component = package("pkg:npm/left-pad");
    component.purl.version = version;
    EXPECT_EQ(found({one}, component, &standing), 0u) << version;
    EXPECT_EQ(standing, Standing::kUnjudged) << version;
  }
}

TEST(LanguageNames, TheProjectsOwnPackageOnlySharesANameWithTheRegistrys) {
  const auto one = hit("CVE-1", "source", "RubyGems", "rack", "gem", "0", "9");
  auto own = package("pkg:gem/rack@1.0");
  own.is_main = true;
  EXPECT_EQ(found({one}, own), 1u) << "installed: it may come from there";
  own.evidence = model::Evidence::kDeclared;
  auto standing = Standing::kJudged;
  EXPECT_EQ(found({one}, own, &standing), 0u);
  EXPECT_EQ(standing, Standing::kUnjudged);
}

// What came from somewhere else than a registry only shares a name with the registry's, and that is said.
TEST(LanguageNames, WhatNoRegistryPublishedIsNotMatchedAndSaid) {
  const auto one = hit("CVE-1", "source", "npm", "left-pad", "semver", "0", "9.0.0");
  for (const auto* origin :
       {"folder: /app", "repository: https://git.example/x.git", "private: its manifest says \"private\"",
        "replaced: left-pad 2.0 in the same folder", "git+ssh://git@host/x.git", "file:../x"}) {
    auto component = package("pkg:npm/left-pad@1.0.0");
    component.details.edit().origin = origin;
    auto standing = Standing::kJudged;
    EXPECT_EQ(found({one}, component, &standing), 0u) << origin;
    EXPECT_EQ(standing, Standing::kUnjudged) << origin;
  }
  auto mirrored = package("pkg:npm/left-pad@1.0.0");
  mirrored.details.edit().origin = "https://npm.example";
  EXPECT_EQ(found({one}, mirrored), 1u) << "a mirror has everybody's packages";
}

TEST(LanguageNames, ExtensionsOfEditorsAreNoPackagesOfNpm) {
  const auto one = hit("CVE-1", "source", "npm", "python", "semver", "0", "9999.0.0");
  EXPECT_EQ(found({one}, package("pkg:vscode-extension/ms-python/python@2024.0.1")), 0u);
}

}  // namespace
}  // namespace pratique::match
