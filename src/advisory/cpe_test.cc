#include "advisory/cpe.h"

#include <gtest/gtest.h>

namespace pratique::advisory {
namespace {

std::vector<std::string> told;
std::vector<Affected> read(std::string_view json) {
  told.clear();
  const auto document = codec::JsonDocument::parse(json);
  EXPECT_TRUE(document);
  return document ? read_configurations(document->root(), [](const auto& why) { told.push_back(why); })
                  : std::vector<Affected>();
}

TEST(Cpe, FormattedStringsAndUris) {
  const auto one = parse_cpe("cpe:2.3:a:Vendor:pro\\:duct:1.2:rc1:*:*:*:wordpress:*:*");
  ASSERT_TRUE(one);
  EXPECT_EQ(one->vendor, "vendor");
  EXPECT_EQ(one->product, "pro\\:duct");
  EXPECT_EQ(version_of(*one), "1.2:rc1");
  EXPECT_EQ(product_of(*one).name, "a:vendor:pro\\:duct");
  EXPECT_EQ(product_of(*one).platform, "*:*:*:wordpress:*:*");
  const auto uri = parse_cpe("cpe:/o:redhat:enterprise_linux:9::baseos");
  ASSERT_TRUE(uri);
  EXPECT_EQ(product_of(*uri).name, "o:redhat:enterprise_linux");
  EXPECT_EQ(version_of(*uri), "9");
  EXPECT_EQ(product_of(*uri).platform, "baseos:*:*:*:*:*");
  EXPECT_EQ(parse_cpe("cpe:/a:a%21b:c%02")->vendor, "a\\!b");
  for (const auto* text : {"", "cpe:2.3:a:b:c", "cpe:2.3:x:b:c:*:*:*:*:*:*:*:*", "cpe:/x:b:c", "pkg:npm/a",
                           "cpe:/a:1:2:3:4:5:6:7:8:9:10:11", "cpe:2.3:a:b:c:1:2:3:4:5:6:7:8:9"})
    EXPECT_FALSE(parse_cpe(text)) << text;
}

TEST(Cpe, OneStatementForEachProductWithAllItsVersions) {
  const auto all = read(R"([{"nodes": [{"operator": "OR", "negate": false, "cpeMatch": [
    {"vulnerable": true, "criteria": "cpe:2.3:a:v:p:*:*:*:*:*:*:*:*", "versionStartIncluding": "1.0",
     "versionEndExcluding": "1.5"},
    {"vulnerable": true, "criteria": "cpe:2.3:a:v:p:*:*:*:*:*:*:*:*", "versionStartExcluding": "2.0",
     "versionEndIncluding": "2.5"},
    {"vulnerable": true, "criteria": "cpe:2.3:a:v:p:3.0:beta:*:*:*:*:*:*"},
    {"vulnerable": true, "criteria": "cpe:2.3:a:v:q:*:*:*:*:*:*:*:*"},
    {"vulnerable": false, "criteria": "cpe:2.3:a:v:r:*:*:*:*:*:*:*:*"}]}]}])");
  ASSERT_EQ(all.size(), 2u);
  EXPECT_EQ(all[0].ecosystem, "CPE");
  EXPECT_EQ(all[0].name, "a:v:p");
  ASSERT_EQ(all[0].ranges.size(), 2u);
  EXPECT_EQ(all[0].ranges[0], (Range{.introduced = "1.0", .fixed = "1.5"}));
  EXPECT_EQ(all[0].ranges[1], (Range{.introduced = "2.0", .last_affected = "2.5", .after_introduced = true}));
  EXPECT_EQ(all[0].versions, std::vector<std::string>{"3.0:beta"});
  EXPECT_EQ(all[1].ranges, std::vector<Range>{{.introduced = "0"}});
  EXPECT_TRUE(all[1].only_with.empty());
  EXPECT_TRUE(told.empty());
}

TEST(Cpe, WhatGoesTogetherIsKept) {
  const auto all = read(R"([{"operator": "AND", "nodes": [
    {"operator": "OR", "cpeMatch": [{"vulnerable": true, "criteria": "cpe:2.3:o:v:firmware:*:*:*:*:*:*:*:*"}]},
    {"operator": "OR", "cpeMatch": [{"vulnerable": false, "criteria": "cpe:2.3:h:v:one:-:*:*:*:*:*:*:*"},
      {"vulnerable": false, "criteria": "cpe:2.3:h:v:two:*:*:*:*:*:*:*:*", "versionEndExcluding": "2"}]}]}])");
  ASSERT_EQ(all.size(), 1u);
  EXPECT_EQ(all[0].only_with,
            std::vector<std::string>{"cpe:2.3:h:v:one:-:*:*:*:*:*:*:* cpe:2.3:h:v:two:*:*:*:*:*:*:*:*[,2)"});
  const auto both = read(R"([{"nodes": [{"operator": "AND", "cpeMatch": [
      {"vulnerable": true, "criteria": "cpe:2.3:a:v:a:1:*:*:*:*:*:*:*"},
      {"vulnerable": true, "criteria": "cpe:2.3:a:v:b:2:*:*:*:*:*:*:*"}]}]}])");
  ASSERT_EQ(both.size(), 2u);
  EXPECT_EQ(both[0].only_with, std::vector<std::string>{"cpe:2.3:a:v:b:2:*:*:*:*:*:*:*"});
}

TEST(Cpe, WhatMustNotBeThereIsKept) {
  const auto all = read(R"([{"operator": "AND", "nodes": [
    {"operator": "OR", "cpeMatch": [{"vulnerable": true, "criteria": "cpe:2.3:a:v:a:1:*:*:*:*:*:*:*"}]},
    {"operator": "OR", "negate": true,
     "cpeMatch": [{"vulnerable": false, "criteria": "cpe:2.3:o:microsoft:windows:*:*:*:*:*:*:*:*"}]}]}])");
  ASSERT_EQ(all.size(), 1u);
  EXPECT_EQ(all[0].only_with, std::vector<std::string>{"!cpe:2.3:o:microsoft:windows:*:*:*:*:*:*:*:*"});
  EXPECT_EQ(told, std::vector<std::string>{});
  EXPECT_TRUE(read(R"([{"operator": "AND", "nodes": [
    {"negate": true, "cpeMatch": [{"vulnerable": true, "criteria": "cpe:2.3:a:v:a:1:*:*:*:*:*:*:*"}]}]}])")
                  .empty());
  EXPECT_EQ(told, std::vector<std::string>{"a configuration that is negated"});
}

TEST(Cpe, WhatCannotBeSaidIsTold) {
  EXPECT_TRUE(read(R"([{"negate": true, "nodes": [{"cpeMatch": [
      {"vulnerable": true, "criteria": "cpe:2.3:a:v:a:1:*:*:*:*:*:*:*"}]}]}])")
                  .empty());
  EXPECT_EQ(told, std::vector<std::string>{"a configuration that is negated"});
  EXPECT_TRUE(
      read(R"([{"nodes": [{"cpeMatch": [{"vulnerable": true, "criteria": "cpe:2.3:a"}]}]}])").empty());
  EXPECT_EQ(told, std::vector<std::string>{"not a CPE: cpe:2.3:a"});
  EXPECT_TRUE(read(R"({"nodes": 7})").empty());
}

}  // namespace
}  // namespace pratique::advisory
