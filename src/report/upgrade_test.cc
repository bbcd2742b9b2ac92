#include "report/upgrade.h"

#include <gtest/gtest.h>

#include <vector>

namespace pratique::report {
namespace {

std::string advice(std::string_view type, const std::vector<std::string>& fixed) {
  std::vector<match::Finding> findings(fixed.size());
  std::vector<const match::Finding*> views;
  for (std::size_t i = 0; i < fixed.size(); ++i) {
    findings[i].fixed = fixed[i];
    views.push_back(&findings[i]);
  }
  const auto upgrade = best_upgrade(type, views);
  return upgrade ? upgrade->version + " fixes " + std::to_string(upgrade->fixes) : "none";
}

TEST(Upgrade, TheLowestVersionThatFixesTheMostByTheOrderOfItsKind) {
  EXPECT_EQ(advice("npm", {"4.17.9", "4.17.21", "", "4.17.5"}), "4.17.21 fixes 3");
  EXPECT_EQ(advice("deb", {"1:1.0-1", "2.0-1"}), "1:1.0-1 fixes 2");
  EXPECT_EQ(advice("pypi", {"2.0rc1", "2.0"}), "2.0 fixes 2");
  EXPECT_EQ(advice("apk", {"1.2.2-r10", "1.2.2-r9"}), "1.2.2-r10 fixes 2");
  EXPECT_EQ(advice("maven", {"2.9.10.8", "2.9.10"}), "2.9.10.8 fixes 2");
}

TEST(Upgrade, NothingIsInvented) {
  EXPECT_EQ(advice("npm", {}), "none");
  EXPECT_EQ(advice("npm", {"", ""}), "none");
  EXPECT_EQ(advice("nokind", {"1", "2"}), "none");
  EXPECT_EQ(advice("nokind", {"2", "2", ""}), "2 fixes 2");
}

}  // namespace
}  // namespace pratique::report
