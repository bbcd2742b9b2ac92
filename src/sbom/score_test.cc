#include "sbom/score.h"

#include <gtest/gtest.h>

#include "sbom/write.h"
#include "support/inventory_sample.h"

namespace pratique::sbom {
namespace {

const ElementScore& element(const Score& score, std::string_view id) {
  for (const auto& one : score.elements) {
    if (one.element->id == id) return one;
  }
  throw std::runtime_error("no element " + std::string(id));
}

Score score_of_text(std::string_view text) { return score_of(facts_of(text).value()); }

TEST(Score, OurOwnDocumentsHaveTheElementsOfNtia) {
  for (const auto* form : {"cyclonedx-1.4", "cyclonedx", "cyclonedx-1.7", "cyclonedx-xml", "spdx-2.2", "spdx",
                           "spdx-tag-value", "spdx-3"}) {
    const auto score = score_of_text(text_of(testing::small_image(), form));
    for (const auto* id : {"author", "timestamp", "name", "version", "identifier", "relationship"})
      EXPECT_TRUE(element(score, id).whole()) << form << " " << id;
    EXPECT_TRUE(element(score, "tool").whole()) << form;
    EXPECT_EQ(element(score, "context").whole(), std::string_view(form) != "cyclonedx-1.4") << form;
    // left-pad's supplier is nobody's word.
    EXPECT_EQ(element(score, "hash").met, 0u) << form;
  }
}

TEST(Score, NamesWhatLacksAnElement) {
  const auto score = score_of_text(R"({"bomFormat":"CycloneDX","specVersion":"1.6","components":[
    {"type":"library","name":"a","version":"1","purl":"pkg:npm/a@1"},
    {"type":"library","group":"g","name":"b","version":"2","cpe":"cpe:/a:b:b:2","supplier":{"name":"S"},
     "licenses":[{"license":{"name":"odd words"}},{"license":{"id":"MIT","acknowledgement":"concluded"}}]},
    {"type":"operating-system","name":"debian"}]})");
  EXPECT_EQ(element(score, "identifier").met, 2u);
  EXPECT_EQ(element(score, "supplier").missing, (std::vector<std::string>{"a 1"}));
  EXPECT_EQ(element(score, "relationship").missing, (std::vector<std::string>{"a 1", "g/b 2"}));
  EXPECT_EQ(element(score, "licence").met, 1u) << "what is concluded counts";
  EXPECT_FALSE(element(score, "timestamp").whole());
  for (const auto& one : score.standards) EXPECT_LT(one.percent, 100u);
}

TEST(Score, OfNothingIsNotWhole) {
  const auto score = score_of_text(R"({"bomFormat":"CycloneDX","specVersion":"1.6"})");
  EXPECT_EQ(element(score, "name").asked, 0u);
  for (const auto& one : score.standards) EXPECT_EQ(one.percent, 0u);
}

}  // namespace
}  // namespace pratique::sbom
