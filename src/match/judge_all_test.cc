#include <gtest/gtest.h>

#include "match/fold.h"
#include "support/advisory_shelf.h"

namespace pratique::match {
namespace {

using support::hit;
using support::package;
using support::Shelf;

// Of every third package an advisory is known, of two versions in four its version is affected.
model::Inventory many(std::size_t count) {
  model::Inventory inventory;
  for (std::size_t i = 0; i < count; ++i)
    inventory.components.push_back(
        package("pkg:npm/p" + std::to_string(i) + "@" + std::to_string(i % 4) + ".0.0"));
  return inventory;
}
Shelf shelf_for(std::size_t count) {
  Shelf shelf;
  for (std::size_t i = 0; i < count; i += 3) {
    const auto number = std::to_string(i);
    shelf.add(hit("GHSA-" + number, "ghsa", "npm", "p" + number, "semver", "0", "2.0.0"));
  }
  return shelf;
}

std::vector<std::string> seen(const Judgement& judgement) {
  std::vector<std::string> all;
  for (const auto& one : judgement.findings)
    all.push_back(std::to_string(one.component) + " " + std::string(one.id) + " " + std::string(one.range));
  for (const auto& note : judgement.notes) all.push_back(note.message);
  return all;
}

// Advisories that have no twin have one judge.
class Alone : public Shelf {
 public:
  explicit Alone(const Shelf& shelf) : Shelf(shelf) {}
  Result<std::unique_ptr<Advisories>> twin() const override { return nullptr; }
};
class OutOfMemory : public Shelf {
 public:
  explicit OutOfMemory(const Shelf& shelf) : Shelf(shelf) {}
  Result<std::unique_ptr<Advisories>> twin() const override { return base::invalid("out of memory"); }
};

TEST(JudgeAll, AnyNumberOfJudgesGivesOneJudgement) {
  for (const std::size_t count : {0, 1, 63, 64, 65, 500, 3000}) {
    const auto inventory = many(count);
    const auto shelf = shelf_for(count);
    const auto together = judge(inventory, shelf);
    const auto alone = judge(inventory, Alone(shelf));
    ASSERT_TRUE(together.has_value() && alone.has_value());
    EXPECT_EQ(seen(*together), seen(*alone)) << count;
    EXPECT_EQ(together->standings.size(), count);
    // Numbers 0, 9, 12, 21, 24, … are multiples of three whose version is 0 or 1.
    if (count == 3000) {
      EXPECT_EQ(together->findings.size(), 500u);
    }
  }
}

TEST(JudgeAll, ATwinThatCannotBeHadIsNoFault) {
  const auto inventory = many(1000);
  const auto shelf = shelf_for(1000);
  const auto fewer = judge(inventory, OutOfMemory(shelf));
  ASSERT_TRUE(fewer);
  EXPECT_EQ(seen(*fewer), seen(*judge(inventory, shelf)));
}

// A page of the database may be damaged that only some look-ups read.
class Damaged final : public Shelf {
 public:
  explicit Damaged(const Shelf& shelf) : Shelf(shelf) {}
  Result<std::span<const advisory::HitView>> lookup(std::string_view ecosystem, std::string_view name,
                                                    base::Arena& arena) const override {
    if (name == "p700" || name == "p2100" || name == "p2999") return base::invalid("no " + std::string(name));
    if (name == "p2500") throw std::bad_alloc();
    return Shelf::lookup(ecosystem, name, arena);
  }
  Result<std::unique_ptr<Advisories>> twin() const override { return std::make_unique<Damaged>(*this); }
};

TEST(JudgeAll, TheFirstFaultInTheOrderOfComponentsIsTheError) {
  for (int again = 0; again < 20; ++again) {
    const auto judgement = judge(many(3000), Damaged(shelf_for(3000)));
    ASSERT_FALSE(judgement);
    EXPECT_EQ(judgement.error().what, "no p700");
  }
}

TEST(JudgeAll, MemoryThatRunsOutInAJudgeIsAnError) {
  class Small final : public Shelf {
   public:
    Result<std::span<const advisory::HitView>> lookup(std::string_view, std::string_view name,
                                                      base::Arena&) const override {
      if (name == "p1500") throw std::bad_alloc();
      return std::span<const advisory::HitView>();
    }
    Result<std::unique_ptr<Advisories>> twin() const override { return std::make_unique<Small>(*this); }
  };
  EXPECT_FALSE(judge(many(3000), Small()));
}

TEST(JudgeAll, FindingsOutliveTheJudges) {
  Judgement judgement;
  {
    const auto made = judge(many(3000), shelf_for(3000));
    ASSERT_TRUE(made);
    judgement = *made;
  }
  EXPECT_EQ(judgement.findings.back().statements[0].advisory, judgement.findings.back().id);
  EXPECT_LE(judgement.kept.size(), 4u);
}

}  // namespace
}  // namespace pratique::match
