#include "model/purl.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <string_view>
#include <utility>
#include <vector>

#include "base/text.h"
#include "codec/json.h"
#include "support/paths.h"

namespace pratique::model {
namespace {

using codec::Json;

// Parts as the suite writes them: null for what is not there.
Purl purl_of(Json parts) {
  std::map<std::string, std::string> qualifiers;
  parts["qualifiers"].each_member([&](auto key, Json value) { qualifiers[std::string(key)] = value.text(); });
  auto purl = make_purl(parts["type"].text(), parts["namespace"].text(), parts["name"].text(),
                        parts["version"].text(), qualifiers);
  purl.subpath = parts["subpath"].text();
  return purl;
}

// The suite contradicts itself about upper case in qualifier keys: two tests want it refused, one of the same
// group ("repositorY_url") wants it folded. Strict parsing refuses all three.
bool is_contradicted(Json test) { return base::contains(test["input"].text(), "repositorY_url"); }

void run_parse(Json test) {
  const auto strict = parse_purl(test["input"].text(), PurlSyntax::kStrict);
  if (test["expected_failure"].boolean().value_or(false)) {
    EXPECT_FALSE(strict) << strict->to_string();
    return;
  }
  if (test["test_group"].text() == "required" && !is_contradicted(test)) {
    EXPECT_TRUE(strict) << base::to_line(strict.error());
  }
  const auto got = parse_purl(test["input"].text());
  ASSERT_TRUE(got) << base::to_line(got.error());
  const auto want = test["expected_output"];
  EXPECT_EQ(got->type, want["type"].text());
  EXPECT_EQ(got->name_space, want["namespace"].text());
  EXPECT_EQ(got->name, want["name"].text());
  EXPECT_EQ(got->version, want["version"].text());
  EXPECT_EQ(got->subpath, want["subpath"].text());
  EXPECT_EQ(got->qualifiers.size(), want["qualifiers"].size());
  want["qualifiers"].each_member([&](auto key, Json value) {
    const auto found = got->qualifiers.find(std::string(key));
    ASSERT_NE(found, got->qualifiers.end()) << key;
    EXPECT_EQ(found->second, value.text());
  });
}

void run_build(Json test) {
  const auto purl = purl_of(test["input"]);
  const auto sound = check(purl);
  if (test["expected_failure"].boolean().value_or(false)) {
    EXPECT_FALSE(sound) << purl.to_string();
    return;
  }
  EXPECT_TRUE(sound) << base::to_line(sound.error());
  EXPECT_EQ(purl.to_string(), test["expected_output"].text());
}

void run_round_trip(Json test) {
  const auto got = parse_purl(test["input"].text());
  ASSERT_TRUE(got) << base::to_line(got.error());
  EXPECT_EQ(got->to_string(), test["expected_output"].text());
  EXPECT_EQ(parse_purl(got->to_string()), *got);
}

// The suite of the specification itself: PURL-SPECIFICATION's tests/spec and tests/types.
TEST(Purl, PassesTheSpecificationsSuite) {
  PQ_NEED_SHARED();
  const auto folder = testing::unpacked("corpora/versions") + "/package-url+purl-spec/tests";
  int count = 0;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
    if (entry.path().extension() != ".json") continue;
    const auto document = codec::JsonDocument::parse(testing::read_file(entry.path().string()));
    ASSERT_TRUE(document);
    document->root()["tests"].each([&](Json test) {
      SCOPED_TRACE(entry.path().filename().string() + ": " + test["description"].text_or("") + ": " +
                   test["input"].text_or("(parts)"));
      const auto type = test["test_type"].text();
      ASSERT_TRUE(type == "parse" || type == "build" || type == "validate") << type;
      type == "parse" ? run_parse(test) : type == "build" ? run_build(test) : run_round_trip(test);
      ++count;
    });
  }
  EXPECT_GE(count, 586);
}

std::uint64_t offset_of_error(std::string_view text) {
  const auto got = parse_purl(text);
  EXPECT_FALSE(got) << text;
  return got ? 9999 : got.error().where.offset.value_or(9998);
}

TEST(Purl, NamesTheOffsetOfTheWrongPart) {
  EXPECT_EQ(offset_of_error(""), 0u);
  EXPECT_EQ(offset_of_error("http://example.org"), 0u);
  EXPECT_EQ(offset_of_error("pkg:"), 4u);
  EXPECT_EQ(offset_of_error("pkg:npm"), 4u);
  EXPECT_EQ(offset_of_error("pkg:3d/x"), 4u);
  EXPECT_EQ(offset_of_error("pkg:npm/"), 8u);
  EXPECT_EQ(offset_of_error("pkg:npm/x@1%2"), 11u);
  EXPECT_EQ(offset_of_error("pkg:npm/x@1?a=b&b"), 16u);
  EXPECT_EQ(offset_of_error("pkg:npm/x@1?a=b&a=c"), 16u);
  EXPECT_EQ(offset_of_error("pkg:npm/x@1?a=%zz"), 14u);
  EXPECT_EQ(offset_of_error("pkg:npm/x#%"), 10u);
}

TEST(Purl, TakesWhatOtherToolsWrite) {
  const auto standard_library = parse_purl("pkg:golang/stdlib@1.22.1");
  ASSERT_TRUE(standard_library);
  EXPECT_FALSE(check(*standard_library));
  EXPECT_FALSE(parse_purl("pkg:golang/stdlib@1.22.1", PurlSyntax::kStrict));
  EXPECT_EQ(parse_purl("pkg:npm/@babel/core@7.0.0")->to_string(), "pkg:npm/%40babel/core@7.0.0");
  EXPECT_EQ(parse_purl("PKG:npm/x?&a=&b=1&")->to_string(), "pkg:npm/x?b=1");
  EXPECT_EQ(parse_purl("pkg:golang/x.org/y@feature/one")->version, "feature/one");
}

TEST(Purl, TheEpochStandsOnceWhereItsTypeHasIt) {
  const std::vector<std::pair<std::string_view, std::string_view>> all = {
      {"pkg:rpm/almalinux/x@1:2-3.el8?arch=x86_64", "pkg:rpm/almalinux/x@2-3.el8?arch=x86_64&epoch=1"},
      {"pkg:rpm/almalinux/x@1%3A2-3.el8?epoch=1", "pkg:rpm/almalinux/x@2-3.el8?epoch=1"},
      {"pkg:rpm/almalinux/x@2:2-3?epoch=1", "pkg:rpm/almalinux/x@2-3?epoch=2"},
      {"pkg:rpm/almalinux/x@2-3.el8?epoch=0", "pkg:rpm/almalinux/x@2-3.el8"},
      {"pkg:rpm/almalinux/x@0:2-3.el8", "pkg:rpm/almalinux/x@2-3.el8"},
      {"pkg:rpm/almalinux/x@2-3.el8?epoch=1", "pkg:rpm/almalinux/x@2-3.el8?epoch=1"},
      {"pkg:deb/debian/x@2-3?epoch=1", "pkg:deb/debian/x@1:2-3"},
      {"pkg:deb/debian/x@1:2-3?epoch=1", "pkg:deb/debian/x@1:2-3"},
      {"pkg:deb/debian/x@2-3?epoch=0", "pkg:deb/debian/x@2-3"},
      {"pkg:deb/debian/x?epoch=1", "pkg:deb/debian/x"},
      {"pkg:opkg/openwrt/x@2-3?epoch=1", "pkg:opkg/openwrt/x@1:2-3"},
      {"pkg:alpm/arch/x@1:2-3", "pkg:alpm/arch/x@1:2-3"},
      {"pkg:generic/x@2?epoch=1", "pkg:generic/x@2?epoch=1"}};
  for (const auto& [text, wanted] : all) {
    EXPECT_EQ(parse_purl(text)->to_string(), wanted) << text;
    EXPECT_EQ(parse_purl(wanted)->to_string(), wanted);
  }
}

TEST(Purl, ScopesAndGroupsHaveOneForm) {
  for (const auto* text :
       {"pkg:npm/%40acme/core@7.0.0", "pkg:npm/@acme/core@7.0.0", "pkg:npm/%2540acme/core@7.0.0",
        "pkg:npm/acme/core@7.0.0", "pkg:npm/%40acme%2Fcore@7.0.0", "pkg:npm/@acme%2fcore@7.0.0",
        "pkg:npm/%2540acme%252Fcore@7.0.0"}) {
    EXPECT_EQ(parse_purl(text)->to_string(), "pkg:npm/%40acme/core@7.0.0") << text;
  }
  for (const auto* text : {"pkg:maven/org.acme/core@1.0", "pkg:maven/org.acme:core@1.0",
                           "pkg:maven/org.acme%2Fcore@1.0", "pkg:maven/org.acme%3Acore@1.0"}) {
    EXPECT_EQ(parse_purl(text)->to_string(), "pkg:maven/org.acme/core@1.0") << text;
  }
  EXPECT_EQ(parse_purl("pkg:npm/core@1")->to_string(), "pkg:npm/core@1");
}

TEST(Purl, EmptyPartsAreNotWritten) {
  EXPECT_EQ(make_purl("npm", "", "left-pad", "").to_string(), "pkg:npm/left-pad");
  EXPECT_EQ(make_purl("deb", "debian", "curl", "1", {{"arch", ""}}).to_string(), "pkg:deb/debian/curl@1");
  EXPECT_EQ(make_purl("generic", "//a//b/", "c", "").to_string(), "pkg:generic/a/b/c");
}

TEST(Purl, ShortFormLeavesQualifiersOut) {
  const auto purl =
      make_purl("deb", "Debian", "curl", "7.88.1-10+deb12u5", {{"arch", "amd64"}, {"distro", "debian-12"}});
  EXPECT_EQ(purl.short_form(), "pkg:deb/debian/curl@7.88.1-10%2Bdeb12u5");
  EXPECT_EQ(purl.to_string(), "pkg:deb/debian/curl@7.88.1-10%2Bdeb12u5?arch=amd64&distro=debian-12");
}

TEST(Purl, EveryByteOfAPartSurvives) {
  std::string all;
  for (int c = 1; c < 256; ++c) all += static_cast<char>(c);
  auto purl = make_purl("generic", "a b/c@d", all, all, {{"k", all}});
  purl.subpath = "x y/#?";
  EXPECT_EQ(parse_purl(purl.to_string()), purl);
}

TEST(Purl, TypesFoldTheirOwnCase) {
  EXPECT_EQ(make_purl("PyPI", "", "Foo_Bar.Baz", "1.0RC1").to_string(), "pkg:pypi/foo-bar.baz@1.0RC1");
  EXPECT_EQ(make_purl("golang", "github.com/BurntSushi", "TOML", "v1").short_form(),
            "pkg:golang/github.com/burntsushi/toml@v1");
  EXPECT_EQ(make_purl("nuget", "", "Newtonsoft.Json", "13").short_form(), "pkg:nuget/Newtonsoft.Json@13");
  EXPECT_EQ(make_purl("cpan", "drolsky", "DateTime", "1").short_form(), "pkg:cpan/DROLSKY/DateTime@1");
  EXPECT_EQ(make_purl("pub", "", "Foo-Bar", "1").short_form(), "pkg:pub/foo_bar@1");
  EXPECT_EQ(make_purl("git", "gitlab.example/Team", "Repo", "").short_form(),
            "pkg:git/gitlab.example/Team/Repo");
}

}  // namespace
}  // namespace pratique::model
