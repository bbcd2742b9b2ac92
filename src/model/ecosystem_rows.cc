#include "model/ecosystem_rows.h"

#include <array>

namespace pratique::model::detail {

namespace {

using enum Presence;
using enum Letters;

// Sources. Purl types, their parts and registries: purl-spec, types/*-definition.json. A definition that
// calls a part "not case sensitive" without saying that it is written in lower case (pypi and vcpkg versions)
// leaves it as it is: advisories quote versions as published. OSV's names: OSV schema, "Defined Ecosystems";
// what OSV has no name for goes by its own (Oracle Linux, Amazon Linux, Fedora, CBL-Mariner).
// Distributions: ID and ID_LIKE of their os-release(5); codenames: distro-info-data's debian.csv and
// ubuntu.csv
// ("sid" stays a name: there is no number for it). Types without an order (generic, oci, github, conda…) name
// versions without one.
//
// clang-format off: a table
constexpr auto kRows = std::to_array<Ecosystem>({
    {.type = "alpm", .name = "Arch Linux package", .installs = Installs::kSystem, .order = "alpm",
     .purl = {kRequired, kLower, kLower}, .words = "pacman"},
    {.type = "alpm", .vendor = "arch", .name = "Arch Linux", .osv = "Arch Linux", .unit = Unit::kBinary,
     .releases = Releases::kNone, .words = "archlinux arch-linux"},
    {.type = "apk", .name = "Alpine package", .installs = Installs::kSystem, .order = "apk",
     .purl = {kRequired, kLower, kLower}},
    {.type = "apk", .vendor = "alpaquita", .name = "Alpaquita", .osv = "Alpaquita"},
    {.type = "apk", .vendor = "alpine", .name = "Alpine", .osv = "Alpine", .unit = Unit::kSource,
     .releases = Releases::kAlpine, .lifecycle = "alpine-linux",
     .words = "alpine-linux alpinelinux"},
    {.type = "apk", .vendor = "chainguard", .name = "Chainguard", .osv = "Chainguard", .unit = Unit::kSource,
     .releases = Releases::kNone,
     .words = "chainguard-os"},
    {.type = "apk", .vendor = "minimos", .name = "MinimOS", .osv = "MinimOS", .unit = Unit::kSource,
     .releases = Releases::kNone},
    {.type = "apk", .vendor = "secureos", .name = "SecureOS", .osv = "SecureOS", .unit = Unit::kSource,
     .releases = Releases::kNone},
    {.type = "apk", .vendor = "wolfi", .name = "Wolfi", .osv = "Wolfi", .unit = Unit::kSource,
     .releases = Releases::kNone,
     .words = "wolfi-os"},
    {.type = "bazel", .name = "Bazel", .installs = Installs::kLanguage, .registry = "https://bcr.bazel.build",
     .purl = {kProhibited}},
    {.type = "bitbucket", .name = "Bitbucket", .installs = Installs::kNone, .registry = "https://bitbucket.org",
     .purl = {kRequired, kLower, kLower}},
    {.type = "bitnami", .name = "Bitnami", .order = "bitnami",
     .registry = "https://downloads.bitnami.com/files/stacksmith", .purl = {kProhibited, kKept, kLower},
     .osv = "Bitnami", .unit = Unit::kName, .fewest = {100, 1000}},
    {.type = "brew", .name = "Homebrew", .registry = "https://formulae.brew.sh",
     .purl = {kOptional, kLower, kLower}, .words = "homebrew"},
    {.type = "cargo", .name = "crates.io", .installs = Installs::kLanguage, .order = "semver",
     .registry = "https://crates.io", .purl = {kProhibited}, .osv = "crates.io", .unit = Unit::kName,
     .fewest = {100, 500}, .words = "crate crates rust"},
    {.type = "chrome-extension", .name = "Chrome extension", .registry = "https://chromewebstore.google.com",
     .purl = {kProhibited, kKept, kLower}},
    {.type = "cocoapods", .name = "CocoaPods", .installs = Installs::kLanguage, .order = "gem",
     .registry = "https://cdn.cocoapods.org", .purl = {kProhibited}},
    {.type = "composer", .name = "Packagist", .installs = Installs::kLanguage, .order = "composer",
     .registry = "https://packagist.org", .purl = {kRequired, kLower, kLower}, .osv = "Packagist",
     .unit = Unit::kName, .spelling = Spelling::kLower, .fewest = {100, 1500}, .words = "php"},
    {.type = "conan", .name = "Conan", .installs = Installs::kLanguage, .order = "conan",
     .registry = "https://center.conan.io", .osv = "ConanCenter", .unit = Unit::kName},
    {.type = "conda", .name = "conda", .installs = Installs::kLanguage,
     .registry = "https://repo.anaconda.com", .purl = {kProhibited}},
    {.type = "cpan", .name = "CPAN", .installs = Installs::kLanguage, .registry = "https://www.cpan.org",
     .purl = {kOptional, kUpper}, .words = "perl"},
    {.type = "cran", .name = "CRAN", .installs = Installs::kLanguage, .order = "cran",
     .registry = "https://cran.r-project.org", .purl = {kProhibited}, .osv = "CRAN", .unit = Unit::kName,
     .words = "r"},
    {.type = "deb", .name = "Debian package", .installs = Installs::kSystem, .order = "deb",
     .purl = {kRequired, kLower, kLower}, .words = "dpkg"},
    {.type = "deb", .vendor = "debian", .name = "Debian", .osv = "Debian", .unit = Unit::kSource,
     .fewest = {10, 1000}, .releases = Releases::kDebian, .major_only = true,
     .codenames =
         "woody=3.0 sarge=3.1 etch=4 lenny=5 squeeze=6 wheezy=7 jessie=8 stretch=9 buster=10 "
         "bullseye=11 bookworm=12 trixie=13 forky=14 duke=15 unstable=sid",
     .lifecycle = "debian", .maintainers = "debian.org debian.net",
     .words = "debian-linux"},
    {.type = "deb", .vendor = "devuan", .name = "Devuan", .like = "debian", .lifecycle = "devuan",
     .maintainers = "devuan.org"},
    {.type = "deb", .vendor = "echo", .name = "Echo", .osv = "Echo", .unit = Unit::kSource,
     .releases = Releases::kNone},
    {.type = "deb", .vendor = "kali", .name = "Kali Linux", .like = "debian", .maintainers = "kali.org",
     .words = "kali-linux"},
    {.type = "deb", .vendor = "raspbian", .name = "Raspbian", .like = "debian",
     .maintainers = "raspbian.org raspberrypi.com raspberrypi.org",
     .words = "raspberrypi-os"},
    {.type = "deb", .vendor = "ubuntu", .name = "Ubuntu", .osv = "Ubuntu", .unit = Unit::kSource,
     .fewest = {10, 1000},
     .releases = Releases::kUbuntu,
     .codenames =
         "warty=4.10 hoary=5.04 breezy=5.10 dapper=6.06 edgy=6.10 feisty=7.04 gutsy=7.10 hardy=8.04 "
         "intrepid=8.10 jaunty=9.04 karmic=9.10 lucid=10.04 maverick=10.10 natty=11.04 oneiric=11.10 "
         "precise=12.04 quantal=12.10 raring=13.04 saucy=13.10 "
         "trusty=14.04 utopic=14.10 vivid=15.04 wily=15.10 xenial=16.04 yakkety=16.10 zesty=17.04 "
         "artful=17.10 bionic=18.04 cosmic=18.10 disco=19.04 eoan=19.10 focal=20.04 groovy=20.10 "
         "hirsute=21.04 impish=21.10 jammy=22.04 kinetic=22.10 lunar=23.04 mantic=23.10 "
         "noble=24.04 oracular=24.10 plucky=25.04 questing=25.10 resolute=26.04",
     .like = "debian", .lifecycle = "ubuntu", .maintainers = "ubuntu.com canonical.com",
     .words = "ubuntu-linux"},
    {.type = "dhi", .name = "Docker Hardened Images", .order = "semver", .osv = "DHI",
     .osv_also = "Docker Hardened Images", .unit = Unit::kName},
    {.type = "docker", .name = "Docker image", .installs = Installs::kNone, .registry = "https://hub.docker.com"},
    {.type = "ebuild", .name = "Gentoo package", .installs = Installs::kSystem, .order = "apk",
     .words = "portage"},
    {.type = "ebuild", .vendor = "gentoo", .name = "Gentoo", .osv = "Gentoo"},
    {.type = "gem", .name = "RubyGems", .installs = Installs::kLanguage, .order = "gem",
     .registry = "https://rubygems.org", .purl = {kProhibited}, .osv = "RubyGems", .osv_also = "Ruby",
     .unit = Unit::kName, .fewest = {100, 500}, .words = "bundler gems"},
    {.type = "generic", .name = "generic"},
    {.type = "git", .name = "Git", .installs = Installs::kNone, .purl = {kRequired, kKept, kKept, kKept, true}},
    {.type = "github", .name = "GitHub", .installs = Installs::kNone, .registry = "https://github.com",
     .purl = {kRequired, kLower, kLower}},
    {.type = "golang", .name = "Go", .installs = Installs::kLanguage, .order = "go", .subpath_is_name = true,
     .registry = "https://proxy.golang.org", .purl = {kRequired, kLower, kLower}, .osv = "Go",
     .unit = Unit::kName, .spelling = Spelling::kLower, .fewest = {100, 1000}, .words = "gomod"},
    {.type = "hackage", .name = "Hackage", .installs = Installs::kLanguage, .order = "hackage",
     .registry = "https://hackage.haskell.org", .purl = {kProhibited}, .osv = "Hackage", .unit = Unit::kName,
     .words = "haskell"},
    {.type = "hex", .name = "Hex", .installs = Installs::kLanguage, .order = "semver",
     .registry = "https://repo.hex.pm", .purl = {kOptional, kLower, kLower}, .osv = "Hex",
     .unit = Unit::kName, .spelling = Spelling::kLower, .words = "elixir erlang"},
    {.type = "huggingface", .name = "Hugging Face", .registry = "https://huggingface.co",
     .purl = {kRequired, kKept, kKept, kLower}},
    {.type = "julia", .name = "Julia", .installs = Installs::kLanguage, .order = "pub",  // builds count (1.2.3+1)
     .registry = "https://github.com/JuliaRegistries/General", .purl = {kProhibited}, .osv = "Julia",
     .unit = Unit::kName},
    {.type = "luarocks", .name = "LuaRocks", .installs = Installs::kLanguage,
     .registry = "https://luarocks.org", .purl = {kOptional, kLower, kLower}, .words = "lua"},
    {.type = "maven", .name = "Maven", .installs = Installs::kLanguage, .order = "maven", .separator = ":",
     .registry = "https://repo.maven.apache.org/maven2", .purl = {kRequired}, .osv = "Maven",
     .unit = Unit::kName, .fewest = {100, 2000}, .words = "gradle jar java mvn"},
    {.type = "mlflow", .name = "MLflow", .purl = {kProhibited}},
    {.type = "nimble", .name = "Nimble", .installs = Installs::kLanguage, .words = "nim"},
    {.type = "npm", .name = "npm", .installs = Installs::kLanguage, .order = "semver",
     .registry = "https://registry.npmjs.org", .osv = "npm", .unit = Unit::kName, .fewest = {100, 1500},
     .words = "javascript js node nodejs pnpm typescript yarn"},
    {.type = "nuget", .name = "NuGet", .installs = Installs::kLanguage, .order = "nuget",
     .registry = "https://www.nuget.org", .purl = {kProhibited}, .osv = "NuGet", .unit = Unit::kName,
     .spelling = Spelling::kLower, .fewest = {100, 300}, .words = "dotnet"},
    {.type = "oci", .name = "OCI image", .installs = Installs::kNone, .purl = {kProhibited, kKept, kLower, kLower}},
    {.type = "opam", .name = "opam", .installs = Installs::kLanguage, .registry = "https://opam.ocaml.org",
     .purl = {kProhibited}, .words = "ocaml"},
    {.type = "opkg", .name = "opkg package", .installs = Installs::kSystem, .order = "deb",
     .words = "openwrt"},
    {.type = "otp", .name = "OTP application", .installs = Installs::kLanguage,
     .purl = {kProhibited, kKept, kLower}},
    {.type = "pub", .name = "Pub", .installs = Installs::kLanguage, .order = "pub",
     .registry = "https://pub.dartlang.org", .purl = {kProhibited, kKept, kLower}, .osv = "Pub",
     .unit = Unit::kName, .words = "dart"},
    {.type = "pypi", .name = "PyPI", .installs = Installs::kLanguage, .order = "pep440",
     .registry = "https://pypi.org", .purl = {kProhibited, kKept, kLower}, .osv = "PyPI", .unit = Unit::kName,
     .spelling = Spelling::kPep503, .fewest = {100, 1500}, .words = "egg pip poetry python wheel"},
    {.type = "qpkg", .name = "QNX package", .installs = Installs::kSystem, .purl = {kRequired, kLower}},
    {.type = "rpm", .name = "RPM package", .installs = Installs::kSystem, .order = "rpm",
     .purl = {kRequired, kLower}},
    {.type = "rpm", .vendor = "almalinux", .name = "AlmaLinux", .osv = "AlmaLinux", .unit = Unit::kBinary,
     .releases = Releases::kMajor, .like = "rhel centos fedora", .release_file = "AlmaLinux",
     .lifecycle = "almalinux", .maintainers = "cloudlinux",
     .words = "alma alma-linux"},
    {.type = "rpm", .vendor = "amzn", .name = "Amazon Linux", .osv = "Amazon Linux",
     .unit = Unit::kBinary, .releases = Releases::kAmazon, .like = "rhel fedora",
     .release_file = "Amazon Linux", .lifecycle = "amazon-linux",
     .words = "amazon amazonlinux amazon-linux"},
    {.type = "rpm", .vendor = "azurelinux", .name = "Azure Linux", .osv = "Azure Linux",
     .unit = Unit::kSource, .releases = Releases::kMajor, .maintainers = "microsoft",
     .words = "azure-linux azl"},
    {.type = "rpm", .vendor = "bottlerocket", .name = "Bottlerocket", .osv = "Bottlerocket", .unit = Unit::kBinary,
     .releases = Releases::kNone, .maintainers = "amazon"},
    {.type = "rpm", .vendor = "centos", .name = "CentOS", .judged_as = "rhel", .unit = Unit::kEither,
     .releases = Releases::kRedHat, .major_only = true, .like = "rhel fedora",
     .release_file = "CentOS", .lifecycle = "centos",
     .words = "centos-linux centos-stream centosstream"},
    {.type = "rpm", .vendor = "fedora", .name = "Fedora", .osv = "Fedora", .unit = Unit::kEither, .release_file = "Fedora",
     .lifecycle = "fedora",
     .words = "fedora-linux"},
    {.type = "rpm", .vendor = "mageia", .name = "Mageia", .osv = "Mageia", .unit = Unit::kEither, .lifecycle = "mageia",
     .words = "mageia-linux"},
    {.type = "rpm", .vendor = "mariner", .name = "CBL-Mariner", .osv = "CBL-Mariner", .unit = Unit::kSource,
     .releases = Releases::kMajor, .release_file = "CBL-Mariner", .maintainers = "microsoft",
     .words = "cbl-mariner cblmariner"},
    {.type = "rpm", .vendor = "ol", .name = "Oracle Linux", .osv = "Oracle Linux",
     .unit = Unit::kBinary, .releases = Releases::kMajor, .like = "fedora", .release_file = "Oracle Linux",
     .lifecycle = "oracle-linux",
     .words = "oracle oraclelinux oracle-linux"},
    {.type = "rpm", .vendor = "openeuler", .name = "openEuler", .osv = "openEuler", .unit = Unit::kEither, .releases = Releases::kOpenEuler,
     .maintainers = "http",
     .words = "open-euler"},
    {.type = "rpm", .vendor = "opensuse", .name = "openSUSE", .osv = "openSUSE", .unit = Unit::kEither,
     .releases = Releases::kOpenSuse, .like = "suse",
     .release_file = "openSUSE",
     .words = "opensuse-tumbleweed opensuse.tumbleweed tumbleweed"},
    {.type = "rpm", .vendor = "opensuse-leap", .name = "openSUSE Leap", .judged_as = "opensuse",
     .unit = Unit::kEither, .releases = Releases::kOpenSuse, .lifecycle = "opensuse",
     .words = "opensuse.leap leap"},
    {.type = "rpm", .vendor = "photon", .name = "Photon OS", .osv = "Photon OS", .unit = Unit::kBinary,
     .release_file = "Photon",
     .lifecycle = "vmware-photon", .maintainers = "vmware broadcom",
     .words = "photon-os photonos vmware-photon"},
    {.type = "rpm", .vendor = "rhel", .name = "Red Hat Enterprise Linux", .osv = "Red Hat",
     .unit = Unit::kEither, .releases = Releases::kRedHat, .like = "fedora",
     .release_file = "Red Hat Enterprise", .lifecycle = "rhel",
     .words = "redhat red-hat redhatenterpriselinux red-hat-enterprise-linux"},
    {.type = "rpm", .vendor = "rocky", .name = "Rocky Linux", .osv = "Rocky Linux", .unit = Unit::kEither,
     .releases = Releases::kMajor, .like = "rhel centos fedora", .release_file = "Rocky Linux",
     .lifecycle = "rocky-linux",
     .words = "rockylinux rocky-linux"},
    {.type = "rpm", .vendor = "scientific", .name = "Scientific Linux", .like = "rhel centos fedora",
     .release_file = "Scientific Linux",
     .words = "scientificlinux scientific-linux"},
    {.type = "rpm", .vendor = "sl-micro", .name = "SUSE Linux Micro", .judged_as = "sles",
     .unit = Unit::kEither, .releases = Releases::kNamed, .like = "suse"},
    {.type = "rpm", .vendor = "sle-micro", .name = "SUSE Linux Enterprise Micro", .judged_as = "sles",
     .unit = Unit::kEither, .releases = Releases::kNamed, .like = "suse"},
    {.type = "rpm", .vendor = "sled", .name = "SUSE Linux Enterprise Desktop",
     .judged_as = "sles", .unit = Unit::kEither, .releases = Releases::kSuse, .like = "suse",
     .release_file = "SUSE Linux Enterprise Desktop",
     .words = "suse-linux-enterprise-desktop suse.linux.enterprise.desktop"},
    {.type = "rpm", .vendor = "sles", .name = "SUSE Linux Enterprise Server", .osv = "SUSE",
     .unit = Unit::kEither, .releases = Releases::kSuse, .like = "suse",
     .release_file = "SUSE Linux Enterprise", .lifecycle = "sles",
     .words = "suse sle suse-linux-enterprise-server suse.linux.enterprise.server sles_sap sles-sap"},
    {.type = "rpm", .vendor = "tuxcare", .name = "TuxCare", .osv = "TuxCare"},
    {.type = "swid", .name = "SWID tag"},
    {.type = "swift", .name = "Swift", .installs = Installs::kLanguage, .order = "semver",
     .purl = {kRequired}, .osv = "SwiftURL", .unit = Unit::kName},
    {.type = "vcpkg", .name = "vcpkg", .installs = Installs::kLanguage,
     .registry = "https://github.com/microsoft/vcpkg", .purl = {kProhibited}},
    {.type = "vscode-extension", .name = "VS Code extension",
     .registry = "https://marketplace.visualstudio.com/vscode-extension",
     .purl = {kRequired, kLower, kLower, kLower}},
    {.type = "yocto", .name = "Yocto", .purl = {kOptional, kLower}},
});
// clang-format on

constexpr bool sorted() {
  for (std::size_t i = 1; i < kRows.size(); ++i) {
    const auto &before = kRows[i - 1], &row = kRows[i];
    if (row.type < before.type || (row.type == before.type && row.vendor <= before.vendor)) return false;
    if (!row.vendor.empty() && before.type != row.type) return false;
  }
  return true;
}
static_assert(sorted(), "rows are sorted by type and vendor, and a distribution's type has a row of its own");

}  // namespace

std::span<const Ecosystem> ecosystem_rows() { return kRows; }

}  // namespace pratique::model::detail
