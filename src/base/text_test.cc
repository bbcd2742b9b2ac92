#include "base/text.h"

#include <gtest/gtest.h>

#include "base/result.h"

namespace pratique::base {
namespace {

TEST(Text, SplitsAndCuts) {
  EXPECT_EQ(split("a,,b", ',').size(), 3u);
  EXPECT_EQ(split("", ',').size(), 1u);
  EXPECT_EQ(words("  a \t b\n"), (std::vector<std::string_view>{"a", "b"}));
  EXPECT_EQ(cut("a=b=c", "=")->after, "b=c");
  EXPECT_EQ(cut_last("a=b=c", "=")->before, "a=b");
  EXPECT_FALSE(cut("abc", "="));
  EXPECT_EQ(lines("a\r\nb\n\nc"), (std::vector<std::string_view>{"a", "b", "", "c"}));
}

TEST(Text, NumbersAreDigitsOnlyAndFit) {
  EXPECT_EQ(to_uint("18446744073709551615"), UINT64_MAX);
  EXPECT_FALSE(to_uint("18446744073709551616"));
  for (const char* wrong : {"", "-1", "+1", " 1", "1 ", "0x1"}) EXPECT_FALSE(to_uint(wrong)) << wrong;
}

TEST(Text, OneOfAListIsTheWholeText) {
  constexpr std::string_view kList[] = {"jar", "war"};
  EXPECT_TRUE(is_one_of("war", kList));
  for (const char* other : {"", "wa", "wars", "WAR"}) EXPECT_FALSE(is_one_of(other, kList)) << other;
}

TEST(Text, PathParts) {
  EXPECT_EQ(base_name("a/b/c.tar.gz"), "c.tar.gz");
  EXPECT_EQ(folder_of("a/b/c"), "a/b");
  EXPECT_EQ(folder_of("c"), "");
}

TEST(Text, PrintableShowsWhatDrivesATerminal) {
  EXPECT_EQ(printable("\x1b[2Jx"), "\\x1b[2Jx");
  EXPECT_EQ(printable("a\nb\x7f"), "a\\x0ab\\x7f");
  EXPECT_EQ(printable("\u202egnp.exe"), "\\u{202e}gnp.exe");
  EXPECT_EQ(printable("\u009b31m"), "\\u{9b}31m");
  EXPECT_EQ(printable("\xff\xfe!"), "\\xff\\xfe!");
  EXPECT_EQ(printable("naïve 語 😀"), "naïve 語 😀");
}

TEST(Text, Utf8ByRfc3629) {
  EXPECT_TRUE(is_valid_utf8("é語😀"));
  EXPECT_FALSE(is_valid_utf8("\xc0\xaf")) << "over-long";
  EXPECT_FALSE(is_valid_utf8("\xed\xa0\x80")) << "surrogate";
  EXPECT_FALSE(is_valid_utf8("\xf4\x90\x80\x80")) << "beyond U+10FFFF";
  EXPECT_FALSE(is_valid_utf8("\xe8\xaa")) << "cut off";
}

TEST(Error, IsOneLineWithItsPlace) {
  Error error{.kind = ErrorKind::kInvalid,
              .what = "bad field\nname",
              .where = {.offset = 512, .layer = "sha256:ab"},
              .hint = "get it again"};
  EXPECT_EQ(to_line(std::move(error).in("var/lib/dpkg/status")),
            "var/lib/dpkg/status: offset 512: bad field\\x0aname (in layer sha256:ab); get it again");
}

}  // namespace
}  // namespace pratique::base
