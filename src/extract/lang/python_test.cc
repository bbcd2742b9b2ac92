#include <gtest/gtest.h>

#include "extract/lang/python/headers.h"
#include "extract/lang/python/place.h"
#include "support/package_scene.h"
#include "support/parsed.h"
#include "support/paths.h"

namespace pratique::extract {
std::unique_ptr<Extractor> make_python();

namespace {

using lang::Place;
using python::place_of;
using testing::parsed;

TEST(PythonPlace, Installed) {
  for (const char* path :
       {"opt/venv/lib/python3.11/site-packages/flask-1.0.dist-info/METADATA",
        "usr/lib/python3/dist-packages/six-1.16.0.egg-info/PKG-INFO",
        "usr/lib/python3/dist-packages/six-1.16.0.egg-info",
        "usr/lib/python3/dist-packages/python_apt-2.6.0.egg-info",
        "usr/lib/python3.9/site-packages/a-1.0-py3.9.egg/EGG-INFO/PKG-INFO",
        "var/task/flask-1.0.dist-info/METADATA", "var/task/flask-1.0.egg-info/METADATA",
        "var/task/flask-1.0.dist-info/RECORD", "var/task/flask-1.0.dist-info/WHEEL",
        "usr/lib/python2.7/argparse.egg-info", "usr/lib/python2.7/lib-dynload/Python-2.7.egg-info",
        "srv/tests/lib/python3.11/site-packages/a-1.0.dist-info/METADATA"}) {
    EXPECT_EQ(place_of(path), Place::kInstalled) << path;
  }
}

TEST(PythonPlace, Vendored) {
  for (const char* path : {"usr/lib/python3/dist-packages/setuptools/_vendor/wheel-0.43.dist-info/METADATA",
                           "var/task/pip/_vendor/x-1.dist-info/METADATA",
                           "opt/venv/lib/python3.11/site-packages/ansible/bundled/x-1.dist-info/METADATA"}) {
    EXPECT_EQ(place_of(path), Place::kVendored) << path;
  }
}

TEST(PythonPlace, NoComponent) {
  EXPECT_EQ(place_of("usr/lib/python3/dist-packages/pkg/tests/data/x-1.dist-info/METADATA"),
            Place::kTestData);
  EXPECT_EQ(place_of("usr/lib/python3.11/test/x-1.egg-info/PKG-INFO"), Place::kTestData);
  for (const char* path : {"METADATA", "PKG-INFO", "app/METADATA", "app/PKG-INFO", "app/EGG-INFO/PKG-INFO",
                           "usr/lib/python3/dist-packages/~ix-1.16.0.dist-info/METADATA",
                           "usr/lib/python3/dist-packages/six-1.16.0.dist-info/PKG-INFO"}) {
    EXPECT_EQ(place_of(path), Place::kElsewhere) << path;
  }
}

TEST(PythonPlace, FolderNamesTheDistribution) {
  const auto wheel = python::name_of("site-packages/Foo_Bar-1.0.post1.dist-info/METADATA");
  EXPECT_EQ(wheel.name + " " + wheel.version, "Foo_Bar 1.0.post1");
  const auto egg = python::name_of("site-packages/foo-1.0-py3.11.egg-info");
  EXPECT_EQ(egg.name + " " + egg.version, "foo 1.0");
  EXPECT_EQ(python::name_of("app/foo.egg-info/PKG-INFO").name, "");
}

TEST(PythonHeaders, EndAtTheEmptyLine) {
  std::string got;
  EXPECT_TRUE(python::each_header(
      "A: 1\r\nno header\nB : 2\n more\n\nC: 3\n", [&](const python::MetadataHeader& header) {
        got +=
            std::string(header.name) + "=" + std::string(header.value) + (header.continued ? "+" : "") + ";";
      }));
  EXPECT_EQ(got, "A=1;B=2+;");
}

TEST(PythonHeaders, NumberOfLinesHasALimit) {
  std::string text;
  for (int i = 0; i <= python::kMaxHeaderLines; ++i) text += "A: 1\n";
  EXPECT_FALSE(python::each_header(text, [](const python::MetadataHeader&) {}));
}

TEST(Python, ReadsMetadata) {
  const auto text = pratique::testing::read_file("src/extract/lang/testdata/METADATA");
  const auto record = make_python()->parse(
      FileView("usr/lib/python3/dist-packages/x-1.dist-info/METADATA", base::as_bytes(text)));
  ASSERT_TRUE(record);
  ASSERT_EQ(record->components.size(), 1u);
  const auto& component = record->components[0];
  EXPECT_EQ(component.purl.to_string(), "pkg:pypi/tide-table@1.4.0rc1");
  EXPECT_EQ(component.licenses,
            std::vector<std::string>{"MIT License"});  // the field holds a text, not a name
  EXPECT_EQ(component.supplier, "Harbour Office");
  EXPECT_EQ(component.homepage, "https://harbour.example/tide-table");
}

TEST(Python, ExpressionWinsOverLicence) {
  const auto python = make_python();
  const char* path = "usr/lib/python3/dist-packages/a-1.dist-info/METADATA";
  EXPECT_EQ(
      parsed(python, path, "Name: a\nVersion: 1\nLicense: BSD\nLicense-Expression: MIT OR BSD-3-Clause\n"),
      "installed pkg:pypi/a@1 [MIT OR BSD-3-Clause]\n");
  EXPECT_EQ(parsed(python, path, "Name: a\nVersion: 1\nLicense: UNKNOWN\n"), "installed pkg:pypi/a@1\n");
}

TEST(Python, MetadataThatAreBrokenAreToldOfAndTheFolderNamesThePackage) {
  const auto told = [](std::string_view text) {
    return parsed(make_python(), "usr/lib/python3/dist-packages/a_b-1.25.dist-info/METADATA", text);
  };
  const std::string folder = "; what is known of it is its folder's name\n",
                    both = "installed pkg:pypi/a-b@1.25\n";
  EXPECT_EQ(told(""), both + "note unreadable: no name in the metadata" + folder);
  EXPECT_EQ(told("Name: a-b\nVers"), both + "note unreadable: no version in the metadata" + folder);
  EXPECT_EQ(told("Name: a-b\nVersion: 1.2"),
            both + "note unreadable: the metadata end within the version" + folder);
  EXPECT_EQ(told("Name: a-b\nVersion: 1.25"), both);
  EXPECT_EQ(told("Name: a-b\nVersion: 1.2\n"), "installed pkg:pypi/a-b@1.2\n");
  for (const auto& text : {std::string(300, '\0'), std::string("\xff\xfeN\0a\0m\0e\0:\0 \0c\0\n\0", 18)})
    EXPECT_EQ(told(text), both + "note unreadable: zero bytes in the metadata" + folder);
  EXPECT_EQ(parsed(make_python(), "usr/lib/python3/dist-packages/a.egg-info", "\n"),
            "error: package without a name");
}

TEST(Python, ADistributionWithoutMetadataIsKnownByItsFolder) {
  os::Scene scene(make_python());
  const std::string site = "usr/lib/python3.11/site-packages/";
  scene.add(0, site + "lonely-2.0.dist-info/RECORD", "lonely.py,,\n");
  scene.add(0, site + "lonely-2.0.dist-info/WHEEL", "Wheel-Version: 1.0\n");
  scene.add(0, site + "old-3.0-py3.11.egg-info/top_level.txt", "old\n");
  scene.add(0, site + "whole-1.0.dist-info/RECORD", "");
  scene.add(0, site + "whole-1.0.dist-info/METADATA", "Name: whole\nVersion: 1.0\n");
  scene.add(0, site + "nameless.dist-info/RECORD", "");
  scene.add(0, "srv/app/app.egg-info/SOURCES.txt", "");
  scene.add(0, "srv/app/app.egg-info/PKG-INFO", "Name: app\nVersion: 0.9\n");
  const auto out = scene.assemble();
  EXPECT_EQ(os::packages(out), (std::vector<std::string>{"app 0.9", "lonely 2.0", "old 3.0", "whole 1.0"}));
  ASSERT_EQ(out.notes.size(), 3U);
  EXPECT_EQ(out.notes[0].file, site + "lonely-2.0.dist-info/RECORD");
  EXPECT_FALSE(out.notes[0].incomplete);
  EXPECT_EQ(out.notes[1].file, site + "nameless.dist-info/RECORD");
  EXPECT_TRUE(out.notes[1].incomplete);
  // What a later layer removes is not installed.
  for (const char* list : {"RECORD", "WHEEL"}) scene.remove(site + "lonely-2.0.dist-info/" + list);
  EXPECT_EQ(os::packages(scene.assemble()).size(), 3U);
}

// pip notes where a distribution came from; conda notes folders of its own machines, which say nothing.
TEST(Python, WhatIsInstalledFromAFolderOrRepositoryIsTold) {
  os::Scene scene(make_python());
  const std::string site = "usr/lib/python3.11/site-packages/";
  const auto add = [&](const std::string& name, const std::string& direct) {
    scene.add(0, site + name + "-1.0.dist-info/METADATA", "Name: " + name + "\nVersion: 1.0\n");
    if (!direct.empty()) scene.add(0, site + name + "-1.0.dist-info/direct_url.json", direct);
  };
  add("edited", R"({"url":"file:///src/edited","dir_info":{"editable":true}})");
  add("built", R"({"url":"file:///app","dir_info":{}})");
  scene.add(0, "app/pyproject.toml", "");
  add("conda", R"({"url":"file:///home/conda/feedstock_root/work","dir_info":{}})");
  add("cloned", R"({"url":"https://me:secret@git.example/x.git","vcs_info":{"vcs":"git"}})");
  add("wheel", R"({"url":"file:///wheels/wheel-1.0-py3-none-any.whl","archive_info":{}})");
  add("in-place", "");
  scene.add(0, site + "__editable__.in_place-1.0.pth", "/src\n");
  add("plain", "no JSON");
  scene.add(0, site + "linked.egg-link", "/srv/linked\n.");
  scene.add(0, "srv/linked/linked.egg-info/PKG-INFO", "Name: linked\nVersion: 2.0\n");
  const auto out = scene.assemble();
  const auto origin = [&](std::string_view name) { return os::package(out, name).details->origin; };
  EXPECT_EQ(origin("edited"), "folder: /src/edited");
  EXPECT_EQ(origin("built"), "folder: /app");
  EXPECT_EQ(origin("conda"), "");
  EXPECT_TRUE(origin("cloned").starts_with("repository: https://")) << origin("cloned");
  EXPECT_EQ(origin("cloned").find("secret"), std::string::npos);
  EXPECT_EQ(origin("wheel"), "");
  EXPECT_EQ(origin("in-place"), "folder: " + site + "__editable__.in_place-1.0.pth");
  EXPECT_EQ(origin("plain"), "");
  EXPECT_EQ(origin("linked"), "folder: srv/linked");
  EXPECT_TRUE(scene.errors.empty());
}

TEST(Python, Latin1AuthorIsMadeReadable) {
  const std::string text = "Name: a\nVersion: 1\nAuthor: Andr\xe9\n";
  const auto record =
      make_python()->parse(FileView("site-packages/a-1.dist-info/METADATA", base::as_bytes(text)));
  ASSERT_TRUE(record);
  EXPECT_EQ(record->components.at(0).supplier, "Andr\xef\xbf\xbd");
}

TEST(Python, WhatItIsIsToldInALine) {
  EXPECT_EQ(testing::details_of(make_python(),
                                "usr/lib/python3/dist-packages/Tide_Table-1.4.0rc1.dist-info/METADATA",
                                pratique::testing::read_file("src/extract/lang/testdata/METADATA")),
            "pkg:pypi/tide-table@1.4.0rc1 | Tide tables for small harbours\n");
}

}  // namespace
}  // namespace pratique::extract
