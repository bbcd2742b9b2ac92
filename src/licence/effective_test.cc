#include "licence/effective.h"

#include <gtest/gtest.h>

#include "licence/expression.h"

namespace pratique::licence {
namespace {

std::string shown(std::string_view concluded, const std::vector<std::string>& stated,
                  const std::vector<FileLicence>& files) {
  const auto licence = effective(concluded, stated, files);
  return licence.expression + " (" + to_string(licence.basis) + ")";
}

TEST(Effective, TheSurestWordDecides) {
  EXPECT_EQ(shown("", {}, {}), " (none)");
  EXPECT_EQ(shown("", {"Apache 2"}, {{"MIT", 99}}), "Apache-2.0 (stated)");
  EXPECT_EQ(shown("mit", {"Apache 2"}, {}), "MIT (concluded)");
  EXPECT_EQ(shown("", {"see LICENSE"}, {{"MIT", 99}}), "MIT (text)");
  EXPECT_EQ(shown("", {"Our own licence"}, {{"MIT", 99}, {"GPL-2.0-only", 0}}), "MIT (text)");
  EXPECT_EQ(shown("", {}, {{"GPL-2.0-only", 0}}), "GPL-2.0-only (named)");
  EXPECT_EQ(shown("", {}, {{"MIT", 99}, {"BSD-3-Clause", 95}, {"MIT", 100}}), "BSD-3-Clause AND MIT (text)");
  EXPECT_EQ(shown("", {}, {{"Artistic-1.0-Perl OR GPL-1.0-or-later", 0}, {"MIT", 0}}),
            "(Artistic-1.0-Perl OR GPL-1.0-or-later) AND MIT (named)");
}

TEST(Effective, ATextTakesNothingAwayFromWhatIsStated) {
  EXPECT_EQ(shown("", {"MIT", "Our own"}, {{"Zlib", 99}}),
            "LicenseRef-Our-own-4a15abab AND MIT AND Zlib (stated-and-text)");
  EXPECT_EQ(shown("", {"Our own"}, {{"Zlib", 99}}), "Zlib (text)");
  EXPECT_EQ(shown("", {"MIT", "Our own"}, {{"GPL-2.0-only", 0}}),
            "LicenseRef-Our-own-4a15abab AND MIT (stated)");
  EXPECT_EQ(shown("", {"BSD", "GPL-2"}, {{"BSD-3-Clause", 97}}),
            "BSD-3-Clause AND GPL-2.0-only (stated-and-text)");
  EXPECT_EQ(shown("", {"BSD"}, {{"BSD-2-Clause", 97}}), "BSD-2-Clause (text)");
  EXPECT_EQ(shown("", {"BSD"}, {{"MIT", 97}}), "MIT (text)");
}

TEST(Effective, TheNameOfATextIsLaterWhereTheFileSaysSo) {
  EXPECT_EQ(shown("", {"GPL-3"}, {{"GPL-3.0-or-later", 0}}), "GPL-3.0-or-later (stated)");
  EXPECT_EQ(shown("", {"GPL-3"}, {{"GPL-2.0-or-later", 0}}), "GPL-3.0-only (stated)");
  EXPECT_EQ(shown("", {"GPL"}, {{"GPL-2.0-or-later", 0}, {"MIT", 0}}), "GPL-2.0-or-later (stated)");
  EXPECT_EQ(shown("", {"GPL"}, {{"LGPL-2.1-only", 0}}), "GPL-1.0-or-later (stated)");
  EXPECT_EQ(shown("", {"GPL-3.0-only"}, {{"GPL-3.0-or-later", 0}}), "GPL-3.0-only (stated)");
}

TEST(Effective, WhatNobodyKnowsStaysAsItWasStated) {
  const auto licence = effective("", {"Our own licence"}, {});
  EXPECT_EQ(licence.basis, LicenceBasis::kStated);
  ASSERT_EQ(licence.references.size(), 1U);
  EXPECT_EQ(licence.references[0].first, licence.expression);
  EXPECT_EQ(licence.references[0].second, "Our own licence");
}

TEST(HoldsFor, AChoiceAvoidsWhatItNeedNotTake) {
  const auto is_gpl = [](std::string_view id, std::string_view exception) {
    return id.starts_with("GPL-") && exception.empty();
  };
  EXPECT_TRUE(holds_for("GPL-2.0-only", is_gpl));
  EXPECT_FALSE(holds_for("GPL-2.0-only OR MIT", is_gpl));
  EXPECT_TRUE(holds_for("GPL-2.0-only AND MIT", is_gpl));
  EXPECT_TRUE(holds_for("GPL-2.0-only OR GPL-3.0-only", is_gpl));
  EXPECT_FALSE(holds_for("(GPL-2.0-only OR MIT) AND Zlib", is_gpl));
  EXPECT_FALSE(holds_for("GPL-2.0-only WITH Classpath-exception-2.0", is_gpl));
  EXPECT_FALSE(holds_for("no expression at all", is_gpl));
}

}  // namespace
}  // namespace pratique::licence
