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

TEST(Terminal, TableAlignsByWidth) {
  Table table({"Name", "Version"});
  table.add({"日本", "1"});
  table.add({"left-pad", "1.0.0"});
  EXPECT_EQ(table.to_text("  "),
            "  Name     │ Version\n"
            " ──────────┼─────────\n"
            "  日本     │ 1\n"
            "  left-pad │ 1.0.0\n");
}

TEST(Terminal, ShortRowsEndWhereTheyEnd) {
  Table table({});
  table.add({"Target", "x", "1C"});
  table.add({"  digest", "abc"});
  EXPECT_EQ(table.to_text("  "),
            "  Target   │ x   │ 1C\n"
            "    digest │ abc │\n");
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

}  // namespace
}  // namespace pratique::report
