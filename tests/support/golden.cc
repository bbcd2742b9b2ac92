#include "support/golden.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "support/paths.h"

namespace fs = std::filesystem;

namespace pratique::testing {

bool updates_goldens() {
  const auto is_set = [](const char* name, std::string_view value) {
    const char* text = std::getenv(name);
    return text != nullptr && (value.empty() ? *text != '\0' : text == value);
  };
  if (!is_set("UPDATE_GOLDEN", "1")) return false;
  if (!is_set("CI", "")) return true;
  ADD_FAILURE() << "UPDATE_GOLDEN is set in CI, where goldens are compared and never written";
  return false;
}

void expect_golden(const std::string& want_path, std::string_view got) {
  if (updates_goldens()) {
    std::ofstream(want_path, std::ios::binary) << got;
    GTEST_SKIP() << "golden written: " << want_path;
  }
  ASSERT_TRUE(fs::exists(want_path)) << want_path << " is missing; UPDATE_GOLDEN=1 writes it";
  EXPECT_EQ(read_file(want_path), got) << want_path;
}

std::vector<std::string> inputs(const std::string& folder, std::string_view suffix) {
  std::vector<std::string> found;
  for (const auto& entry : fs::directory_iterator(folder)) {
    const auto name = entry.path().string();
    if (entry.is_regular_file() && name.ends_with(suffix)) found.push_back(name);
  }
  std::sort(found.begin(), found.end());
  EXPECT_FALSE(found.empty()) << folder << " holds no *" << suffix;
  return found;
}

}  // namespace pratique::testing
