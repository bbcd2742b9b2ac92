#include "base/nearest.h"

#include <gtest/gtest.h>

#include <array>

namespace pratique::base {
namespace {

TEST(Nearest, DistanceCountsEdits) {
  struct Row {
    std::string_view a, b;
    std::size_t edits;
  };
  for (const auto& [a, b, edits] :
       {Row{"", "", 0}, Row{"abc", "", 3}, Row{"", "abc", 3}, Row{"high", "hgih", 1}, Row{"json", "jsn", 1},
        Row{"kitten", "sitting", 3}, Row{"HIGH", "high", 0}, Row{"ca", "abc", 3},
        Row{"quickview", "quickvew", 1}}) {
    EXPECT_EQ(edit_distance(a, b), edits) << a << " " << b;
    EXPECT_EQ(edit_distance(b, a), edits) << b << " " << a;
  }
}

TEST(Nearest, LongWordsEndAtOnce) {
  const std::string much(1 << 20, 'a');
  EXPECT_LE(edit_distance(much, "a"), kMaxMeantBytes + 1);
  const std::array<std::string_view, 2> words{much, "a"};
  EXPECT_EQ(nearest(much, words), "");
}

TEST(Nearest, WordThatWasMeant) {
  constexpr std::array<std::string_view, 6> kWords{"quickview",       "cves",        "sbom", "version",
                                                   "--only-severity", "--only-fixed"};
  EXPECT_EQ(nearest("quickvew", kWords), "quickview");
  EXPECT_EQ(nearest("QUICKVIEW", kWords), "quickview");
  EXPECT_EQ(nearest("cve", kWords), "cves");
  EXPECT_EQ(nearest("sbmo", kWords), "sbom");
  EXPECT_EQ(nearest("quick", kWords), "quickview") << "a beginning";
  EXPECT_EQ(nearest("severity", kWords), "--only-severity") << "a part";
  EXPECT_EQ(nearest("--only-sevrity", kWords), "--only-severity");
  EXPECT_EQ(nearest("sail", kWords), "");
  EXPECT_EQ(nearest("x", kWords), "");
  EXPECT_EQ(nearest("", kWords), "");
}

TEST(Nearest, Sentence) {
  constexpr std::array<std::string_view, 2> kWords{"critical", "high"};
  EXPECT_EQ(did_you_mean("hgih", kWords), "; did you mean high?");
  EXPECT_EQ(did_you_mean("nothing", kWords), "");
}

}  // namespace
}  // namespace pratique::base
