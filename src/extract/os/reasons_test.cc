// Why a package of a distribution is there, and who needs whom: pacman, portage, and what lies beside the databases of the
// others.
#include <gtest/gtest.h>

#include <algorithm>

#include "support/package_scene.h"
#include "support/paths.h"
#include "support/rpm_writer.h"

namespace pratique::extract {

std::unique_ptr<Extractor> make_apk();
std::unique_ptr<Extractor> make_dpkg();
std::unique_ptr<Extractor> make_pacman();
std::unique_ptr<Extractor> make_portage();
std::unique_ptr<Extractor> make_rpm();

namespace os {
namespace {

using Lines = std::vector<std::string>;

// "bash: explicit etc/apk/world", sorted by package.
Lines reasons(Scene& scene) {
  Lines all;
  for (const auto& component : scene.assemble().components) {
    auto line = component.purl.name + ": " + to_string(component.reason);
    if (!component.details->asked_in.empty()) line += " " + component.details->asked_in;
    all.push_back(line);
  }
  std::ranges::sort(all);
  return all;
}

Lines edges(Scene& scene) {
  const auto out = scene.assemble();
  Lines all;
  for (const auto& edge : out.edges) {
    auto line = out.components.at(edge.from).purl.name + " > " + out.components.at(edge.to).purl.name;
    if (edge.scope != model::Scope::kRequired) line += std::string(" ") + to_string(edge.scope);
    all.push_back(line);
  }
  std::ranges::sort(all);
  return all;
}

std::string paragraph(const std::string& name, const std::string& arch, const std::string& more = "") {
  return "Package: " + name + "\nStatus: install ok installed\nArchitecture: " + arch + "\nVersion: 1\n" +
         more + "\n";
}

constexpr const char* kStates = "var/lib/apt/extended_states";

TEST(DebReasons, WhatAptMarkedAutomaticCameAlong) {
  Scene scene(make_dpkg());
  scene.add(0, "var/lib/dpkg/status",
            paragraph("curl", "amd64") + paragraph("libcurl4", "amd64") + paragraph("adduser", "all") +
                paragraph("libc6", "amd64") + paragraph("libc6", "i386"));
  scene.add(0, kStates,
            "Package: libcurl4\nArchitecture: amd64\nAuto-Installed: 1\n\n"
            "Package: adduser\nArchitecture: amd64\nAuto-Installed: 1\n\n"
            "Package: libc6\nArchitecture: i386\nAuto-Installed: 1\n\n"
            "Package: curl\nArchitecture: amd64\nAuto-Installed: 0\n\n");
  EXPECT_EQ(reasons(scene),
            (Lines{"adduser: dependency", "curl: explicit var/lib/apt/extended_states", "libc6: dependency",
                   "libc6: explicit var/lib/apt/extended_states", "libcurl4: dependency"}));
}

TEST(DebReasons, WithoutAptsFileNobodyKnows) {
  Scene scene(make_dpkg());
  scene.add(0, "var/lib/dpkg/status", paragraph("curl", "amd64"));
  EXPECT_EQ(reasons(scene), Lines{"curl: unknown"});
}

// The file of another root says nothing of this one; what was deleted with the database is what it last said.
TEST(DebReasons, AreThoseOfTheSameRootAndGoWithTheDatabase) {
  Scene scene(make_dpkg());
  scene.add(0, "var/lib/dpkg/status", paragraph("curl", "amd64"));
  scene.add(0, "srv/jail/var/lib/apt/extended_states",
            "Package: curl\nArchitecture: amd64\nAuto-Installed: 1\n\n");
  EXPECT_EQ(reasons(scene), Lines{"curl: unknown"});
  scene.add(0, kStates, "Package: curl\nArchitecture: amd64\nAuto-Installed: 1\n\n");
  scene.remove(kStates);
  EXPECT_EQ(reasons(scene), Lines{"curl: unknown"}) << "the database is there, and says nothing";
  scene.remove("var/lib/dpkg/status");
  EXPECT_EQ(reasons(scene), Lines{"curl: dependency"});
}

TEST(DebReasons, WhatIsRecommendedIsOptional) {
  Scene scene(make_dpkg());
  scene.add(0, "var/lib/dpkg/status",
            paragraph("a", "amd64", "Depends: b\nRecommends: c, b, gone | d\n") + paragraph("b", "amd64") +
                paragraph("c", "amd64") + paragraph("d", "amd64"));
  EXPECT_EQ(edges(scene), (Lines{"a > b", "a > c optional", "a > d optional"}));
}

std::string alpine(const std::string& name, const std::string& more = "") {
  return "P:" + name + "\nV:1.0-r0\nA:x86_64\n" + more + "\n";
}

TEST(ApkReasons, AreTheWorld) {
  Scene scene(make_apk());
  scene.add(0, "lib/apk/db/installed",
            alpine("curl") + alpine("libcurl") +
                alpine("mariadb-client", "p:mysql-client=1.0-r0 cmd:mysql=1.0-r0\n") + alpine(".build-deps") +
                alpine("nginx"));
  scene.add(0, "etc/apk/world", "curl=8.5.0-r0\nmysql-client>1\n.build-deps\n!libcurl nginx@edge\n");
  EXPECT_EQ(reasons(scene), (Lines{".build-deps: explicit etc/apk/world", "curl: explicit etc/apk/world",
                                   "libcurl: dependency", "mariadb-client: explicit etc/apk/world",
                                   "nginx: explicit etc/apk/world"}));
}

TEST(ApkReasons, AnEmptyWorldSaysNothing) {
  Scene scene(make_apk());
  scene.add(0, "lib/apk/db/installed", alpine("curl"));
  scene.add(0, "etc/apk/world", "\n");
  EXPECT_EQ(reasons(scene), Lines{"curl: unknown"});
}

std::string made(std::string_view name) {
  return MadeHeader()
      .string(1000, name)
      .string(1001, name == "curl" ? "7.76.1" : "5.2.37")
      .string(1002, name == "curl" ? "29.el9_4" : "1.fc42")
      .string(1022, "x86_64")
      .text();
}

// curl is in the histories of the corpus.
TEST(RpmReasons, AreDnfsHistory) {
  Scene scene(make_rpm());
  scene.add(0, "var/lib/rpm/Packages.db", made_ndb({made("bash"), made("curl")}));
  scene.add(0, "var/lib/dnf/history.sqlite", testing::read_file("fuzz/corpus/rpm_origin/dnf4"));
  EXPECT_EQ(reasons(scene), (Lines{"bash: unknown", "curl: dependency"}));
}

// dnf 5 keeps what it knows of the system beside its history, which may be of a time before.
TEST(RpmReasons, AreDnf5sStateBeforeItsHistory) {
  Scene scene(make_rpm());
  const std::string folder = "usr/lib/sysimage/libdnf5/";
  scene.add(0, "usr/lib/sysimage/rpm/Packages.db", made_ndb({made("bash"), made("curl")}));
  scene.add(0, folder + "packages.toml",
            "version = \"1.0\"\n[packages]\n\"bash.x86_64\" = {reason = \"External User\"}\n"
            "\"curl.x86_64\" = {reason = \"Weak Dependency\"}\n\"gone.noarch\" = {reason = \"User\"}\n");
  scene.add(0, folder + "nevras.toml",
            "[nevras]\n\"bash-0:5.2.37-1.fc42.x86_64\" = {from_repo = \"fedora\"}\n");
  scene.add(0, folder + "transaction_history.sqlite", testing::read_file("fuzz/corpus/rpm_origin/dnf5"));
  EXPECT_EQ(reasons(scene),
            (Lines{"bash: explicit usr/lib/sysimage/libdnf5/packages.toml", "curl: dependency"}));
  const auto out = scene.assemble();
  EXPECT_EQ(out.components.front().details->origin, "fedora");
}

TEST(RpmReasons, AStateThatIsNoTomlIsNoted) {
  Scene scene(make_rpm());
  scene.add(0, "usr/lib/sysimage/rpm/Packages.db", made_ndb({made("bash")}));
  scene.add(0, "usr/lib/sysimage/libdnf5/packages.toml", "[packages");
  EXPECT_EQ(reasons(scene), Lines{"bash: unknown"});
  EXPECT_EQ(scene.errors.size(), 1u);
}

TEST(RpmReasons, AreZyppersList) {
  Scene scene(make_rpm());
  scene.add(0, "usr/lib/sysimage/rpm/Packages.db", made_ndb({made("bash"), made("curl")}));
  scene.add(0, "var/lib/zypp/AutoInstalled", "# Generated by libzypp\n# \nbash\n");
  EXPECT_EQ(reasons(scene), (Lines{"bash: dependency", "curl: explicit var/lib/zypp/AutoInstalled"}));
}

std::string desc(const std::string& name, const std::string& more) {
  return "%NAME%\n" + name + "\n\n%VERSION%\n2.0-1\n\n" + more;
}

TEST(Pacman, SaysWhyAndWhoNeedsWhom) {
  Scene scene(make_pacman());
  const std::string folder = "var/lib/pacman/local/";
  scene.add(
      0, folder + "curl-2.0-1/desc",
      desc("curl",
           "%DEPENDS%\nglibc>=2.0\nlibssl.so=3-64\nsh\nnew>3\n\n%OPTDEPENDS%\nca: to trust\nnone: x\n"));
  scene.add(0, folder + "glibc-2.0-1/desc", desc("glibc", "%REASON%\n1\n"));
  scene.add(0, folder + "openssl-2.0-1/desc", desc("openssl", "%REASON%\n1\n\n%PROVIDES%\nlibssl.so=3-64\n"));
  scene.add(0, folder + "bash-2.0-1/desc", desc("bash", "%REASON%\n0\n\n%PROVIDES%\nsh\n"));
  scene.add(0, folder + "ca-2.0-1/desc", desc("ca", ""));
  scene.add(0, folder + "new-2.0-1/desc", desc("new", ""));
  EXPECT_EQ(edges(scene), (Lines{"curl > bash", "curl > ca optional", "curl > glibc", "curl > openssl"}));
  EXPECT_EQ(reasons(scene).at(3), "glibc: dependency");
  EXPECT_EQ(reasons(scene).at(2), "curl: explicit var/lib/pacman/local/curl-2.0-1/desc");
}

TEST(Portage, ReadsWhatIsNeededToRun) {
  Scene scene(make_portage());
  const std::string folder = "var/db/pkg/";
  for (const std::string package :
       {"net-misc/curl-8.0", "dev-libs/openssl-3.0.1", "app-shells/bash-5.1_p16-r3", "sys-libs/zlib-1.2",
        "virtual/libc-1", "net-libs/old-1"})
    scene.add(0, folder + package + "/SLOT", "0\n");
  scene.add(0, folder + "net-misc/curl-8.0/RDEPEND",
            ">=dev-libs/openssl-3.0:0/3=[ssl(+)] || ( net-libs/mbedtls ( sys-libs/zlib ) net-libs/old ) "
            "!net-libs/old >net-libs/old-1 <net-libs/old-0.9\n");
  scene.add(0, folder + "net-misc/curl-8.0/PDEPEND", "=app-shells/bash-5.1*\n");
  scene.add(0, "var/lib/portage/world", "net-misc/curl\napp-shells/bash:0\n");
  EXPECT_EQ(edges(scene), (Lines{"curl > bash", "curl > openssl", "curl > zlib"}));
  EXPECT_EQ(reasons(scene),
            (Lines{"bash: explicit var/lib/portage/world", "curl: explicit var/lib/portage/world",
                   "libc: unknown", "old: unknown", "openssl: unknown", "zlib: unknown"}));
}

}  // namespace
}  // namespace os
}  // namespace pratique::extract
