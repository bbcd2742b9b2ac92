#include "report/terminal.h"

#include <gtest/gtest.h>

namespace pratique::report {
namespace {

TEST(Terminal, WidthIsOfColumnsNotBytes) {
  EXPECT_EQ(width_of("abc"), 3u);
  EXPECT_EQ(width_of("naïve"), 5u);
  EXPECT_EQ(width_of("日本"), 4u);
  EXPECT_EQ(width_of("e\u0301"), 1u) << "a combining accent takes no column";
  EXPECT_EQ(width_of("\xff\xfe"), 2u);
  EXPECT_EQ(width_of("\x1b[1;31mred\x1b[0m"), 3u);
  EXPECT_EQ(width_of("\x1b]8;;https://example.com\x1b\\here\x1b]8;;\x1b\\"), 4u);
  EXPECT_EQ(width_of("\x1b[1;31"), 0u) << "a sequence without an end";
}

TEST(Terminal, Sizes) {
  EXPECT_EQ(size_text(0), "0 B");
  EXPECT_EQ(size_text(999), "999 B");
  EXPECT_EQ(size_text(3'141'592), "3.1 MB");
  EXPECT_EQ(size_text(99'960'000), "100 MB");
  EXPECT_EQ(size_text(999'960'000), "1.0 GB");
  EXPECT_EQ(size_text(~0ull), "18446744 TB");
}

TEST(Terminal, WordsForAShell) {
  EXPECT_EQ(shell_word("bench/node-app:latest"), "bench/node-app:latest");
  EXPECT_EQ(shell_word("my image.tar"), "'my image.tar'");
  EXPECT_EQ(shell_word("it's"), "'it'\\''s'");
  EXPECT_EQ(shell_word("$(reboot)"), "'$(reboot)'");
  EXPECT_EQ(shell_word("-rf"), "'-rf'");
  EXPECT_EQ(shell_word(""), "''");
  EXPECT_EQ(shell_word("日本 1"), "'日本 1'");
  EXPECT_EQ(shell_word("a\x1b[31m1"), "$'a\\033[31m1'");
  EXPECT_EQ(shell_word("it's\n\\n"), "$'it\\'s\\012\\\\n'");
}

TEST(Terminal, Wrapping) {
  EXPECT_EQ(wrapped("one two three", 0), (std::vector<std::string>{"one two three"}));
  EXPECT_EQ(wrapped("one two three", 8), (std::vector<std::string>{"one two", "three"}));
  EXPECT_EQ(wrapped("unbreakable a", 4), (std::vector<std::string>{"unbreakable", "a"}));
  EXPECT_TRUE(wrapped("", 4).empty());
}

using Lines = std::vector<std::string>;

TEST(Terminal, FoldedTextFitsAndKeepsItsBlanks) {
  EXPECT_EQ(folded("a  b c", 0), (Lines{"a  b c"}));
  EXPECT_EQ(folded("a  b c", 4), (Lines{"a  b", "c"}));
  EXPECT_EQ(folded("  digest of", 8), (Lines{"  digest", "of"})) << "blanks at the start belong to the word";
  EXPECT_EQ(folded("", 4), (Lines{""}));
  EXPECT_EQ(folded("usr/share/doc", 10), (Lines{"usr/share/", "doc"})) << "behind a separator";
  EXPECT_EQ(folded("abcdefgh", 3), (Lines{"abc", "def", "gh"}));
  EXPECT_EQ(folded("a usr/share b", 5, 0, LongWords::kKeep), (Lines{"a", "usr/share", "b"}));
  EXPECT_EQ(folded(" 1C  2H  (and more)", 9, 7), (Lines{" 1C  2H", "(and", "more)"}));
}

TEST(Terminal, FoldingCountsColumnsOfWideAndCombiningSigns) {
  EXPECT_EQ(folded("日本語", 4), (Lines{"日本", "語"}));
  EXPECT_EQ(folded("日本語", 5), (Lines{"日本", "語"})) << "half a sign does not fit";
  EXPECT_EQ(folded("日", 1), (Lines{"日"})) << "at least one sign a line";
  EXPECT_EQ(folded("e\u0301e\u0301e\u0301", 2), (Lines{"e\u0301e\u0301", "e\u0301"}));
  EXPECT_EQ(folded("\xff\xfe\xfd", 2), (Lines{"\xff\xfe", "\xfd"}));
}

TEST(Terminal, ColoursAndLinksEndWithEachLine) {
  const Style style({.colour = true, .links = true});
  EXPECT_EQ(folded(style.warning("one two"), 3), (Lines{"\x1b[33mone\x1b[0m", "\x1b[33mtwo\x1b[0m"}));
  EXPECT_EQ(folded(style.link("https://example.com", "CVE-1"), 4),
            (Lines{"\x1b]8;;https://example.com\x1b\\CVE-\x1b]8;;\x1b\\",
                   "\x1b]8;;https://example.com\x1b\\1\x1b]8;;\x1b\\"}));
  for (const auto& line : folded("a " + style.good("b") + " c", 1)) {
    const bool plain = line.find('\x1b') == std::string::npos;
    EXPECT_TRUE(plain || line == "\x1b[32mb\x1b[0m") << line;
  }
}

TEST(Terminal, HangingLines) {
  EXPECT_EQ(hanging("  ! ", "one two", 0), "  ! one two\n");
  EXPECT_EQ(hanging("  ! ", "one two three four five", 20), "  ! one two three\n    four five\n");
  EXPECT_EQ(hanging("  ! ", "aaaaaaaaaaaaaaaa", 3), "  ! aaaaaaaaaaaa\n    aaaa\n")
      << "a dozen columns at least";
}

TEST(Terminal, LongestWord) {
  EXPECT_EQ(longest_word("a bbb cc"), 3u);
  EXPECT_EQ(longest_word("  bbb cc"), 5u);
  EXPECT_EQ(longest_word("a b c dd", 5), 5u);
  EXPECT_EQ(longest_word("\x1b[33m日本 x\x1b[0m"), 4u);
  EXPECT_EQ(longest_word(""), 0u);
}

}  // namespace
}  // namespace pratique::report
