#include "licence/expression.h"

#include <gtest/gtest.h>

namespace pratique::licence {
namespace {

TEST(Expression, IdentifiersAreTakenInTheirSpelling) {
  for (const auto* id :
       {"0BSD", "MIT", "Apache-2.0", "GPL-2.0-with-classpath-exception", "ZPL-2.1", "zlib-acknowledgement"}) {
    EXPECT_TRUE(is_licence_id(id)) << id;
  }
  for (const auto* id : {"", "mit", "GPLv2+", "Classpath-exception-2.0", "389-exception", "LicenseRef-x"}) {
    EXPECT_FALSE(is_licence_id(id)) << id;
  }
}

TEST(Expression, ExpressionsOfTheSpecification) {
  for (const auto* text :
       {"MIT", "GPL-2.0+", "LicenseRef-23", "MIT OR Apache-2.0", "LGPL-2.1-only AND (MIT OR BSD-3-Clause)",
        "GPL-2.0-only WITH Classpath-exception-2.0", "((MIT))", "(MIT)OR(ISC)", "LicenseRef-a.b-c AND MIT"}) {
    EXPECT_TRUE(is_expression(text)) << text;
  }
  for (const auto* text : {"", " ", "MIT Apache-2.0", "MIT OR", "OR MIT", "(MIT", "MIT)", "()", "MIT or ISC",
                           "MIT/ISC", "GPL-2.0 +", "MIT WITH", "MIT WITH MIT",
                           "(MIT OR ISC) WITH Classpath-exception-2.0", "LicenseRef-", "LicenseRef-a_b"}) {
    EXPECT_FALSE(is_expression(text)) << text;
  }
}

TEST(Expression, DepthOfParenthesesIsLimited) {
  const auto nested = [](std::size_t depth) {
    return std::string(depth, '(') + "MIT" + std::string(depth, ')');
  };
  EXPECT_TRUE(is_expression(nested(64)));
  EXPECT_FALSE(is_expression(nested(65)));
  EXPECT_FALSE(is_expression(nested(1'000'000)));
}

TEST(Expression, ReferencesAndJoinsAreFound) {
  EXPECT_EQ(references("LicenseRef-b AND (MIT OR LicenseRef-a) AND LicenseRef-b"),
            (std::vector<std::string>{"LicenseRef-a", "LicenseRef-b"}));
  EXPECT_TRUE(is_compound("MIT OR ISC"));
  EXPECT_FALSE(is_compound("GPL-2.0-only WITH Classpath-exception-2.0"));
}

TEST(Expression, BlanksOfAnExpressionHaveOneSpelling) {
  EXPECT_EQ(with_single_blanks("( \tGPL-2.0-only   OR\nMIT )"), "(GPL-2.0-only OR MIT)");
  EXPECT_EQ(with_single_blanks("MIT AND(Zlib OR(Apache-2.0))"), "MIT AND (Zlib OR (Apache-2.0))");
  EXPECT_EQ(with_single_blanks("MIT"), "MIT");
}

TEST(Expression, CaseBlanksAndReplacedIdentifiersAreMended) {
  EXPECT_EQ(canonical("gpl-2.0+ or ( mit )"), "GPL-2.0-or-later OR (MIT)");
  EXPECT_EQ(canonical("APACHE-2.0"), "Apache-2.0");
  EXPECT_EQ(canonical("GPL-2.0-with-classpath-exception"), "GPL-2.0-only WITH Classpath-exception-2.0");
  EXPECT_EQ(canonical("GPL-3.0-only with gcc-exception-3.1"), "GPL-3.0-only WITH GCC-exception-3.1");
  EXPECT_EQ(canonical("LGPL-2.1-only+"), "LGPL-2.1-or-later");
  EXPECT_EQ(canonical("MPL-1.1+ AND LicenseRef-Own"), "MPL-1.1+ AND LicenseRef-Own");
  for (const auto* text : {"", "MIT License", "MIT,ISC", "mit or", "GPL-2.0 with mit", "licenseref-x"})
    EXPECT_EQ(canonical(text), std::nullopt) << text;
}

TEST(Expression, CategoryIsThatOfTheChoiceOneHas) {
  const std::pair<const char*, Category> cases[] = {
      {"MIT", Category::kPermissive},
      {"GPL-2.0-only OR MIT", Category::kPermissive},
      {"GPL-2.0-or-later AND MIT", Category::kStrongCopyleft},
      {"MIT AND GPL-2.0-only OR LGPL-2.1-or-later", Category::kWeakCopyleft},
      {"(MIT OR AGPL-3.0-only) AND MPL-2.0", Category::kWeakCopyleft},
      {"AGPL-3.0-or-later", Category::kNetworkCopyleft},
      {"BUSL-1.1", Category::kProprietary},
      {"LicenseRef-x AND MIT", Category::kUnknown},
      {"MPL-1.1+", Category::kWeakCopyleft},
      {"no expression", Category::kUnknown},
  };
  for (const auto& [text, category] : cases) EXPECT_EQ(category_of(text), category) << text;
}

TEST(Expression, LicencesWithoutExceptions) {
  EXPECT_EQ(licences_of("GPL-2.0-or-later WITH Classpath-exception-2.0 OR (MPL-1.1+ AND LicenseRef-x)"),
            (std::vector<std::string>{"GPL-2.0-or-later", "LicenseRef-x", "MPL-1.1"}));
}

}  // namespace
}  // namespace pratique::licence
