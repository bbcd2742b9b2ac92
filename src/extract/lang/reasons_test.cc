// Which packages of a language a project asks for, and what that takes of other files.
#include <gtest/gtest.h>

#include <algorithm>

#include "support/package_scene.h"

namespace pratique::extract {

std::unique_ptr<Extractor> make_composer();
std::unique_ptr<Extractor> make_composer_lock();
std::unique_ptr<Extractor> make_gemfile_lock();
std::unique_ptr<Extractor> make_npm();
std::unique_ptr<Extractor> make_npm_project();
std::unique_ptr<Extractor> make_package_lock();
std::unique_ptr<Extractor> make_poetry_lock();
std::unique_ptr<Extractor> make_python();
std::unique_ptr<Extractor> make_requirements();

namespace {

using Lines = std::vector<std::string>;

// "a: app/package.json" of what is asked for; sorted.
Lines asked(const Assembly& out) {
  Lines all;
  for (const auto& component : out.components) {
    if (component.reason == model::InstallReason::kExplicit)
      all.push_back(component.purl.name + ": " + component.details->asked_in);
  }
  std::ranges::sort(all);
  return all;
}

Lines edges(const Assembly& out) {
  Lines all;
  for (const auto& edge : out.edges) {
    auto line = out.components.at(edge.from).purl.name + " > " + out.components.at(edge.to).purl.name;
    if (edge.scope != model::Scope::kRequired) line += std::string(" ") + to_string(edge.scope);
    all.push_back(line);
  }
  std::ranges::sort(all);
  return all;
}

TEST(NpmReasons, AreTheManifestBesideTheModules) {
  os::Scene scene(std::make_unique<os::Pair>(make_npm(), make_npm_project()));
  for (const std::string name : {"a", "b", "c", "d"})
    scene.add(0, "app/node_modules/" + name + "/package.json",
              R"({"name":")" + name + R"(","version":"1.0.0"})");
  scene.add(0, "app/package.json",
            R"({"name":"shop","dependencies":{"a":"1","gone":"1"},"devDependencies":{"b":"1"}})");
  scene.add(0, "app/test/package.json", R"({"dependencies":{"c":"1"}})");
  scene.add(0, "app/node_modules/a/other/package.json", R"({"dependencies":{"d":"1"}})");
  const auto out = scene.assemble();
  EXPECT_EQ(asked(out), (Lines{"a: app/package.json", "b: app/package.json"}));
  EXPECT_EQ(out.components.size(), 4u) << "the project is no package";
}

TEST(NpmReasons, AProjectThatIsNoJsonSaysNothing) {
  os::Scene scene(std::make_unique<os::Pair>(make_npm(), make_npm_project()));
  scene.add(0, "app/package.json", "{");
  scene.add(0, "opt/package.json", "[1]");
  EXPECT_TRUE(scene.errors.empty());
  EXPECT_TRUE(scene.assemble().components.empty());
}

TEST(NpmReasons, APeerThatMayLackIsOptional) {
  os::Scene scene(make_npm());
  scene.add(0, "node_modules/a/package.json",
            R"({"name":"a","version":"1.0.0","peerDependencies":{"b":"1","c":"1"},)"
            R"("peerDependenciesMeta":{"b":{"optional":true}}})");
  for (const std::string name : {"b", "c"})
    scene.add(0, "node_modules/" + name + "/package.json", R"({"name":")" + name + R"(","version":"1.0.0"})");
  EXPECT_EQ(edges(scene.assemble()), (Lines{"a > b optional", "a > c peer"}));
}

TEST(PackageLockReasons, AreThoseOfTheRootAndOfWorkspaces) {
  os::Scene scene(make_package_lock());
  scene.add(0, "app/package-lock.json", R"({"lockfileVersion":3,"packages":{
    "":{"dependencies":{"a":"1"},"devDependencies":{"b":"1"},"workspaces":["packages/w"]},
    "packages/w":{"name":"w","version":"1.0.0","dependencies":{"c":"2","a":"1"}},
    "node_modules/w":{"resolved":"packages/w","link":true},
    "node_modules/a":{"version":"1.0.0","dependencies":{"c":"1"}},
    "node_modules/b":{"version":"1.0.0","dev":true},
    "node_modules/c":{"version":"1.0.0"},
    "packages/w/node_modules/c":{"version":"2.0.0"}}})");
  const auto out = scene.assemble();
  EXPECT_EQ(asked(out),
            (Lines{"a: app/package-lock.json", "b: app/package-lock.json", "c: app/package-lock.json"}));
  for (const auto& component : out.components) {
    if (component.purl.name != "c") continue;
    EXPECT_EQ(component.reason == model::InstallReason::kExplicit, component.purl.version == "2.0.0");
  }
  EXPECT_EQ(edges(out), Lines{"a > c"});
}

TEST(PythonReasons, AreFilesThatPipLeaves) {
  os::Scene scene(make_python());
  const std::string site = "usr/lib/python3.11/site-packages/";
  for (const std::string name : {"flask", "click"})
    scene.add(0, site + name + "-1.0.dist-info/METADATA", "Name: " + name + "\nVersion: 1.0\n");
  scene.add(0, site + "flask-1.0.dist-info/REQUESTED", "");
  scene.add(0, site + "gone-1.0.dist-info/REQUESTED", "");
  EXPECT_EQ(asked(scene.assemble()), (Lines{"flask: " + site + "flask-1.0.dist-info/REQUESTED"}));
}

class PythonExtras : public ::testing::Test {
 protected:
  void add(const std::string& name, const std::string& more = "", const std::string& site = kSite) {
    scene_.add(0, site + name + "-1.0.dist-info/METADATA", "Name: " + name + "\nVersion: 1.0\n" + more);
  }
  static constexpr const char* kSite = "usr/lib/python3/dist-packages/";
  os::Scene scene_{make_python()};
};

// b has a need for its extra x, and that one for its own extra y.
TEST_F(PythonExtras, OfAnExtraCountWhereSomebodyAsksForIt) {
  add("z", "Requires-Dist: b[X_x] >=1\n");
  add("b", "Requires-Dist: c[y]; extra == 'x.x'\nRequires-Dist: e; extra == 'other'\n");
  add("c", "Requires-Dist: d ; extra == \"y\"\n");
  add("d"), add("e");
  EXPECT_EQ(edges(scene_.assemble()), (Lines{"b > c", "c > d", "z > b"}));
}

TEST_F(PythonExtras, AreForTheSystemsPythonWhereThePathDoesNotSay) {
  scene_.view.links["usr/bin/python3"] = "usr/bin/python3.11";
  scene_.view.files.insert("usr/bin/python3.11");
  add("a",
      "Requires-Dist: old ; python_version < '3.9'\nRequires-Dist: new ; python_version ~= '3.10'\n"
      "Requires-Dist: three ; python_version == '3.*'\nRequires-Dist: pypy ; implementation_name == 'pypy'\n"
      "Requires-Dist: full ; python_full_version >= '3.12.0'\n"
      "Requires-Dist: perhaps ; python_full_version >= '3.11.4'\n");
  for (const char* name : {"old", "new", "three", "pypy", "full", "perhaps"}) add(name);
  EXPECT_EQ(edges(scene_.assemble()), (Lines{"a > new", "a > perhaps", "a > three"}));
}

// An extra that asks for itself comes to an end.
TEST_F(PythonExtras, ThatGoInCirclesEnd) {
  add("a", "Requires-Dist: a[x]; extra == 'y'\nRequires-Dist: b[z]\n");
  add("b", "Requires-Dist: a[y]; extra == 'z'\nRequires-Dist: b[w]; extra == 'z'\n");
  EXPECT_EQ(edges(scene_.assemble()), (Lines{"a > b", "b > a"}));
}

TEST(RequirementsReasons, AllOfWhatOneWroteOneself) {
  os::Scene scene(make_requirements());
  scene.add(0, "app/requirements.txt", "flask==2.0\nclick==8.0  # via something that people write\n");
  EXPECT_EQ(asked(scene.assemble()), (Lines{"click: app/requirements.txt", "flask: app/requirements.txt"}));
}

TEST(RequirementsReasons, OfWhatWasCompiledAreItsComments) {
  os::Scene scene(make_requirements());
  scene.add(
      0, "app/requirements.txt",
      "#\n# This file is autogenerated by pip-compile with Python 3.11\n#\n"
      "blinker==1.6\n    # via flask\n"
      "Click==8.1 \\\n    --hash=sha256:00 \\\n    --hash=sha256:11\n    # via\n    #   -r requirements.in\n"
      "    #   flask\n    #   gone\n"
      "flask==2.3\n    # via shop (pyproject.toml)\n"
      "idna==3.4  # via click, flask\n"
      "six==1.0\n    # via -c constraints.txt\n");
  const auto out = scene.assemble();
  EXPECT_EQ(asked(out), (Lines{"click: app/requirements.txt", "flask: app/requirements.txt"}));
  EXPECT_EQ(edges(out), (Lines{"click > idna", "flask > blinker", "flask > click", "flask > idna"}));
}

TEST(GemfileLockReasons, AreItsDependencies) {
  os::Scene scene(make_gemfile_lock());
  scene.add(0, "app/Gemfile.lock",
            "GEM\n  specs:\n    rack (3.0)\n    rails (7.0)\n      rack (>= 2)\n    puma (6.0)\n\n"
            "DEPENDENCIES\n  puma!\n  rails (~> 7.0)\n");
  EXPECT_EQ(asked(scene.assemble()), (Lines{"puma: app/Gemfile.lock", "rails: app/Gemfile.lock"}));
}

TEST(ComposerReasons, AreTheManifestBesideLockAndVendor) {
  const std::string package =
      R"({"name":"A/One","version":"1.0","require":{"b/two":"1"}},{"name":"b/two","version":"1.0"})";
  os::Scene lock(make_composer_lock());
  lock.add(0, "app/composer.lock", R"({"packages":[)" + package + "]}");
  lock.add(0, "app/composer.json", R"({"require":{"php":">=8","a/one":"^1"}})");
  lock.add(0, "app/vendor/b/two/composer.json", R"({"require":{"b/two":"^1"}})");
  EXPECT_EQ(asked(lock.assemble()), Lines{"one: app/composer.json"});
  os::Scene vendor(make_composer());
  vendor.add(0, "app/vendor/composer/installed.json", R"({"packages":[)" + package + "]}");
  vendor.add(0, "app/composer.json", R"({"require-dev":{"b/two":"^1"}})");
  EXPECT_EQ(asked(vendor.assemble()), Lines{"two: app/composer.json"});
}

TEST(PoetryReasons, AreTheProjectsTables) {
  os::Scene scene(make_poetry_lock());
  std::string lock;
  for (const std::string name : {"flask", "click", "pytest", "black", "rich", "other"})
    lock += "[[package]]\nname = \"" + name + "\"\nversion = \"1.0\"\n";
  scene.add(0, "app/poetry.lock", lock);
  scene.add(
      0, "app/pyproject.toml",
      "[project]\ndependencies = [\"Rich[all]>=1\"]\n[tool.poetry.dependencies]\npython = \"^3\"\nFlask = "
      "\"2\"\n"
      "[tool.poetry.group.test.dependencies]\npytest = \"*\"\n[dependency-groups]\ndev = [\"black\"]\n");
  scene.add(0, "elsewhere/pyproject.toml", "[project]\ndependencies = [\"other\"]\n");
  scene.add(0, "odd/pyproject.toml", "[[[");
  EXPECT_EQ(asked(scene.assemble()), (Lines{"black: app/pyproject.toml", "flask: app/pyproject.toml",
                                            "pytest: app/pyproject.toml", "rich: app/pyproject.toml"}));
  EXPECT_TRUE(scene.errors.empty());
}

}  // namespace
}  // namespace pratique::extract
