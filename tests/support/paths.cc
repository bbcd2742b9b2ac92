#include "support/paths.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

namespace fs = std::filesystem;

namespace pratique::testing {

std::string read_file(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  EXPECT_TRUE(in.good()) << path << " cannot be read";
  std::ostringstream text;
  text << in.rdbuf();
  return text.str();
}

std::string shared_folder() {
  const char* named = std::getenv("PRATIQUE_SHARED");
  const std::string folder = named ? named : "../shared";
  return fs::exists(folder + "/corpora") ? folder : "";
}

std::string unpacked(std::string_view pack) {
  const auto shared = shared_folder();
  if (shared.empty()) return "";
  const auto archive = shared + "/" + std::string(pack) + ".tar.zst";
  const auto folder = "build/" + std::string(pack);
  if (fs::exists(folder)) return folder;
  // Another test may be doing the same: unpack aside, then rename; the loser of the race drops its copy.
  const auto aside = folder + "." + std::to_string(::getpid());
  fs::create_directories(aside);
  const auto command = "zstd -dc --long=27 '" + archive + "' | tar -x -C '" + aside + "'";
  EXPECT_EQ(std::system(command.c_str()), 0) << command;
  std::error_code error;
  fs::rename(aside, folder, error);
  if (error) fs::remove_all(aside);
  return folder;
}

}  // namespace pratique::testing
