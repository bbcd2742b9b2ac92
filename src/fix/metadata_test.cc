#include "fix/metadata.h"

#include <gtest/gtest.h>

namespace pratique::fix {
namespace {

using Documents = std::map<std::string, std::string>;

MetadataSource source_of(Documents documents) {
  return [documents = std::move(documents)](const std::string& path, std::uint64_t) -> Result<std::string> {
    const auto found = documents.find(path);
    if (found == documents.end()) return base::fail(ErrorKind::kNotFound, "no such document", {.file = path});
    return found->second;
  };
}

std::vector<std::string> versions_of(MetadataBook& book, const std::string& name) {
  const auto all = book.versions(name);
  if (!all) return {base::to_line(all.error())};
  std::vector<std::string> out;
  for (const auto& one : **all)
    out.push_back(one.version + (one.yanked ? " yanked" : "") +
                  (one.deprecated.empty() ? "" : " " + one.deprecated));
  return out;
}

std::vector<std::string> dependencies_of(MetadataBook& book, const std::string& name,
                                         const std::string& version) {
  const auto all = book.dependencies(name, version);
  if (!all) return {base::to_line(all.error())};
  std::vector<std::string> out;
  for (const auto& one : **all)
    out.push_back(one.name + " " + one.requirement + (one.optional ? " optional" : ""));
  return out;
}

using Texts = std::vector<std::string>;

TEST(Metadata, OfNpmIsAPackument) {
  MetadataBook book(*find_registry_reader("npm"),
                    source_of({{"@scope%2fx", R"({"name": "@scope/x", "dist-tags": {"latest": "10.0.0"},
    "versions": {"10.0.0": {"dependencies": {"a": "^1.0.0", "b": "~2"}, "optionalDependencies": {"b": "~2"}, "devDependencies": {"c": "1"}},
                 "9.1.0": {"deprecated": "use 10"}, "not a version": {}}})"}}));
  EXPECT_EQ(versions_of(book, "@scope/x"), (Texts{"9.1.0 use 10", "10.0.0"}));
  EXPECT_EQ(dependencies_of(book, "@scope/x", "10.0.0"), (Texts{"a ^1.0.0", "b ~2 optional"}));
  EXPECT_EQ(dependencies_of(book, "@scope/x", "9.1.0"), Texts{});
  EXPECT_EQ(dependencies_of(book, "@scope/x", "9.9.9"), Texts{"@scope/x: the registry has no version 9.9.9"});
  EXPECT_EQ(versions_of(book, "absent"), Texts{"absent: the registry has no such package"});
}

TEST(Metadata, OfNpmLiesInFoldersOfMirrorsToo) {
  MetadataBook book(*find_registry_reader("npm"),
                    source_of({{"@scope/x/package.json", R"({"versions": {"1.0.0": {}}})"},
                               {"y.json", R"({"versions": {"2.0.0": {}}})"}}));
  EXPECT_EQ(versions_of(book, "@scope/x"), Texts{"1.0.0"});
  EXPECT_EQ(versions_of(book, "y"), Texts{"2.0.0"});
}

TEST(Metadata, OfPypiTellsRequirementsByVersion) {
  MetadataBook book(
      *find_registry_reader("pypi"),
      source_of(
          {{"pypi/zope-interface/json",
            R"({"info": {}, "releases": {"5.0": [{"yanked": false}], "4.10": [{"yanked": true}, {"yanked": true}],
       "4.9": [{"yanked": true}, {"yanked": false}], "4.8": []}})"},
           {"pypi/zope-interface/5.0/json",
            R"j({"info": {"requires_dist": ["setuptools", "six (>=1.0,<2)", "docs ; extra == 'docs'",
       "win>=1 ; sys_platform == 'win32'", "url @ https://x.example/y.whl"]}})j"},
           {"pypi/zope-interface/4.9/json", R"({"info": {"requires_dist": null}})"}}));
  EXPECT_EQ(versions_of(book, "Zope.Interface"), (Texts{"4.9", "4.10 yanked", "5.0"}));
  EXPECT_EQ(dependencies_of(book, "Zope.Interface", "5.0"),
            (Texts{"setuptools ", "six >=1.0,<2", "docs  optional", "win >=1"}));
  EXPECT_EQ(dependencies_of(book, "Zope.Interface", "4.9"), Texts{});
}

TEST(Metadata, OfCargoIsALineAVersion) {
  MetadataBook book(
      *find_registry_reader("cargo"),
      source_of(
          {{"se/rd/serde_json",
            R"({"name":"serde_json","vers":"1.0.1","deps":[{"name":"itoa","req":"^0.4","kind":"normal","optional":false},{"name":"dev","req":"1","kind":"dev"},{"name":"r","package":"ryu","req":"^1","kind":"normal","optional":true}],"yanked":false})"
            "\n"
            R"({"name":"serde_json","vers":"1.0.0","deps":[],"yanked":true})"
            "\n"}}));
  EXPECT_EQ(versions_of(book, "serde_json"), (Texts{"1.0.0 yanked", "1.0.1"}));
  EXPECT_EQ(dependencies_of(book, "serde_json", "1.0.1"), (Texts{"itoa ^0.4", "ryu ^1 optional"}));
  EXPECT_EQ(find_registry_reader("cargo")->list_paths("a"), Texts{"1/a"});
  EXPECT_EQ(find_registry_reader("cargo")->list_paths("ab"), Texts{"2/ab"});
  EXPECT_EQ(find_registry_reader("cargo")->list_paths("Abc"), Texts{"3/a/abc"});
}

TEST(Metadata, OfGoIsAProxys) {
  MetadataBook book(
      *find_registry_reader("golang"),
      source_of(
          {{"github.com/!burnt!sushi/toml/@v/list", "v1.0.0\nv0.4.1\n"},
           {"github.com/!burnt!sushi/toml/@v/v1.0.0.mod",
            "module github.com/BurntSushi/toml\n\ngo 1.16\nrequire golang.org/x/text v0.3.0 // indirect\n"},
           {"github.com/!burnt!sushi/toml/@v/v0.4.1.mod", "module github.com/BurntSushi/toml\n"}}));
  EXPECT_EQ(versions_of(book, "github.com/BurntSushi/toml"), (Texts{"v0.4.1", "v1.0.0"}));
  EXPECT_EQ(dependencies_of(book, "github.com/BurntSushi/toml", "v1.0.0"), Texts{"golang.org/x/text v0.3.0"});
  EXPECT_EQ(dependencies_of(book, "github.com/BurntSushi/toml", "v0.4.1"), Texts{});
}

TEST(Metadata, OfMavenFollowsParentsPropertiesAndImportedLists) {
  MetadataBook book(
      *find_registry_reader("maven"),
      source_of(
          {{"org/example/lib/maven-metadata.xml",
            "<metadata><versioning><versions><version>1.10</version><version>1.9</version></versions></"
            "versioning></metadata>"},
           {"org/example/lib/1.10/lib-1.10.pom",
            R"(<project><parent><groupId>org.example</groupId><artifactId>parent</artifactId><version>3</version></parent>
      <artifactId>lib</artifactId><version>1.10</version>
      <properties><a.version>2.1</a.version></properties>
      <dependencyManagement><dependencies>
        <dependency><groupId>m</groupId><artifactId>early</artifactId><version>${late.version}</version></dependency>
      </dependencies></dependencyManagement>
      <dependencies>
        <dependency><groupId>m</groupId><artifactId>a</artifactId><version>${a.version}</version></dependency>
        <dependency><groupId>m</groupId><artifactId>managed</artifactId></dependency>
        <dependency><groupId>m</groupId><artifactId>imported</artifactId></dependency>
        <dependency><groupId>m</groupId><artifactId>early</artifactId></dependency>
        <dependency><groupId>${project.groupId}</groupId><artifactId>own</artifactId><version>${project.version}</version><optional>true</optional></dependency>
        <dependency><groupId>m</groupId><artifactId>tested</artifactId><version>1</version><scope>test</scope></dependency>
      </dependencies></project>)"},
           {"org/example/parent/3/parent-3.pom",
            R"(<project><groupId>org.example</groupId><artifactId>parent</artifactId><version>3</version>
      <properties><a.version>1.0</a.version><late.version>7</late.version></properties>
      <dependencyManagement><dependencies>
        <dependency><groupId>m</groupId><artifactId>managed</artifactId><version>4.0</version></dependency>
        <dependency><groupId>org.example</groupId><artifactId>bom</artifactId><version>5</version><type>pom</type><scope>import</scope></dependency>
      </dependencies></dependencyManagement>
      <dependencies><dependency><groupId>m</groupId><artifactId>inherited</artifactId><version>8</version></dependency></dependencies></project>)"},
           {"org/example/bom/5/bom-5.pom",
            R"(<project><properties><v>6</v></properties><dependencyManagement><dependencies>
        <dependency><groupId>m</groupId><artifactId>imported</artifactId><version>${v}</version></dependency>
        <dependency><groupId>m</groupId><artifactId>managed</artifactId><version>9</version></dependency>
      </dependencies></dependencyManagement></project>)"}}));
  EXPECT_EQ(versions_of(book, "org.example:lib"), (Texts{"1.9", "1.10"}));
  EXPECT_EQ(dependencies_of(book, "org.example:lib", "1.10"),
            (Texts{"m:a 2.1", "m:managed 4.0", "m:imported 6", "m:early 7", "org.example:own 1.10 optional",
                   "m:inherited 8"}));
  EXPECT_EQ(dependencies_of(book, "org.example:lib", "1.9"),
            Texts{"org/example/lib/1.9/lib-1.9.pom: the registry has no such package"});
}

TEST(Metadata, OfMavenEndsWhereParentsGoRound) {
  MetadataBook book(
      *find_registry_reader("maven"),
      source_of({{"g/a/maven-metadata.xml",
                  "<metadata><versioning><versions><version>1</version></versions></versioning></metadata>"},
                 {"g/a/1/a-1.pom",
                  "<project><parent><groupId>g</groupId><artifactId>a</artifactId><version>1</version></"
                  "parent></project>"}}));
  EXPECT_EQ(dependencies_of(book, "g:a", "1"), Texts{});
}

TEST(Metadata, NamesThatLeadElsewhereHaveNoPath) {
  for (const auto& reader : registries::all_readers()) {
    for (const char* name :
         {"..", "", "../x", "a/../../b", "@../x", "@scope/..", "..:x", "g:..", ".", "a//b"}) {
      for (const auto& path : reader->list_paths(name)) {
        EXPECT_EQ(("/" + path + "/").find("/../"), std::string::npos)
            << reader->purl_type() << " " << name << " " << path;
        EXPECT_EQ(("/" + path + "/").find("//"), std::string::npos)
            << reader->purl_type() << " " << name << " " << path;
      }
    }
  }
}

TEST(Metadata, WhatIsNotOfTheFormIsAnError) {
  for (const auto& reader : registries::all_readers()) {
    for (const char* text : {"<html>not here</html>", "{\"error\": \"no\"}", "[", "\xff\xfe"})
      EXPECT_FALSE(reader->read_list("x", text)) << reader->purl_type() << " " << text;
  }
}

TEST(Metadata, OfOneBookHasALimit) {
  MetadataBook book(
      *find_registry_reader("npm"),
      [](const std::string&, std::uint64_t) -> Result<std::string> { return "{\"versions\": {}}"; });
  for (std::size_t i = 0; i < kMaxDocuments; ++i) ASSERT_TRUE(book.versions("p" + std::to_string(i)));
  EXPECT_TRUE(book.versions("p0"));
  EXPECT_EQ(book.versions("one-more").error().kind, ErrorKind::kLimit);
}

}  // namespace
}  // namespace pratique::fix
