#include "report/licenses.h"

#include <gtest/gtest.h>

#include "base/text.h"

namespace pratique::report {
namespace {

class LicensesTest : public ::testing::Test {
 protected:
  model::Component& add(const std::string& purl, std::vector<std::string> stated) {
    auto& component = inventory_.components.emplace_back();
    component.purl = *model::parse_purl(purl);
    component.licenses = std::move(stated);
    return component;
  }

  Licenses document(const std::vector<std::string>& deny = {}, const std::vector<std::string>& allow = {}) {
    auto made = licence::LicenceRules::of(deny, allow);
    EXPECT_TRUE(made);
    rules_ = *made;
    return licenses_of(inventory_, rules_);
  }

  static std::vector<std::string> groups(const Licenses& document) {
    std::vector<std::string> out;
    for (const auto& group : document.groups) {
      auto text = licence_text(group.licence) + ":";
      for (const auto& member : group.members) {
        const auto first = document.packages[member.package].components.front();
        text += " " + document.inventory.components[first].purl.name + (member.choice ? "*" : "");
      }
      out.push_back(std::move(text));
    }
    return out;
  }

  model::Inventory inventory_;
  licence::LicenceRules rules_;
};

using Texts = std::vector<std::string>;

TEST_F(LicensesTest, StrictestFirstUnknownLastThenByNumber) {
  add("pkg:npm/a@1", {"MIT"});
  add("pkg:npm/b@1", {"MIT OR GPL-3.0-only"});
  add("pkg:npm/c@1", {"GPL-2.0-only AND ISC"});
  add("pkg:npm/d@1", {});
  add("pkg:npm/e@1", {"AGPL-3.0-only"});
  EXPECT_EQ(groups(document()), (Texts{"AGPL-3.0-only: e", "GPL-2.0-only: c", "GPL-3.0-only: b*", "MIT: a b*",
                                       "ISC: c", "no licence known: d"}));
}

TEST_F(LicensesTest, APackageCountsInEachCategoryThatItCannotAvoid) {
  add("pkg:npm/b@1", {"MIT OR GPL-3.0-only"});
  add("pkg:npm/c@1", {"GPL-2.0-only AND ISC"});
  add("pkg:npm/f@1", {"GPL-2.0-only OR GPL-3.0-only"});
  const auto made = document();
  const auto count = [&](licence::Category category) {
    return made.counts.at(static_cast<std::size_t>(category));
  };
  EXPECT_EQ(count(licence::Category::kStrongCopyleft).packages, 2U);
  EXPECT_EQ(count(licence::Category::kStrongCopyleft).licences, 2U);
  EXPECT_EQ(count(licence::Category::kPermissive).packages, 2U);
  EXPECT_EQ(count(licence::Category::kUnknown).packages, 0U);
}

TEST_F(LicensesTest, ComponentsOfOnePackageAreJudgedTogether) {
  add("pkg:npm/a@1", {"MIT"});
  auto& again = add("pkg:npm/a@1?vcs_url=x", {"Our own"});
  again.details.edit().found_licenses.push_back({.expression = "Zlib", .path = "a/LICENSE", .likeness = 99});
  const auto made = document();
  ASSERT_EQ(made.packages.size(), 1U);
  EXPECT_EQ(made.packages[0].licence.basis, licence::LicenceBasis::kBoth);
  EXPECT_EQ(evidence_lines(made.packages[0]),
            (Texts{"stated: MIT", "stated: Our own", "text: Zlib (99 % alike) in a/LICENSE"}));
}

TEST_F(LicensesTest, TheGateNamesWhatItDenies) {
  add("pkg:npm/a@1", {"GPL-3.0-or-later"});
  add("pkg:npm/b@2", {"MIT"});
  const auto gate = decide(document({"strong-copyleft"}));
  EXPECT_EQ(gate.outcome, LicenceGate::Outcome::kFailed);
  EXPECT_EQ(gate.denied, Texts{"a 1 (GPL-3.0-or-later)"});
  EXPECT_EQ(decide(document({"AGPL-*"})).outcome, LicenceGate::Outcome::kPassed);
  EXPECT_EQ(decide(document()).outcome, LicenceGate::Outcome::kPassed);
}

TEST_F(LicensesTest, TheGateIsBlindWhereNobodyKnows) {
  EXPECT_EQ(decide(document({"AGPL-*"})).outcome, LicenceGate::Outcome::kBlind);  // no package at all
  add("pkg:npm/a@1", {"Our own"});
  auto gate = decide(document({"AGPL-*"}));
  EXPECT_EQ(gate.outcome, LicenceGate::Outcome::kBlind);
  EXPECT_EQ(decide(document({"AGPL-*"}, {"unknown"})).outcome, LicenceGate::Outcome::kPassed);
  inventory_.notes.push_back({.code = "unreadable", .message = "x", .incomplete = true});
  auto made = document({"AGPL-*"}, {"unknown"});
  EXPECT_EQ(decide(made).outcome, LicenceGate::Outcome::kBlind);
  made.ignore_unread = true;
  EXPECT_EQ(decide(made).outcome, LicenceGate::Outcome::kPassed);
  // A failed gate is the stronger news.
  EXPECT_EQ(decide(document({"unknown"})).outcome, LicenceGate::Outcome::kFailed);
}

TEST_F(LicensesTest, TextFromOutsideIsPrintableAndNoFormulaInATable) {
  add("pkg:npm/a@1", {"=Our\x1b[31m own"});
  const auto made = document();
  EXPECT_FALSE(base::contains(*text_of(made, "text"), "\x1b"));
  EXPECT_FALSE(base::contains(*text_of(made, "markdown"), "\x1b"));
  const auto csv = *text_of(made, "csv");
  EXPECT_FALSE(base::contains(csv, "\x1b"));
  EXPECT_FALSE(base::contains(csv, "\"="));
}

TEST_F(LicensesTest, NoPackagesNoFigures) {
  EXPECT_TRUE(base::contains(*text_of(document(), "text"), "No packages found"));
}

}  // namespace
}  // namespace pratique::report
