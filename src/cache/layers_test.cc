#include "cache/layers.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>

#include "support/invented.h"
#include "support/numbered.h"

namespace pratique::cache {
namespace {

class LayersTest : public ::testing::Test {
 protected:
  void TearDown() override { std::filesystem::remove_all(place_); }

  static LayerKey key(const std::string& name) { return {"sha256:" + name, 7, "sha256:tar of " + name}; }

  const std::string place_ = ::testing::TempDir() + "pratique-layers-" + std::to_string(::getpid());
  const std::unique_ptr<Folder> folder_ = *Folder::open(place_, kDefaultBytes, Folder::Making::kMake);
  const extract::Catalogue catalogue_ = support::numbered();
};

TEST_F(LayersTest, AnAnalysisComesBackWithItsCharges) {
  Layers layers(*folder_, catalogue_);
  for (std::uint64_t seed = 1; seed < 20; ++seed) {
    const auto analysis = support::Inventor(seed, catalogue_.size()).analysis();
    const auto name = std::to_string(seed);
    base::Charges charges{};
    for (auto& charge : charges) charge = seed << (seed * 3);
    ASSERT_TRUE(layers.keep(key(name), analysis, charges));
    const auto kept = layers.find(key(name));
    ASSERT_TRUE(kept);
    EXPECT_EQ(kept->analysis, analysis);
    EXPECT_EQ(kept->charges, charges);
  }
}

TEST_F(LayersTest, EveryPartOfTheKeyCounts) {
  Layers layers(*folder_, catalogue_);
  ASSERT_TRUE(layers.keep(key("a"), {}, {}));
  auto other = key("a");
  other.digest = "sha256:b";
  EXPECT_FALSE(layers.find(other));
  other = key("a");
  other.size = 8;
  EXPECT_FALSE(layers.find(other));
  other = key("a");
  other.diff_id = "sha256:tar of b";
  EXPECT_FALSE(layers.find(other));
  EXPECT_TRUE(layers.find(key("a")));
}

TEST_F(LayersTest, WhatOtherExtractorsMadeIsAMiss) {
  ASSERT_TRUE(Layers(*folder_, catalogue_).keep(key("a"), {}, {}));
  const extract::Catalogue other(extract::all_extractors());
  EXPECT_NE(maker_of_layers(other), maker_of_layers(catalogue_));
  EXPECT_FALSE(Layers(*folder_, other).find(key("a")));
}

TEST_F(LayersTest, AnAnalysisThatALimitCutIsNotKept) {
  extract::LayerAnalysis cut;
  cut.metered = true;
  EXPECT_FALSE(Layers(*folder_, catalogue_).keep(key("a"), cut, {}));
}

TEST_F(LayersTest, BytesAreProvenForOneStampAndOneDigest) {
  Layers layers(*folder_, catalogue_);
  EXPECT_FALSE(layers.is_proven("1 2 3", "sha256:a"));
  layers.prove("1 2 3", "sha256:a");
  EXPECT_TRUE(layers.is_proven("1 2 3", "sha256:a"));
  EXPECT_FALSE(layers.is_proven("1 2 4", "sha256:a"));
  EXPECT_FALSE(layers.is_proven("1 2 3", "sha256:b"));
}

}  // namespace
}  // namespace pratique::cache
