#include "extract/lang/support/packages.h"

#include <gtest/gtest.h>

#include "base/text.h"
#include "extract/lang/support/places.h"

namespace pratique::extract::lang {
namespace {

TEST(Descriptive, IsValidOnOneLineAndCutVisibly) {
  EXPECT_EQ(descriptive("  a\n\tb\x1b "), "a  b ");
  EXPECT_EQ(descriptive("\xe9t\xc3\xa9"), "\xef\xbf\xbdt\xc3\xa9");
  const auto cut = descriptive(std::string(kMaxText + 1, 'a'));
  EXPECT_EQ(cut, std::string(kMaxText, 'a') + "…");
  EXPECT_EQ(descriptive(std::string(kMaxText, 'a')), std::string(kMaxText, 'a'));
  EXPECT_TRUE(base::is_valid_utf8(descriptive(std::string(kMaxText - 1, 'a') + "éé")));
}

TEST(AddLicense, SortedUniqueBounded) {
  model::Component component;
  for (const char* text : {"MIT", "BSD", "MIT", "", "UNKNOWN", "None"}) add_license(component, text);
  EXPECT_EQ(component.licenses, (std::vector<std::string>{"BSD", "MIT"}));
  for (std::size_t i = 0; i < 100; ++i) add_license(component, std::to_string(i));
  EXPECT_EQ(component.licenses.size(), kMaxLicenses);
}

TEST(Package, RefusesUnusableNames) {
  const auto make = [](std::string_view name, std::string_view version) {
    return package("npm", {}, name, version, model::Evidence::kInstalled);
  };
  EXPECT_TRUE(make("a", ""));
  EXPECT_FALSE(make("", "1"));
  EXPECT_FALSE(make("a\nb", "1"));
  EXPECT_FALSE(make("a", "1\x7f"));
  EXPECT_FALSE(make("a", "\xff"));
  EXPECT_FALSE(make("a", std::string(kMaxIdentity + 1, '1')));
}

TEST(InsidePackage, ByFolder) {
  for (const char* path : {"app/node_modules/a/x.lock", "usr/lib/python3/dist-packages/x.lock",
                           "gems/a-1.0/x.lock", "root/.cargo/registry/src/host-0/a-1.0/x.lock"}) {
    EXPECT_TRUE(inside_package(path)) << path;
  }
  for (const char* path :
       {"x.lock", "app/x.lock", "gems/3.1.0/x.lock", "gems/x.lock", "app/vendor/a/x.lock"}) {
    EXPECT_FALSE(inside_package(path)) << path;
  }
}

TEST(LicenceChoice, IsOneExpressionWhereEachIsKnown) {
  const auto stated = [](const std::vector<std::string>& texts) {
    model::Component component;
    add_license_choice(component, texts);
    return component.licenses;
  };
  using Texts = std::vector<std::string>;
  EXPECT_EQ(stated({"EPL 2.0", "GPL2 w/ CPE"}),
            Texts{"EPL-2.0 OR GPL-2.0-only WITH Classpath-exception-2.0"});
  EXPECT_EQ(stated({"MIT OR ISC", "Zlib"}), Texts{"(MIT OR ISC) OR Zlib"});
  EXPECT_EQ(stated({"MIT", "Our own"}), (Texts{"MIT", "Our own"}));
  EXPECT_EQ(stated({"The MIT License"}), Texts{"The MIT License"});
  EXPECT_EQ(stated({}), Texts());
}

}  // namespace
}  // namespace pratique::extract::lang
