#include "model/purl_type.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace pratique::model {
namespace {

TEST(PurlType, EverydayNamesAreTaken) {
  struct Row {
    std::string_view word, type;
  };
  for (const auto& [word, type] :
       {Row{"go", "golang"}, Row{"golang", "golang"}, Row{"python", "pypi"}, Row{"PIP", "pypi"},
        Row{"java", "maven"}, Row{"jar", "maven"}, Row{"ruby", "gem"}, Row{"php", "composer"},
        Row{"rust", "cargo"}, Row{"node", "npm"}, Row{"debian", "deb"}, Row{"alpine", "apk"},
        Row{"NuGet", "nuget"}, Row{"crates.io", "cargo"}}) {
    EXPECT_EQ(type_named(word), type) << word;
  }
  EXPECT_EQ(type_named("debb"), std::nullopt);
  EXPECT_EQ(type_named(""), std::nullopt);
}

TEST(PurlType, EveryWordNamesARegisteredType) {
  const auto words = type_words();
  EXPECT_EQ(std::adjacent_find(words.begin(), words.end()), words.end()) << "one meaning for each word";
  for (const auto& word : words) {
    const auto type = type_named(word);
    ASSERT_TRUE(type) << word;
    EXPECT_EQ(type_named(*type), *type) << word;
    EXPECT_EQ(purl_type(*type).type, *type) << word << ": the rows must be sorted";
  }
}

}  // namespace
}  // namespace pratique::model
