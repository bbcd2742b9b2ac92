#include "advisory/unmatched.h"

#include <gtest/gtest.h>

#include "advisory/ecosystem.h"
#include "advisory/osv.h"
#include "base/text.h"
#include "codec/json.h"
#include "model/ecosystem.h"
#include "support/paths.h"
#include "version/order.h"

namespace pratique::advisory {
namespace {

constexpr const char* kSchema = "/ossf+osv-schema";

TEST(Unmatched, SaysWhyAndNamesAnOrderThatExists) {
  const auto* row = unmatched("FreeBSD:14");
  ASSERT_NE(row, nullptr);
  EXPECT_FALSE(row->why.empty());
  EXPECT_EQ(unmatched("npm"), nullptr);
  EXPECT_EQ(unmatched("Nobody's"), nullptr);
  for (const auto* name : {"CPE", "GHC", "GitHub Actions", "Kubernetes", "Microsoft", "RetireJS", "VSCode"}) {
    EXPECT_NE(version::find_order(order_name(name)), nullptr) << name;
    EXPECT_EQ(model::ecosystem_of_osv(name), nullptr) << name << " has a row of its own: no word is needed";
  }
  EXPECT_EQ(canonical_ecosystem("kubernetes"), "Kubernetes");
}

// Of the schema's list each is judged by a row of the table of ecosystems, or it is said why not.
TEST(Unmatched, EveryEcosystemOfTheSchemaHasARowOrAWord) {
  PQ_NEED_SHARED();
  const auto folder = testing::unpacked("advisories/osv-schema");
  const auto text = testing::read_file(folder + kSchema + "/ecosystems.json");
  const auto document = codec::JsonDocument::parse(text);
  ASSERT_TRUE(document);
  std::size_t count = 0;
  document->root().each_member([&](std::string_view name, codec::Json) {
    ++count;
    EXPECT_TRUE(model::ecosystem_of_osv(name) != nullptr || unmatched(name) != nullptr) << name;
  });
  EXPECT_GE(count, 47u);
}

// A source of records that nobody has named is called by its prefix, so that none is without a name.
TEST(Unmatched, EveryPrefixOfTheSchemaHasASource) {
  PQ_NEED_SHARED();
  const auto folder = testing::unpacked("advisories/osv-schema");
  const auto text = testing::read_file(folder + kSchema + "/validation/schema.json");
  const auto document = codec::JsonDocument::parse(text);
  ASSERT_TRUE(document);
  auto pattern = std::string(document->root()["$defs"]["prefix"]["pattern"].text());
  const auto open = pattern.find("|(");
  ASSERT_NE(open, std::string::npos);
  std::size_t count = 0;
  for (const auto prefix : base::split(std::string_view(pattern).substr(open + 2), '|')) {
    const auto name = prefix.substr(0, prefix.find_first_of(")["));
    EXPECT_FALSE(osv_source(std::string(name) + "-2026-1").empty()) << name;
    ++count;
  }
  EXPECT_GE(count, 50u);
}

}  // namespace
}  // namespace pratique::advisory
