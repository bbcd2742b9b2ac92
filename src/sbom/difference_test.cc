#include "sbom/difference.h"

#include <gtest/gtest.h>

#include "model/purl.h"

namespace pratique::sbom {
namespace {

model::Inventory inventory(const std::vector<std::string>& purls) {
  model::Inventory one;
  for (const auto& purl : purls) {
    one.components.emplace_back();
    one.components.back().purl = model::parse_purl(purl).value();
  }
  model::normalise(one);
  return one;
}

TEST(Difference, OfVersions) {
  const auto found = difference_of(inventory({"pkg:npm/a@1", "pkg:npm/b@1", "pkg:npm/c@1"}),
                                   inventory({"pkg:npm/a@1", "pkg:npm/b@2", "pkg:npm/d@1"}));
  EXPECT_EQ(found.same, 1u);
  ASSERT_EQ(found.added.size(), 1u);
  EXPECT_EQ(found.added[0].package, "pkg:npm/d");
  ASSERT_EQ(found.removed.size(), 1u);
  EXPECT_EQ(found.removed[0].package, "pkg:npm/c");
  ASSERT_EQ(found.changed.size(), 1u);
  EXPECT_EQ(found.changed[0].before, "1");
  EXPECT_EQ(found.changed[0].after, "2");
}

TEST(Difference, QualifiersAndPlacesAreNone) {
  auto a = inventory({"pkg:deb/debian/a@1?arch=amd64"}),
       b = inventory({"pkg:deb/debian/a@1?distro=debian-12"});
  a.components[0].locations = {{"x", ""}};
  EXPECT_FALSE(difference_of(a, b).differs());
}

TEST(Difference, OfWhatIsSaid) {
  const auto a = inventory({"pkg:npm/a@1"});
  auto b = a;
  b.components[0].licenses = {"MIT"};
  b.components[0].supplier = "S";
  const auto found = difference_of(a, b);
  ASSERT_EQ(found.changed.size(), 1u);
  ASSERT_EQ(found.changed[0].fields.size(), 2u);
  EXPECT_EQ(found.changed[0].fields[0].field, "licenses");
  EXPECT_EQ(found.changed[0].fields[0].after, "MIT");
}

TEST(Difference, OneVersionMoreIsAdded) {
  const auto found = difference_of(inventory({"pkg:npm/a@1"}), inventory({"pkg:npm/a@1", "pkg:npm/a@2"}));
  ASSERT_EQ(found.added.size(), 1u);
  EXPECT_EQ(found.added[0].version, "2");
  EXPECT_TRUE(found.changed.empty());
}

}  // namespace
}  // namespace pratique::sbom
