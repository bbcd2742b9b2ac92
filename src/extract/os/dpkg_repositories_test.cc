// Where the packages of a Debian system came from, by what apt keeps of its repositories.
#include <gtest/gtest.h>
#include <lz4frame.h>

#include "extract/os/common/repository.h"
#include "extract/os/deb/apt_lists.h"
#include "support/package_scene.h"

namespace pratique::extract {

std::unique_ptr<Extractor> make_dpkg();
std::unique_ptr<Extractor> make_dpkg_repositories();

namespace {

using namespace os;

std::string installed(std::string_view name, std::string_view version, std::string_view maintainer) {
  return "Package: " + std::string(name) +
         "\nStatus: install ok installed\nArchitecture: amd64\nVersion: " + std::string(version) +
         "\nMaintainer: " + std::string(maintainer) + "\nDescription: x\n\n";
}

std::string listed(std::string_view name, std::string_view version) {
  return "Package: " + std::string(name) + "\nArchitecture: amd64\nVersion: " + std::string(version) +
         "\nFilename: pool/x.deb\nDescription: x\n\n";
}

std::string packed(std::string_view text) {
  std::string out(LZ4F_compressFrameBound(text.size(), nullptr), '\0');
  out.resize(LZ4F_compressFrame(out.data(), out.size(), text.data(), text.size(), nullptr));
  return out;
}

constexpr const char* kDebian = "var/lib/apt/lists/deb.debian.org_debian_dists_bookworm";
constexpr const char* kDocker = "var/lib/apt/lists/download.docker.com_linux_debian_dists_bookworm";

Scene scene() {
  Scene made(std::make_unique<Pair>(make_dpkg(), make_dpkg_repositories()));
  made.distro = {.id = "debian", .version_id = "12"};
  made.add(0, "var/lib/dpkg/status",
           installed("curl", "7.88.1-10", "Alessandro Ghedini <ghedo@debian.org>") +
               installed("docker-ce", "5:24.0.7-1~debian.12~bookworm", "Docker <support@docker.com>") +
               installed("acme-agent", "1.0", "Acme <ops@acme.example>") +
               installed("e2fsprogs", "1.47.0-2", "Theodore Y. Ts'o <tytso@mit.edu>"));
  return made;
}

std::string origin(Scene& made, std::string_view name) {
  return package(made.assemble(), name).details->origin;
}

TEST(AptLists, TellTheRepositoryOfEachPackageThatTheyHave) {
  auto made = scene();
  const std::string debian(kDebian), docker(kDocker);
  made.add(
      0, debian + "_InRelease",
      "-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA256\n\nOrigin: Debian\nLabel: Debian\nSuite: oldstable\n"
      "Codename: bookworm\nSHA256:\n abc 1 main/x\n");
  made.add(0, debian + "_main_binary-amd64_Packages",
           listed("curl", "7.88.1-10") + listed("e2fsprogs", "1.47.0-2"));
  made.add(0, docker + "_InRelease", "Origin: Docker\nLabel: Docker CE\nSuite: bookworm\n");
  made.add(0, docker + "_stable_binary-amd64_Packages",
           listed("docker-ce", "5:24.0.7-1~debian.12~bookworm") + listed("docker-ce", "5:25.0.0-1"));
  EXPECT_EQ(origin(made, "curl"), "Debian: deb.debian.org/debian bookworm");
  EXPECT_EQ(origin(made, "e2fsprogs"), "Debian: deb.debian.org/debian bookworm");
  EXPECT_EQ(origin(made, "docker-ce"), "Docker: download.docker.com/linux/debian bookworm");
  EXPECT_EQ(origin(made, "acme-agent"), "");
  EXPECT_TRUE(made.errors.empty());
}

TEST(AptLists, OfThatVersionOnly) {
  auto made = scene();
  made.add(0, std::string(kDocker) + "_stable_binary-amd64_Packages", listed("docker-ce", "5:25.0.0-1"));
  EXPECT_EQ(origin(made, "docker-ce"), "");
}

// Docker's images of Debian have apt keep them packed.
TEST(AptLists, PackedOnesAreReadAsWell) {
  auto made = scene();
  made.add(0, std::string(kDocker) + "_stable_binary-amd64_Packages.lz4",
           packed(listed("docker-ce", "5:24.0.7-1~debian.12~bookworm")));
  EXPECT_EQ(origin(made, "docker-ce"), "download.docker.com: download.docker.com/linux/debian bookworm");
  made.add(0, std::string(kDocker) + "_stable_binary-amd64_Packages.lz4", "no frame at all");
  EXPECT_EQ(made.errors.size(), 0u) << "what is not packed is read as it is";
}

TEST(AptLists, ThoseThatALaterLayerDeletesTell) {
  auto made = scene();
  const auto path = std::string(kDocker) + "_stable_binary-amd64_Packages";
  made.add(0, path, listed("docker-ce", "5:24.0.7-1~debian.12~bookworm"));
  made.remove(path);
  EXPECT_NE(origin(made, "docker-ce"), "");
}

// A mirror of the whole distribution that somebody signed himself: his name is no reason not to judge it.
TEST(AptLists, ACopyOfTheDistributionIsTheDistribution) {
  auto made = scene();
  const std::string mirror = "var/lib/apt/lists/mirror.acme.example_debian_dists_";
  made.add(0, mirror + "bookworm_Release", "Origin: Artifactory\nSuite: bookworm\n");
  made.add(0, mirror + "bookworm_main_binary-amd64_Packages", listed("base-files", "12.4"));
  made.add(0, mirror + "bookworm-updates_main_binary-amd64_Packages", listed("curl", "7.88.1-10"));
  EXPECT_EQ(origin(made, "curl"), "Debian: mirror.acme.example/debian bookworm-updates");
}

TEST(AptLists, WithoutThemSourcesTellByTheMaintainersDomain) {
  auto made = scene();
  made.add(0, "etc/apt/sources.list",
           "# deb https://apt.acme.example/off old main\n"
           "deb [arch=amd64 signed-by=/usr/share/keyrings/a.gpg] https://user:secret@apt.acme.example/debian "
           "bookworm main\n"
           "deb-src https://deb.debian.org/debian bookworm main\n");
  made.add(
      0, "etc/apt/sources.list.d/docker.sources",
      "Types: deb\nURIs: https://download.docker.com/linux/debian\nSuites: bookworm\nComponents: stable\n\n"
      "Enabled: no\nTypes: deb\nURIs: https://apt.mit.edu/x\nSuites: y\n");
  EXPECT_EQ(
      origin(made, "acme-agent"),
      "apt.acme.example: apt.acme.example/debian bookworm (presumed: its maintainer is of that domain)");
  EXPECT_EQ(
      origin(made, "docker-ce"),
      "download.docker.com: download.docker.com/linux/debian bookworm (presumed: its maintainer is of that "
      "domain)");
  EXPECT_EQ(origin(made, "e2fsprogs"), "");
  EXPECT_EQ(origin(made, "curl"), "");
}

TEST(AptLists, AreReadInPiecesOfAnySize) {
  std::string text = "Package: a\nVersion: 1\nArchitecture: all\nDescription: " + std::string(9000, 'x') +
                     "\n Version: 9\n\n" + listed("b", "2") + "Package: c\nVersion: 3";
  for (const std::size_t step : {1ul, 7ul, 4096ul, text.size()}) {
    AptListReader reader;
    for (std::size_t at = 0; at < text.size(); at += step)
      reader.feed(std::string_view(text).substr(at, step));
    const auto list = reader.finish();
    EXPECT_EQ(list.packages.size(), 3u) << step;
    EXPECT_TRUE(list.has(package_key("a", "1", "all")));
    EXPECT_TRUE(list.has(package_key("b", "2", "amd64")));
    EXPECT_TRUE(list.has(package_key("c", "3", "")));
    EXPECT_FALSE(list.has(package_key("b", "2", "arm64")));
    EXPECT_EQ(list_of_text(to_text(list)).packages, list.packages);
  }
}

TEST(AptLists, NamesOfFilesAreAddresses) {
  const auto of = [](std::string_view stem) {
    const auto source = source_of_stem(stem);
    return source.place + " | " + source.suite;
  };
  EXPECT_EQ(of("deb.debian.org_debian_dists_bookworm_main_binary-amd64"), "deb.debian.org/debian | bookworm");
  EXPECT_EQ(of("apt.postgresql.org_pub_repos_apt_dists_bookworm-pgdg"),
            "apt.postgresql.org/pub/repos/apt | bookworm-pgdg");
  EXPECT_EQ(of("packages.example_a%5fb_._"), "packages.example/a_b | ");
  EXPECT_EQ(of(""), " | ");
  EXPECT_EQ(stem_of_list("x_Packages.xz"), "x");
  EXPECT_EQ(stem_of_list("x_Translation-en"), "");
  EXPECT_EQ(stem_of_release("x_InRelease"), "x");
}

TEST(AptLists, AddressesLoseWhatIsSecret) {
  EXPECT_EQ(place_of_uri("https://me:secret@apt.example.org/a/"), "apt.example.org/a");
  EXPECT_EQ(place_of_uri("mirror+http://x.example/a"), "x.example/a");
  for (const auto* none : {"file:/srv/x", "file:///srv/x", "cdrom:[x]", "", "https://a b/", "x"})
    EXPECT_EQ(place_of_uri(none), "") << none;
  HostsByMail hosts;
  hosts.add("apt.Grafana.com", 7);
  hosts.add("deb.grafana.com", 8);
  hosts.add("local", 9);
  EXPECT_EQ(hosts.find("Grafana Labs <contact@grafana.com>"), 7u);
  EXPECT_EQ(hosts.find("X (a@deb.grafana.COM)"), 8u);
  for (const auto* other : {"X <a@other.com>", "X <a@com>", "X <a@ana.com>", "X <a@x.apt.grafana.com>",
                            "X <a@local>", "X <a@>", "apt.grafana.com", ""})
    EXPECT_FALSE(hosts.find(other)) << other;
}

// Every package was held against every source: a thousand are looked at, and that there were more is told.
TEST(AptLists, MoreSourcesThanAreLookedAtAreTold) {
  const auto sources = [](int count) {
    std::string text;
    for (int i = 0; i < count; ++i) text += "deb http://h" + std::to_string(i) + ".example/ x main\n";
    return text + "deb http://apt.acme.example/ x main\n";
  };
  for (const auto& [count, known] : {std::pair(999, true), std::pair(1000, false)}) {
    auto made = scene();
    made.add(0, "etc/apt/sources.list", sources(count));
    const auto out = made.assemble();
    EXPECT_EQ(package(out, "acme-agent").details->origin.empty(), !known) << count;
    EXPECT_EQ(std::ranges::count(out.notes, std::string("limit"), &model::Note::code), known ? 0 : 1)
        << count;
  }
}

}  // namespace
}  // namespace pratique::extract
