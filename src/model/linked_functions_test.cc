#include "model/linked_functions.h"

#include <gtest/gtest.h>

#include "model/component.h"

namespace pratique::model {
namespace {

std::uint64_t key(std::string_view package, std::string_view function) {
  return function_key(package, hash_function(function));
}

TEST(LinkedFunctions, KnowsWhatWasPutIn) {
  std::vector<std::uint64_t> keys{function_key("net/http", 0)};
  for (int i = 0; i < 20'000; ++i) keys.push_back(key("net/http", "f" + std::to_string(i)));
  const auto text = write_functions(keys);
  EXPECT_LT(text.size(), 20'000 * 38 / 10);
  const auto set = LinkedFunctions::parse(text);
  ASSERT_TRUE(set);
  EXPECT_TRUE(set->has_package("net/http"));
  EXPECT_FALSE(set->has_package("net/http2"));
  int wrong = 0;
  for (int i = 0; i < 20'000; ++i) {
    ASSERT_TRUE(set->has("net/http", "f" + std::to_string(i)));
    wrong += set->has("net/http", "g" + std::to_string(i)) ? 1 : 0;
  }
  EXPECT_LE(wrong, 1);  // one in a million
}

TEST(LinkedFunctions, NothingLinkedIsNotNothingKnown) {
  const auto text = write_functions({});
  EXPECT_EQ(text, "0.20:");
  const auto set = LinkedFunctions::parse(text);
  ASSERT_TRUE(set);
  EXPECT_FALSE(set->has_package("net/http"));
  EXPECT_FALSE(LinkedFunctions::parse(""));
}

TEST(LinkedFunctions, TextsOfDocumentsAreTheSameForEver) {
  EXPECT_EQ(write_functions({key("a", "F"), key("a", "T.M"), function_key("a", 0)}),
            write_functions({function_key("a", 0), key("a", "T.M"), key("a", "F"), key("a", "F")}));
  EXPECT_EQ(hash_function("Conn.Close"), 1945133026536557117ULL);
  EXPECT_EQ(write_functions({key("a", "F"), key("a", "T.M"), function_key("a", 0)}), "3.22:PnMsSCX2DxQ");
}

TEST(LinkedFunctions, TextsThatLieAreNotKnown) {
  const auto text = write_functions({key("a", "F"), key("a", "G")});
  ASSERT_TRUE(LinkedFunctions::parse(text));
  for (const auto* bad :
       {"x", "1", "1.20", "1.20:", "2.20:AAAA", "99999999999.20:AAAA", "1.19:AAAAAAA", "1.64:AAAAAAA",
        "-1.20:", "1.20:!!!!", "0.20:A", "18446744073709551615.21:AAAA", "1.20:____________________"})
    EXPECT_FALSE(LinkedFunctions::parse(bad)) << bad;
  EXPECT_FALSE(LinkedFunctions::parse(text + "A"));
  EXPECT_FALSE(LinkedFunctions::parse(text.substr(0, text.size() - 1)));
}

TEST(LinkedFunctions, TwoProgramsLinkWhatEitherDoes) {
  std::vector<std::uint64_t> many;
  for (int i = 0; i < 1'000; ++i) many.push_back(key("b", std::to_string(i)));
  const auto joined =
      LinkedFunctions::parse(join_functions(write_functions({key("a", "F")}), write_functions(many)));
  ASSERT_TRUE(joined);
  EXPECT_TRUE(joined->has("a", "F"));
  EXPECT_TRUE(joined->has("b", "999"));
  EXPECT_FALSE(joined->has("a", "G"));
  EXPECT_EQ(join_functions("", write_functions(many)), "");
  EXPECT_EQ(join_functions(write_functions(many), "damaged"), "");
}

// One module in two programs, of which one tells nothing: nobody knows what the other links.
TEST(LinkedFunctions, AnUnknownProgramMakesAComponentUnknown) {
  Component known, unknown;
  known.details.edit().functions = write_functions({key("a", "F")});
  auto into = known;
  join(into, unknown);
  EXPECT_EQ(into.details->functions, "");
  into = unknown;
  join(into, known);
  EXPECT_EQ(into.details->functions, "");
  into = known;
  join(into, known);
  EXPECT_EQ(into.details->functions, known.details->functions);
}

}  // namespace
}  // namespace pratique::model
