// Edges between installed packages: npm, Python, Ruby.
#include "extract/lang/support/needs.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "support/package_scene.h"

namespace pratique::extract {

std::unique_ptr<Extractor> make_gem();
std::unique_ptr<Extractor> make_npm();
std::unique_ptr<Extractor> make_python();

namespace {

using Edges = std::vector<std::string>;

// "a@1 > b@2 optional" for each edge, sorted.
Edges edges(const Assembly& out) {
  const auto name = [&](std::uint32_t number) {
    const auto& purl = out.components.at(number).purl;
    return (purl.name_space.empty() ? "" : purl.name_space + "/") + purl.name + "@" + purl.version;
  };
  Edges all;
  for (const auto& edge : out.edges) {
    const auto scope = edge.scope == model::Scope::kRequired ? "" : std::string(" ") + to_string(edge.scope);
    all.push_back(name(edge.from) + " > " + name(edge.to) + scope);
  }
  std::ranges::sort(all);
  return all;
}

class NpmNeeds : public ::testing::Test {
 protected:
  void add(const std::string& folder, std::string_view name, std::string_view version,
           std::string_view needs = "") {
    scene_.add(0, folder + "/package.json",
               R"({"name":")" + std::string(name) + R"(","version":")" + std::string(version) + "\"" +
                   std::string(needs.empty() ? "" : ",") + std::string(needs) + "}");
  }
  os::Scene scene_{make_npm()};
};

TEST_F(NpmNeeds, AreLookedForUpTheTreeAsNodeDoes) {
  add("app/node_modules/a", "a", "1.0.0", R"("dependencies":{"b":"^1","c":"*","@s/d":"1","gone":"1"})");
  add("app/node_modules/a/node_modules/b", "b", "1.5.0", R"("dependencies":{"c":"1"})");
  add("app/node_modules/b", "b", "2.0.0");
  add("app/node_modules/c", "c", "1.0.0");
  add("app/node_modules/@s/d", "@s/d", "1.0.0", R"("dependencies":{"b":"2"})");
  add("node_modules/e", "e", "1.0.0");
  add("app/node_modules/f", "f", "1.0.0", R"("dependencies":{"e":"1"})");
  add("other/node_modules/g", "g", "1.0.0", R"("dependencies":{"b":"2"})");
  EXPECT_EQ(edges(scene_.assemble()),
            (Edges{"@s/d@1.0.0 > b@2.0.0", "a@1.0.0 > @s/d@1.0.0", "a@1.0.0 > b@1.5.0", "a@1.0.0 > c@1.0.0",
                   "b@1.5.0 > c@1.0.0", "f@1.0.0 > e@1.0.0"}));
}

TEST_F(NpmNeeds, HaveAScopeAndFollowTheFolderNotTheName) {
  add("node_modules/a", "a", "1.0.0",
      R"("dependencies":{"o":"1","alias":"npm:real@1"},"optionalDependencies":{"o":"1"},)"
      R"("peerDependencies":{"p":"1"},"devDependencies":{"d":"1"})");
  for (const std::string name : {"o", "p", "d"}) add("node_modules/" + name, name, "1.0.0");
  add("node_modules/alias", "real", "1.2.0");
  EXPECT_EQ(edges(scene_.assemble()),
            (Edges{"a@1.0.0 > o@1.0.0 optional", "a@1.0.0 > p@1.0.0 peer", "a@1.0.0 > real@1.2.0"}));
}

TEST_F(NpmNeeds, OfAStoreAreLinksBesideThePackage) {
  const std::string store = "app/node_modules/.pnpm/";
  add(store + "a@1.0.0/node_modules/a", "a", "1.0.0", R"("dependencies":{"b":"1"})");
  add(store + "b@1.1.0/node_modules/b", "b", "1.1.0");
  scene_.view.links[store + "a@1.0.0/node_modules/b"] = store + "b@1.1.0/node_modules/b";
  EXPECT_EQ(edges(scene_.assemble()), Edges{"a@1.0.0 > b@1.1.0"});
}

TEST_F(NpmNeeds, InDebianLieBesideEachOther) {
  add("usr/share/nodejs/a", "a", "1.0.0", R"("dependencies":{"b":"1"})");
  add("usr/share/nodejs/b", "b", "1.0.0", R"("dependencies":{"c":"1"})");
  add("usr/share/nodejs/b/node_modules/c", "c", "1.0.0", R"("dependencies":{"a":"1"})");
  EXPECT_EQ(edges(scene_.assemble()), (Edges{"a@1.0.0 > b@1.0.0", "b@1.0.0 > c@1.0.0", "c@1.0.0 > a@1.0.0"}));
}

TEST_F(NpmNeeds, OfWrongTypesAreNone) {
  add("node_modules/a", "a", "1.0.0",
      R"("dependencies":["b"],"peerDependencies":"b","optionalDependencies":{"":"1"})");
  add("node_modules/b", "b", "1.0.0", R"("dependencies":{"b":"1","../a":"1"})");
  EXPECT_EQ(edges(scene_.assemble()), Edges{});
}

TEST(PythonNeeds, AreThoseOfTheSameFolderWhoseMarkerHolds) {
  os::Scene scene(make_python());
  const std::string site = "opt/venv/lib/python3.11/site-packages/";
  const auto add = [&](const std::string& folder, const std::string& name, const std::string& more = "") {
    scene.add(0, folder + name + "-1.0.dist-info/METADATA",
              "Metadata-Version: 2.1\nName: " + name + "\nVersion: 1.0\n" + more);
  };
  add(site, "a",
      "Requires-Dist: B_b (>=1.0)\nRequires-Dist: c[x,y]>=1;python_version>='3.8'\nRequires-Dist: win ; "
      "sys_platform == "
      "'win32'\nRequires-Dist: old; python_version < '3.9'\nRequires-Dist: dev; extra == "
      "'dev'\nRequires-Dist: url @ "
      "https://host/x ; os_name == 'posix'\nRequires-Dist: missing\nRequires-Dist: outside\n\nRequires-Dist: "
      "body\n");
  for (const char* name : {"b-b", "c", "win", "old", "dev", "url", "body"}) add(site, name);
  add("usr/lib/python3/dist-packages/", "outside");
  EXPECT_EQ(edges(scene.assemble()), (Edges{"a@1.0 > b-b@1.0", "a@1.0 > c@1.0", "a@1.0 > url@1.0"}));
}

TEST(GemNeeds, AreThoseOfTheSameHomeElseOfAnyInEachVersion) {
  os::Scene scene(make_gem());
  const auto add = [&](const std::string& home, const std::string& name, const std::string& version,
                       const std::string& more = "") {
    scene.add(0, home + "specifications/" + name + "-" + version + ".gemspec",
              "Gem::Specification.new do |s|\n  s.name = \"" + name + "\".freeze\n  s.version = \"" +
                  version + "\"\n" + more + "end\n");
  };
  const std::string bundle = "usr/local/bundle/", ruby = "usr/local/lib/ruby/gems/3.1.0/";
  add(bundle, "rails", "7.0",
      "  s.add_runtime_dependency(%q<rack>.freeze, [\">= 2\"])\n  s.add_dependency(\"json\".freeze, [\"~> "
      "2\"])\n"
      "  s.add_dependency 'base64', '0.1'\n  s.add_dependency(%q<rack>.freeze, [\">= 2\"])\n"
      "  s.add_development_dependency(%q<rspec>.freeze)\n  s.add_dependency name\n");
  add(bundle, "rack", "2.2");
  add(bundle, "rspec", "3.0");
  add(ruby, "rack", "1.6");
  add(ruby, "base64", "0.1");
  scene.add(0, ruby + "specifications/default/json-2.6.1.gemspec",
            "s.name = \"json\"\ns.version = \"2.6.1\"\n");
  add(ruby, "json", "2.7.0");
  EXPECT_EQ(edges(scene.assemble()), (Edges{"rails@7.0 > base64@0.1", "rails@7.0 > json@2.6.1",
                                            "rails@7.0 > json@2.7.0", "rails@7.0 > rack@2.2"}));
}

TEST(Needs, AreBounded) {
  Record record;
  for (std::size_t i = 0; i < lang::kMaxNeeds + 5; ++i) lang::add_need(record, "n" + std::to_string(i));
  lang::add_need(record, "");
  EXPECT_EQ(record.needs->names.size(), lang::kMaxNeeds);
  EXPECT_EQ(record.needs->scopes.size(), lang::kMaxNeeds);
}

}  // namespace
}  // namespace pratique::extract
