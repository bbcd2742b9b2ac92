#include "report/table.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>

#include "base/text.h"
#include "report/terminal.h"

namespace pratique::report {
namespace {

TEST(Table, AlignsByWidth) {
  Table table({"Name", "Version"});
  table.add({"日本", "1"});
  table.add({"left-pad", "1.0.0"});
  EXPECT_EQ(table.to_text({.indent = "  "}),
            "  Name     │ Version\n"
            " ──────────┼─────────\n"
            "  日本     │ 1\n"
            "  left-pad │ 1.0.0\n");
  EXPECT_EQ(table.to_text({.indent = "  ", .columns = 21}), table.to_text({.indent = "  "}));
}

TEST(Table, RuleWithoutIndentOrOverhang) {
  Table table({"Name", "Type"});
  table.add({"curl", "deb"});
  EXPECT_EQ(table.to_text({.indent = ""}), "Name │ Type\n─────┼──────\ncurl │ deb\n");
  EXPECT_EQ(table.to_text({.indent = "", .overhang = false}), "Name │ Type\n─────┼─────\ncurl │ deb\n");
}

TEST(Table, ShortRowsEndWhereTheyEnd) {
  Table table({});
  table.add({"Target", "x", "1C"});
  table.add({"  digest", "abc"});
  EXPECT_EQ(table.to_text({.indent = "  "}),
            "  Target   │ x   │ 1C\n"
            "    digest │ abc │\n");
}

TEST(Table, TheWidestColumnIsFoldedFirst) {
  Table table({"Id", "What"});
  table.add({"CVE-2021-44228", "a logged text runs foreign code"});
  EXPECT_EQ(table.to_text({.indent = "", .columns = 34}),
            "Id             │ What\n"
            "───────────────┼──────────────────\n"
            "CVE-2021-44228 │ a logged text\n"
            "               │ runs foreign\n"
            "               │ code\n");
}

TEST(Table, TooNarrowForItsWordsEachRowIsATableOfItsOwn) {
  Table table({"Id", "Severity", "Package", "Known as"});
  table.add({Cell("GHSA-jfh8-c2jp-5v3q", 19), "critical", "log4j-core", ""});
  table.add({Cell("CVE-2021-3711", 13), "high", "openssl", "DSA-4963-1"});
  EXPECT_EQ(table.to_text({.indent = "", .columns = 40}),
            "Id       │ GHSA-jfh8-c2jp-5v3q\n"
            "Severity │ critical\n"
            "Package  │ log4j-core\n"
            "─────────┼────────────────────\n"
            "Id       │ CVE-2021-3711\n"
            "Severity │ high\n"
            "Package  │ openssl\n"
            "Known as │ DSA-4963-1\n");
}

TEST(Table, WithoutAHeadTheCellsOfARowStandBelowEachOther) {
  Table table({});
  table.add({"Target", "app:1", Cell("  1C     2H     3M", 18)});
  table.add({"  digest", "abc"});
  EXPECT_EQ(table.to_text({.indent = "", .columns = 30}),
            "Target   │ app:1\n"
            "         │   1C     2H     3M\n"
            "  digest │ abc\n");
}

TEST(Table, FiguresStayInOnePieceWhatFollowsIsFolded) {
  Table table({});
  table.add({"Target", "app:1", Cell("  1C     2H  (9 packages not judged)", 11)});
  EXPECT_EQ(table.to_text({.indent = "", .columns = 40}),
            "Target │ app:1 │   1C     2H  (9\n"
            "       │       │ packages not judged)\n");
}

std::string letters(const std::string& text) {
  std::string kept;
  for (const char c : text) {
    if (base::is_alnum(c)) kept += c;
  }
  std::sort(kept.begin(), kept.end());
  return kept;
}

// Whatever the cells, from 40 columns on: every line fits, and nothing is lost.
TEST(Table, AnyTableFitsAndLosesNothing) {
  std::mt19937 random(7);
  constexpr std::string_view kPieces[] = {"a",  "bcd", "日本", "e\u0301",           " ",
                                          "  ", "/",   "-",    "longwordwithoutend"};
  const Style style({.colour = true, .links = true});
  for (int round = 0; round < 400; ++round) {
    const auto columns = 1 + random() % 7;
    std::vector<std::string> head;
    for (std::size_t i = 0; i < columns && round % 3 != 0; ++i) head.push_back("H" + std::to_string(i));
    Table table(head);
    std::string all;
    for (std::size_t row = 0; row < 1 + random() % 3; ++row) {
      std::vector<Cell> cells;
      for (std::size_t i = 0; i < columns; ++i) {
        std::string text;
        for (std::size_t n = random() % 9; n > 0; --n) text += kPieces[random() % std::size(kPieces)];
        all += text;
        const auto whole = random() % 4 == 0 ? text.size() / 2 : 0;
        cells.push_back(whole > 0 ? Cell(text, whole) : Cell(random() % 2 == 0 ? style.warning(text) : text));
      }
      table.add(cells);
    }
    for (const std::size_t width : {40u, 60u, 80u, 120u}) {
      const auto text = table.to_text({.indent = "  ", .columns = width});
      std::string seen;
      for (const auto line : base::lines(text)) {
        EXPECT_LE(width_of(line), width) << text;
        const auto escapes = base::replace_all(base::replace_all(line, "\x1b[33m", ""), "\x1b[0m", "");
        seen += escapes;
      }
      const auto got = letters(seen), want = letters(all);
      EXPECT_TRUE(std::includes(got.begin(), got.end(), want.begin(), want.end())) << text;
    }
  }
}

}  // namespace
}  // namespace pratique::report
