#include "licence/text_match.h"

#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

#include "base/text.h"
#include "licence/data.h"
#include "licence/list.h"
#include "licence/recognise.h"
#include "licence/text_index.h"

namespace pratique::licence {
namespace {

// What Debian's base-files and required packages install: texts that somebody else copied.
std::string installed(const std::string& path) {
  std::ifstream file("/usr/share/" + path, std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}
std::string common(const std::string& name) { return installed("common-licenses/" + name); }

std::string shown(std::string_view text) {
  std::string out;
  for (const auto& one : recognise(text)) {
    out += (out.empty() ? "" : ", ") + one.expression + (one.likeness > 0 ? "" : " by name");
  }
  return out;
}

TEST(TextIndexTest, TheProgramsOwnIsWholeAndNamesLicencesOfTheList) {
  ASSERT_TRUE(TextIndex::over(texts_bytes()));
  const auto& index = text_index();
  EXPECT_GT(index.size(), 650U);
  for (std::size_t i = 0; i < index.size(); ++i) {
    EXPECT_GT(index.pairs_of(i), 0U);
    ASSERT_FALSE(index.names_of(i).empty());
    for (const auto name : index.names_of(i)) EXPECT_TRUE(is_licence_id(name)) << name;
  }
}

TEST(TextIndexTest, DamageIsAnErrorAndNeverAWrongRead) {
  const auto whole = encode_index({{{"A"}, "one two three four"}, {{"B", "C"}, "two three five"}});
  ASSERT_TRUE(TextIndex::over(whole));
  for (std::size_t size = 0; size < whole.size(); ++size)
    EXPECT_FALSE(TextIndex::over(whole.substr(0, size))) << size;
  for (std::size_t at = 0; at < whole.size(); ++at) {
    auto damaged = whole;
    damaged[at] = static_cast<char>(damaged[at] ^ 0x81);
    if (const auto index = TextIndex::over(damaged)) {
      for (const std::uint32_t hash : {0U, 0x7fffffffU, 0xffffffffU}) index->find(hash);
    }
  }
}

TEST(TextIndexTest, TextsOfTheSamePairsAreOneLicence) {
  const auto bytes =
      encode_index({{{"Long-name"}, "one two three"}, {{"Short"}, "One, two; THREE!"}, {{"None"}, "x"}});
  const auto index = TextIndex::over(bytes);
  ASSERT_TRUE(index);
  ASSERT_EQ(index->size(), 1U);
  EXPECT_EQ(index->names_of(0)[0], "Short");
  EXPECT_EQ(index->names_of(0)[1], "Long-name");
}

TEST(TextMatchTest, CommonLicencesOfDebianAreRecognised) {
  EXPECT_EQ(shown(common("Apache-2.0")), "Apache-2.0");
  EXPECT_EQ(shown(common("Artistic")), "Artistic-1.0-Perl");
  EXPECT_EQ(shown(common("BSD")), "BSD-3-Clause");
  EXPECT_EQ(shown(common("CC0-1.0")), "CC0-1.0");
  EXPECT_EQ(shown(common("GFDL-1.2")), "GFDL-1.2-only");
  EXPECT_EQ(shown(common("GFDL-1.3")), "GFDL-1.3-only");
  EXPECT_EQ(shown(common("GPL-1")), "GPL-1.0-only");
  EXPECT_EQ(shown(common("GPL-2")), "GPL-2.0-only");
  EXPECT_EQ(shown(common("GPL-3")), "GPL-3.0-only");
  EXPECT_EQ(shown(common("LGPL-2")), "LGPL-2.0-only");
  EXPECT_EQ(shown(common("LGPL-2.1")), "LGPL-2.1-only");
  EXPECT_EQ(shown(common("LGPL-3")), "LGPL-3.0-only");
  EXPECT_EQ(shown(common("MPL-1.1")), "MPL-1.1");
  EXPECT_EQ(shown(common("MPL-2.0")), "MPL-2.0");
}

TEST(TextMatchTest, SeveralTextsOfOneFileAreFoundWhereTheyStand) {
  const auto file =
      "Part one:\n" + common("BSD") + "\nand part two, words of our own between them:\n" + common("Artistic");
  const auto matches = match_text(file);
  ASSERT_EQ(matches.size(), 2U);
  EXPECT_EQ(matches[0].ids[0], "BSD-3-Clause");
  EXPECT_EQ(matches[1].ids[0], "Artistic-1.0-Perl");
  EXPECT_LT(matches[0].end, matches[1].begin + 200);
  EXPECT_TRUE(file.substr(matches[1].begin).starts_with("The \"Artistic License\"") ||
              base::contains(file.substr(matches[1].begin, 200), "Artistic"));
}

TEST(TextMatchTest, OtherWrappingCommentsAndCaseChangeNothing) {
  const auto text = common("BSD");
  std::string wrapped = "/*\n", loud;
  for (const auto line : base::lines(text)) wrapped += " *    " + std::string(line) + "\r\n";
  for (const auto word : base::words(text)) loud += base::to_lower(word) + "\n";
  EXPECT_EQ(shown(wrapped + " */\n"), "BSD-3-Clause");
  EXPECT_EQ(shown(loud), "BSD-3-Clause");
}

TEST(TextMatchTest, AChangedTextIsLessLikeAndProseIsNothing) {
  const auto text = common("MPL-2.0");
  EXPECT_EQ(shown(common("Artistic").substr(0, 2'000)), "");
  const auto half = text.size() / 2;
  const auto matches = match_text(text.substr(0, half) +
                                  " Nobody may sell it on a Sunday, nor on a Monday. " + text.substr(half));
  ASSERT_EQ(matches.size(), 1U);
  EXPECT_GE(matches[0].likeness, 95);
  EXPECT_LT(matches[0].likeness, 100);
  EXPECT_EQ(shown("This is the story of a ship that asked for entry and was refused, in the way of all such "
                  "stories."),
            "");
  EXPECT_EQ(shown(""), "");
}

TEST(RecogniseTest, NamesCountWhereTheyGrant) {
  EXPECT_EQ(shown("# SPDX-License-Identifier: mit OR apache-2.0 */"), "MIT OR Apache-2.0 by name");
  EXPECT_EQ(shown("You can redistribute it and/or modify it under the terms of the GNU General Public "
                  "License as published by "
                  "the Free Software Foundation; either version 2 of the License, or (at your option) any "
                  "later version."),
            "GPL-2.0-or-later by name");
  EXPECT_EQ(shown("it under the terms of version 2.1 of the GNU Lesser General Public License as published"),
            "LGPL-2.1-only by name");
  EXPECT_EQ(shown("Licensed under the Apache License, Version 2.0 (the \"License\"); you may not"),
            "Apache-2.0 by name");
  EXPECT_EQ(shown("This is free software, under the same terms as Perl itself."),
            "Artistic-1.0-Perl OR GPL-1.0-or-later by name");
  EXPECT_EQ(shown("Sold under the counter. We like the GNU General Public License version 3."), "");
}

TEST(RecogniseTest, TheNameDecidesBetweenLicencesOfOneText) {
  const auto grant =
      "under the terms of the GNU General Public License, version 3 of the License, or (at your option) any "
      "later version.\n\n";
  EXPECT_EQ(shown(grant + common("GPL-3")), "GPL-3.0-or-later");
  EXPECT_EQ(shown(common("GPL-3")), "GPL-3.0-only");
}

TEST(RecogniseTest, HugeAndRepeatedTextsEnd) {
  const auto bsd = common("BSD");
  std::string many;
  while (many.size() < 2 * kMaxLicenceText)
    many += bsd + "\nwords between them that are none of its own, and more of these words\n";
  EXPECT_EQ(shown(many), "BSD-3-Clause");
  EXPECT_EQ(shown(std::string(2 * kMaxLicenceText, 'a')), "");
  std::string under;
  while (under.size() < kMaxLicenceText) under += "under ";
  EXPECT_EQ(shown(under), "");
}

}  // namespace
}  // namespace pratique::licence
