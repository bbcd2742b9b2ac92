#include "fix/diff.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <random>

#include "support/paths.h"

namespace pratique::fix {
namespace {

namespace fs = std::filesystem;

class Folder {
 public:
  Folder() {
    std::string name = (fs::temp_directory_path() / "pratique-diff-XXXXXX").string();
    path_ = mkdtemp(name.data());
  }
  ~Folder() { fs::remove_all(path_); }
  std::string put(const char* name, const std::string& text) const {
    const auto path = (path_ / name).string();
    std::ofstream(path, std::ios::binary) << text;
    return path;
  }
  std::string run(const std::string& command) const {
    const auto out = (path_ / "out").string();
    const auto code = std::system(("cd " + path_.string() + " && " + command + " > out 2>&1").c_str());
    (void)code;
    return testing::read_file(out);
  }

 private:
  fs::path path_;
};

// `diff -u` without its header.
std::string hunks_of_diff(const Folder& folder, const std::string& before, const std::string& after) {
  folder.put("before", before);
  folder.put("after", after);
  const auto text = folder.run("diff -u --minimal before after");
  const auto at = text.find("@@");
  return at == std::string::npos ? "" : text.substr(at);
}
std::string hunks(const std::string& before, const std::string& after) {
  const auto text = unified_diff("f", before, after);
  const auto at = text.find("@@");
  return at == std::string::npos ? "" : text.substr(at);
}

TEST(Diff, SaysWhatDiffSays) {
  const Folder folder;
  std::string many;
  for (int i = 1; i <= 40; ++i) many += "line " + std::to_string(i) + "\n";
  const auto with = [&](std::vector<std::pair<std::string, std::string>> changes) {
    auto text = many;
    for (const auto& [from, to] : changes) text.replace(text.find(from), from.size(), to);
    return text;
  };
  const std::vector<std::pair<std::string, std::string>> pairs{
      {many, with({{"line 7\n", "LINE\n"}})},
      {many, with({{"line 1\n", "LINE\n"}, {"line 40\n", "LINE"}})},
      {many, with({{"line 10\n", "A\nB\n"}, {"line 16\n", ""}})},
      {many, with({{"line 10\n", "A\n"}, {"line 17\n", "B\n"}})},
      {many, with({{"line 10\n", "A\n"}, {"line 18\n", "B\n"}})},
      {many, with({{"line 10\n", "A\n"}, {"line 19\n", "B\n"}})},
      {"", "one\n"},
      {"one\n", ""},
      {"one", "one\n"},
      {"a\r\nb\r\n", "a\r\nc\r\n"},
      {"a\n", "b\n"},
      {many, many + "end\n"},
      {many, "start\n" + many}};
  for (const auto& [before, after] : pairs)
    EXPECT_EQ(hunks(before, after), hunks_of_diff(folder, before, after));
  EXPECT_EQ(unified_diff("f", many, many), "");
}

TEST(Diff, IsTakenByPatchAndIsShortest) {
  const Folder folder;
  std::mt19937 random(7);
  for (int round = 0; round < 60; ++round) {
    std::string before, after;
    for (int i = 0; i < 60; ++i) {
      const auto line = std::string(1, static_cast<char>('a' + random() % 6)) + "\n";
      if (random() % 8 != 0) before += line;
      if (random() % 8 != 0) after += line;
    }
    if (random() % 3 == 0 && !after.empty()) after.pop_back();
    if (before == after) continue;
    const auto theirs = hunks_of_diff(folder, before, after);
    const auto ours = unified_diff("before", before, after);
    const auto count = [](const std::string& text) {
      std::size_t n = 0;
      for (std::size_t i = 1; i < text.size(); ++i)
        n += text[i - 1] == '\n' && (text[i] == '+' || text[i] == '-');
      return n;
    };
    EXPECT_EQ(count(ours.substr(ours.find("@@"))), count(theirs));
    folder.put("ours.diff", ours);
    folder.put("before", before);
    const auto said = folder.run("patch -p1 --batch before ours.diff");
    EXPECT_EQ(folder.run("cat before"), after) << said << ours;
  }
}

TEST(Diff, EndsWithTextsThatHaveNothingInCommon) {
  std::string before, after;
  for (int i = 0; i < 5'000; ++i)
    before += "a" + std::to_string(i) + "\n", after += "b" + std::to_string(i) + "\n";
  const auto text = unified_diff("f", before, after);
  EXPECT_EQ(std::count(text.begin(), text.end(), '\n'), 10'000 + 3);
}

}  // namespace
}  // namespace pratique::fix
