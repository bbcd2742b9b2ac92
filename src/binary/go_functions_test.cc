#include "binary/go_functions.h"

#include <gtest/gtest.h>

#include "model/linked_functions.h"
#include "support/go_table.h"

namespace pratique::binary {
namespace {

using testing::go_table;

std::string named(std::string_view name, bool since_120 = true) {
  const auto parsed = parse_go_function(name, since_120);
  return parsed.package + " " + parsed.function;
}

// Each as golang.org/x/vuln's parseName has it.
TEST(GoFunctions, NamesAreParsedAsTheOfficialCheckerDoes) {
  EXPECT_EQ(named("main.main"), "main main");
  EXPECT_EQ(named("net/http.(*Server).Serve"), "net/http Server.Serve");
  EXPECT_EQ(named("net/http.HandlerFunc.ServeHTTP"), "net/http HandlerFunc.ServeHTTP");
  EXPECT_EQ(named("net/http.(*Server).Serve.func1"), "net/http Server).Serve.func1");
  EXPECT_EQ(named("gopkg.in/yaml%2ev2.yaml_parser_fetch_more_tokens"),
            "gopkg.in/yaml.v2 yaml_parser_fetch_more_tokens");
  EXPECT_EQ(named("github.com/a/b/v2.init.0"), "github.com/a/b/v2 init.0");
  EXPECT_EQ(named("slices.SortFunc[...]"), "slices SortFunc[...]");
  EXPECT_EQ(named("slices.SortFunc[...].func1"), "slices SortFunc[...].func1");
  EXPECT_EQ(named("sync/atomic.(*Pointer[...]).Load"), "sync/atomic Pointer[...].Load");
  EXPECT_EQ(named("type:.eq.net/http.Cookie"), " Cookie");
  EXPECT_EQ(named("x_cgo_init"), " x_cgo_init");
}

bool has(const GoFunctionScanner& scanner, const std::string& package, std::string_view function) {
  const auto found = scanner.functions().packages().find(package);
  if (found == scanner.functions().packages().end()) return false;
  const auto hash = model::hash_function(function);
  return std::find(found->second.begin(), found->second.end(), hash) != found->second.end();
}

GoFunctionScanner scanned(std::string_view file, std::size_t piece) {
  GoFunctionScanner scanner;
  for (std::size_t at = 0; at < file.size(); at += piece)
    scanner.bytes(at, base::as_bytes(file.substr(at, piece)));
  return scanner;
}

// Wherever the bytes are cut.
TEST(GoFunctions, EveryFormIsReadInPiecesOfAnySize) {
  const std::vector<std::string> names{"runtime.main", "main.main", "net/http.(*Server).Serve",
                                       "a.b/c.F[...]"};
  for (const int magic : {0xfa, 0xf0, 0xf1}) {
    for (const bool wide : {false, true}) {
      for (const bool big : {false, true}) {
        const auto file =
            std::string(1028, 'x') +
            go_table(names, {.magic = static_cast<unsigned char>(magic), .wide = wide, .big = big}) + "tail";
        for (const std::size_t piece : {1, 3, 7, 16, 17, 100, 4096}) {
          const auto scanner = scanned(file, piece);
          ASSERT_EQ(scanner.tables().size(), 1u) << magic << wide << big << " " << piece;
          EXPECT_TRUE(scanner.tables()[0].whole);
          EXPECT_EQ(scanner.tables()[0].offset, 1028u);
          EXPECT_TRUE(has(scanner, "net/http", "Server.Serve"));
          EXPECT_TRUE(has(scanner, "a.b/c", "F[...]"));
          EXPECT_TRUE(has(scanner, "a.b/c", "F"));
          EXPECT_FALSE(has(scanner, "net/http", "Server.Close"));
        }
      }
    }
  }
}

TEST(GoFunctions, AProgramInsideAProgramAddsItsFunctions) {
  const auto file = go_table({"runtime.main", "inner/p.F"}) + std::string(160, '\0') +
                    go_table({"runtime.main", "outer/p.F"});
  const auto scanner = scanned(file, 50);
  ASSERT_EQ(scanner.tables().size(), 2u);
  EXPECT_TRUE(has(scanner, "inner/p", "F"));
  EXPECT_TRUE(has(scanner, "outer/p", "F"));
}

TEST(GoFunctions, TablesThatAreCutOffOrLieAreNotWhole) {
  const auto whole = go_table({"runtime.main", "main.main"});
  for (std::size_t size = 16; size < 110; ++size) {
    const auto scanner = scanned(whole.substr(0, size), 33);
    for (const auto& table : scanner.tables()) EXPECT_FALSE(table.whole) << size;
  }
  auto binary = whole;
  binary[100] = '\x01';  // in a name
  EXPECT_FALSE(scanned(binary, 64).tables().at(0).whole);
  // Offsets that go backwards, or count more functions than there can be: no header.
  auto backwards = whole;
  backwards[8 + 4 * 8 + 1] = '\0', backwards[8 + 4 * 8] = '\x08';
  EXPECT_TRUE(scanned(backwards, 64).tables().empty());
  auto many = whole;
  many[8 + 6] = '\x7f';
  EXPECT_TRUE(scanned(many, 64).tables().empty());
}

TEST(GoFunctions, TheFormBeforeGo116IsNamedForWhatItIs) {
  const auto scanner = scanned(go_table({"runtime.main"}, {.magic = 0xfb}), 64);
  ASSERT_EQ(scanner.tables().size(), 1u);
  EXPECT_TRUE(scanner.tables()[0].old);
}

TEST(GoFunctions, AHeaderWithinWhatLookedLikeOneIsFound) {
  std::string decoy("\xf1\xff\xff\xff\0\0\1\x08", 8);
  decoy.resize(32, '\0');  // nought functions
  const auto scanner = scanned(decoy + go_table({"runtime.main"}), 5);
  ASSERT_EQ(scanner.tables().size(), 1u);
  EXPECT_EQ(scanner.tables()[0].offset, 32u);
  EXPECT_TRUE(scanner.tables()[0].whole);
}

// A header that leads to names with another header among them: what comes behind the place where they end is found,
// wherever the bytes are cut.
TEST(GoFunctions, WhatIsNoNameEndsATableAtTheSamePlaceInPiecesOfAnySize) {
  auto decoy = go_table({"runtime.main", std::string(200, 'x')});
  decoy[200] = '\x01';
  const auto file = decoy.substr(0, 204) + go_table({"runtime.main", "inner/p.F"});
  for (const std::size_t piece : {1, 3, 7, 50, 100, 4096}) {
    const auto scanner = scanned(file, piece);
    ASSERT_EQ(scanner.tables().size(), 2u) << piece;
    EXPECT_FALSE(scanner.tables()[0].whole);
    EXPECT_TRUE(scanner.tables()[1].whole);
    EXPECT_TRUE(has(scanner, "inner/p", "F"));
  }
}

TEST(GoFunctions, NamesOfPackagesAreBoundedTogether) {
  GoFunctions functions;
  const std::string long_path(kMaxGoName - 100, 'a');
  for (std::size_t i = 0; i < kMaxGoPackages && !functions.is_full(); ++i)
    functions.add(long_path + std::to_string(i) + ".F", true);
  EXPECT_TRUE(functions.is_full());
  EXPECT_LE(functions.packages().size() * long_path.size(), kMaxGoPackageBytes);
}

// A hole, or a jump to the next range, ends what was being read.
TEST(GoFunctions, GapsEndATable) {
  const auto file = go_table({"runtime.main", "main.main"});
  GoFunctionScanner scanner;
  scanner.bytes(0, base::as_bytes(file).first(100));
  scanner.bytes(4096, base::as_bytes(file).subspan(100));
  ASSERT_EQ(scanner.tables().size(), 1u);
  EXPECT_FALSE(scanner.tables()[0].whole);
}

}  // namespace
}  // namespace pratique::binary
