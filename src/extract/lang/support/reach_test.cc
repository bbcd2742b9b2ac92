#include "extract/lang/support/reach.h"

#include <gtest/gtest.h>

namespace pratique::extract::lang {
namespace {

using model::EdgeKind;
using model::Scope;

std::string scopes(std::size_t count, const std::vector<model::Edge>& edges,
                   const std::vector<Beginning>& asked, std::uint32_t first = 0) {
  std::vector<model::Component> components(count);
  spread_scopes(components, edges, asked, first);
  std::string all;
  for (const auto& one : components) all += std::string(model::to_string(one.scope)) + " ";
  return all;
}

model::Edge edge(std::uint32_t from, std::uint32_t to, Scope scope = Scope::kRequired) {
  return {from, to, EdgeKind::kDependsOn, scope};
}

TEST(SpreadScopes, AWayIsWorthItsWeakestStepAndTheNearestWayCounts) {
  EXPECT_EQ(
      scopes(5, {edge(0, 1), edge(1, 2, Scope::kOptional), edge(2, 3), edge(4, 3)}, {{0}, {4, Scope::kDev}}),
      "required required optional optional dev ");
  EXPECT_EQ(scopes(3, {edge(0, 1, Scope::kPeer), edge(2, 1)}, {{0}, {2, Scope::kOptional}}),
            "required optional optional ");
}

TEST(SpreadScopes, CirclesEndAndWhatNothingLeadsToStays) {
  EXPECT_EQ(scopes(4, {edge(0, 1), edge(1, 0), edge(1, 1), edge(2, 3)}, {{0, Scope::kDev}}),
            "dev dev required required ");
}

TEST(SpreadScopes, OthersEdgesAndNumbersArePassedOver) {
  EXPECT_EQ(scopes(2, {edge(0, 10), edge(10, 11), edge(11, 12)}, {{10, Scope::kDev}, {9}, {12}}, 10),
            "dev dev ");
}

}  // namespace
}  // namespace pratique::extract::lang
