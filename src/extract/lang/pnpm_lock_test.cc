#include <gtest/gtest.h>

#include "support/parsed.h"

namespace pratique::extract {
std::unique_ptr<Extractor> make_pnpm_lock();

namespace {

using testing::edges_of;
using testing::parsed;

// The same project as versions 5.4, 6.0 and 9.0 of the file have it.
constexpr std::string_view kVersion5 = R"(lockfileVersion: 5.4
specifiers: {debug: ^4.3.0, ms-old: 'npm:ms@2.0.0', react: 18.2.0, store: ^1.2.0, chokidar: 3.5.3, own: 'link:../own'}
dependencies:
  debug: 4.4.3
  ms-old: /ms/2.0.0
  own: link:../own
  react: 18.2.0
  store: 1.7.0_react@18.2.0
devDependencies:
  '@s/chokidar': 3.5.3
packages:
  /@s/chokidar/3.5.3:
    resolution: {integrity: sha1-2jmj7l5rSw0yVb/vlWAYkK/YBwk=}
    dependencies:
      picomatch: 2.3.2
    optionalDependencies:
      fsevents: 2.3.3
    dev: true
  /debug/4.4.3:
    peerDependencies: {supports-color: '*'}
    peerDependenciesMeta: {supports-color: {optional: true}}
    dependencies:
      ms: 2.1.3
    dev: false
  /fsevents/2.3.3:
    optional: true
  /ms/2.0.0: {dev: false}
  /ms/2.1.3: {dev: false}
  /picomatch/2.3.2: {dev: true}
  /react/18.2.0: {dev: false}
  /store/1.7.0_react@18.2.0:
    peerDependencies: {react: ^18.0.0}
    dependencies:
      react: 18.2.0
    dev: false
)";
constexpr std::string_view kVersion6 = R"(lockfileVersion: '6.0'
importers:
  .:
    dependencies:
      debug: {specifier: ^4.3.0, version: 4.4.3}
      ms-old: {specifier: 'npm:ms@2.0.0', version: /ms@2.0.0}
      own: {specifier: 'workspace:*', version: 'link:own'}
      react: {specifier: 18.2.0, version: 18.2.0}
  own:
    dependencies:
      store: {specifier: ^1.2.0, version: 1.7.0(react@18.2.0)}
    devDependencies:
      '@s/chokidar': {specifier: 3.5.3, version: 3.5.3}
packages:
  /@s/chokidar@3.5.3:
    resolution: {integrity: sha1-2jmj7l5rSw0yVb/vlWAYkK/YBwk=}
    dependencies: {picomatch: 2.3.2}
    optionalDependencies: {fsevents: 2.3.3}
  /debug@4.4.3:
    dependencies: {ms: 2.1.3}
  /fsevents@2.3.3: {optional: true}
  /ms@2.0.0: {dev: false}
  /ms@2.1.3: {dev: false}
  /picomatch@2.3.2: {dev: true}
  /react@18.2.0: {dev: false}
  /store@1.7.0(react@18.2.0):
    peerDependencies: {react: ^18.0.0}
    dependencies: {react: 18.2.0}
)";
constexpr std::string_view kVersion9 = R"(lockfileVersion: '9.0'
importers:
  .:
    dependencies:
      debug: {specifier: ^4.3.0, version: 4.4.3}
      ms-old: {specifier: 'npm:ms@2.0.0', version: ms@2.0.0}
      react: {specifier: 18.2.0, version: 18.2.0}
      store: {specifier: ^1.2.0, version: 1.7.0(react@18.2.0)}
    devDependencies:
      '@s/chokidar': {specifier: 3.5.3, version: 3.5.3}
packages:
  '@s/chokidar@3.5.3':
    resolution: {integrity: sha1-2jmj7l5rSw0yVb/vlWAYkK/YBwk=}
  debug@4.4.3: {}
  fsevents@2.3.3: {os: [darwin]}
  ms@2.0.0: {}
  ms@2.1.3: {}
  picomatch@2.3.2: {}
  react@18.2.0: {}
  store@1.7.0:
    peerDependencies: {react: ^18.0.0}
snapshots:
  '@s/chokidar@3.5.3':
    dependencies: {picomatch: 2.3.2}
    optionalDependencies: {fsevents: 2.3.3}
  debug@4.4.3:
    dependencies: {ms: 2.1.3}
  fsevents@2.3.3: {optional: true}
  ms@2.0.0: {}
  ms@2.1.3: {}
  picomatch@2.3.2: {}
  react@18.2.0: {}
  store@1.7.0(react@18.2.0):
    dependencies: {react: 18.2.0}
)";

TEST(PnpmLock, EveryVersionTellsTheSame) {
  for (const auto text : {kVersion5, kVersion6, kVersion9}) {
    EXPECT_EQ(parsed(make_pnpm_lock(), "app/pnpm-lock.yaml", text),
              "declared pkg:npm/debug@4.4.3\n"
              "declared pkg:npm/fsevents@2.3.3 dev\n"
              "declared pkg:npm/ms@2.0.0\n"
              "declared pkg:npm/ms@2.1.3\n"
              "declared pkg:npm/picomatch@2.3.2 dev\n"
              "declared pkg:npm/react@18.2.0\n"
              "declared pkg:npm/store@1.7.0\n"
              "declared pkg:npm/%40s/chokidar@3.5.3 dev\n")
        << text.substr(0, 22);
    EXPECT_EQ(edges_of(make_pnpm_lock(), "pnpm-lock.yaml", text),
              "chokidar@3.5.3 depends-on fsevents@2.3.3 optional\n"
              "chokidar@3.5.3 depends-on picomatch@2.3.2\n"
              "debug@4.4.3 depends-on ms@2.1.3\n"
              "store@1.7.0 depends-on react@18.2.0 peer\n")
        << text.substr(0, 22);
    const auto record = make_pnpm_lock()->parse(FileView("pnpm-lock.yaml", base::as_bytes(text)));
    std::string asked;
    for (const auto& one : record->components) {
      if (one.reason == model::InstallReason::kExplicit)
        asked += one.purl.name + "@" + one.purl.version + " ";
    }
    EXPECT_EQ(asked, "debug@4.4.3 ms@2.0.0 react@18.2.0 store@1.7.0 chokidar@3.5.3 ");
    EXPECT_EQ(record->components.back().details->hashes.front().value,
              "da39a3ee5e6b4b0d3255bfef95601890afd80709");
  }
}

std::string origins_of(std::string_view text) {
  const auto record = make_pnpm_lock()->parse(FileView("pnpm-lock.yaml", base::as_bytes(text)));
  if (!record) return to_line(record.error());
  std::string all;
  for (const auto& one : record->components) all += one.purl.to_string() + " " + one.details->origin + "\n";
  return all;
}

TEST(PnpmLock, WhereOthersComeFromIsTold) {
  EXPECT_EQ(origins_of(R"(lockfileVersion: '9.0'
packages:
  tool@https://codeload.github.com/x/tool/tar.gz/0123abc:
    resolution: {tarball: https://codeload.github.com/x/tool/tar.gz/0123abc}
    version: 2.1.0
  own@file:own:
    resolution: {directory: own, type: directory}
  git@git+https://host.example/x/git.git#0123abc:
    resolution: {commit: 0123abc, repo: 'https://me:secret@host.example/x/git.git', type: git}
    version: 1.0.0
  '@corp/a@1.0.0':
    resolution: {tarball: https://npm.corp.example/a-1.0.0.tgz}
  plain@1.0.0: {}
)"),
            "pkg:npm/git@1.0.0 repository: git+https://me:[redacted]@host.example/x/git.git\n"
            "pkg:npm/own folder: file:own\n"
            "pkg:npm/plain@1.0.0 \n"
            "pkg:npm/tool@2.1.0 repository: https://codeload.github.com/x/tool/tar.gz/0123abc\n"
            "pkg:npm/%40corp/a@1.0.0 private: its scope comes from https://npm.corp.example\n");
  EXPECT_EQ(origins_of(R"(lockfileVersion: 5.3
packages:
  github.com/x/tool/0123abc:
    resolution: {tarball: https://codeload.github.com/x/tool/tar.gz/0123abc}
    name: tool
    version: 2.1.0
  npm.corp.example/b/1.0.0:
    resolution: {integrity: sha1-2jmj7l5rSw0yVb/vlWAYkK/YBwk=, registry: https://npm.corp.example/}
  /@s/c/1.0.0_85e2bf0d7e7eb4a8d3b2ab9b8c0c6fc3: {}
)"),
            "pkg:npm/b@1.0.0 https://npm.corp.example\n"
            "pkg:npm/tool@2.1.0 repository: https://codeload.github.com/x/tool/tar.gz/0123abc\n"
            "pkg:npm/%40s/c@1.0.0 \n");
}

TEST(PnpmLock, EachDocumentCounts) {
  EXPECT_EQ(parsed(make_pnpm_lock(), "pnpm-lock.yaml",
                   "lockfileVersion: '9.0'\npackages: {a@1.0.0: {}}\n---\n"
                   "lockfileVersion: '9.0'\npackages: {b@1.0.0: {}}\n"),
            "declared pkg:npm/a@1.0.0\n"
            "declared pkg:npm/b@1.0.0\n");
}

TEST(PnpmLock, WhatIsInAPackageIsNotTheProjects) {
  for (const char* path : {"app/node_modules/.pnpm/lock.yaml", "app/node_modules/a/pnpm-lock.yaml"})
    EXPECT_EQ(parsed(make_pnpm_lock(), path, kVersion9), "unwanted") << path;
}

TEST(PnpmLock, OtherShapesAreErrors) {
  const auto told = [](std::string_view text) { return parsed(make_pnpm_lock(), "pnpm-lock.yaml", text); };
  EXPECT_EQ(told("\n"), "error: empty file");
  EXPECT_EQ(told("packages: {a@1.0.0: {}}\n"), "error: pnpm-lock.yaml without a lockfileVersion");
  EXPECT_EQ(told("lockfileVersion: '9.0'\npackages: [a]\n"),
            "error: pnpm-lock.yaml with a list of packages that is no mapping");
  EXPECT_TRUE(told("lockfileVersion: [\n").starts_with("error: line "));
  EXPECT_EQ(told("lockfileVersion: '9.0'\n"), "");
}

TEST(PnpmLock, OddPackagesAreToldOfAndTheRestStays) {
  EXPECT_EQ(parsed(make_pnpm_lock(), "pnpm-lock.yaml",
                   "lockfileVersion: '9.0'\n"
                   "packages: {'@1': {}, b: {}, c@1.0.0: 7, \"d\\e@1\": {}, e@1.0.0: {}, e@1.0.0: {}}\n"
                   "snapshots: {c@1.0.0: {dependencies: {c: 1.0.0, e: [], gone: 1}}, x@1: {}}\n"
                   "importers: {.: {dependencies: [c], devDependencies: {e: {version: {}}}}}\n"),
            "declared pkg:npm/%401\n"
            "declared pkg:npm/b\n"
            "declared pkg:npm/c@1.0.0\n"
            "declared pkg:npm/e@1.0.0\n"
            "note unreadable: 1 packages left out: control character in the name\n"
            "note unversioned: 2 packages have no version, the first: @1\n");
}

}  // namespace
}  // namespace pratique::extract
