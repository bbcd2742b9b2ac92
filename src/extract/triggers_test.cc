#include "extract/triggers.h"

#include <gtest/gtest.h>

#include "base/text.h"
#include "extract/catalogue.h"

namespace pratique::extract {
namespace {

using Numbers = TriggerTable::Numbers;

TEST(Triggers, EachKindOfPatternIsFoundByTheWordThatItIsKeptUnder) {
  TriggerTable table;
  const std::vector<std::string> patterns{"lib/apk/db/installed",
                                          "conda-meta/*.json",
                                          "*.deps.json",
                                          "/var/log/packages/*",
                                          "libpython?.*so*",
                                          "opt/**/module.json",
                                          "*-MariaDB",
                                          "*/*",
                                          "a.averyveryverylongextension"};
  for (std::size_t i = 0; i < patterns.size(); ++i) {
    Triggers one;
    one.paths = {patterns[i]};
    table.add(one, i);
  }
  EXPECT_EQ(table.tried_on_each_file(), 2u) << "no word leads to *-MariaDB and */*";
  EXPECT_EQ(table.find("usr/lib/apk/db/installed", {}), (Numbers{0, 7}));
  EXPECT_EQ(table.find("installed", {}), Numbers{});
  EXPECT_EQ(table.find("conda-meta/a.json", {}), (Numbers{1, 7}));
  EXPECT_EQ(table.find("conda-meta/a.deps.json", {}), (Numbers{1, 2, 7}));
  EXPECT_EQ(table.find("conda-meta/a.JSON", {}), Numbers{7}) << "patterns compare exactly";
  EXPECT_EQ(table.find("var/log/packages/x", {}), (Numbers{3, 7}));
  EXPECT_EQ(table.find("srv/var/log/packages/x", {}), Numbers{7});
  EXPECT_EQ(table.find("libpython3.11.so.1", {}), Numbers{4});
  EXPECT_EQ(table.find("opt/a/b/module.json", {}), (Numbers{5, 7}));
  EXPECT_EQ(table.find("10.5-MariaDB", {}), Numbers{6});
  EXPECT_EQ(table.find("a.averyveryverylongextension", {}), Numbers{8});
}

TEST(Triggers, WhatFitsSeveralWaysIsAskedOnce) {
  TriggerTable table;
  Triggers all;
  all.base_names = {"status"};
  all.paths = {"dpkg/status", "lib/**/status", "*"};
  all.magics = {"M"};
  table.add(all, 3);
  EXPECT_EQ(table.find("lib/dpkg/status", base::as_bytes("M:")), Numbers{3});
}

TEST(Triggers, NoExtractorOfTheProgramIsTriedOnEachFile) {
  EXPECT_EQ(Catalogue(all_extractors()).triggers().tried_on_each_file(), 0u);
}

// Whatever a path is made of, the table says what trying each pattern says.
TEST(Triggers, TheTableAgreesWithTryingEachPattern) {
  const std::vector<std::string> parts{"a", "b.json", "lib", "x.so.1", "status",
                                       "*", "*.json", "l*b", "**",     "?"};
  std::vector<std::string> patterns, paths;
  for (const auto& one : parts) {
    for (const auto& two : parts) {
      patterns.push_back(one + "/" + two);
      patterns.push_back("/" + one + "/a/" + two);
      if (!has_wildcard(one + two)) paths.push_back(one + "/" + two), paths.push_back(one + "/a/" + two);
    }
  }
  TriggerTable table;
  for (std::size_t i = 0; i < patterns.size(); ++i) {
    Triggers triggers;
    triggers.paths = {patterns[i]};
    table.add(triggers, i);
  }
  for (const auto& path : paths) {
    Numbers want;
    for (std::size_t i = 0; i < patterns.size(); ++i) {
      if (PathPattern(patterns[i]).fits(path)) want.push_back(i);
    }
    EXPECT_EQ(table.find(path, {}), want) << path;
  }
}

}  // namespace
}  // namespace pratique::extract
