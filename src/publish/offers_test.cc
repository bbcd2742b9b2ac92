#include "publish/offers.h"

#include <gtest/gtest.h>

#include "crypto/digest.h"
#include "publish/files.h"

namespace pratique::publish {
namespace {

std::string digest(const std::string& of) { return crypto::sha256(base::as_bytes(of)); }

DeltaOffer delta(const std::string& from, const std::string& to, std::uint64_t bytes) {
  return {.name = from + "-to-" + to + ".delta",
          .target = {.length = bytes, .digest = digest(from + to), .custom = "{}"},
          .from = digest(from),
          .to = digest(to),
          .made_with = "x"};
}

Offers offers(std::vector<DeltaOffer> deltas) {
  return {.name = std::string(kWholeName),
          .whole = {.length = 1000, .digest = digest("whole"), .custom = "{}"},
          .database =
              {.format = 7, .digest = digest("d"), .bytes = 5000, .fingerprint = "f", .newest = "2026-01-02"},
          .deltas = std::move(deltas)};
}

std::string path(const Offers& from, const std::string& start) {
  std::string out;
  for (const auto& each : path_of(from, digest(start))) out += (out.empty() ? "" : " ") + each.name;
  return out;
}

TEST(OffersTest, ComeBackFromTargets) {
  auto all = offers({delta("c", "d", 10)});
  all.database.advisories = 12;
  const trust::Metadata targets{.role = trust::RoleName::kTargets, .version = 1, .targets = targets_of(all)};
  const auto again = read_offers(targets);
  ASSERT_TRUE(again) << to_line(again.error());
  EXPECT_EQ(again->database.digest, all.database.digest);
  EXPECT_EQ(again->database.advisories, 12u);
  ASSERT_EQ(again->deltas.size(), 1u);
  EXPECT_EQ(again->deltas[0].from, digest("c"));
  EXPECT_EQ(again->deltas[0].made_with, "x");
  EXPECT_FALSE(read_offers({.role = trust::RoleName::kTargets}));
  auto no_digest = targets;
  no_digest.targets.at(std::string(kWholeName)).custom = R"({"kind":"database","format":7,"bytes":1})";
  EXPECT_FALSE(read_offers(no_digest));
}

TEST(OffersTest, TheCheapestWayLeadsToTheNewest) {
  const auto all =
      offers({delta("a", "b", 100), delta("b", "c", 100), delta("c", "d", 100), delta("a", "c", 150)});
  EXPECT_EQ(path(all, "c"), "c-to-d.delta");
  EXPECT_EQ(path(all, "b"), "b-to-c.delta c-to-d.delta");
  EXPECT_EQ(path(all, "a"), "a-to-c.delta c-to-d.delta");
  EXPECT_EQ(path(all, "e"), "");
  EXPECT_EQ(path(all, "d"), "");
}

TEST(OffersTest, AWayThatCostsMoreThanTheWholeIsNone) {
  EXPECT_EQ(path(offers({delta("a", "b", 600), delta("b", "d", 600)}), "a"), "");
  EXPECT_EQ(path(offers({delta("a", "b", 600), delta("b", "d", 600)}), "b"), "b-to-d.delta");
}

TEST(OffersTest, LengthsThatAddUpToNothingAreNoWay) {
  constexpr auto kHalf = std::uint64_t{1} << 63;
  EXPECT_EQ(path(offers({delta("a", "b", kHalf), delta("b", "d", kHalf)}), "a"), "");
  EXPECT_EQ(path(offers({delta("a", "d", ~std::uint64_t{0})}), "a"), "");
}

// From the one before the last on backwards, so that one look finds all of it.
TEST(OffersTest, AWayOfMoreDeltasThanAreFollowedIsNone) {
  const auto chain = [](int length) {
    std::vector<DeltaOffer> deltas{delta("1", "d", 1)};
    for (int i = 2; i <= length; ++i) deltas.push_back(delta(std::to_string(i), std::to_string(i - 1), 1));
    return offers(std::move(deltas));
  };
  EXPECT_EQ(path_of(chain(64), digest("64")).size(), 64u);
  EXPECT_TRUE(path_of(chain(65), digest("65")).empty());
}

TEST(OffersTest, CirclesAndDeadEndsEnd) {
  const auto all = offers(
      {delta("a", "b", 1), delta("b", "a", 1), delta("a", "a", 0), delta("x", "y", 1), delta("d", "a", 1)});
  EXPECT_EQ(path(all, "a"), "");
  EXPECT_EQ(path(all, "x"), "");
  EXPECT_EQ(path(all, "d"), "");
}

TEST(PromisedTest, HoldsASourceToItsWord) {
  const std::string text = "what was promised";
  const auto read = [&](std::uint64_t size, const std::string& sum) {
    const auto source = promised(codec::from_memory(base::as_bytes(text)), size, sum, "it");
    const auto all = codec::read_all(*source, 1000);
    return all ? *all : all.error().what;
  };
  EXPECT_EQ(read(text.size(), digest(text)), text);
  EXPECT_EQ(read(text.size() - 1, digest(text)), "more than the 16 bytes that it must have");
  EXPECT_EQ(read(text.size() + 1, digest(text)), "ends after 17 of 18 bytes");
  EXPECT_EQ(read(text.size(), digest("other")), "not what its digest says");
}

}  // namespace
}  // namespace pratique::publish
