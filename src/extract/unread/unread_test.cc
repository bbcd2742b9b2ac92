#include <gtest/gtest.h>

#include <set>

#include "base/text.h"
#include "extract/dispatch.h"
#include "extract/unread/table/kinds.h"
#include "extract/unread/table/notes.h"
#include "model/ecosystem.h"
#include "support/package_scene.h"

namespace pratique::extract {

std::unique_ptr<Extractor> make_unread();

namespace {

using unread::Finder;
using unread::kinds;

// A row that another one shadows, or that no trigger leads to, would be a silent one.
TEST(UnreadKinds, EveryPatternIsFoundAsItsOwnKindAndTriggered) {
  const Finder finder;
  std::vector<std::unique_ptr<Extractor>> one;
  one.push_back(make_unread());
  const Catalogue catalogue(std::move(one));
  for (std::size_t number = 0; number < kinds().size(); ++number) {
    for (const auto pattern : base::words(kinds()[number].patterns)) {
      if (pattern.ends_with('/')) continue;
      auto path = base::replace_all(pattern, "*", "x1");
      if (path.starts_with('/')) path = path.substr(1);
      const auto found = finder.find(path);
      ASSERT_NE(found, Finder::kNone) << path;
      EXPECT_EQ(kinds()[found].name, kinds()[number].name) << path;
      EXPECT_FALSE(catalogue.triggered(path, {}).empty()) << path;
    }
  }
}

TEST(UnreadKinds, RowsAreWhole) {
  std::set<std::string_view> names;
  for (const auto& kind : kinds()) {
    EXPECT_TRUE(names.insert(kind.name).second) << kind.name;
    EXPECT_FALSE(kind.ecosystem.empty()) << kind.name;
    EXPECT_FALSE(base::words(kind.patterns).empty()) << kind.name;
    for (const auto type : base::words(kind.types))
      EXPECT_EQ(model::ecosystem_of_type(type).name, kind.ecosystem) << kind.name;
  }
}

// Runs the files of one layer through the extractor and the judgement of what hides packages.
class UnreadFiles : public ::testing::Test {
 protected:
  void add(const std::string& path, std::string_view content = "x") { scene_.add(0, path, content); }
  void add_package(std::string_view type, std::string_view name, std::string path,
                   model::Evidence evidence = model::Evidence::kInstalled) {
    model::Component component;
    component.purl = model::make_purl(type, "", name, "1.0");
    component.evidence = evidence;
    component.locations = {{std::move(path), ""}};
    components_.push_back(std::move(component));
  }
  // The messages up to their "; ".
  std::vector<std::string> told() {
    const auto out = scene_.assemble();
    const auto owned = [&](std::string_view path) { return owned_.contains(std::string(path)); };
    std::vector<std::string> all;
    for (const auto& note : unread::notes_of(out.unread, {components_, scene_.view, is_system_, owned})) {
      EXPECT_EQ(note.code, "not-read");
      EXPECT_TRUE(note.incomplete);
      all.emplace_back(base::cut(note.message, "; ")->before);
    }
    return all;
  }
  using Told = std::vector<std::string>;

  os::Scene scene_{make_unread()};
  std::vector<model::Component> components_;
  std::set<std::string> owned_;
  bool is_system_ = false;
};

TEST_F(UnreadFiles, AreCountedByKindWithTheFirstPaths) {
  for (const std::string name : {"e", "d", "c", "b", "a"}) add(name + "/deno.lock");
  add("rebar.lock");
  EXPECT_EQ(told(),
            (Told{"5 lock files are not read yet: a/deno.lock, b/deno.lock, c/deno.lock and 2 more (npm)",
                  "1 lock file is not read yet: rebar.lock (Hex)"}));
}

TEST_F(UnreadFiles, WhatIsInstalledBesideALockFileCoversIt) {
  add("app/deno.lock");
  add("web/bun.lockb");
  add_package("npm", "a", "app/node_modules/a/package.json");
  EXPECT_EQ(told(), Told{"1 lock file is not read yet: web/bun.lockb (npm)"});
  add_package("npm", "a", "web/node_modules/.pnpm/a@1/node_modules/a/package.json");
  EXPECT_EQ(told(), Told{});
}

TEST_F(UnreadFiles, PackagesElsewhereCoverNothing) {
  add("app/deno.lock");
  add_package("npm", "npm", "usr/lib/node_modules/npm/package.json");
  add_package("npm", "b", "app/other/package-lock.json", model::Evidence::kDeclared);
  add_package("npm", "c", "application/node_modules/c/package.json");
  EXPECT_EQ(told().size(), 1U);
}

TEST_F(UnreadFiles, ALockFileThatIsReadCoversOthersBesideIt) {
  add("app/deno.lock");
  add("app/package.json", R"({"dependencies": {"a": "^1"}})");
  add("app/packages/b/package.json", R"({"devDependencies": {"a": "^1"}})");
  scene_.view.files.insert("app/package-lock.json");
  EXPECT_EQ(told(), Told{});
  scene_.view.files.erase("app/package-lock.json");
  EXPECT_EQ(told(),
            Told{"1 lock file is not read yet: app/deno.lock (npm)"});  // which tells of both manifests
}

TEST_F(UnreadFiles, LockFilesOfInstalledPackagesTellNothing) {
  for (const std::string path :
       {"app/node_modules/a/deno.lock", "usr/lib/python3/dist-packages/a/package.json",
        "root/go/pkg/mod/example.org/a@v1.0.0/go.mod", "root/.m2/repository/a/pom.xml",
        "usr/local/bundle/gems/a-1.0/deno.lock", "root/.cargo/registry/src/host/a-1/Cargo.toml"})
    add(path, "require dependencies\" <dependency");
  add("app/vendor/org/name/deno.lock");
  scene_.view.files.insert("app/vendor/composer/installed.json");
  add("src/vendor/example.org/a/go.mod", "module example.org/a\nrequire b v1\n");
  scene_.view.files.insert("src/vendor/modules.txt");
  add("usr/local/go/misc/go.mod", "module misc\nrequire b v1\n");
  add("usr/local/go/src/cmd/go.mod", "module cmd\nrequire b v1\n");
  EXPECT_EQ(told(), Told{});
}

TEST_F(UnreadFiles, AVendorFolderThatNobodyKeepsIsLikeAnyOther) {
  add("vendor/web/app/deno.lock");
  EXPECT_EQ(told().size(), 1U);
}

TEST_F(UnreadFiles, WhatAsksForNothingHidesNothing) {
  add("go.mod", "module example.org/a\n\ngo 1.22\n");
  add("package.json", R"({"name": "a", "version": "1.0.0"})");
  add("setup.py", "from setuptools import setup\nsetup(name='a')\n");
  add("pom.xml", "<project/>");
  EXPECT_EQ(told(), Told{});
}

TEST_F(UnreadFiles, WhatIsNoTextMayAskForAnything) {
  add("a/go.mod", std::string(200, '\0'));
  add("b/pom.xml", std::string_view("\xff\xfe<\0d\0e\0p\0", 10));
  add("c/x.nuspec", "");
  EXPECT_EQ(told(), (Told{"1 lock file is not read yet: a/go.mod (Go)",
                          "1 project file is not read yet: b/pom.xml (Maven)",
                          "1 package record is not read yet: c/x.nuspec (NuGet, NuGet packages)"}));
}

TEST_F(UnreadFiles, ProjectFilesCountInASourceTreeOnly) {
  add("a/pom.xml", "<dependencies><dependency/></dependencies>");
  add("b/setup.py", "setup(install_requires=['django'])");
  add("c/App.csproj", "<PackageReference Include=\"A\" Version=\"1\"/>");
  EXPECT_EQ(told(), (Told{"1 project file is not read yet: b/setup.py (PyPI, setup.py without a lock file)",
                          "1 project file is not read yet: a/pom.xml (Maven)",
                          "1 project file is not read yet: c/App.csproj (NuGet, project files of .NET)"}));
  is_system_ = true;
  EXPECT_EQ(told(), Told{});
}

TEST_F(UnreadFiles, InASystemInstalledPythonPackagesCoverALockFileUnlessTheyAreInstallersOnly) {
  is_system_ = true;
  add("srv/app/pylock.toml");
  const std::string site = "usr/local/lib/python3.12/site-packages/";
  add_package("pypi", "pip", site + "pip-24.0.dist-info/METADATA");
  EXPECT_EQ(told().size(), 1U);
  add_package("pypi", "six", "usr/lib/python3/dist-packages/six-1.dist-info/METADATA");
  components_.back().owner = "pkg:deb/debian/python3-six@1";
  EXPECT_EQ(told().size(), 1U);
  add_package("pypi", "django", site + "django-5.dist-info/METADATA");
  EXPECT_EQ(told(), Told{});
}

TEST_F(UnreadFiles, AGoProgramCoversItsOwnModuleOnly) {
  add("src/a/go.mod", "module example.org/a\nrequire b v1\n");
  add("src/b/go.mod", "module example.org/b\nrequire c v1\n");
  add("src/b/go.sum");
  model::Component program;
  program.purl = model::make_purl("golang", "example.org", "a", "v1.0.0");
  program.locations = {{"usr/bin/a", ""}};
  components_.push_back(program);
  EXPECT_EQ(told(), Told{"1 lock file is not read yet: src/b/go.mod (Go)"});
}

TEST_F(UnreadFiles, AGemFromGitIsCoveredByItsName) {
  add("bundle/bundler/gems/a-abcdef/a.gemspec");
  add("bundle/bundler/gems/b-abcdef/b.gemspec");
  add_package("gem", "a", "Gemfile.lock", model::Evidence::kDeclared);
  EXPECT_EQ(told(), Told{"1 package record is not read yet: bundle/bundler/gems/b-abcdef/b.gemspec "
                         "(RubyGems, gems from Git)"});
}

TEST_F(UnreadFiles, WhatADistributionPackageOwnsIsCovered) {
  add("usr/lib/R/library/base/DESCRIPTION");
  add("usr/local/lib/R/site-library/jsonlite/DESCRIPTION");
  owned_.insert("usr/lib/R/library/base/DESCRIPTION");
  EXPECT_EQ(told(),
            Told{"1 package record is not read yet: usr/local/lib/R/site-library/jsonlite/DESCRIPTION "
                 "(CRAN, R packages)"});
}

TEST_F(UnreadFiles, OtherSystemsAreNamed) {
  is_system_ = true;
  for (const std::string name : {"bash-5", "glibc-2", "zlib-1", "xz-5"})
    add("var/lib/eopkg/package/" + name + "/metadata.xml");
  scene_.view.files.insert("nix/store");
  EXPECT_EQ(told(),
            (Told{"eopkg's database (Solus): not read yet: var/lib/eopkg/package/bash-5/metadata.xml, "
                  "var/lib/eopkg/package/glibc-2/metadata.xml, var/lib/eopkg/package/xz-5/metadata.xml "
                  "and 1 more",
                  "the Nix store (Nix): not read yet: nix/store"}));
}

TEST_F(UnreadFiles, AHugeProjectFileIsNotLookedInto) {
  const std::string huge(2 << 20, ' ');
  add("pom.xml", huge);
  EXPECT_EQ(told().size(), 1U);
}

}  // namespace
}  // namespace pratique::extract
