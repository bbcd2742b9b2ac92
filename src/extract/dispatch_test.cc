// The registry of extractors and the look-up of those that a file triggers.
#include "extract/dispatch.h"

#include <gtest/gtest.h>

#include <set>

namespace pratique::extract {
namespace {

TEST(Extractors, EachHasANameOfItsOwnAndTheRoleOfItsFolder) {
  std::set<std::string> names;
  for (const auto& extractor : all_extractors()) {
    const auto& info = extractor->info();
    EXPECT_TRUE(names.insert(info.name).second) << info.name;
    const auto folder = info.name.substr(0, info.name.find('/'));
    const auto role = info.role;
    const bool fits = folder == "os"     ? is_of_system(role) || role == Role::kAccounts
                      : folder == "lang" ? role == Role::kInstalledPackage || role == Role::kLockFile ||
                                               role == Role::kLicenseFile
                      : folder == "binary" ? role == Role::kBinary || role == Role::kBanner
                                           : role == Role::kUnread;
    EXPECT_TRUE(fits) << info.name;
  }
  EXPECT_GE(names.size(), 19u);
}

TEST(Extractors, InfoIsOneObjectForTheExtractorsWholeLife) {
  for (const auto& extractor : all_extractors()) EXPECT_EQ(&extractor->info(), &extractor->info());
}

}  // namespace
}  // namespace pratique::extract
