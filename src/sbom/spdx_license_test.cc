#include "sbom/spdx_license.h"

#include <gtest/gtest.h>

namespace pratique::sbom {
namespace {

TEST(SpdxLicense, IdentifiersAreTakenInTheirSpelling) {
  for (const auto* id :
       {"0BSD", "MIT", "Apache-2.0", "GPL-2.0-with-classpath-exception", "ZPL-2.1", "zlib-acknowledgement"}) {
    EXPECT_TRUE(is_spdx_license_id(id)) << id;
  }
  for (const auto* id : {"", "mit", "GPLv2+", "Classpath-exception-2.0", "389-exception", "LicenseRef-x"}) {
    EXPECT_FALSE(is_spdx_license_id(id)) << id;
  }
}

TEST(SpdxLicense, ExpressionsOfTheSpecification) {
  for (const auto* text :
       {"MIT", "GPL-2.0+", "LicenseRef-23", "MIT OR Apache-2.0", "LGPL-2.1-only AND (MIT OR BSD-3-Clause)",
        "GPL-2.0-only WITH Classpath-exception-2.0", "((MIT))", "(MIT)OR(ISC)", "LicenseRef-a.b-c AND MIT"}) {
    EXPECT_TRUE(is_spdx_expression(text)) << text;
  }
  for (const auto* text : {"", " ", "MIT Apache-2.0", "MIT OR", "OR MIT", "(MIT", "MIT)", "()", "MIT or ISC",
                           "MIT/ISC", "GPL-2.0 +", "MIT WITH", "MIT WITH MIT",
                           "(MIT OR ISC) WITH Classpath-exception-2.0", "LicenseRef-", "LicenseRef-a_b"}) {
    EXPECT_FALSE(is_spdx_expression(text)) << text;
  }
}

TEST(SpdxLicense, DepthOfParenthesesIsLimited) {
  const auto nested = [](std::size_t depth) {
    return std::string(depth, '(') + "MIT" + std::string(depth, ')');
  };
  EXPECT_TRUE(is_spdx_expression(nested(64)));
  EXPECT_FALSE(is_spdx_expression(nested(65)));
  EXPECT_FALSE(is_spdx_expression(nested(1'000'000)));
}

TEST(SpdxLicense, ReferencesAndJoinsAreFound) {
  EXPECT_EQ(license_refs("LicenseRef-b AND (MIT OR LicenseRef-a) AND LicenseRef-b"),
            (std::vector<std::string>{"LicenseRef-a", "LicenseRef-b"}));
  EXPECT_TRUE(is_compound("MIT OR ISC"));
  EXPECT_FALSE(is_compound("GPL-2.0-only WITH Classpath-exception-2.0"));
}

TEST(SpdxLicense, BlanksOfAnExpressionHaveOneSpelling) {
  EXPECT_EQ(with_single_blanks("( \tGPL-2.0-only   OR\nMIT )"), "(GPL-2.0-only OR MIT)");
  EXPECT_EQ(with_single_blanks("MIT AND(Zlib OR(Apache-2.0))"), "MIT AND (Zlib OR (Apache-2.0))");
  EXPECT_EQ(with_single_blanks("MIT"), "MIT");
}

}  // namespace
}  // namespace pratique::sbom
