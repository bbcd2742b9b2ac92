#include "extract/unread/table/kinds.h"

#include <algorithm>
#include <array>
#include <charconv>

#include "base/text.h"
#include "base/text_hash.h"

namespace pratique::extract::unread {

namespace {

constexpr std::string_view kNpmLocks =
    "package-lock.json npm-shrinkwrap.json yarn.lock pnpm-lock.yaml bun.lock bun.lockb deno.lock";
constexpr std::string_view kPythonLocks =
    "poetry.lock uv.lock pdm.lock Pipfile.lock pylock.toml requirements.txt";
constexpr std::string_view kNpmAdvice = "scan what was installed, or make a package-lock.json of it";
constexpr std::string_view kPythonAdvice = "scan what was installed, or export it as requirements.txt";
constexpr std::string_view kBuilt = "scan what was built of it";

using enum Sort;

// clang-format off: a table
constexpr auto kKinds = std::to_array<Kind>({
    // JavaScript
    {"bun.lockb", "npm", kLock, "bun.lockb", "npm", "package-lock.json npm-shrinkwrap.json yarn.lock bun.lock", "", kNpmAdvice},
    {"deno.lock", "npm", kLock, "deno.lock", "npm", "package-lock.json npm-shrinkwrap.json", "", kNpmAdvice},
    {"package.json without a lock file", "npm", kManifest, "package.json", "npm", kNpmLocks, "ependencies\"", kNpmAdvice},
    {"Yarn's Plug'n'Play map", "npm", kInstalled, ".pnp.cjs .pnp.js .pnp.data.json", "", "yarn.lock", "", kNpmAdvice},
    {"zipped packages of Yarn", "npm", kInstalled, ".yarn/cache/*.zip", "", "", "", "install with nodeLinker: node-modules"},
    {"Bower packages", "npm", kInstalled, "bower_components/*/.bower.json", "", "", "", ""},
    // Python
    {"pylock.toml", "PyPI", kLock, "pylock.toml pylock.*.toml", "pypi", "poetry.lock uv.lock pdm.lock Pipfile.lock requirements.txt", "", kPythonAdvice},
    {"pyproject.toml without a lock file", "PyPI", kManifest, "pyproject.toml", "pypi", kPythonLocks, "dependencies", kPythonAdvice},
    {"setup.py without a lock file", "PyPI", kManifest, "setup.py", "pypi", kPythonLocks, "install_requires", kPythonAdvice},
    {"setup.cfg without a lock file", "PyPI", kManifest, "setup.cfg", "pypi", kPythonLocks, "install_requires", kPythonAdvice},
    {"Pipfile without a lock file", "PyPI", kManifest, "Pipfile", "pypi", kPythonLocks, "", kPythonAdvice},
    {"zipped eggs", "PyPI", kInstalled, "*.egg", "", "", "", "install the package as a wheel"},
    {"zipapps", "PyPI", kInstalled, "*.pyz *.pyzw *.pex", "", "", "", "install the packages as wheels"},
    // Conda
    {"conda-meta", "conda", kInstalled, "conda-meta/*.json", "", "", "", ""},
    {"conda-lock.yml", "conda", kLock, "conda-lock.yml conda-lock.yaml pixi.lock", "conda", "", "", ""},
    {"environment.yml", "conda", kManifest, "environment.yml environment.yaml", "conda", "conda-lock.yml pixi.lock", "dependencies", ""},
    // Go
    {"go.mod", "Go", kLock, "go.mod", "golang", "", "require", kBuilt},
    {"go.sum without a go.mod", "Go", kLock, "go.sum", "golang", "go.mod", "", kBuilt},
    {"go.work", "Go", kManifest, "go.work", "golang", "go.mod", "use", kBuilt},
    // Java
    {"maven_install.json", "Maven", kLock, "maven_install.json", "maven", "", "", kBuilt},
    {"pom.xml", "Maven", kManifest, "pom.xml", "maven", "", "<dependenc", kBuilt},
    {"build.gradle", "Maven", kManifest, "build.gradle build.gradle.kts", "maven", "gradle.lockfile", "dependencies", kBuilt},
    {"build.sbt", "Maven", kManifest, "build.sbt", "maven", "", "libraryDependencies", kBuilt},
    {"ivy.xml", "Maven", kManifest, "ivy.xml", "maven", "", "<dependency", kBuilt},
    // .NET
    {"packages.config", "NuGet", kLock, "packages.config", "nuget", "packages.lock.json", "<package ", ""},
    {"project.assets.json", "NuGet", kLock, "obj/project.assets.json", "nuget", "", "", ""},
    {"paket.lock", "NuGet", kLock, "paket.lock", "nuget", "", "", ""},
    {"project files of .NET", "NuGet", kManifest, "*.csproj *.fsproj *.vbproj Directory.Packages.props", "nuget", "packages.lock.json packages.config paket.lock", "Package", ""},
    {"NuGet packages", "NuGet", kInstalled, "*.nuspec", "", "", "", ""},
    // Ruby, PHP, Rust
    {"Gemfile without a lock file", "RubyGems", kManifest, "Gemfile gems.rb", "gem", "Gemfile.lock gems.locked", "gem", "run bundle lock"},
    {"gems from Git", "RubyGems", kInstalled, "bundler/gems/*/*.gemspec", "gem", "", "", ""},
    {"composer.json without a lock file", "Packagist", kManifest, "composer.json", "composer", "composer.lock", "\"require", "run composer update"},
    {"Composer's installed.php", "Packagist", kInstalled, "composer/installed.php", "", "installed.json", "", ""},
    {"PEAR packages", "PEAR", kInstalled, ".registry/*.reg .registry/.channel.*/*.reg", "", "", "", ""},
    {"plugins of WordPress", "WordPress", kInstalled, "wp-content/plugins/*/readme.txt wp-content/themes/*/style.css", "", "", "", ""},
    {"Cargo.toml without a lock file", "crates.io", kManifest, "Cargo.toml", "cargo", "Cargo.lock", "dependencies", "run cargo generate-lockfile"},
    // Erlang and Elixir, Dart, Swift and Objective-C
    {"rebar.lock", "Hex", kLock, "rebar.lock", "hex", "", "", ""},
    {"mix.exs without a lock file", "Hex", kManifest, "mix.exs", "hex", "mix.lock", "deps", ""},
    {"Hex packages", "Hex", kInstalled, "hex_metadata.config", "", "", "", ""},
    {"applications of Erlang", "Hex", kInstalled, "ebin/*.app", "", "", "", ""},
    {"pubspec.yaml without a lock file", "Pub", kManifest, "pubspec.yaml", "pub", "pubspec.lock", "dependencies", ""},
    {"Podfile.lock", "CocoaPods", kLock, "Podfile.lock", "cocoapods", "", "", ""},
    {"Package.resolved", "Swift", kLock, "Package.resolved", "swift", "", "", ""},
    {"Package.swift without a lock file", "Swift", kManifest, "Package.swift", "swift", "Package.resolved", ".package(", ""},
    {"Cartfile.resolved", "Carthage", kLock, "Cartfile.resolved", "", "", "", ""},
    // C and C++
    {"conan.lock", "Conan", kLock, "conan.lock", "conan", "", "", ""},
    {"conanfile without a lock file", "Conan", kManifest, "conanfile.txt conanfile.py", "conan", "conan.lock", "require", ""},
    {"conaninfo.txt", "Conan", kInstalled, "conaninfo.txt", "", "", "", ""},
    {"vcpkg.json", "vcpkg", kManifest, "vcpkg.json", "vcpkg", "", "dependencies", ""},
    {"vcpkg's status", "vcpkg", kInstalled, "installed/vcpkg/status", "", "", "", ""},
    // Haskell, R, Julia, OCaml, Perl, Lua, Nim, Crystal
    {"cabal.project.freeze", "Hackage", kLock, "cabal.project.freeze", "hackage", "", "", ""},
    {"stack.yaml.lock", "Hackage", kLock, "stack.yaml.lock", "hackage", "", "", ""},
    {"renv.lock", "CRAN", kLock, "renv.lock packrat.lock", "cran", "", "", ""},
    {"R packages", "CRAN", kInstalled, "library/*/DESCRIPTION site-library/*/DESCRIPTION", "", "", "", ""},
    {"Manifest.toml of Julia", "Julia", kLock, "Manifest.toml JuliaManifest.toml", "julia", "", "julia_version", ""},
    {"lock files of opam", "opam", kLock, "*.opam.locked", "opam", "", "", ""},
    {"packages of opam", "opam", kInstalled, ".opam-switch/packages/*/opam", "", "", "", ""},
    {"cpanfile.snapshot", "CPAN", kLock, "cpanfile.snapshot", "cpan", "", "", ""},
    {"cpanfile without a lock file", "CPAN", kManifest, "cpanfile", "cpan", "cpanfile.snapshot", "requires", ""},
    {"Perl modules", "CPAN", kInstalled, ".meta/*/install.json", "", "", "", ""},
    {"LuaRocks packages", "LuaRocks", kInstalled, "luarocks/*/*/*/*.rockspec", "", "", "", ""},
    {"nimble.lock", "Nimble", kLock, "nimble.lock", "nimble", "", "", ""},
    {"shard.lock", "Crystal", kLock, "shard.lock", "", "", "", ""},
    // Deployments
    {".terraform.lock.hcl", "Terraform", kLock, ".terraform.lock.hcl", "", "", "", ""},
    {"Bitnami's lists", "Bitnami", kInstalled, ".spdx-*.spdx", "", "", "", ""},
    // Systems
    {"opkg's database", "OpenWrt", kSystem, "/usr/lib/opkg/status /var/lib/opkg/status /opt/lib/opkg/status"},
    {"swupd's bundles", "Clear Linux", kSystem, "/usr/share/clear/bundles/*"},
    {"XBPS's database", "Void Linux", kSystem, "/var/db/xbps/pkgdb-*.plist"},
    {"eopkg's database", "Solus", kSystem, "/var/lib/eopkg/package/*/metadata.xml"},
    {"Slackware's database", "Slackware", kSystem, "/var/log/packages/* /var/lib/pkgtools/packages/*"},
    {"pkg's database", "FreeBSD", kSystem, "/var/db/pkg/local.sqlite"},
    {"the Nix store", "Nix", kSystem, "/nix/store/"},
    {"the Guix store", "Guix", kSystem, "/gnu/store/"},
    {"Homebrew's packages", "Homebrew", kSystem, "Cellar/*/*/INSTALL_RECEIPT.json"},
    {"snaps", "Snap", kSystem, "*.snap"},
    {"Flatpak applications", "Flatpak", kSystem, "/var/lib/flatpak/app/"},
    {"AppImages", "AppImage", kSystem, "*.AppImage"},
    {"the Windows registry", "Windows", kSystem, "Windows/System32/config/SOFTWARE"},
    {"Windows installer packages", "Windows", kSystem, "*.msi"},
});
// clang-format on

}  // namespace

std::span<const Kind> kinds() { return kKinds; }

static std::vector<std::string> file_patterns_of(const Kind& kind) {
  std::vector<std::string> all;
  for (const auto pattern : base::words(kind.patterns)) {
    if (!pattern.ends_with('/')) all.emplace_back(pattern);
  }
  return all;
}

std::vector<std::string> file_patterns() {
  std::vector<std::string> all;
  for (const auto& kind : kKinds) {
    for (auto& pattern : file_patterns_of(kind)) all.push_back(std::move(pattern));
  }
  return all;
}

int table_version() {
  std::string all;
  for (const auto& kind : kKinds) {
    for (const auto text : {kind.name, kind.patterns, kind.needs}) all.append(text).append("\n");
  }
  int version = 0;
  const auto hash = base::stable_hash(all);
  std::from_chars(hash.data(), hash.data() + 7, version, 16);
  return version;
}

Finder::Finder() {
  for (std::size_t kind = 0; kind < kKinds.size(); ++kind) {
    Triggers triggers;
    triggers.paths = file_patterns_of(kKinds[kind]);
    table_.add(triggers, kind);
  }
}

std::size_t Finder::find(std::string_view path) const {
  const auto found = table_.find(path, {});
  return found.empty() ? kNone : found.front();
}

}  // namespace pratique::extract::unread
