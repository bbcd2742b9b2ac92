// What lies in a folder to which a link leads is found under the link's name.
#include "scan/folder_links.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "support/memory_scan.h"

namespace pratique::scan {
namespace {

using support::hard;
using support::Layer;
using support::symbolic;
using Texts = std::vector<std::string>;

struct Seen {
  // "PURL PATH", sorted.
  Texts found;
  Texts notes;
  std::size_t passes = 0;
  std::vector<model::Component> components;
};

Seen scan_layers(const std::vector<Layer>& layers, std::vector<std::size_t> positions = {},
                 const base::Limits& limits = {}) {
  static const extract::Catalogue catalogue(extract::all_extractors());
  base::Meter meter(limits);
  auto [inventory, passes] = support::scan_layers(layers, catalogue, meter, std::move(positions));
  Seen seen{.found = {}, .notes = {}, .passes = passes, .components = {}};
  for (const auto& component : inventory.components) {
    for (const auto& location : component.locations)
      seen.found.push_back(component.purl.to_string() + " " + location.path);
  }
  for (const auto& note : inventory.notes) seen.notes.push_back(note.code + ": " + note.message);
  seen.components = std::move(inventory.components);
  return seen;
}

std::string npm(const std::string& name) { return R"({"name": ")" + name + R"(", "version": "1.0.0"})"; }
std::string python(const std::string& name) {
  return "Metadata-Version: 2.1\nName: " + name + "\nVersion: 1.0\n\n";
}
const std::string kStatus =
    "Package: a\nStatus: install ok installed\nVersion: 1\nArchitecture: all\nMaintainer: A <a@debian.org>\n";
const std::string kInstalled = "P:musl\nV:1.2.4-r2\nA:x86_64\nF:lib\nR:ld-musl.so\n\n";
const std::string kGemspec =
    "# -*- encoding: utf-8 -*-\n# stub: rack 2.0.1 ruby lib\n\nGem::Specification.new do |s|\n"
    "  s.name = \"rack\".freeze\n  s.version = \"2.0.1\"\nend\n";
const std::string kComposer = R"({"packages": [{"name": "a/b", "version": "1.0.0"}]})";

struct Case {
  const char* what;
  std::vector<Layer> layers;
  Texts want;
};

const std::vector<Case> kCases = {
    {"node_modules as a whole",
     {{symbolic("app/node_modules", "/opt/modules"), {"opt/modules/a/package.json", npm("a")}}},
     {"pkg:npm/a@1.0.0 app/node_modules/a/package.json"}},
    {"one package",
     {{{"src/a/package.json", npm("a")}, symbolic("app/node_modules/a", "../../src/a")}},
     {"pkg:npm/a@1.0.0 app/node_modules/a/package.json"}},
    {"a scope",
     {{{"src/a/package.json", npm("@s/a")}, symbolic("app/node_modules/@s", "../../src")}},
     {"pkg:npm/%40s/a@1.0.0 app/node_modules/@s/a/package.json"}},
    {"a link in a folder that a link leads to",
     {{symbolic("app/node_modules", "/opt/modules"),
       symbolic("opt/modules/@s", "../scope"),
       {"opt/scope/a/package.json", npm("@s/a")}}},
     {"pkg:npm/%40s/a@1.0.0 app/node_modules/@s/a/package.json"}},
    {"the link lies in a layer above the folder",
     {{{"opt/modules/a/package.json", npm("a")}}, {symbolic("app/node_modules", "/opt/modules")}},
     {"pkg:npm/a@1.0.0 app/node_modules/a/package.json"}},
    {"the folder lies in a layer above the link",
     {{symbolic("app/node_modules", "/opt/modules")}, {{"opt/modules/a/package.json", npm("a")}}},
     {"pkg:npm/a@1.0.0 app/node_modules/a/package.json"}},
    {"a later layer took the folder's file away",
     {{{"opt/m/a/package.json", npm("a")},
       {"opt/m/b/package.json", npm("b")},
       symbolic("app/node_modules", "/opt/m")},
      {{"opt/m/.wh.a", ""}}},
     {"pkg:npm/b@1.0.0 app/node_modules/b/package.json"}},
    {"a later layer took the link away",
     {{{"opt/m/a/package.json", npm("a")}, symbolic("app/node_modules", "/opt/m")},
      {{"app/.wh.node_modules", ""}}},
     {}},
    {"gem specifications",
     {{{"data/specs/rack-2.0.1.gemspec", kGemspec},
       symbolic("usr/local/bundle/specifications", "/data/specs")}},
     {"pkg:gem/rack@2.0.1 usr/local/bundle/specifications/rack-2.0.1.gemspec"}},
    {"vendor/composer",
     {{{"data/c/installed.json", kComposer}, symbolic("srv/vendor/composer", "/data/c")}},
     {"pkg:composer/a/b@1.0.0 srv/vendor/composer/installed.json"}},
    {"vendor, in which the folder's own name tells all",
     {{{"data/composer/installed.json", kComposer}, symbolic("srv/vendor", "/data")}},
     {"pkg:composer/a/b@1.0.0 data/composer/installed.json"}},
    {"dpkg's folder",
     {{{"data/status", kStatus}, symbolic("var/lib/dpkg", "/data")}},
     {"pkg:deb/debian/a@1?arch=all var/lib/dpkg/status"}},
    {"dpkg's folder, moved as a whole: its packages are the image's, not those of a root inside it",
     {{{"data/var/lib/dpkg/status", kStatus}, symbolic("var/lib/dpkg", "/data/var/lib/dpkg")}},
     {"pkg:deb/debian/a@1?arch=all var/lib/dpkg/status"}},
    {"status.d of images without a package manager",
     {{{"data/a", kStatus}, symbolic("var/lib/dpkg/status.d", "/data")}},
     {"pkg:deb/debian/a@1?arch=all var/lib/dpkg/status.d/a"}},
    {"apk's folder",
     {{{"data/db/installed", kInstalled}, symbolic("lib/apk", "../data")}},
     {"pkg:apk/alpine/musl@1.2.4-r2?arch=x86_64 lib/apk/db/installed"}},
    {"apk's db",
     {{{"data/installed", kInstalled}, symbolic("lib/apk/db", "../../data")}},
     {"pkg:apk/alpine/musl@1.2.4-r2?arch=x86_64 lib/apk/db/installed"}},
    {"a merged /usr names nothing twice",
     {{{"usr/lib/apk/db/installed", kInstalled},
       symbolic("lib", "usr/lib"),
       {"usr/lib/node_modules/a/package.json", npm("a")}}},
     {"pkg:apk/alpine/musl@1.2.4-r2?arch=x86_64 usr/lib/apk/db/installed",
      "pkg:npm/a@1.0.0 usr/lib/node_modules/a/package.json"}},
    {"a folder that lies in its own right, and another link to it",
     {{{"one/node_modules/a/package.json", npm("a")}, symbolic("two/node_modules", "../one/node_modules")}},
     {"pkg:npm/a@1.0.0 one/node_modules/a/package.json"}},
    {"two links to one folder",
     {{{"opt/m/a/package.json", npm("a")},
       symbolic("b/node_modules", "/opt/m"),
       symbolic("aa/node_modules", "/opt/m")}},
     {"pkg:npm/a@1.0.0 b/node_modules/a/package.json"}},
    {"cycles",
     {{symbolic("app/node_modules", "/opt/m"),
       symbolic("opt/m/up", ".."),
       symbolic("opt/m/self", "."),
       symbolic("opt/m/root", "/"),
       symbolic("opt/m/loop", "loop"),
       {"opt/m/a/package.json", npm("a")}}},
     {"pkg:npm/a@1.0.0 app/node_modules/a/package.json"}},
    {"the root itself under another name",
     {{{"var/lib/dpkg/status", kStatus}, symbolic("mnt/host", "/")}},
     {"pkg:deb/debian/a@1?arch=all var/lib/dpkg/status"}},
    {"a hard link in the folder",
     {{{"data/x", npm("a")}, hard("opt/m/a/package.json", "data/x"), symbolic("app/node_modules", "/opt/m")}},
     {"pkg:npm/a@1.0.0 app/node_modules/a/package.json"}},
    {"site-packages",
     {{{"opt/py/a-1.0.dist-info/METADATA", python("a")},
       symbolic("usr/lib/python3/site-packages", "/opt/py")}},
     {"pkg:pypi/a@1.0 opt/py/a-1.0.dist-info/METADATA"}},
};

TEST(FolderLinks, WhatLiesInTheFolderIsFoundOnceUnderTheLinksName) {
  for (const auto& one : kCases) {
    EXPECT_EQ(scan_layers(one.layers).found, one.want) << one.what;
    if (one.layers.size() > 1) continue;
    EXPECT_EQ(scan_layers({one.layers[0], {{"x", ""}}}, {0, 1, 0}).found, one.want) << one.what << ", twice";
  }
}

TEST(FolderLinks, PackagesOfAMovedDatabaseAreTheImagesOwn) {
  const auto seen =
      scan_layers({{{"data/var/lib/dpkg/status", kStatus},
                    {"data/var/lib/dpkg/info/a.list", "/usr/lib/python3/dist-packages/b.egg-info\n"},
                    {"usr/lib/python3/dist-packages/b.egg-info", python("b")},
                    symbolic("var/lib/dpkg", "/data/var/lib/dpkg")}});
  ASSERT_EQ(seen.components.size(), 2u);
  EXPECT_EQ(seen.components[0].details->root, "");
  EXPECT_EQ(seen.components[1].owner, "pkg:deb/debian/a@1?arch=all") << "its file lists are found, too";
}

// Debian's npm modules lie in usr/share/nodejs.
TEST(FolderLinks, AFileIsOwnedByItsOwnName) {
  const auto seen = scan_layers({{{"var/lib/dpkg/status", kStatus},
                                  {"var/lib/dpkg/info/a.list", "/usr/share/nodejs/b/package.json\n"},
                                  {"usr/share/nodejs/b/package.json", npm("b")},
                                  symbolic("usr/lib/node_modules", "../share/nodejs")}});
  ASSERT_EQ(seen.components.size(), 2u);
  EXPECT_EQ(seen.components[1].purl.name, "b");
  EXPECT_EQ(seen.components[1].owner, "pkg:deb/debian/a@1?arch=all");
}

TEST(FolderLinks, ADamagedDatabaseBehindALinkIsTold) {
  const auto seen = scan_layers({{{"data/status", "nonsense"}, symbolic("var/lib/dpkg", "/data")}});
  ASSERT_EQ(seen.notes.size(), 1u);
  EXPECT_TRUE(seen.notes[0].starts_with("unreadable: ")) << seen.notes[0];
}

// What others find by itself costs no second look at a layer.
TEST(FolderLinks, OrdinaryLinksCostNoPass) {
  Layer pnpm;
  for (int i = 0; i < 300; ++i) {
    const auto name = "p" + std::to_string(i), at = "app/node_modules/.pnpm/" + name + "@1.0.0/node_modules/";
    pnpm.push_back({at + name + "/package.json", npm(name)});
    pnpm.push_back({at + name + "/nested/package.json", R"({"type": "module"})"});
    pnpm.push_back(symbolic("app/node_modules/" + name, ".pnpm/" + name + "@1.0.0/node_modules/" + name));
    for (int other = 0; other < 5; ++other) {
      const auto needed = "p" + std::to_string((i * 7 + other) % 300);
      pnpm.push_back(symbolic(at + needed, "../../" + needed + "@1.0.0/node_modules/" + needed));
    }
  }
  const auto seen = scan_layers({pnpm});
  EXPECT_EQ(seen.passes, 0u);
  EXPECT_EQ(seen.found.size(), 300u);
}

// Each of n folders leads to all others: the ways through them are without end.
TEST(FolderLinks, WaysThroughManyLinksAreBounded) {
  Layer tangle;
  for (int from = 0; from < 40; ++from) {
    const auto folder = "d" + std::to_string(from);
    tangle.push_back(
        {folder + "/a" + std::to_string(from) + "/package.json", npm("a" + std::to_string(from))});
    for (int to = 0; to < 40; ++to)
      tangle.push_back(symbolic(folder + "/l" + std::to_string(to), "../d" + std::to_string(to)));
  }
  tangle.push_back(symbolic("app/node_modules", "../d0"));
  const auto seen = scan_layers({tangle});
  EXPECT_TRUE(std::ranges::count(seen.found, "pkg:npm/a0@1.0.0 app/node_modules/a0/package.json"));
  EXPECT_EQ(std::ranges::count_if(
                seen.notes, [](const auto& note) { return note.starts_with("limit: more than 10000"); }),
            1);
  for (const auto& note : seen.notes) EXPECT_TRUE(note.starts_with("limit: ")) << note;
}

TEST(FolderLinks, WorkAndMemoryArePaidFor) {
  Layer many{{"opt/m/a/package.json", npm("a")}};
  for (int i = 0; i < 5000; ++i)
    many.push_back(symbolic("l" + std::to_string(i) + "/node_modules", "/opt/m"));
  base::Limits limits;
  limits.set(base::Account::kRecords, 100'000);
  const auto seen = scan_layers({many}, {}, limits);
  EXPECT_LE(seen.found.size(), 1u);
}

}  // namespace
}  // namespace pratique::scan
