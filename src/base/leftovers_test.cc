#include "base/leftovers.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <vector>

namespace pratique::base {
namespace {

TEST(Leftovers, NamedFilesAreRemovedAndOthersStay) {
  const auto folder = std::filesystem::temp_directory_path() / ("leftovers-" + std::to_string(::getpid()));
  std::filesystem::create_directories(folder);
  const auto make = [&](const std::string& name) {
    std::ofstream(folder / name) << "x";
    return (folder / name).string();
  };
  {
    const Leftover named(make("named"));
    Leftover moved_from(make("moved"));
    const Leftover moved(std::move(moved_from));
    {
      const Leftover over(make("over"));
    }
    const Leftover missing((folder / "missing").string());
    const Leftover too_long(std::string(100'000, 'a'));
    remove_leftovers();
  }
  EXPECT_FALSE(std::filesystem::exists(folder / "named"));
  EXPECT_FALSE(std::filesystem::exists(folder / "moved"));
  EXPECT_TRUE(std::filesystem::exists(folder / "over"));
  make("named");
  remove_leftovers();
  EXPECT_TRUE(std::filesystem::exists(folder / "named")) << "its object is gone";
  {
    std::vector<Leftover> many;
    for (std::size_t i = 0; i < 3 * kMaxLeftovers; ++i) many.emplace_back(make(std::to_string(i)));
    remove_leftovers();
    EXPECT_FALSE(std::filesystem::exists(folder / "0"));
  }
  std::filesystem::remove_all(folder);
}

}  // namespace
}  // namespace pratique::base
