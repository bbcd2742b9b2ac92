#include "match/matcher.h"

#include <gtest/gtest.h>

#include "advisory/ecosystem.h"
#include "match/release.h"
#include "model/ecosystem.h"

namespace pratique::match {
namespace {

using model::Component;
using model::Subject;

const Matcher* matcher_of(const Component& component) {
  static const auto matchers = all_matchers();
  const Matcher* found = nullptr;
  for (const auto& matcher : matchers) {
    if (!matcher->handles(component)) continue;
    EXPECT_EQ(found, nullptr) << "two matchers handle " << component.purl.to_string();
    found = matcher.get();
  }
  return found;
}

Component component_of(std::string_view purl) {
  auto parsed = model::parse_purl(purl);
  EXPECT_TRUE(parsed) << purl;
  return {.purl = parsed.value_or(model::Purl{})};
}

Question ask(const Component& component, const Subject& subject = {}) {
  const auto* matcher = matcher_of(component);
  EXPECT_NE(matcher, nullptr) << component.purl.to_string();
  return matcher == nullptr ? Question{} : matcher->ask(component, subject);
}

struct Case {
  const char *purl, *ecosystem, *name, *version;
};

class Asked : public ::testing::TestWithParam<Case> {};

TEST_P(Asked, TheRightPlace) {
  const auto question = ask(component_of(GetParam().purl));
  EXPECT_EQ(question.ecosystem, GetParam().ecosystem);
  EXPECT_EQ(question.name, GetParam().name);
  EXPECT_EQ(question.version, GetParam().version);
  EXPECT_EQ(question.refusal, "");
}

INSTANTIATE_TEST_SUITE_P(
    Matchers, Asked,
    ::testing::Values(
        Case{"pkg:deb/debian/curl@7.88.1-10+deb12u5?distro=debian-12", "Debian:12", "curl",
             "7.88.1-10+deb12u5"},
        Case{"pkg:deb/debian/curl@1?distro=debian-12.4", "Debian:12", "curl", "1"},
        Case{"pkg:deb/debian/curl@1?distro=bookworm", "Debian:12", "curl", "1"},
        Case{"pkg:deb/debian/curl@1?distro=debian-forky", "Debian:14", "curl", "1"},
        Case{"pkg:deb/debian/curl@1?distro=debian-sid", "Debian:sid", "curl", "1"},
        Case{"pkg:apk/alpine/musl@1.1.22-r3?distro=alpine-3.10.9", "Alpine:v3.10", "musl", "1.1.22-r3"},
        Case{"pkg:apk/alpine/musl@1?distro=alpine-3.21.0_alpha20240923", "Alpine:edge", "musl", "1"},
        Case{"pkg:rpm/almalinux/openssl@3.0.7-6.el9?epoch=1&distro=almalinux-9.3", "AlmaLinux:9", "openssl",
             "1:3.0.7-6.el9"},
        Case{"pkg:rpm/almalinux/bash@5.1.8-6.el9?distro=almalinux-9", "AlmaLinux:9", "bash", "5.1.8-6.el9"},
        Case{"pkg:npm/%40babel/core@7.0.0", "npm", "@babel/core", "7.0.0"},
        Case{"pkg:pypi/Django_thing@1.0", "PyPI", "django-thing", "1.0"},
        Case{"pkg:golang/stdlib@1.26.8", "Go", "stdlib", "1.26.8"},
        Case{"pkg:golang/golang.org/x/crypto@v0.1.0", "Go", "golang.org/x/crypto", "v0.1.0"},
        Case{"pkg:cargo/serde@1.0.0", "crates.io", "serde", "1.0.0"},
        Case{"pkg:maven/org.apache/log4j@2.0", "Maven", "org.apache:log4j", "2.0"},
        Case{"pkg:gem/nokogiri@1.15.4-x86_64-linux", "RubyGems", "nokogiri", "1.15.4-x86_64-linux"},
        Case{"pkg:gem/nokogiri@1.15.4-java", "RubyGems", "nokogiri", "1.15.4-java"},
        Case{"pkg:gem/thing@1.0-beta", "RubyGems", "thing", "1.0-beta"},
        Case{"pkg:composer/Symfony/Http-Kernel@v5.0.0", "Packagist", "symfony/http-kernel", "v5.0.0"},
        Case{"pkg:nuget/Newtonsoft.Json@9.0.1", "NuGet", "newtonsoft.json", "9.0.1"},
        Case{"pkg:hex/Plug@1.0.0", "Hex", "plug", "1.0.0"},
        Case{"pkg:swift/github.com/apple/swift-nio@2.0.0", "SwiftURL", "github.com/apple/swift-nio", "2.0.0"},
        Case{"pkg:conan/zlib@1.2.11", "ConanCenter", "zlib", "1.2.11"},
        Case{"pkg:cpan/DROLSKY/DateTime@1.59", "CPAN", "DateTime", "1.59"},
        Case{"pkg:brew/homebrew/core/unzip@6.0_7", "Homebrew", "unzip", "6.0_7"},
        Case{"pkg:opam/mirage@4.0", "opam", "mirage", "4.0"},
        Case{"pkg:bioconductor/IRanges@2.28.0", "Bioconductor", "IRanges", "2.28.0"},
        Case{"pkg:generic/openssl@3.0.0", "CPE", "a:openssl:openssl", "3.0.0"},
        Case{"pkg:bitnami/redis@7.0.0-1", "Bitnami", "redis", "7.0.0-1"}));

TEST(Matcher, SourcePackageAndItsVersionDecide) {
  auto component = component_of("pkg:deb/debian/libssl3@3.0.9-1+b2?distro=debian-12");
  component.source_name = "openssl";
  component.source_version = "3.0.9-1";
  const auto question = ask(component);
  EXPECT_EQ(question.name, "openssl");
  EXPECT_EQ(question.version, "3.0.9-1");
  EXPECT_EQ(question.rule, "distro-source: openssl 3.0.9-1 (deb)");
  EXPECT_TRUE(question.distribution);
}

TEST(Matcher, TheSubjectTellsTheReleaseOnlyOfItsOwnPackages) {
  const Subject bookworm{.distro = {.id = "debian", .version_id = "12"}};
  EXPECT_EQ(ask(component_of("pkg:deb/debian/curl@1"), bookworm).ecosystem, "Debian:12");
  EXPECT_EQ(ask(component_of("pkg:apk/alpine/curl@1"), bookworm).ecosystem, "");
  const Subject forky{.distro = {.id = "debian", .codename = "forky"}};
  EXPECT_EQ(ask(component_of("pkg:deb/debian/curl@1"), forky).ecosystem, "Debian:14");
}

TEST(Matcher, ARootInsideTheImageIsNotOfTheImagesRelease) {
  const Subject alpine{.distro = {.id = "alpine", .version_id = "3.18.9"}};
  auto component = component_of("pkg:apk/alpine/curl@1");
  component.details.edit().root = "srv/jail";
  EXPECT_EQ(ask(component, alpine).refusal, "release of the Alpine system is unknown");
  component.purl = model::parse_purl("pkg:apk/alpine/curl@1?distro=alpine-3.10.9").value();
  EXPECT_EQ(ask(component, alpine).ecosystem, "Alpine:v3.10");
  component.purl = model::make_purl("rpm", "", "curl", "1");
  EXPECT_EQ(release_of(component, alpine).id, "");
}

TEST(Matcher, WithoutAReleaseItRefuses) {
  EXPECT_EQ(ask(component_of("pkg:deb/debian/curl@1")).refusal, "release of the Debian system is unknown");
  EXPECT_EQ(ask(component_of("pkg:apk/alpine/curl@1")).refusal, "release of the Alpine system is unknown");
  EXPECT_EQ(ask(component_of("pkg:rpm/almalinux/curl@1")).refusal,
            "release of the AlmaLinux system is unknown");
  EXPECT_EQ(ask({.purl = model::make_purl("maven", "", "mystery", "1.0")}).refusal,
            "group of a Maven artifact is unknown");
  EXPECT_EQ(ask(component_of("pkg:cpan/DateTime::Locale@1")).refusal,
            "a Perl module, of which nothing tells the distribution that advisories name");
  EXPECT_EQ(ask(component_of("pkg:brew/acme/tap/unzip@1")).refusal,
            "a formula of another tap than Homebrew's own");
}

TEST(Matcher, OtherDistributionsAreNotTakenForTheirRelatives) {
  for (const auto* purl : {"pkg:deb/devuan/curl@1", "pkg:apk/adelie/curl@1", "pkg:deb/kali/curl@1"}) {
    EXPECT_EQ(matcher_of(component_of(purl)), nullptr) << purl;
  }
  EXPECT_EQ(ask(component_of("pkg:deb/ubuntu/curl@1?distro=ubuntu-22.04")).ecosystem, "Ubuntu:22.04");
  EXPECT_EQ(ask(component_of("pkg:deb/ubuntu/curl@1?distro=jammy")).ecosystem, "Ubuntu:22.04");
}

// Lineages of one release are never compared with each other.
TEST(Matcher, BuildsForFipsAreALineageOfTheirOwn) {
  for (const auto* version : {"3.0.2-0ubuntu1.12%2BFips1", "1.1.1f-1ubuntu2.fips.7.1"}) {
    const auto purl = "pkg:deb/ubuntu/openssl@" + std::string(version) + "?distro=ubuntu-22.04";
    EXPECT_EQ(ask(component_of(purl.c_str())).ecosystem, "Ubuntu:Pro:FIPS-updates:22.04");
  }
  EXPECT_EQ(ask(component_of("pkg:deb/debian/fips@1?distro=debian-12")).ecosystem, "Debian:12");
}

TEST(Matcher, WhatRollsHasNoRelease) {
  EXPECT_EQ(ask(component_of("pkg:apk/wolfi/curl@1")).ecosystem, "Wolfi");
  EXPECT_EQ(ask(component_of("pkg:apk/chainguard/curl@1?distro=20230214")).ecosystem, "Chainguard");
  EXPECT_EQ(ask(component_of("pkg:deb/echo/curl@1")).ecosystem, "Echo");
  EXPECT_EQ(ask(component_of("pkg:alpm/arch/curl@1-1?distro=arch-rolling")).ecosystem, "Arch Linux");
  EXPECT_EQ(ask(component_of("pkg:dhi/node@22.1.0")).ecosystem, "DHI");
}

// What the table says is judged has a matcher, which asks for what the table says; nothing else has one.
TEST(Matcher, AgreesWithTheTableOfEcosystems) {
  for (const auto& row : model::ecosystems()) {
    const auto release = std::string(row.vendor) + "-8.1";
    const auto purl = model::make_purl(row.type, row.type == "maven" ? "group" : row.vendor, "x", "1",
                                       {{"distro", row.vendor.empty() ? "" : release}});
    const Component component{.purl = purl};
    SCOPED_TRACE(purl.to_string());
    const auto* matcher = matcher_of(component);
    if (row.type == "generic") continue;  // programs are judged by products, not by their type
    ASSERT_EQ(matcher != nullptr, row.unit != model::Unit::kNone);
    if (matcher == nullptr) continue;
    const auto question = matcher->ask(component, {});
    // Told by a codename of Ubuntu's, or by a table of releases (Distributions.DerivativesAreMappedByTheTableAlone).
    if (row.judged_as == "ubuntu" || row.judged_as == "alpine") continue;
    EXPECT_EQ(question.refusal, "");
    const auto& whose = row.judged_as.empty() ? row : *model::distribution(row.judged_as);
    EXPECT_EQ(advisory::ecosystem_family(question.ecosystem), whose.osv);
    EXPECT_EQ(advisory::canonical_ecosystem(question.ecosystem), question.ecosystem);
    EXPECT_EQ(question.distribution,
              row.unit != model::Unit::kName || row.installs == model::Installs::kOther);
  }
}

Relevance relevance(const std::string& version, const std::string& label, const std::string& module,
                    const std::string& fixed) {
  auto component = component_of("pkg:rpm/almalinux/nodejs?distro=almalinux-8");
  component.purl.version = version;
  if (!label.empty()) component.details.edit().module = label;
  const advisory::RangeView range{.fixed = fixed};
  const advisory::AffectedView affected{.ranges = std::span(&range, 1), .module = module};
  return matcher_of(component)->relevance(component, affected);
}

TEST(Matcher, RpmModulesMustBeTheSameStream) {
  const std::string build = "18.1-1.module_el8.6.0+2877+8e437bf5";
  const std::string label = "nodejs:18:8060020220523160029:ad008a3a";
  EXPECT_EQ(relevance(build, label, "nodejs:18", build), Relevance::kYes);
  EXPECT_EQ(relevance(build, label, "nodejs:20", build), Relevance::kOtherModule);
  EXPECT_EQ(relevance(build, label, "", "18.2-1.el8"), Relevance::kOtherModule)
      << "the same name outside modules";
  EXPECT_EQ(relevance("18.1-1.el8", "", "nodejs:18", build), Relevance::kOtherModule);
  EXPECT_EQ(relevance("18.1-1.el8", "", "", "18.2-1.el8"), Relevance::kYes);
  EXPECT_EQ(relevance(build, label, "", build), Relevance::kUnknown);
  EXPECT_EQ(relevance(build, "", "nodejs:18", build), Relevance::kUnknown);
}

TEST(Release, Labels) {
  const auto label = [](const char* purl) { return to_label(release_of(component_of(purl), {})); };
  EXPECT_EQ(label("pkg:deb/ubuntu/curl@1?distro=ubuntu-22.04"), "Ubuntu 22.04");
  EXPECT_EQ(label("pkg:rpm/opensuse/curl@1?distro=opensuse-leap-15.5"), "openSUSE 15.5");
  EXPECT_EQ(label("pkg:deb/debian/curl@1"), "Debian of an unknown release");
  EXPECT_EQ(to_label({}), "an unknown distribution");
}

}  // namespace
}  // namespace pratique::match
