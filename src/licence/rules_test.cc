#include "licence/rules.h"

#include <gtest/gtest.h>

namespace pratique::licence {
namespace {

LicenceRules rules(const std::vector<std::string>& deny, const std::vector<std::string>& allow = {}) {
  auto made = LicenceRules::of(deny, allow);
  EXPECT_TRUE(made) << (made ? "" : made.error().what);
  return made ? *made : LicenceRules();
}

std::string denied(const LicenceRules& rules, std::string_view expression) {
  std::string text;
  for (const auto& one : rules.denied(expression)) text += (text.empty() ? "" : ", ") + to_string(one);
  if (text.empty() && rules.denies(expression)) text = "denied";
  return text.empty() && rules.is_blind(expression) ? "blind" : text;
}

TEST(LicenceRulesTest, CategoriesPatternsAndLicences) {
  const auto copyleft = rules({"strong-copyleft", "Network-Copyleft"});
  EXPECT_EQ(denied(copyleft, "GPL-3.0-or-later AND MIT"), "GPL-3.0-or-later");
  EXPECT_EQ(denied(copyleft, "AGPL-3.0-only"), "AGPL-3.0-only");
  EXPECT_EQ(denied(copyleft, "LGPL-2.1-only"), "");
  EXPECT_EQ(denied(rules({"copyleft"}), "LGPL-2.1-only"), "LGPL-2.1-only");
  EXPECT_EQ(denied(rules({"gpl-*"}), "GPL-2.0-only AND LGPL-2.0-only"), "GPL-2.0-only");
  EXPECT_EQ(denied(rules({"mit"}), "MIT"), "MIT");
  EXPECT_EQ(denied(rules({"Apache 2"}), "Apache-2.0"), "Apache-2.0");
}

TEST(LicenceRulesTest, AChoiceIsDeniedOnlyWhereNothingElseIsLeft) {
  const auto gpl = rules({"GPL-*"});
  EXPECT_EQ(denied(gpl, "GPL-2.0-only OR MIT"), "");
  EXPECT_EQ(denied(gpl, "GPL-2.0-only OR GPL-3.0-only"), "GPL-2.0-only, GPL-3.0-only");
  EXPECT_EQ(denied(gpl, "(GPL-2.0-only OR MIT) AND GPL-3.0-only"), "GPL-2.0-only, GPL-3.0-only");
}

TEST(LicenceRulesTest, AFamilyIsBothItsForms) {
  const auto agpl = rules({"AGPL-3.0"});
  for (const char* id : {"AGPL-3.0-only", "AGPL-3.0-or-later"}) EXPECT_EQ(denied(agpl, id), id);
  EXPECT_EQ(denied(rules({"GPL-3.0-only"}), "GPL-3.0-or-later"), "");
  EXPECT_EQ(denied(rules({"GPL-2.0+"}), "GPL-2.0-or-later"), "GPL-2.0-or-later");
}

TEST(LicenceRulesTest, AnExceptionThatLetsProgramsLinkLeavesWeakCopyleft) {
  EXPECT_EQ(denied(rules({"strong-copyleft"}), "GPL-3.0-or-later WITH GCC-exception-3.1"), "");
  EXPECT_EQ(denied(rules({"weak-copyleft"}), "GPL-3.0-or-later WITH GCC-exception-3.1"),
            "GPL-3.0-or-later WITH GCC-exception-3.1");
  EXPECT_EQ(denied(rules({"strong-copyleft"}), "GPL-2.0-only WITH vsftpd-openssl-exception"),
            "GPL-2.0-only WITH vsftpd-openssl-exception");
}

TEST(LicenceRulesTest, TheNarrowestWordDecides) {
  const auto most = rules({"strong-copyleft"}, {"GPL-2.0-only"});
  EXPECT_EQ(denied(most, "GPL-2.0-only"), "");
  EXPECT_EQ(denied(most, "GPL-2.0-or-later"), "GPL-2.0-or-later");
  EXPECT_EQ(denied(rules({"GPL-3.0-only"}, {"strong-copyleft"}), "GPL-3.0-only"), "GPL-3.0-only");
  EXPECT_EQ(denied(rules({"MIT"}, {"MIT"}), "MIT"), "MIT");
  EXPECT_EQ(denied(rules({"GPL-2.0-only"}, {"GPL-2.0-only WITH Linux-syscall-note"}),
                   "GPL-2.0-only WITH Linux-syscall-note"),
            "");
}

TEST(LicenceRulesTest, WordsOfAllowAloneAreAllThatIsAllowed) {
  const auto list = rules({}, {"permissive", "MPL-2.0"});
  EXPECT_EQ(denied(list, "MIT AND MPL-2.0"), "");
  EXPECT_EQ(denied(list, "MIT AND EPL-2.0"), "EPL-2.0");
  EXPECT_EQ(denied(list, ""), "denied");
  EXPECT_EQ(denied(list, "LicenseRef-own"), "LicenseRef-own");
}

TEST(LicenceRulesTest, WhatNobodyKnowsIsNotClean) {
  const auto gpl = rules({"GPL-*"});
  EXPECT_EQ(denied(gpl, ""), "blind");
  EXPECT_EQ(denied(gpl, "LicenseRef-own AND MIT"), "blind");
  EXPECT_EQ(denied(gpl, "LicenseRef-own OR MIT"), "");
  EXPECT_EQ(denied(gpl, "LicenseRef-own OR GPL-2.0-only"), "blind");
  EXPECT_EQ(denied(gpl, "LicenseRef-public-domain"), "");
  EXPECT_EQ(denied(rules({"GPL-*"}, {"unknown"}), "LicenseRef-own AND MIT"), "");
  EXPECT_EQ(denied(rules({"unknown"}), "LicenseRef-own AND MIT"), "LicenseRef-own");
  EXPECT_EQ(denied(rules({"unknown"}), ""), "denied");
  EXPECT_EQ(denied(rules({"LicenseRef-own"}), "LicenseRef-own"), "LicenseRef-own");
}

TEST(LicenceRulesTest, AWordThatNobodyKnowsIsRefusedWithTheNearest) {
  const auto wrong = LicenceRules::of({"GLP-3.0-only"}, {});
  ASSERT_FALSE(wrong);
  EXPECT_EQ(wrong.error().kind, ErrorKind::kUsage);
  EXPECT_EQ(wrong.error().what,
            "\"GLP-3.0-only\" is no licence of the SPDX list and no category; did you mean GPL-3.0-only?");
  for (const char* word : {"", "*", "Nope-*", "MIT OR Zlib", "Our own"})
    EXPECT_FALSE(LicenceRules::of({}, {word})) << word;
}

}  // namespace
}  // namespace pratique::licence
