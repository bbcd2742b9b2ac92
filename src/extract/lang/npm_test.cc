#include <gtest/gtest.h>

#include <map>
#include <string>

#include "extract/lang/npm/place.h"
#include "support/package_scene.h"
#include "support/parsed.h"
#include "support/paths.h"

namespace pratique::extract {
std::unique_ptr<Extractor> make_npm();

namespace {

using lang::Place;
using npm::locate;
using testing::parsed;

TEST(NpmPlace, InstalledIsAnUnbrokenChain) {
  for (const char* path :
       {"app/node_modules/a/package.json", "node_modules/@s/a/package.json",
        "app/node_modules/a/node_modules/b/package.json",
        "usr/lib/node_modules/npm/node_modules/@npmcli/fs/package.json",
        "usr/share/nodejs/@types/node/package.json", "usr/lib/x86_64-linux-gnu/nodejs/iconv/package.json",
        "usr/share/nodejs/npm/node_modules/x/package.json", "app/test/node_modules/a/package.json",
        "app/node_modules/test/package.json", "app/node_modules/.pnpm/a@1.0.0/node_modules/a/package.json",
        "app/node_modules/.pnpm/@s+a@1.0.0_b@2/node_modules/@s/a/package.json",
        "app/node_modules/.store/a-npm-1.0.0-abc/package/package.json"}) {
    EXPECT_EQ(locate(path).place, Place::kInstalled) << path;
  }
}

TEST(NpmPlace, NamesThePackageByItsFolder) {
  EXPECT_EQ(locate("app/node_modules/a/node_modules/@s/b/package.json").package, "@s/b");
  EXPECT_EQ(locate("app/node_modules/a/dist/vendor/b/package.json").package, "a");
}

TEST(NpmPlace, OutsideOfModuleFolders) {
  for (const char* path : {"package.json", "app/package.json", "home/nodejs/a/package.json",
                           "opt/share/nodejs/a/package.json"}) {
    EXPECT_EQ(locate(path).place, Place::kElsewhere) << path;
  }
}

TEST(NpmPlace, InnerAndTestData) {
  for (const char* path :
       {"app/node_modules/a/dist/package.json", "app/node_modules/a/lib/node_modules/b/package.json",
        "app/node_modules/package.json", "app/node_modules/@s/package.json",
        "app/node_modules/.cache/a/package.json", "app/node_modules/.pnpm/package.json"}) {
    EXPECT_EQ(locate(path).place, Place::kVendored) << path;
  }
  for (const char* path :
       {"app/node_modules/resolve/test/x/package.json", "app/node_modules/@s/a/lib/__tests__/b/package.json",
        "app/node_modules/a/test/node_modules/b/package.json"}) {
    EXPECT_EQ(locate(path).place, Place::kTestData) << path;
  }
}

std::string origin_of(std::string_view text, std::string_view path = "app/node_modules/a/package.json") {
  const auto record = make_npm()->parse(FileView(path, base::as_bytes(text)));
  return record && record->components.size() == 1 ? record->components[0].details->origin : "?";
}

TEST(Npm, WhatItsRegistryNeverPublishedIsTold) {
  EXPECT_EQ(origin_of(R"({"name":"a","version":"1","private":true})"),
            "private: its manifest says \"private\"");
  EXPECT_EQ(origin_of(R"({"name":"a","version":"1","publishConfig":{"registry":"https://npm.pkg.example"}})"),
            "private: it is published to https://npm.pkg.example");
  EXPECT_EQ(
      origin_of(R"({"name":"a","version":"1","publishConfig":{"registry":"http://registry.npmjs.org"}})"),
      "");
  EXPECT_EQ(origin_of(R"({"name":"a","version":"1","publishConfig":{"access":"public"}})"), "");
  EXPECT_EQ(origin_of(R"({"name":"a","version":"1","_resolved":"git+https://git.example/a.git#1"})"),
            "repository: git+https://git.example/a.git#1");
  EXPECT_EQ(origin_of(R"({"name":"a","version":"1","_resolved":"https://mirror.example/a-1.tgz"})"), "");
}

TEST(Npm, ScopesOfAnotherRegistryAreTold) {
  os::Scene scene(make_npm());
  const auto manifest = [](const std::string& name) {
    return "{\"name\":\"" + name + "\",\"version\":\"1.0.0\"}";
  };
  for (const std::string project : {"app", "other"}) {
    for (const std::string name : {"@corp/a", "@team/b", "@own/c", "@all/d", "e"})
      scene.add(0, project + "/node_modules/" + name + "/package.json", manifest(name));
  }
  scene.add(0, "app/.npmrc",
            "; of the team\n@corp:registry = "
            "\"https://npm.corp.example/\"\n@team:registry=https://u:secret@npm.team.example\n"
            "//npm.team.example/:_authToken=secret\n@own:registry=http://registry.npmjs.org/"
            "\nregistry=https://mirror.example\n");
  scene.add(0, "usr/local/etc/npmrc", "@all:registry=https://npm.all.example");
  // What a package carries sets nothing.
  scene.add(0, "app/node_modules/e/.npmrc", "@own:registry=https://evil.example");
  std::map<std::string, std::string> told;
  for (const auto& one : scene.assemble().components) {
    const auto& path = one.locations.front().path;
    if (!one.details->origin.empty())
      told[path.substr(0, path.find('/')) + " " + one.purl.name_space] = one.details->origin;
  }
  EXPECT_EQ(told.size(), 4u);
  EXPECT_EQ(told["app @corp"], "private: its scope comes from https://npm.corp.example/, as app/.npmrc says");
  EXPECT_TRUE(told["app @team"].starts_with("private: its scope comes from ")) << told["app @team"];
  EXPECT_EQ(told["app @team"].find("secret"), std::string::npos);
  for (const auto* one : {"app @all", "other @all"})
    EXPECT_EQ(told[one],
              "private: its scope comes from https://npm.all.example, as usr/local/etc/npmrc says");
}

// Yarn's settings say the same in two ways of their own.
TEST(Npm, ScopesOfAnotherRegistryAreToldByYarnsSettings) {
  os::Scene scene(make_npm());
  for (const std::string name :
       {"berry/node_modules/@corp/a", "berry/node_modules/@own/b", "berry/node_modules/@unset/c",
        "berry/node_modules/@preset/d", "classic/node_modules/@corp/a", "classic/node_modules/@team/b"}) {
    const auto of = name.substr(name.find('@'));
    scene.add(0, name + "/package.json", R"({"name":")" + of + R"(","version":"1.0.0"})");
  }
  scene.add(0, "berry/.yarnrc.yml",
            "npmScopes:\n  corp:\n    npmRegistryServer: \"https://npm.corp.example\"\n"
            "    npmAuthToken: secret\n  own:\n    npmRegistryServer: https://registry.yarnpkg.com\n"
            "  unset:\n    npmRegistryServer: ${REGISTRY}\n"
            "  preset:\n    npmRegistryServer: \"${REGISTRY:-https://npm.preset.example}\"\n");
  scene.add(0, "classic/.yarnrc",
            "# by hand\n\"@corp:registry\" \"https://npm.corp.example/\"\n"
            "@team:registry https://npm.team.example\nregistry \"https://x.example\"\n");
  std::map<std::string, std::string> told;
  for (const auto& one : scene.assemble().components) {
    const auto& path = one.locations.front().path;
    if (!one.details->origin.empty())
      told[path.substr(0, path.find('/')) + " " + one.purl.name_space] = one.details->origin;
  }
  const std::map<std::string, std::string> wanted{
      {"berry @corp", "private: its scope comes from https://npm.corp.example, as berry/.yarnrc.yml says"},
      {"berry @preset",
       "private: its scope comes from https://npm.preset.example, as berry/.yarnrc.yml says"},
      {"classic @corp", "private: its scope comes from https://npm.corp.example/, as classic/.yarnrc says"},
      {"classic @team", "private: its scope comes from https://npm.team.example, as classic/.yarnrc says"}};
  EXPECT_EQ(told, wanted);
}

TEST(Npm, ExtensionsOfEditorsAreWhatTheyAre) {
  const char* manifest =
      R"({"name":"Python","publisher":"ms-python","version":"2024.1.0","engines":{"vscode":"^1.8"}})";
  EXPECT_EQ(
      parsed(make_npm(), "root/.vscode-server/extensions/ms-python.python-2024.1.0/package.json", manifest),
      "installed pkg:vscode-extension/ms-python/python@2024.1.0\n");
  EXPECT_EQ(parsed(make_npm(), "app/node_modules/python/package.json",
                   R"({"name":"python","publisher":"x","version":"1.0.0","engines":{"vscode":"^1.8"}})"),
            "installed pkg:npm/python@1.0.0\n")
      << "a library for those who write extensions";
}

TEST(Npm, ReadsAManifest) {
  const auto text = pratique::testing::read_file("src/extract/lang/testdata/package.json");
  const auto record =
      make_npm()->parse(FileView("app/node_modules/@harbour/tide-table/package.json", base::as_bytes(text)));
  ASSERT_TRUE(record);
  ASSERT_EQ(record->components.size(), 1u);
  const auto& component = record->components[0];
  EXPECT_EQ(component.purl.to_string(), "pkg:npm/%40harbour/tide-table@2.4.1");
  EXPECT_EQ(component.evidence, model::Evidence::kInstalled);
  EXPECT_EQ(component.licenses, std::vector<std::string>{"(MIT OR Apache-2.0)"});
  EXPECT_EQ(component.supplier, "Harbour Office <office@harbour.example>");
  EXPECT_EQ(component.homepage, "https://harbour.example/tide-table");
}

TEST(Npm, KnowsTheOldFormsOfLicences) {
  const auto npm = make_npm();
  const char* path = "node_modules/a/package.json";
  EXPECT_EQ(parsed(npm, path, R"({"name":"a","version":"1.0.0","license":{"type":"MIT","url":"x"}})"),
            "installed pkg:npm/a@1.0.0 [MIT]\n");
  EXPECT_EQ(parsed(npm, path,
                   R"({"name":"a","version":"1.0.0","licenses":[{"type":"MIT"},{"type":"GPL-2.0"},"BSD"]})"),
            "installed pkg:npm/a@1.0.0 [BSD] [GPL-2.0] [MIT]\n");
}

TEST(Npm, AliasedPackageKeepsTheNameOfTheFile) {
  EXPECT_EQ(parsed(make_npm(), "node_modules/string-width-cjs/package.json",
                   R"({"name":"string-width","version":"4.2.3"})"),
            "installed pkg:npm/string-width@4.2.3\n");
}

TEST(Npm, VendoredUnlessAnotherFaceOfThePackage) {
  const auto npm = make_npm();
  EXPECT_EQ(parsed(npm, "node_modules/a/dist/vendor/b/package.json", R"({"name":"b","version":"1.0.0"})"),
            "vendored pkg:npm/b@1.0.0\n");
  EXPECT_EQ(parsed(npm, "node_modules/a/dist/lib/package.json", R"({"name":"a","version":"1.0.0"})"), "");
  EXPECT_EQ(parsed(npm, "node_modules/terser/bin/package.json",
                   R"({"name":"bin","private":true,"version":"1.0.0"})"),
            "");
}

TEST(Npm, LeavesOutWhatIsNoPackage) {
  const auto npm = make_npm();
  const std::string_view package = R"({"name":"a","version":"1.0.0"})";
  EXPECT_EQ(parsed(npm, "app/package.json", package), "unwanted");
  EXPECT_EQ(parsed(npm, "node_modules/b/test/a/package.json", package), "unwanted");
  EXPECT_EQ(parsed(npm, "node_modules/b/esm/package.json", R"({"type":"module"})"), "unwanted");
}

TEST(Npm, APackagesOwnManifestIsNeverPassedOverInSilence) {
  const auto npm = make_npm();
  const auto told = [&](std::string_view text) {
    return parsed(npm, "node_modules/@s/b/package.json", text);
  };
  EXPECT_EQ(told(R"({"name":"@s/b"})"),
            "installed pkg:npm/%40s/b\nnote unversioned: package without a version\n");
  EXPECT_EQ(told(R"({"type":"module"})"),
            "installed pkg:npm/%40s/b\nnote unversioned: package without a version\n");
  EXPECT_EQ(told(R"({"version":"1.0.0"})"),
            "installed pkg:npm/%40s/b@1.0.0\nnote unversioned: package that is named by its folder only\n");
  EXPECT_EQ(told(R"({"name":["b"],"version":null})"),
            "installed pkg:npm/%40s/b\nnote unreadable: name that is no text\n"
            "note unreadable: version that is no text\n");
  for (const std::string_view text : {"", " ", "[]", "5", R"({"name":"b","ver)"})
    EXPECT_TRUE(told(text).starts_with("error: ")) << text;
  EXPECT_TRUE(told(std::string(400, '\0')).starts_with("error: "));
  // What a package carries owes nobody a version, unless it is stated as none can be.
  EXPECT_EQ(parsed(npm, "node_modules/b/lib/c/package.json", R"({"name":"c","version":1})"),
            "note unreadable: version that is no text\n");
}

TEST(Npm, ProgramsOutsideOfModuleFoldersAreThoseThatTheirFolderNames) {
  const auto npm = make_npm();
  const auto told = [&](std::string_view folder, std::string_view more = "") {
    return parsed(npm, std::string(folder) + "/package.json",
                  R"({"name":"@s/yarn","version":"1.22.22")" + std::string(more) + "}");
  };
  const std::string found = "installed pkg:npm/%40s/yarn@1.22.22\n";
  for (const char* folder :
       {"opt/yarn-v1.22.22", "opt/yarn-1.22.22", "home/me/yarn-1.22.22",
        "root/.cache/node/corepack/v1/yarn/1.22.22", "usr/lib/yarn", "usr/local/share/yarn"})
    EXPECT_EQ(told(folder), found) << folder;
  EXPECT_EQ(told("opt/yarn", R"(,"bin":{"yarn":"bin/yarn.js"})"), found);
  for (const char* folder :
       {"opt/yarn", "opt/yarn-1.22.21", "opt/yarn-classic-1.22.22", "usr/lib/other", "srv/1.22.22"})
    EXPECT_EQ(told(folder), "") << folder;
  for (const char* folder : {"app", "usr/src/yarn", "srv/yarn", "opt/a/yarn"})
    EXPECT_EQ(told(folder), "unwanted") << folder;
  EXPECT_EQ(told("opt/yarn-v1.22.22", R"(,"private":true)"), "");
  EXPECT_EQ(parsed(npm, "opt/yarn-v1.22.22/package.json", R"({"name":"yarn","version")"), "");
}

TEST(Npm, EscapedKeysAndByteOrderMarksHideNothing) {
  const auto npm = make_npm();
  EXPECT_EQ(parsed(npm, "node_modules/a/package.json", R"({"n\u0061me":"a","versi\u006fn":"1.0.0"})"),
            "installed pkg:npm/a@1.0.0\n");
  EXPECT_EQ(parsed(npm, "node_modules/a/package.json", "\xef\xbb\xbf{\"name\":\"a\",\"version\":\"1.0.0\"}"),
            "installed pkg:npm/a@1.0.0\n");
}

TEST(Npm, LastOfDoubleKeysWins) {
  EXPECT_EQ(parsed(make_npm(), "node_modules/a/package.json",
                   R"({"name":"x","name":"a","version":"1","version":"2.0.0"})"),
            "installed pkg:npm/a@2.0.0\n");
}

TEST(Npm, BrokenFilesAreErrors) {
  const auto npm = make_npm();
  for (const std::string_view text :
       {R"({"name":"a","version":"1.0.0")", "{\"name\":\"a\xff\",\"version\":\"1.0.0\"}",
        R"({"name":"a\u0007","version":"1.0.0"})"}) {
    EXPECT_TRUE(parsed(npm, "node_modules/a/package.json", text).starts_with("error: ")) << text;
  }
  const auto huge = R"({"version":"1","name":")" + std::string(2000, 'a') + "\"}";
  EXPECT_EQ(parsed(npm, "node_modules/a/package.json", huge), "error: name longer than 1024 bytes");
}

TEST(Npm, WhatItIsIsToldInALine) {
  EXPECT_EQ(testing::details_of(make_npm(), "app/node_modules/@harbour/tide-table/package.json",
                                pratique::testing::read_file("src/extract/lang/testdata/package.json")),
            "pkg:npm/%40harbour/tide-table@2.4.1 | Tide tables for small harbours\n");
}

}  // namespace
}  // namespace pratique::extract
