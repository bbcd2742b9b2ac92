// Distributions of rpms, judged as their publishers mean it: products, branches, sources and builds, repositories, other
// publishers' packages.
#include <gtest/gtest.h>

#include "match/advisories.h"
#include "match/judge.h"
#include "match/products.h"
#include "support/advisory_shelf.h"

namespace pratique::match {
namespace {

using support::Hit;
using support::hit;
using support::package;
using support::Shelf;

constexpr const char *kBase = "cpe:/o:redhat:enterprise_linux:9::baseos",
                     *kApp = "cpe:/a:redhat:enterprise_linux:9::appstream",
                     *kSystem = "cpe:/o:redhat:enterprise_linux:9",
                     *kEus94 = "cpe:/a:redhat:rhel_eus:9.4::appstream",
                     *kEus92 = "cpe:/o:redhat:rhel_eus:9.2::baseos";

Hit about(Hit one, std::vector<std::string> cpes) {
  one.affected.cpes = std::move(cpes);
  return one;
}
Hit red_hat(const std::string& id, const std::string& name, const std::string& fixed,
            std::vector<std::string> cpes = {kBase}) {
  return about(hit(id, "redhat", "Red Hat:9", name, "rpm", "0", fixed), std::move(cpes));
}
Hit of_source(Hit one) {
  one.affected.architectures = {"src"};
  return one;
}

struct Judged {
  // "CVE-2024-1", with its state where it is not open, and the fix.
  std::vector<std::string> findings;
  std::vector<std::string> outcomes;
  std::string rule;
  std::vector<std::string> caveats;
};
Judged judged(const model::Component& component, const Shelf& shelf, const model::Subject& subject = {}) {
  const Context context{.subject = subject, .now = {}};
  const auto verdict = judge(component, context, shelf);
  EXPECT_TRUE(verdict.has_value());
  Judged out;
  if (!verdict) return out;
  for (const auto& finding : verdict->findings) {
    auto text = std::string(finding.id);
    if (!finding.fixed.empty()) text += " fixed " + std::string(finding.fixed);
    if (finding.state != FindingState::kOpen)
      text += std::string(" ") + to_string(finding.state) + " by " + std::string(finding.state_by);
    out.findings.push_back(text);
  }
  for (const auto& one : verdict->statements)
    out.outcomes.push_back(std::string(one.advisory) + " " + to_string(one.outcome));
  for (const auto& one : verdict->caveats) out.caveats.emplace_back(one.subject);
  out.rule = verdict->rule;
  return out;
}
using Texts = std::vector<std::string>;

model::Component rhel(const std::string& name, const std::string& version, const std::string& origin = {},
                      const std::string& release = "9.4") {
  auto component = package("pkg:rpm/rhel/" + name + "?arch=x86_64&distro=rhel-" + release);
  component.purl.version = version;
  component.supplier = "Red Hat, Inc.";
  if (!origin.empty()) component.details.edit().origin = origin;
  return component;
}

// Without a word on repositories the products of the release are presumed, and the rule says so.
TEST(RpmWorld, RedHatIsAskedByReleaseAndPresumesItsProduct) {
  Shelf shelf;
  shelf.add(red_hat("RHSA-2024:1", "curl", "7.76.1-29.el9_4.1"));
  const auto one = judged(rhel("curl", "7.76.1-29.el9_4"), shelf);
  EXPECT_EQ(one.findings, Texts{"RHSA-2024:1 fixed 7.76.1-29.el9_4.1"});
  EXPECT_EQ(one.rule, "distro-binary: curl 7.76.1-29.el9_4 (rpm, product presumed: enterprise_linux:9)");
  EXPECT_EQ(judged(rhel("curl", "7.76.1-29.el9_4.1"), shelf).findings, Texts{});
}

TEST(RpmWorld, AFixForLongerTermsIsNoneForAnOrdinarySystem) {
  Shelf shelf;
  shelf.add(red_hat("RHSA-2024:1", "curl", "7.76.1-29.el9_4.9", {kEus94}));
  shelf.add(red_hat("RHSA-2024:2", "curl", "7.76.1-31.el9_5", {kBase}));
  shelf.hits.begin()->second[0].ids = shelf.hits.begin()->second[1].ids = {"CVE-2024-1"};
  const auto ordinary = judged(rhel("curl", "7.76.1-29.el9_4"), shelf);
  EXPECT_EQ(ordinary.findings, Texts{"CVE-2024-1 fixed 7.76.1-31.el9_5"});
  EXPECT_EQ(ordinary.outcomes, (Texts{"RHSA-2024:1 other-product", "RHSA-2024:2 affected"}));
}

// The same data on a system that has updates for longer terms: its own fix counts, not the next release's.
TEST(RpmWorld, ASystemOfLongerTermsIsJudgedByItsOwnFixes) {
  Shelf shelf;
  shelf.products["rhel-9-for-x86_64-appstream-eus-rpms"] = {kEus94, "cpe:/a:redhat:rhel_eus:9.2::appstream"};
  shelf.add(red_hat("RHSA-2024:1", "curl", "7.76.1-29.el9_4.9", {kEus94}));
  shelf.add(red_hat("RHSA-2024:2", "curl", "7.76.1-31.el9_5", {kBase}));
  for (auto& each : shelf.hits.begin()->second) each.ids = {"CVE-2024-1"};
  // One that nobody has fixed for longer terms.
  shelf.add(red_hat("RHSA-2024:3", "curl", "7.76.1-32.el9_5", {kBase}));
  const std::string origin = "rhel-9-for-x86_64-appstream-eus-rpms";
  EXPECT_EQ(judged(rhel("curl", "7.76.1-29.el9_4", origin), shelf).findings,
            (Texts{"CVE-2024-1 fixed 7.76.1-29.el9_4.9", "RHSA-2024:3 fixed 7.76.1-32.el9_5"}));
  EXPECT_EQ(judged(rhel("curl", "7.76.1-29.el9_4.9", origin), shelf).findings,
            Texts{"RHSA-2024:3 fixed 7.76.1-32.el9_5"});
  const auto rule = judged(rhel("curl", "1-1.el9_4", origin), shelf).rule;
  EXPECT_EQ(rule, "distro-binary: curl 1-1.el9_4 (rpm, product rhel_eus:9.4::appstream)")
      << "9.2 is another system";
}

// 9.2 brought the fix in an update, 9.3 with all the rest. Whoever has the update is not affected.
TEST(RpmWorld, ABuildOfABranchWithTheFixHasIt) {
  Shelf shelf;
  shelf.add(red_hat("RHSA-2023:1", "kernel", "5.14.0-284.30.1.el9_2"));
  shelf.add(red_hat("RHSA-2023:2", "kernel", "5.14.0-362.8.1.el9_3"));
  for (auto& each : shelf.hits.begin()->second) each.ids = {"CVE-2023-1"};
  const auto with = judged(rhel("kernel", "5.14.0-284.30.1.el9_2"), shelf);
  EXPECT_EQ(with.findings, Texts{});
  EXPECT_EQ(with.outcomes, (Texts{"RHSA-2023:1 fixed", "RHSA-2023:2 fixed"}));
  EXPECT_EQ(judged(rhel("kernel", "5.14.0-284.25.1.el9_2"), shelf).findings,
            Texts{"CVE-2023-1 fixed 5.14.0-362.8.1.el9_3"});
  // The update was not the whole fix: the branch has a higher one.
  shelf.add(red_hat("RHSA-2023:3", "kernel", "5.14.0-284.40.1.el9_2", {kEus92}));
  shelf.hits.begin()->second[2].ids = {"CVE-2023-1"};
  EXPECT_EQ(judged(rhel("kernel", "5.14.0-284.30.1.el9_2"), shelf).findings.size(), 1u);
  EXPECT_EQ(judged(rhel("kernel", "5.14.0-284.40.1.el9_2"), shelf).findings, Texts{});
}

// An erratum bundles two; only one of them is settled by the branch.
TEST(RpmWorld, OfABundleOnlyWhatIsSettledGoes) {
  Shelf shelf;
  shelf.add(red_hat("RHSA-2023:1", "kernel", "5.14.0-284.30.1.el9_2"));
  shelf.hits.begin()->second[0].ids = {"CVE-2023-1"};
  shelf.add(red_hat("RHSA-2023:2", "kernel", "5.14.0-362.8.1.el9_3"));
  shelf.hits.begin()->second[1].ids = {"CVE-2023-1", "CVE-2023-2"};
  EXPECT_EQ(judged(rhel("kernel", "5.14.0-284.30.1.el9_2"), shelf).findings,
            Texts{"CVE-2023-2 fixed 5.14.0-362.8.1.el9_3"});
}

// Unfixed: by the name of the source, whatever was built of it, with the reason.
TEST(RpmWorld, WhatIsNotFixedIsSaidOfTheSource) {
  Shelf shelf;
  auto unfixed = red_hat("CVE-2024-7", "openssl", "", {kSystem});
  unfixed.affected.reason = advisory::Reason::kWillNotFix;
  unfixed.affected.reason_text = "Will not fix";
  shelf.add(unfixed);
  auto libs = rhel("openssl-libs", "3.0.7-27.el9");
  libs.source_name = "openssl";
  EXPECT_EQ(judged(libs, shelf).findings, Texts{"CVE-2024-7"});
  // A fix of a build of that name is not one of the others'.
  Shelf builds;
  builds.add(red_hat("RHSA-2024:9", "openssl", "9.9-1.el9"));
  EXPECT_EQ(judged(libs, builds).findings, Texts{});
  EXPECT_EQ(judged(libs, builds).outcomes, Texts{"RHSA-2024:9 other-platform"});
}

TEST(RpmWorld, OtherProductsOfRedHatAreToldByTheirDistTag) {
  Shelf shelf;
  constexpr const char *k415 = "cpe:/a:redhat:openshift:4.15::el9",
                       *k416 = "cpe:/a:redhat:openshift:4.16::el9";
  shelf.add(red_hat("RHSA-2024:1", "cri-o", "1.28.4-8.rhaos4.15.git.el9", {k415}));
  shelf.add(red_hat("RHSA-2024:2", "cri-o", "1.29.1-4.rhaos4.16.git.el9", {k416}));
  shelf.add(red_hat("RHSA-2024:3", "cri-o", "9-1.el9", {kBase}));
  const auto one = judged(rhel("cri-o", "1.28.4-2.rhaos4.15.git.el9"), shelf);
  EXPECT_EQ(one.findings, Texts{"RHSA-2024:1 fixed 1.28.4-8.rhaos4.15.git.el9"});
  EXPECT_EQ(one.outcomes.at(1), "RHSA-2024:2 other-product");
  EXPECT_EQ(one.rule,
            "distro-binary: cri-o 1.28.4-2.rhaos4.15.git.el9 (rpm, product presumed: openshift:4.15)");
}

// The tag says which product, not which version of it: neither affected nor clean would be true.
TEST(RpmWorld, AProductOfAnUnknownVersionIsNotGuessed) {
  Shelf shelf;
  shelf.add(red_hat("RHSA-2024:1", "foreman", "3.9.1-2.el9sat", {"cpe:/a:redhat:satellite:6.15::el9"}));
  const auto one = judged(rhel("foreman", "3.9.1-1.el9sat"), shelf);
  EXPECT_EQ(one.findings, Texts{});
  EXPECT_EQ(one.outcomes, Texts{"RHSA-2024:1 unknown-build"});
  model::Subject subject;
  subject.labels["cpe"] = "cpe:/a:redhat:satellite:6.15::el9";
  EXPECT_EQ(judged(rhel("foreman", "3.9.1-1.el9sat"), shelf, subject).findings.size(), 1u)
      << "the image's own label tells it";
}

TEST(RpmWorld, RepositoriesOfFreeImagesAreThoseOfTheSystem) {
  Shelf shelf;
  shelf.products["rhel-9-for-x86_64-appstream-rpms"] = {kApp};
  shelf.add(red_hat("RHSA-2024:1", "nginx", "2-1.el9", {kApp}));
  shelf.add(red_hat("RHSA-2024:2", "nginx", "3-1.el9", {"cpe:/a:redhat:enterprise_linux:9::crb"}));
  EXPECT_EQ(judged(rhel("nginx", "1-1.el9", "ubi-9-appstream-rpms"), shelf).findings,
            Texts{"RHSA-2024:1 fixed 2-1.el9"});
  EXPECT_EQ(judged(rhel("nginx", "1-1.el9", "ubi-9-appstream"), shelf).findings.size(), 1u);
  shelf.products["codeready-builder-for-rhel-9-x86_64-rpms"] = {"cpe:/a:redhat:enterprise_linux:9::crb"};
  EXPECT_EQ(judged(rhel("nginx", "1-1.el9", "ubi-9-codeready-builder-rpms"), shelf).findings,
            Texts{"RHSA-2024:2 fixed 3-1.el9"});
  EXPECT_EQ(judged(rhel("nginx", "1-1.el9", "rhel-9-for-x86_64-appstream-rpms__9"), shelf).findings.size(),
            1u);
  auto stated = rhel("nginx", "1-1.el9");
  stated.purl.qualifiers["repository_id"] = "rhel-9-for-x86_64-appstream-rpms";
  EXPECT_EQ(judged(stated, shelf).findings.size(), 1u) << "as other tools' documents say it";
  EXPECT_EQ(judged(rhel("nginx", "1-1.el9", "mirror"), shelf).findings.size(), 2u) << "not known: presumed";
}

TEST(RpmWorld, CentOsIsJudgedByRedHatAndStreamByNobody) {
  Shelf shelf;
  shelf.add(about(hit("RHSA-2020:1", "redhat", "Red Hat:7", "bash", "rpm", "0", "4.2.46-34.el7"),
                  {"cpe:/o:redhat:enterprise_linux:7::server"}));
  auto bash = package("pkg:rpm/centos/bash@4.2.46-33.el7?distro=centos-7");
  bash.supplier = "CentOS";
  EXPECT_EQ(judged(bash, shelf).findings.size(), 1u);
  model::Subject stream;
  stream.distro = {.id = "centos", .version_id = "8", .name = "CentOS Stream 8"};
  const auto refused = judged(package("pkg:rpm/centos/bash@1-1.el8?distro=centos-8"), shelf, stream);
  EXPECT_EQ(refused.caveats, Texts{"CentOS Stream is ahead of every release that has advisories"});
  EXPECT_EQ(judged(package("pkg:rpm/centos/bash@1-1.el9?distro=centos-9"), shelf).caveats, refused.caveats);
}

// Whose names a distribution's errata say nothing of, though they may be the same.
TEST(RpmWorld, PackagesOfOtherPublishersAreNotJudgedByTheDistribution) {
  Shelf shelf;
  shelf.add(red_hat("RHSA-2024:1", "docker-ce", "99-1.el9"));
  auto docker = rhel("docker-ce", "26.0.0-1.el9");
  docker.supplier = "Docker <support@docker.com>";
  EXPECT_EQ(judged(docker, shelf).caveats,
            Texts{"built by somebody else than Red Hat Enterprise Linux: Docker"});
  auto unsaid = docker;
  unsaid.supplier.clear();
  EXPECT_EQ(judged(unsaid, shelf).findings.size(), 1u) << "nobody says that somebody else built it";
}

TEST(RpmWorld, ExtraPackagesAreJudgedByFedorasUpdatesForThem) {
  Shelf shelf;
  shelf.add(of_source(hit("FEDORA-EPEL-2024-1", "fedora", "EPEL:9", "htop", "rpm", "0", "3.3.0-1.el9")));
  shelf.add(red_hat("RHSA-2024:1", "htop", "99-1.el9"));
  auto htop = rhel("htop", "3.2.1-1.el9");
  htop.supplier = "Fedora Project";
  EXPECT_EQ(judged(htop, shelf).findings, Texts{"FEDORA-EPEL-2024-1 fixed 3.3.0-1.el9"});
  auto by_repository = rhel("htop", "3.2.1-1.el9", "epel");
  EXPECT_EQ(judged(by_repository, shelf).findings.size(), 1u);
  auto alma = package("pkg:rpm/almalinux/htop@3.2.1-1.el9?distro=almalinux-9.4");
  alma.supplier = "Fedora Project";
  EXPECT_EQ(judged(alma, shelf).findings.size(), 1u);
}

// Rocky's records name sources, its updateinfo what was built.
TEST(RpmWorld, RockyIsJudgedBySourceAndByBuild) {
  Shelf shelf;
  shelf.add(
      of_source(hit("RLSA-2024:1", "rocky", "Rocky Linux:9", "openssl", "rpm", "0", "1:3.0.7-28.el9_4")));
  shelf.add(hit("RLSA-2024:2", "rocky", "Rocky Linux:9", "openssl-libs", "rpm", "0", "1:3.0.7-29.el9_4"));
  auto libs = package("pkg:rpm/rocky/openssl-libs@3.0.7-27.el9?distro=rocky-9.4&epoch=1");
  libs.source_name = "openssl";
  libs.source_version = "3.0.7-27.el9";
  libs.supplier = "Rocky Enterprise Software Foundation";
  EXPECT_EQ(judged(libs, shelf).findings,
            (Texts{"RLSA-2024:1 fixed 1:3.0.7-28.el9_4", "RLSA-2024:2 fixed 1:3.0.7-29.el9_4"}));
  libs.purl.version = libs.source_version = "3.0.7-29.el9_4";
  EXPECT_EQ(judged(libs, shelf).findings, Texts{});
}

// What was built has a version of its own, so that the source's epoch is not known.
TEST(RpmWorld, AnUnknownEpochOfTheSourceDecidesNothing) {
  Shelf shelf;
  shelf.add(of_source(hit("RLSA-2024:1", "rocky", "Rocky Linux:9", "perl", "rpm", "0", "4:5.32.1-481.el9")));
  shelf.add(of_source(hit("RLSA-2024:2", "rocky", "Rocky Linux:9", "perl", "rpm", "0", "5.33-1.el9")));
  auto carp = package("pkg:rpm/rocky/perl-Carp@1.50-460.el9?distro=rocky-9.4");
  carp.source_name = "perl";
  carp.source_version = "5.32.1-480.el9";
  const auto one = judged(carp, shelf);
  EXPECT_EQ(one.findings, Texts{"RLSA-2024:2 fixed 5.33-1.el9"});
  EXPECT_EQ(one.outcomes.front(), "RLSA-2024:1 unknown-build");
}

TEST(RpmWorld, SuseIsJudgedByServicePackWhateverTheProduct) {
  Shelf shelf;
  shelf.add(hit("SUSE-SU-2024:1", "suse", "SUSE:15.6", "libopenssl3", "rpm", "0", "3.1.4-150600.5.7.1"));
  for (const auto* id : {"sles", "sled", "sles_sap"}) {
    const auto purl = std::string("pkg:rpm/") + id + "/libopenssl3@3.1.4-150600.5.2.1?distro=" + id + "-15.6";
    EXPECT_EQ(judged(package(purl), shelf).findings.size(), 1u) << id;
  }
  EXPECT_EQ(judged(package("pkg:rpm/sles/libopenssl3@3.1.4-150600.5.7.1?distro=sles-15.6"), shelf).findings,
            Texts{});
  EXPECT_EQ(judged(package("pkg:rpm/sles/libopenssl3@1-1?distro=sles-15.5"), shelf).findings, Texts{});
  EXPECT_EQ(judged(package("pkg:rpm/sle-micro/libopenssl3@1-1?distro=sle-micro-5.5"), shelf).findings,
            Texts{})
      << "a product of its own number";
}

// The release itself has no fix any more, its longer term has: who has that build is not affected.
TEST(RpmWorld, AFixOfSusesLongerTermIsOneForWhoeverHasIt) {
  Shelf shelf;
  shelf.add(hit("CVE-2024-1", "suse", "SUSE:15.2", "curl", "rpm", "0", ""));
  shelf.add(hit("CVE-2024-1", "suse", "SUSE:15.2", "curl", "rpm", "0", "7.66.0-150200.4.66.1"));
  const auto found = [&](const std::string& version) {
    return judged(package("pkg:rpm/sles/curl@" + version + "?distro=sles-15.2"), shelf).findings;
  };
  EXPECT_EQ(found("7.66.0-150200.4.66.1"), Texts{});
  EXPECT_EQ(found("7.66.0-150200.4.30.1").size(), 1u);
}

// 12 has modules without a service pack, for all of them.
TEST(RpmWorld, ModulesOfSuse12HoldForEveryServicePack) {
  Shelf shelf;
  for (const auto* product : {"Module for Public Cloud", "Server"}) {
    shelf.add(hit("SUSE-SU-2024:2", "suse", "SUSE:12", product, "rpm", "0", "2-1"));
    shelf.hits.at({"SUSE:12", product}).front().affected.repository =
        std::string("SUSE:Linux Enterprise ") + product + " 12";
  }
  const auto findings = [&](const char* name, const char* release) {
    auto one = package(std::string("pkg:rpm/sles/x@1-1?distro=sles-") + release);
    one.purl.name = name;
    return judged(one, shelf).findings.size();
  };
  EXPECT_EQ(findings("Module for Public Cloud", "12.5"), 1u);
  EXPECT_EQ(findings("Server", "12.5"), 0u) << "the release before its service packs";
  EXPECT_EQ(findings("Server", "12"), 1u);
}

TEST(RpmWorld, OpenSuseIsJudgedByLeapOrTumbleweed) {
  Shelf shelf;
  shelf.add(hit("SUSE-SU-2024:1", "suse", "openSUSE:Leap 15.6", "curl", "rpm", "0", "8.6-2"));
  shelf.add(hit("SUSE-SU-2024:2", "suse", "openSUSE:Tumbleweed", "curl", "rpm", "0", "8.9-1"));
  auto leap = package("pkg:rpm/opensuse/curl@8.6-1?distro=opensuse-leap-15.6");
  leap.supplier = "SUSE LLC <https://www.suse.com/>";
  EXPECT_EQ(judged(leap, shelf).findings, Texts{"SUSE-SU-2024:1 fixed 8.6-2"});
  EXPECT_EQ(
      judged(package("pkg:rpm/opensuse-leap/curl@8.6-1?distro=opensuse-leap-15.6"), shelf).findings.size(),
      1u);
  EXPECT_EQ(
      judged(package("pkg:rpm/opensuse/curl@8.6-1?distro=opensuse-tumbleweed-20241010"), shelf).findings,
      Texts{"SUSE-SU-2024:2 fixed 8.9-1"});
}

TEST(RpmWorld, FedoraMageiaOpenEulerAndBottlerocket) {
  Shelf shelf;
  shelf.add(of_source(hit("FEDORA-2025-1", "fedora", "Fedora:42", "curl", "rpm", "0", "8.11-2.fc42")));
  shelf.add(of_source(hit("MGASA-2025-1", "mageia", "Mageia:9", "curl", "rpm", "0", "8-2.mga9")));
  shelf.add(of_source(
      hit("OESA-2025-1", "openeuler", "openEuler:22.03-LTS-SP3", "curl", "rpm", "0", "8-2.oe2203sp3")));
  shelf.add(hit("BRSA-1", "bottlerocket", "Bottlerocket", "curl", "rpm", "0", "8-2.br1"));
  auto libcurl = package("pkg:rpm/fedora/libcurl@8.11-1.fc42?distro=fedora-42");
  libcurl.source_name = "curl";
  libcurl.source_version = "8.11-1.fc42";
  EXPECT_EQ(judged(libcurl, shelf).findings.size(), 1u);
  EXPECT_EQ(judged(package("pkg:rpm/fedora/curl@8.11-1.fc41?distro=fedora-41"), shelf).findings, Texts{});
  EXPECT_EQ(judged(package("pkg:rpm/mageia/curl@8-1.mga9?distro=mageia-9"), shelf).findings.size(), 1u);
  EXPECT_EQ(
      judged(package("pkg:rpm/bottlerocket/curl@8-1.br1?distro=bottlerocket-1.20"), shelf).findings.size(),
      1u);
  model::Subject subject;
  subject.distro = {.id = "openeuler", .version_id = "22.03", .name = "openEuler 22.03 (LTS-SP3)"};
  const auto euler = package("pkg:rpm/openeuler/curl@8-1.oe2203sp3?distro=openeuler-22.03");
  EXPECT_EQ(judged(euler, shelf, subject).findings.size(), 1u);
  subject.distro.name = "openEuler 22.03 (LTS-SP1)";
  EXPECT_EQ(judged(euler, shelf, subject).findings, Texts{});
}

// Photon's list is by what was built; "NA" is a defect without a fix.
TEST(RpmWorld, PhotonIsJudgedByBuildAndRelease) {
  Shelf shelf;
  shelf.add(hit("CVE-2024-1", "photon", "Photon OS:5.0", "curl", "rpm", "0", "8.1.2-3.ph5"));
  shelf.add(hit("CVE-2024-2", "photon", "Photon OS:5.0", "curl", "rpm", "0", ""));
  auto curl = package("pkg:rpm/photon/curl@8.1.2-2.ph5?distro=photon-5.0");
  curl.supplier = "VMware, Inc.";
  EXPECT_EQ(judged(curl, shelf).findings, (Texts{"CVE-2024-1 fixed 8.1.2-3.ph5", "CVE-2024-2"}));
  curl.purl.version = "8.1.2-3.ph5";
  EXPECT_EQ(judged(curl, shelf).findings, Texts{"CVE-2024-2"});
  EXPECT_EQ(judged(package("pkg:rpm/photon/curl@1-1.ph4?distro=photon-4.0"), shelf).findings, Texts{});
}

Hit amazon(const std::string& id, const std::string& name, const std::string& fixed,
           const std::string& topic) {
  auto one = hit(id, "amazon", "Amazon Linux:2", name, "rpm", "0", fixed);
  one.affected.repository = topic;
  return one;
}

// The core has php 5.4, topics have others by the same name.
TEST(RpmWorld, AmazonsExtrasAreToldByTopic) {
  Shelf shelf;
  shelf.add(amazon("ALAS2-2023-1", "php", "5.4.16-46.amzn2.0.9", ""));
  shelf.add(amazon("ALAS2PHP8.0-2023-2", "php", "8.0.30-1.amzn2", "php8.0"));
  shelf.add(amazon("ALAS2DOCKER-2023-3", "docker", "20.10.25-1.amzn2", "docker"));
  auto php = package("pkg:rpm/amzn/php@5.4.16-46.amzn2.0.2?distro=amzn-2");
  php.supplier = "Amazon Linux";
  EXPECT_EQ(judged(php, shelf).findings, Texts{"ALAS2-2023-1 fixed 5.4.16-46.amzn2.0.9"});
  php.purl.version = "8.0.20-1.amzn2";
  EXPECT_EQ(judged(php, shelf).findings, Texts{"ALAS2PHP8.0-2023-2 fixed 8.0.30-1.amzn2"});
  php.details.edit().origin = "amzn2-core";
  EXPECT_EQ(judged(php, shelf).findings, Texts{}) << "from the core, whatever its version";
  EXPECT_EQ(judged(php, shelf).outcomes.at(1), "ALAS2PHP8.0-2023-2 other-product");
  EXPECT_EQ(judged(package("pkg:rpm/amzn/docker@20.10.17-1.amzn2?distro=amzn-2"), shelf).findings.size(), 1u);
}

TEST(RpmWorld, AmazonsReleasesOfTheFirstLinuxAreOne) {
  Shelf shelf;
  shelf.add(hit("ALAS-2018-1", "amazon", "Amazon Linux:2018.03", "curl", "rpm", "0", "7.61-2.amzn1"));
  EXPECT_EQ(judged(package("pkg:rpm/amzn/curl@7.51-1.amzn1?distro=amzn-2017.09"), shelf).findings.size(), 1u);
  shelf.add(hit("ALAS2023-2024-1", "amazon", "Amazon Linux:2023", "curl", "rpm", "0", "8-2.amzn2023"));
  EXPECT_EQ(
      judged(package("pkg:rpm/amzn/curl@8-1.amzn2023?distro=amzn-2023.6.20241010"), shelf).findings.size(),
      1u);
}

// Its headers and tools are built with it and listed in its errata, and none of its code is in them.
TEST(RpmWorld, AKernelIsInNoHeaders) {
  Shelf shelf;
  shelf.add(red_hat("RHSA-2024:1", "kernel-headers", "5.14.0-427.20.1.el9_4"));
  shelf.add(red_hat("RHSA-2024:1", "kernel-core", "5.14.0-427.20.1.el9_4"));
  auto headers = rhel("kernel-headers", "5.14.0-427.13.1.el9_4");
  headers.source_name = "kernel";
  EXPECT_EQ(judged(headers, shelf).findings,
            Texts{"RHSA-2024:1 fixed 5.14.0-427.20.1.el9_4 suppressed by kernel"});
  auto core = rhel("kernel-core", "5.14.0-427.13.1.el9_4");
  core.source_name = "kernel";
  EXPECT_EQ(judged(core, shelf).findings, Texts{"RHSA-2024:1 fixed 5.14.0-427.20.1.el9_4"});
}

// A live patch is a package of its own: it is affected where it is installed, and nobody else by it.
TEST(RpmWorld, LivePatchesAreJudgedByTheirOwnName) {
  Shelf shelf;
  shelf.add(red_hat("RHSA-2024:1", "kpatch-patch-5_14_0-427_13_1", "1-2.el9_4"));
  EXPECT_EQ(judged(rhel("kpatch-patch-5_14_0-427_13_1", "1-1.el9_4"), shelf).findings.size(), 1u);
  EXPECT_EQ(judged(rhel("kernel", "5.14.0-427.13.1.el9_4"), shelf).findings, Texts{});
}

TEST(RpmWorld, BranchesAndProductsByTheirTexts) {
  EXPECT_EQ(branch_of("5.14.0-427.13.1.el9_4"), "el9_4");
  EXPECT_EQ(branch_of("1.2-3.el9_2.alma.1"), "el9_2");
  EXPECT_EQ(branch_of("1.28.4-8.rhaos4.15.git.el9"), "rhaos4.15");
  EXPECT_EQ(branch_of("1-1.el9"), "") << "it is built for all that follow";
  EXPECT_EQ(branch_of("18.2-1.module+el9.4.0+1+2"), "");
  EXPECT_EQ(branch_of("1-1.fc42"), "");
  const auto same = [](const char* ours, const char* theirs) {
    bool unknown = false;
    return is_same_product(ours, theirs, unknown) ? (unknown ? "unknown" : "same") : "other";
  };
  EXPECT_STREQ(same(kSystem, kBase), "same");
  EXPECT_STREQ(same(kBase, kSystem), "same");
  EXPECT_STREQ(same(kBase, kApp), "other");
  EXPECT_STREQ(same(kSystem, kEus94), "other");
  EXPECT_STREQ(same(kSystem, "cpe:/:redhat:enterprise_linux:9::crb"), "same");
  EXPECT_STREQ(same("cpe:/o:redhat:enterprise_linux:1", "cpe:/o:redhat:enterprise_linux:10.1"), "other");
  EXPECT_STREQ(same("cpe:/o:redhat:enterprise_linux:10", "cpe:/o:redhat:enterprise_linux:10.1"), "same");
  EXPECT_STREQ(same("cpe:/a:redhat:satellite", "cpe:/a:redhat:satellite:6.15::el9"), "unknown");
  EXPECT_STREQ(same(kSystem, "http://example.com"), "other");
  EXPECT_STREQ(same("", ""), "same") << "nothing is said";
  EXPECT_EQ(product_text("cpe:2.3:o:redhat:enterprise_linux:9:*:baseos:*:*:*:*:*"),
            "enterprise_linux:9::baseos");
}

}  // namespace
}  // namespace pratique::match
