// Debian, Ubuntu, Alpine, Arch, Gentoo and their kin by their own rules (docs/matching.md): each test says which must hold.
#include <gtest/gtest.h>

#include "match/confidence.h"
#include "match/neighbours.h"
#include "match/other_builder.h"
#include "match/third_party.h"
#include "support/advisory_shelf.h"

namespace pratique::match {
namespace {

using support::hit;
using support::package;
using support::Shelf;

struct Judged {
  Judgement judgement;
  std::vector<std::string> ids() const {
    std::vector<std::string> all;
    for (const auto& finding : judgement.findings)
      if (finding.state != FindingState::kSuppressed) all.emplace_back(finding.id);
    return all;
  }
  std::vector<std::string> codes() const {
    std::vector<std::string> all;
    for (const auto& gap : judgement.gaps) all.push_back(gap.code);
    return all;
  }
  std::string reasons() const {
    std::string all;
    for (const auto& gap : judgement.gaps) all += gap.reason + "\n";
    return all;
  }
  Standing standing() const { return judgement.standings.at(0).standing; }
};
using Texts = std::vector<std::string>;

Judged judged(model::Component component, const Shelf& shelf, model::Distro distro = {}) {
  model::Inventory inventory;
  inventory.subject.distro = std::move(distro);
  inventory.components.push_back(std::move(component));
  auto judgement = judge(inventory, shelf, {});
  EXPECT_TRUE(judgement.has_value());
  return {judgement.value_or(Judgement{})};
}

model::Component built(std::string_view purl, std::string_view source, std::string_view version,
                       std::string_view supplier = "") {
  auto component = package(purl);
  component.source_name = source;
  component.source_version = version;
  component.supplier = supplier;
  return component;
}

TEST(Distributions, APackageOfALaterSuiteIsJudgedByThatOne) {
  Shelf shelf;
  shelf.add(hit("CVE-1", "debian", "Debian:12", "curl", "deb", "0", "9"));
  shelf.add(hit("CVE-2", "debian", "Debian:13", "curl", "deb", "0", "8.14.1-2+deb13u2"));
  const auto later = judged(package("pkg:deb/debian/curl@8.14.1-2%2Bdeb13u1?distro=debian-12"), shelf);
  EXPECT_EQ(later.ids(), Texts{"CVE-2"});
  // What an upgrade left, or the release took over as it was, is the release's.
  const auto left = judged(package("pkg:deb/debian/curl@7.74.0-1.3%2Bdeb11u1?distro=debian-12"), shelf);
  EXPECT_EQ(left.ids(), Texts{"CVE-1"});
}

TEST(Distributions, ABackportIsAGuess) {
  Shelf shelf;
  shelf.add(hit("CVE-1", "debian", "Debian:12", "curl", "deb", "0", "7.88.1-10+deb12u5"));
  const auto found = judged(package("pkg:deb/debian/curl@8.9.0-1~bpo12%2B1?distro=debian-12"), shelf);
  EXPECT_EQ(found.codes(), Texts{"guess"});
  EXPECT_EQ(found.standing(), Standing::kPartial);
  EXPECT_TRUE(found.ids().empty());
}

TEST(Distributions, WhatAVersionSaysOfItsSuite) {
  const auto of = [](std::string_view version) {
    const auto suite = suite_of(version);
    return suite ? std::to_string(suite->release) + (suite->backport ? "b" : "") : std::string("-");
  };
  EXPECT_EQ(of("7.88.1-10+deb12u5"), "12");
  EXPECT_EQ(of("2.0-1~deb11u1"), "11");
  EXPECT_EQ(of("2.0-1~bpo12+1"), "12b");
  EXPECT_EQ(of("2.0-1~bpo70+1"), "7b");
  EXPECT_EQ(of("1.0+debian-2"), "-");
  EXPECT_EQ(of("1.0+deb99999999999999999999u1"), "-");
  EXPECT_EQ(of("1.0+deb"), "-");
  EXPECT_EQ(of(""), "-");
}

TEST(Distributions, PackagesOfOtherRepositoriesAreNotJudgedByTheDistribution) {
  Shelf shelf;
  for (const auto* name : {"postgresql-15", "nodejs", "php8.2", "nginx", "docker-ce"})
    shelf.add(hit(std::string("CVE-") + name, "debian", "Debian:12", name, "deb", "0", "99:9"));
  const struct {
    const char *purl, *supplier;
  } cases[] = {
      {"pkg:deb/debian/postgresql-15@15.4-1.pgdg120%2B1?distro=debian-12",
       "Debian PostgreSQL Maintainers <team+postgresql@tracker.debian.org>"},
      {"pkg:deb/debian/nodejs@18.17.1-1nodesource1?distro=debian-12", "NodeSource <gpg-rpm@nodesource.com>"},
      {"pkg:deb/debian/php8.2@8.2.10-2%2B0~20230902.54%2Bdebian12~1.gbp1a2b3c?distro=debian-12",
       "Debian PHP Maintainers <team+pkg-php@tracker.debian.org>"},
      {"pkg:deb/debian/nginx@1.25.2-1~bookworm?distro=debian-12", "NGINX Packaging <nginx-packaging@f5.com>"},
      {"pkg:deb/debian/nginx@1.25.2-1~bookworm?distro=debian-12", "Somebody <a@example.org>"},
      {"pkg:deb/debian/docker-ce@5:24.0.5-1~debian.12~bookworm?distro=debian-12", ""},
  };
  for (const auto& [purl, supplier] : cases) {
    auto component = package(purl);
    component.supplier = supplier;
    const auto found = judged(component, shelf);
    EXPECT_TRUE(found.ids().empty()) << purl;
    EXPECT_EQ(found.codes(), Texts{"third-party"}) << purl;
    EXPECT_EQ(found.standing(), Standing::kUnjudged) << purl;
  }
}

TEST(Distributions, AnOrdinaryVersionOfAnUnknownMaintainerStaysJudged) {
  Shelf shelf;
  shelf.add(hit("CVE-1", "debian", "Debian:12", "e2fsprogs", "deb", "0", "1.47.1-1"));
  auto component = package("pkg:deb/debian/e2fsprogs@1.47.0-2?distro=debian-12");
  component.supplier = "Theodore Y. Ts'o <tytso@mit.edu>";
  EXPECT_EQ(judged(component, shelf).ids(), Texts{"CVE-1"});
}

TEST(Distributions, ANameThatNobodyKnowsOfAnUnknownMaintainerIsNotClean) {
  Shelf shelf;
  shelf.add(hit("CVE-1", "debian", "Debian:12", "curl", "deb", "0", "9"));
  auto component = package("pkg:deb/debian/acme-agent@1.0?distro=debian-12");
  component.supplier = "Acme <ops@acme.example>";
  const auto found = judged(component, shelf);
  EXPECT_EQ(found.codes(), Texts{"third-party"});
  EXPECT_NE(found.reasons().find("Acme"), std::string::npos);
  component.supplier = "Debian GCC Maintainers <debian-gcc@lists.debian.org>";
  EXPECT_EQ(judged(component, shelf).standing(), Standing::kJudged);
}

// apt's lists and apk's tags go before signs: they tell in both directions.
TEST(Distributions, WhereAPackageIsFromGoesBeforeSigns) {
  Shelf shelf;
  shelf.add(hit("CVE-1", "debian", "Debian:12", "agent", "deb", "0", "9"));
  auto component = package("pkg:deb/debian/agent@1.0-1~bookworm?distro=debian-12");
  component.supplier = "Acme <ops@acme.example>";
  EXPECT_EQ(judged(component, shelf).codes(), Texts{"third-party"}) << "by its codename";
  component.details.edit().origin = "Debian: deb.debian.org/debian bookworm";
  EXPECT_EQ(judged(component, shelf).ids(), Texts{"CVE-1"});
  component.purl.version = "1.0-1";
  component.supplier = "A <a@debian.org>";
  component.details.edit().origin = "Acme: apt.acme.example/debian bookworm";
  const auto other = judged(component, shelf);
  EXPECT_EQ(other.codes(), Texts{"third-party"});
  EXPECT_NE(other.reasons().find("from the repository apt.acme.example/debian bookworm of Acme"),
            std::string::npos);
}

TEST(Distributions, TheSuiteOfARepositoryIsTheReleaseOfItsPackages) {
  Shelf shelf;
  shelf.add(hit("CVE-1", "debian", "Debian:12", "curl", "deb", "0", "9"));
  shelf.add(hit("CVE-2", "debian", "Debian:13", "curl", "deb", "0", "9"));
  auto component = package("pkg:deb/debian/curl@8.14.1-2?distro=debian-12");
  component.details.edit().origin = "Debian: deb.debian.org/debian trixie-updates";
  EXPECT_EQ(judged(component, shelf).ids(), Texts{"CVE-2"});
  component.details.edit().origin = "Debian: deb.debian.org/debian bookworm-backports";
  const auto backport = judged(component, shelf);
  EXPECT_EQ(backport.ids(), Texts{"CVE-1"});
  EXPECT_EQ(backport.codes(), Texts{"guess"});
}

TEST(Distributions, AnApkOfEdgeIsJudgedByEdge) {
  Shelf shelf;
  shelf.add(hit("CVE-1", "alpine", "Alpine:v3.18", "git", "apk", "0", "9-r0"));
  shelf.add(hit("CVE-2", "alpine", "Alpine:edge", "git", "apk", "0", "9-r0"));
  auto component = package("pkg:apk/alpine/git@2.41.0-r0?distro=alpine-3.18.9");
  EXPECT_EQ(judged(component, shelf).ids(), Texts{"CVE-1"});
  component.details.edit().origin = "Alpine: dl-cdn.alpinelinux.org/alpine/edge/main";
  EXPECT_EQ(judged(component, shelf).ids(), Texts{"CVE-2"});
  component.details.edit().origin = "nginx.org: nginx.org/packages/alpine/v3.18/main";
  EXPECT_EQ(judged(component, shelf).codes(), Texts{"third-party"});
}

// What is known of the program is said, as a guess that fails no gate.
TEST(Distributions, AnothersPackageIsComparedAsTheProgramInIt) {
  Shelf shelf;
  shelf.add(hit("CVE-1", "debian", "Debian:12", "nodejs", "deb", "0", "99"));
  shelf.add(hit("CVE-2", "nvd", "CPE", "a:nodejs:node.js", "cpe", "18.0.0", "18.19.1"));
  shelf.add(hit("CVE-3", "nvd", "CPE", "a:postgresql:postgresql", "cpe", "15.0", "15.4"));
  auto node = package("pkg:deb/debian/nodejs@18.19.0-1nodesource1?distro=debian-12&arch=amd64");
  node.supplier = "Ivan Iguaran <ivan@nodesource.com>";
  const auto found = judged(node, shelf);
  EXPECT_EQ(found.ids(), Texts{"CVE-2"});
  EXPECT_TRUE(is_low_confidence(found.judgement.findings.at(0)));
  EXPECT_EQ(found.standing(), Standing::kPartial);
  EXPECT_NE(
      found.reasons().find("built by NodeSource, not by the distribution; compared as node 18.19.0: a guess"),
      std::string::npos)
      << found.reasons();
  const auto fixed =
      judged(package("pkg:deb/debian/postgresql-15@15.4-1.pgdg120%2B1?distro=debian-12"), shelf);
  EXPECT_EQ(fixed.ids(), Texts{});
  EXPECT_EQ(fixed.standing(), Standing::kPartial);
  const auto unknown =
      judged(package("pkg:deb/debian/postgresql-doc-15@15.4-1.pgdg120%2B1?distro=debian-12"), shelf);
  EXPECT_EQ(unknown.codes(), Texts{"third-party"});
  auto rpm = package("pkg:rpm/redhat/nodejs@18.19.0-1nodesource?distro=rhel-9.4&arch=x86_64");
  rpm.supplier = "NodeSource <gpg-rpm@nodesource.com>";
  EXPECT_EQ(judged(rpm, shelf).ids(), Texts{"CVE-2"});
}

TEST(Distributions, TheProjectsVersionIsTakenOutOfThePackages) {
  const struct {
    const char *type, *version, *want;
  } cases[] = {{"deb", "5:24.0.7-1~debian.12~bookworm", "24.0.7"},
               {"deb", "18.19.0-1nodesource1", "18.19.0"},
               {"deb", "15.4-1.pgdg120+1", "15.4"},
               {"deb", "16~rc1-1.pgdg120+1", "16:rc1"},
               {"deb", "1:10.11.6+maria~ubu2204", "10.11.6"},
               {"deb", "8.2.13-1+0~20231122.33+debian12~1.gbp1", "8.2.13"},
               {"rpm", "1:1.24.0-1.el9.ngx", "1.24.0"},
               {"apk", "1.25.3-r1", "1.25.3"},
               {"apk", "9.3_p2-r0", "9.3p2"},
               {"apk", "2.0_rc1-r0", "2.0:rc1"},
               {"deb", "", ""}};
  for (const auto& [type, version, want] : cases) EXPECT_EQ(upstream_version(type, version), want) << version;
  EXPECT_EQ(upstream_version("deb", "17.0.9+9-1", true), "17.0.9+9");
}

TEST(Distributions, DockersHardenedImagesAreJudgedByDockerAlone) {
  Shelf shelf;
  shelf.add(hit("CVE-1", "debian", "Debian:13", "coreutils", "deb", "0", "99"));
  shelf.add(hit("DHI-1", "docker-hardened-images", "Docker Hardened Images:Debian:13", "coreutils", "deb",
                "0", "9.7-3+dhi4"));
  shelf.add(hit("DHI-2", "docker-hardened-images", "Docker Hardened Images:Alpine:3.24", "coreutils", "apk",
                "0", "9.11-r1"));
  const auto ids = [&](const char* purl) { return judged(package(purl), shelf).ids(); };
  EXPECT_EQ(ids("pkg:deb/dhi/coreutils@9.7-3%2Bdhi3?arch=arm64&distro=dhi-13"), Texts{"DHI-1"});
  EXPECT_EQ(ids("pkg:deb/dhi/coreutils@9.7-3%2Bdhi4?arch=arm64&distro=dhi-13"), Texts{});
  EXPECT_EQ(ids("pkg:apk/dhi/coreutils@9.11-r0?arch=aarch64&distro=dhi-3.24"), Texts{"DHI-2"});
  EXPECT_EQ(ids("pkg:apk/dhi/coreutils@9.11-r0?os_distro=alpine&os_name=dhi&os_version=3.24"),
            Texts{"DHI-2"});
  EXPECT_EQ(judged(package("pkg:apk/dhi/coreutils@9.11-r0?distro=dhi-3.23"), shelf).codes(),
            Texts{"no-advisory-data"})
      << "another release's advisories are not taken, nor Alpine's";
  auto added = package("pkg:deb/dhi/curl@8.14.1-2?distro=dhi-13");
  added.details.edit().origin = "Debian: deb.debian.org/debian trixie";
  EXPECT_EQ(judged(added, shelf).codes(), Texts{"third-party"})
      << "what was installed on top is none of Docker's";
}

// Images from before call themselves debian; a package that Docker built shows it in its version.
TEST(Distributions, APackageThatDockerBuiltIsJudgedByDockerBeforeDebian) {
  Shelf shelf;
  shelf.add(hit("CVE-1", "debian", "Debian:13", "coreutils", "deb", "0", "99"));
  auto advisory = hit("DHI-1", "docker-hardened-images", "Docker Hardened Images:Debian:13", "coreutils",
                      "deb", "0", "9.7-3+dhi2");
  advisory.ids = {"CVE-1"};
  shelf.add(advisory);
  const auto fixed = judged(package("pkg:deb/debian/coreutils@9.7-3%2Bdhi3?distro=debian-13"), shelf);
  EXPECT_EQ(fixed.ids(), Texts{}) << "Docker's word goes first";
  EXPECT_EQ(judged(package("pkg:deb/debian/coreutils@9.7-3?distro=debian-13"), shelf).ids(), Texts{"CVE-1"});
}

TEST(Distributions, AKernelsHeadersAndMetapackagesAreNotItsCode) {
  Shelf shelf;
  shelf.add(hit("CVE-1", "debian", "Debian:12", "linux", "deb", "0", "6.1.90-1"));
  const auto at = [&](const char* name, const char* source, const char* version) {
    return judged(
        built(std::string("pkg:deb/debian/") + name + "@6.1.38-4?distro=debian-12", source, version), shelf);
  };
  EXPECT_EQ(at("linux-image-6.1.0-10-amd64", "linux-signed-amd64", "6.1.38+4").ids(), Texts{"CVE-1"})
      << "a signed kernel is the kernel";
  for (const auto* name :
       {"linux-libc-dev", "linux-headers-6.1.0-10-amd64", "linux-source-6.1", "linux-doc-6.1"}) {
    const auto found = at(name, "linux", "6.1.38-4");
    EXPECT_TRUE(found.ids().empty()) << name;
    EXPECT_EQ(found.judgement.findings.size(), 1u) << name << ": told to those who ask";
    EXPECT_EQ(found.judgement.findings.at(0).state_by, "linux");
  }
}

TEST(Distributions, UbuntusSignedKernelIsItsFlavours) {
  Shelf shelf;
  shelf.add(hit("CVE-1", "ubuntu", "Ubuntu:22.04", "linux-aws", "deb", "0", "5.15.0-1099.1"));
  const auto found =
      judged(built("pkg:deb/ubuntu/linux-image-5.15.0-1040-aws@5.15.0-1040.45?distro=ubuntu-22.04",
                   "linux-signed-aws", "5.15.0-1040.45"),
             shelf);
  EXPECT_EQ(found.ids(), Texts{"CVE-1"});
}

TEST(Distributions, WhoHasAnEsmBuildGetsItsFixes) {
  Shelf shelf;
  shelf.add(hit("CVE-1", "ubuntu", "Ubuntu:20.04", "vim", "deb", "0", "2:8.1-1ubuntu0.6"));
  shelf.add(hit("CVE-1", "ubuntu", "Ubuntu:Pro:20.04", "vim", "deb", "0", "2:8.1-1ubuntu0.5+esm2"));
  const auto at = [&](const char* version) {
    return judged(package(std::string("pkg:deb/ubuntu/vim@") + version + "?distro=ubuntu-20.04"), shelf);
  };
  EXPECT_TRUE(at("2:8.1-1ubuntu0.5%2Besm2").ids().empty());
  EXPECT_EQ(at("2:8.1-1ubuntu0.5%2Besm1").ids(), Texts{"CVE-1"});
  EXPECT_EQ(at("2:8.1-1ubuntu0.5").ids(), Texts{"CVE-1"});
}

TEST(Distributions, AFixForSubscribersIsShownWithItsChannel) {
  Shelf shelf;
  auto fix = hit("CVE-1", "ubuntu", "Ubuntu:20.04", "vim", "deb", "0", "2:8.1-1+esm1");
  fix.affected.channel = "esm-apps";
  shelf.add(fix);
  const auto found = judged(package("pkg:deb/ubuntu/vim@2:8.1-1?distro=ubuntu-20.04"), shelf);
  ASSERT_EQ(found.judgement.findings.size(), 1u);
  const auto& statement = found.judgement.findings[0].statements[0];
  EXPECT_EQ(statement.channel, "esm-apps");
  EXPECT_NE(in_words(statement).find("the fix is for esm-apps"), std::string::npos);
}

TEST(Distributions, FipsBuildsAreNotComparedWithEverybodys) {
  Shelf shelf;
  shelf.add(hit("CVE-1", "ubuntu", "Ubuntu:22.04", "openssl", "deb", "0", "9"));
  const auto found =
      judged(package("pkg:deb/ubuntu/openssl@3.0.2-0ubuntu1.12%2BFips1?distro=ubuntu-22.04"), shelf);
  EXPECT_TRUE(found.ids().empty());
  EXPECT_EQ(found.codes(), Texts{"no-advisory-data"});
}

TEST(Distributions, ARebuiltPackageIsItsPublishers) {
  Shelf shelf;
  shelf.add(hit("CVE-1", "debian", "Debian:12", "openssl", "deb", "0", "3.0.9-1+deb12u9"));
  shelf.add(hit("CVE-2", "debian", "Debian:12", "openssl", "deb", "0", "3.0.9-1+deb12u9"));
  const auto root = package("pkg:deb/debian/openssl@3.0.9-1%2Bdeb12u3.root.io.2?distro=debian-12");
  const auto blind = judged(root, shelf);
  EXPECT_TRUE(blind.ids().empty()) << "the distribution's ranges are not believed";
  EXPECT_EQ(blind.codes(), Texts{"no-advisory-data"});
  EXPECT_NE(blind.reasons().find("Root's builds for Debian 12"), std::string::npos);
  // The publisher's word first; where he says nothing, the distribution's as a guess.
  shelf.add(hit("CVE-1", "root", "Root:Debian:12", "openssl", "deb", "0", "3.0.9-1+deb12u3.root.io.1"));
  const auto told = judged(root, shelf);
  EXPECT_EQ(told.ids(), Texts{"CVE-2"});
  EXPECT_EQ(told.codes(), Texts{"guess"});
  EXPECT_EQ(told.standing(), Standing::kPartial);
}

TEST(Distributions, ARebuiltPackageOfWhomNoFeedIsKnownIsNotJudged) {
  Shelf shelf;
  shelf.add(hit("CVE-1", "debian", "Debian:12", "openssl", "deb", "0", "9"));
  auto seal = package("pkg:deb/debian/seal-openssl@3.0.9-1%2Bsp1?distro=debian-12");
  auto rapid = package("pkg:deb/debian/openssl@3.0.9-1?distro=debian-12");
  rapid.supplier = "RapidFort <x@rapidfort.com>";
  for (const auto& component : {seal, rapid}) {
    const auto found = judged(component, shelf);
    EXPECT_TRUE(found.ids().empty());
    EXPECT_EQ(found.codes(), Texts{"third-party"});
  }
}

TEST(Distributions, ANeighbourStandsInOnlyAsAGuess) {
  Shelf shelf;
  shelf.add(hit("CVE-1", "alpine", "Alpine:v3.20", "curl", "apk", "0", "8.9.0-r1"));
  const auto found = judged(package("pkg:apk/alpine/curl@8.9.0-r0?distro=alpine-3.21.0"), shelf);
  EXPECT_EQ(found.ids(), Texts{"CVE-1"});
  EXPECT_EQ(found.codes(), Texts{"guess"});
  EXPECT_EQ(found.standing(), Standing::kPartial);
  EXPECT_NE(found.judgement.findings[0].rule.find("a guess: by the advisories for Alpine 3.20"),
            std::string::npos);
  // Not a further one, and not where the release has data.
  EXPECT_EQ(judged(package("pkg:apk/alpine/curl@8.9.0-r0?distro=alpine-3.18.1"), shelf).codes(),
            Texts{"no-advisory-data"});
  EXPECT_EQ(judged(package("pkg:apk/alpine/curl@8.9.0-r0?distro=alpine-3.20.1"), shelf).standing(),
            Standing::kJudged);
}

TEST(Distributions, WhoStandsBesideARelease) {
  const auto of = [](const char* vendor, const char* release, const char* version) {
    std::string all;
    for (const auto& place : neighbours_of(*model::distribution(vendor), release, version))
      all += place.ecosystem + " ";
    return all;
  };
  EXPECT_EQ(of("alpine", "v3.21", "3.21.0"), "Alpine:v3.20 Alpine:v3.22 Alpine:edge ");
  EXPECT_EQ(of("alpine", "edge", "3.21.0_alpha20240923"), "Alpine:v3.21 Alpine:v3.20 ");
  EXPECT_EQ(of("alpine", "edge", "edge"), "");
  EXPECT_EQ(of("ubuntu", "25.04", "25.04"), "Ubuntu:24.10 Ubuntu:25.10 ");
  EXPECT_EQ(of("debian", "14", "forky"), "Debian:sid ");
  EXPECT_EQ(of("debian", "13", "13"), "") << "stable is never judged by another stable";
}

TEST(Distributions, DerivativesAreMappedByTheTableAlone) {
  Shelf shelf;
  shelf.add(hit("CVE-1", "ubuntu", "Ubuntu:22.04", "curl", "deb", "0", "9"));
  shelf.add(hit("CVE-2", "debian", "Debian:12", "curl", "deb", "0", "9"));
  shelf.add(hit("CVE-3", "alpine", "Alpine:v3.20", "curl", "apk", "0", "9-r0"));
  EXPECT_EQ(judged(package("pkg:deb/linuxmint/curl@7?distro=linuxmint-21"), shelf,
                   {.id = "linuxmint", .version_id = "21", .codename = "jammy"})
                .ids(),
            Texts{"CVE-1"});
  // Its own number is nobody's, and its own codename no release of Ubuntu's.
  EXPECT_EQ(judged(package("pkg:deb/linuxmint/curl@7?distro=linuxmint-22.04"), shelf,
                   {.id = "linuxmint", .version_id = "22.04", .codename = "vanessa"})
                .codes(),
            Texts{"no-release"});
  EXPECT_EQ(judged(package("pkg:deb/raspbian/curl@7?distro=raspbian-12"), shelf).ids(), Texts{"CVE-2"});
  EXPECT_EQ(judged(package("pkg:deb/raspbian/curl@7%2Brpt1?distro=raspbian-12"), shelf).codes(),
            Texts{"third-party"});
  EXPECT_EQ(judged(package("pkg:apk/postmarketos/curl@8-r0?distro=postmarketos-24.06"), shelf).ids(),
            Texts{"CVE-3"});
  for (const auto* purl : {"pkg:deb/kali/curl@7?distro=kali-2024.1", "pkg:deb/parrot/curl@7?distro=parrot-12",
                           "pkg:deb/devuan/curl@7?distro=devuan-12", "pkg:alpm/manjaro/curl@7"}) {
    EXPECT_EQ(judged(package(purl), shelf).codes(), Texts{"no-advisory-data"}) << purl;
  }
}

TEST(Distributions, AlpaquitaAndCleanStartHaveDataOfTheirOwn) {
  Shelf shelf;
  shelf.add(hit("CVE-1", "bellsoft", "Alpaquita:23", "curl", "apk", "0", "9-r0"));
  shelf.add(hit("CVE-2", "cleanstart", "CleanStart", "curl", "apk", "0", "9-r0"));
  shelf.add(hit("CVE-3", "bellsoft", "BellSoft Hardened Containers:stream", "curl", "apk", "0", "9-r0"));
  EXPECT_EQ(judged(package("pkg:apk/alpaquita/curl@8-r0?distro=alpaquita-23"), shelf).ids(), Texts{"CVE-1"});
  EXPECT_EQ(judged(package("pkg:apk/cleanstart/curl@8-r0"), shelf).ids(), Texts{"CVE-2"});
  EXPECT_EQ(judged(package("pkg:apk/bellsoft-hardened-containers/curl@8-r0?distro="
                           "bellsoft-hardened-containers-stream"),
                   shelf)
                .ids(),
            Texts{"CVE-3"});
}

TEST(Distributions, GentooIsJudgedBySlotAndArchitecture) {
  Shelf shelf;
  shelf.add(hit("GLSA-1", "gentoo", "Gentoo", "dev-lang/php:7.4", "apk", "0", "7.4.33"));
  shelf.add(hit("GLSA-2", "gentoo", "Gentoo", "dev-lang/php", "apk", "0", "7.4.10_p2-r1"));
  auto of_arm = hit("GLSA-3", "gentoo", "Gentoo", "dev-lang/php", "apk", "0", "9");
  of_arm.affected.architectures = {"arm64"};
  shelf.add(of_arm);
  const auto at = [&](const char* text) {
    auto component = package(text);
    component.details.edit().origin = "gentoo";
    return judged(component, shelf);
  };
  EXPECT_EQ(at("pkg:ebuild/dev-lang/php@7.4.10_p2?slot=7.4/7.4&arch=amd64").ids(),
            (Texts{"GLSA-1", "GLSA-2"}));
  EXPECT_EQ(at("pkg:ebuild/dev-lang/php@7.4.10_p2-r1?slot=8.0&arch=amd64").ids(), Texts{});
  EXPECT_EQ(at("pkg:ebuild/dev-lang/php@8.1?slot=8.1&arch=arm64").ids(), Texts{"GLSA-3"});
  auto overlay = package("pkg:ebuild/dev-lang/php@1?slot=7.4&arch=amd64");
  overlay.details.edit().origin = "my-overlay";
  EXPECT_EQ(judged(overlay, shelf).codes(), Texts{"third-party"});
}

TEST(Distributions, ArchIsJudgedByThePackageAsInstalled) {
  Shelf shelf;
  shelf.add(hit("AVG-1", "arch", "Arch Linux", "openssl", "alpm", "3.0.7-1", "3.0.7-2"));
  EXPECT_EQ(judged(package("pkg:alpm/arch/openssl@3.0.7-1"), shelf).ids(), Texts{"AVG-1"});
  EXPECT_TRUE(judged(package("pkg:alpm/arch/openssl@3.0.6-1"), shelf).ids().empty());
  auto by_hand = package("pkg:alpm/arch/openssl@3.0.7-1");
  by_hand.supplier = "Unknown Packager";
  EXPECT_EQ(judged(by_hand, shelf).codes(), Texts{"third-party"});
}

TEST(Distributions, UnfixedStatesAreShownWithTheirReason) {
  using advisory::Reason;
  for (const auto reason :
       {Reason::kNoDsa, Reason::kPostponed, Reason::kIgnored, Reason::kWillNotFix, Reason::kEndOfLife,
        Reason::kUndetermined, Reason::kNeedsTriage, Reason::kDeferred}) {
    Shelf shelf;
    auto one = hit("CVE-1", "debian", "Debian:12", "curl", "deb", "0", "");
    one.affected.reason = reason;
    shelf.add(one);
    const auto found = judged(package("pkg:deb/debian/curl@7?distro=debian-12"), shelf);
    ASSERT_EQ(found.judgement.findings.size(), 1u);
    EXPECT_NE(in_words(found.judgement.findings[0].statements[0]).find(to_string(reason)), std::string::npos)
        << to_string(reason);
  }
}

}  // namespace
}  // namespace pratique::match
