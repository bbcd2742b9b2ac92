#include "cache/folder.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <thread>

namespace pratique::cache {
namespace {

namespace fs = std::filesystem;
using Making = Folder::Making;

EntryKey key(int number) { return {"maker", "subject " + std::to_string(number)}; }

class FolderTest : public ::testing::Test {
 protected:
  void SetUp() override { fs::create_directories(root_); }
  void TearDown() override { fs::remove_all(root_); }

  std::unique_ptr<Folder> open(std::uint64_t limit = kDefaultBytes, Making making = Making::kMake) const {
    auto folder = Folder::open(place_, limit, making);
    EXPECT_TRUE(folder) << base::to_line(folder.error());
    return folder ? std::move(*folder) : nullptr;
  }
  ErrorKind refusal() const {
    const auto folder = Folder::open(place_, kDefaultBytes, Making::kMake);
    EXPECT_FALSE(folder);
    return folder ? ErrorKind::kUsage : folder.error().kind;
  }
  std::vector<fs::path> files() const {
    std::vector<fs::path> all;
    for (const auto& file : fs::directory_iterator(layers())) {
      if (file.path().filename() != "lock") all.push_back(file.path());
    }
    return all;
  }
  fs::path layers() const { return fs::path(place_) / "layers"; }
  static void used(const fs::path& file, std::chrono::hours ago) {
    fs::last_write_time(file, fs::file_time_type::clock::now() - ago);
  }

  const std::string root_ = ::testing::TempDir() + "pratique-folder-" + std::to_string(::getpid());
  const std::string place_ = root_ + "/a/cache";
};

bool put(Folder& folder, EntryKind kind, const EntryKey& key, std::string_view content) {
  return folder.put(kind, key, {"", std::string(content)});
}
std::optional<std::string> get(Folder& folder, EntryKind kind, const EntryKey& key) {
  const auto entry = folder.get(kind, key);
  return entry ? std::optional(entry->content) : std::nullopt;
}
bool has(Folder& folder, EntryKind kind, const EntryKey& key) { return get(folder, kind, key).has_value(); }

mode_t mode_of(const fs::path& path) {
  struct stat status{};
  EXPECT_EQ(::lstat(path.c_str(), &status), 0) << path;
  return status.st_mode & 07777;
}

TEST_F(FolderTest, WhatIsPutIsFoundByItsKindAndKeyAlone) {
  const auto folder = open();
  EXPECT_FALSE(get(*folder, EntryKind::kLayer, key(1)));
  EXPECT_TRUE(put(*folder, EntryKind::kLayer, key(1), "one"));
  EXPECT_TRUE(put(*folder, EntryKind::kBlob, key(1), ""));
  EXPECT_EQ(get(*folder, EntryKind::kLayer, key(1)), "one");
  EXPECT_EQ(get(*folder, EntryKind::kBlob, key(1)), "");
  EXPECT_FALSE(get(*folder, EntryKind::kLayer, key(2)));
  EXPECT_FALSE(has(*folder, EntryKind::kLayer, key(2)));
  EXPECT_TRUE(put(*folder, EntryKind::kLayer, key(1), "two"));
  EXPECT_EQ(get(*open(), EntryKind::kLayer, key(1)), "two");
  const auto usage = folder->usage();
  EXPECT_EQ(usage.entries, 2u);
  EXPECT_EQ(usage.layers, 1u);
  EXPECT_EQ(usage.bytes, 2u * 4096);
}

TEST_F(FolderTest, IsForItsUserAlone) {
  const auto before = ::umask(0);
  put(*open(), EntryKind::kLayer, key(1), "one");
  ::umask(before);
  EXPECT_EQ(mode_of(place_), 0700u);
  EXPECT_EQ(mode_of(layers()), 0700u);
  EXPECT_EQ(mode_of(layers() / "lock"), 0600u);
  ASSERT_EQ(files().size(), 1u);
  EXPECT_EQ(mode_of(files()[0]), 0600u);
}

TEST_F(FolderTest, ThatOthersMayWriteToIsNotUsed) {
  open();
  for (const auto& path : {fs::path(place_), layers()}) {
    for (const mode_t mode : {0770u, 0702u, 01777u}) {
      ::chmod(path.c_str(), mode);
      EXPECT_EQ(refusal(), ErrorKind::kInvalid) << path << mode;
    }
    ::chmod(path.c_str(), 0755);
    EXPECT_TRUE(open());
    if (::geteuid() != 0) continue;
    ASSERT_EQ(::chown(path.c_str(), 12345, 12345), 0);
    EXPECT_EQ(refusal(), ErrorKind::kInvalid) << path;
    ASSERT_EQ(::chown(path.c_str(), 0, 0), 0);
  }
}

TEST_F(FolderTest, LinksInItLeadNowhere) {
  const auto elsewhere = root_ + "/elsewhere";
  fs::create_directories(elsewhere);
  fs::create_directories(place_);
  ::chmod(place_.c_str(), 0700);
  fs::create_symlink(elsewhere, layers());
  EXPECT_EQ(refusal(), ErrorKind::kInvalid);
  fs::remove(layers());
  const auto folder = open();
  put(*folder, EntryKind::kLayer, key(1), "one");
  const auto entry = files()[0];
  fs::rename(entry, elsewhere + "/entry");
  fs::create_symlink(elsewhere + "/entry", entry);
  EXPECT_FALSE(get(*folder, EntryKind::kLayer, key(1)));
  // The next one replaces the link, and the temporary file is none.
  std::ofstream(elsewhere + "/victim") << "whole";
  fs::create_symlink(elsewhere + "/victim", layers() / "new");
  EXPECT_TRUE(put(*folder, EntryKind::kLayer, key(1), "two"));
  EXPECT_EQ(get(*folder, EntryKind::kLayer, key(1)), "two");
  EXPECT_FALSE(fs::is_symlink(entry));
  EXPECT_EQ(fs::file_size(elsewhere + "/victim"), 5u);
  fs::remove(layers() / "lock");
  fs::create_symlink(elsewhere + "/victim", layers() / "lock");
  EXPECT_FALSE(put(*folder, EntryKind::kLayer, key(2), "two"));
}

TEST_F(FolderTest, IsNotMadeWhereItIsOnlyLookedAt) {
  const auto folder = Folder::open(place_, kDefaultBytes, Making::kOnlyIfThere);
  ASSERT_FALSE(folder);
  EXPECT_EQ(folder.error().kind, ErrorKind::kNotFound);
  EXPECT_FALSE(fs::exists(place_));
}

TEST_F(FolderTest, LeastRecentlyUsedGoFirst) {
  const auto folder = open(10 * 4096);
  for (int i = 0; i < 10; ++i) {
    const auto known = files();
    ASSERT_TRUE(put(*folder, EntryKind::kLayer, key(i), "x"));
    for (const auto& file : files()) {
      if (std::ranges::find(known, file) == known.end()) used(file, std::chrono::hours(100 - i));
    }
  }
  EXPECT_TRUE(get(*folder, EntryKind::kLayer, key(0)));  // used now
  EXPECT_TRUE(put(*folder, EntryKind::kLayer, key(10), std::string(3 * 4096, '\0') + "x"));
  EXPECT_TRUE(put(*folder, EntryKind::kLayer, key(11), "x"));
  EXPECT_LE(folder->usage().bytes, folder->limit());
  EXPECT_TRUE(has(*folder, EntryKind::kLayer, key(0)));
  EXPECT_FALSE(has(*folder, EntryKind::kLayer, key(1)));
  EXPECT_FALSE(has(*folder, EntryKind::kLayer, key(2)));
  for (int i = 3; i < 12; ++i) EXPECT_TRUE(has(*folder, EntryKind::kLayer, key(i))) << i;
}

TEST_F(FolderTest, TheLimitHoldsWhateverComes) {
  const auto folder = open(20 * 4096);
  std::string noise;
  for (std::uint32_t i = 0, x = 1; i < 100'000; ++i)
    noise += static_cast<char>((x = x * 1664525 + 1013904223) >> 24);
  EXPECT_FALSE(put(*folder, EntryKind::kLayer, key(1), noise));  // larger than all
  for (int i = 0; i < 60; ++i) {
    put(*folder, EntryKind::kLayer, key(i),
        std::string_view(noise).substr(0, static_cast<std::size_t>(i) * 997));
    EXPECT_LE(folder->usage().bytes, folder->limit());
  }
  EXPECT_GT(folder->usage().entries, 0u);
}

// The sum that writers hand on is right, or none.
TEST_F(FolderTest, TheSumIsThatOfTheFilesWhoeverDied) {
  const auto folder = open(8 * 4096);
  const auto sum = [&] {
    std::ifstream file(layers() / "lock");
    std::uint64_t bytes = 0, entries = 0;
    file >> bytes >> entries;
    return std::pair(bytes, entries);
  };
  for (int i = 0; i < 20; ++i) {
    ASSERT_TRUE(
        put(*folder, EntryKind::kLayer, key(i % 7), std::string(static_cast<std::size_t>(i) * 300, 'x')));
    const auto usage = folder->usage();
    EXPECT_EQ(sum(), std::pair(usage.bytes, std::uint64_t{usage.entries}));
  }
  for (const char* left : {"", "12", "0 0", "x y\n", "-1 2\n", "99999999999999999999 1\n", "1 1\n1"}) {
    std::ofstream(layers() / "lock") << left;
    for (int i = 0; i < 9; ++i) put(*folder, EntryKind::kLayer, key(i), "x");
    EXPECT_LE(folder->usage().bytes, folder->limit()) << left;
  }
  // Too much in it: others removed entries.
  std::ofstream(layers() / "lock") << "32768 8\n";
  for (const auto& file : files()) fs::remove(file);
  EXPECT_TRUE(put(*folder, EntryKind::kLayer, key(1), "x"));
  EXPECT_EQ(sum(), std::pair(std::uint64_t{4096}, std::uint64_t{1}));
}

// After the clock was put back, what was used "in the future" says nothing.
TEST_F(FolderTest, UsedInTheFutureGoesFirst) {
  const auto folder = open(4 * 4096);
  ASSERT_TRUE(put(*folder, EntryKind::kLayer, key(1), "x"));
  used(files()[0], std::chrono::hours(-1000));
  for (int i = 2; i < 6; ++i) ASSERT_TRUE(put(*folder, EntryKind::kLayer, key(i), "x"));
  EXPECT_FALSE(has(*folder, EntryKind::kLayer, key(1)));
  for (int i = 2; i < 6; ++i) EXPECT_TRUE(has(*folder, EntryKind::kLayer, key(i)));
}

TEST_F(FolderTest, ADamagedEntryIsAMissAndGoes) {
  const auto folder = open();
  put(*folder, EntryKind::kLayer, key(1), "one");
  fs::resize_file(files()[0], 40);
  EXPECT_FALSE(get(*folder, EntryKind::kLayer, key(1)));
  EXPECT_TRUE(files().empty());
  put(*folder, EntryKind::kLayer, key(1), "one");
  put(*folder, EntryKind::kLayer, key(2), "two");
  // One entry under another's name.
  const auto all = files();
  fs::copy_file(all[0], all[1], fs::copy_options::overwrite_existing);
  EXPECT_NE(get(*folder, EntryKind::kLayer, key(1)).has_value(),
            get(*folder, EntryKind::kLayer, key(2)).has_value());
  EXPECT_EQ(files().size(), 1u);
}

TEST_F(FolderTest, WhatADeadWriterLeftBehindGoesWithTheNextOne) {
  const auto folder = open();
  std::ofstream(layers() / "new") << "half of an ent";
  EXPECT_TRUE(put(*folder, EntryKind::kLayer, key(1), "one"));
  EXPECT_EQ(files().size(), 1u);
  std::ofstream(layers() / "new") << "half of an ent";
  EXPECT_TRUE(folder->prune({.makers = {"maker"}}));
  EXPECT_EQ(files().size(), 1u);
}

TEST_F(FolderTest, AWriterThatWasStoppedStopsNobody) {
  const auto folder = open();
  ASSERT_TRUE(put(*folder, EntryKind::kLayer, key(1), "one"));
  const int lock = ::open((layers() / "lock").c_str(), O_RDWR);
  ASSERT_EQ(::flock(lock, LOCK_EX), 0);
  EXPECT_FALSE(put(*folder, EntryKind::kLayer, key(2), "two"));
  const auto start = std::chrono::steady_clock::now();
  EXPECT_FALSE(put(*folder, EntryKind::kLayer, key(3), "three"));  // does not wait again
  EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds(1));
  EXPECT_EQ(get(*folder, EntryKind::kLayer, key(1)), "one");
  ::close(lock);
}

TEST_F(FolderTest, ThreadsAndFoldersTakeTurns) {
  constexpr int kThreads = 6, kEach = 30;
  std::vector<std::thread> threads;
  const auto shared = open(64 * 4096);
  for (int t = 0; t < kThreads; ++t) {
    threads.emplace_back([&, t] {
      const auto own = open(64 * 4096);
      auto& folder = t % 2 == 0 ? *own : *shared;
      for (int i = 0; i < kEach; ++i) {
        const auto number = (t * 7 + i) % 40;
        put(folder, EntryKind::kLayer, key(number), "content of " + std::to_string(number));
        const auto found = get(folder, EntryKind::kLayer, key(i % 40));
        EXPECT_EQ(found.value_or("content of " + std::to_string(i % 40)),
                  "content of " + std::to_string(i % 40));
      }
    });
  }
  for (auto& thread : threads) thread.join();
  EXPECT_LE(shared->usage().bytes, shared->limit());
  EXPECT_FALSE(fs::exists(layers() / "new"));
}

TEST_F(FolderTest, PruningTakesWhatWasAskedFor) {
  const auto folder = open();
  for (int i = 0; i < 4; ++i) put(*folder, EntryKind::kLayer, key(i), "x");
  put(*folder, EntryKind::kLayer, {"another maker", "x"}, "x");
  std::ofstream(layers() / "notes.txt") << "not ours";
  EXPECT_EQ(folder->prune({.makers = {"maker"}})->entries, 1u);
  EXPECT_EQ(folder->usage().entries, 4u);
  used(files()[files()[0].filename() == "notes.txt" ? 1 : 0], std::chrono::hours(50));
  EXPECT_EQ(folder->prune({.age = std::chrono::hours(49)})->entries, 1u);
  EXPECT_EQ(folder->prune({.bytes = 2 * 4096})->entries, 1u);
  const auto gone = folder->prune({.all = true});
  EXPECT_EQ(gone->entries, 2u);
  EXPECT_EQ(gone->bytes, 2u * 4096);
  EXPECT_EQ(folder->usage().entries, 0u);
  EXPECT_FALSE(folder->usage().oldest);
  EXPECT_TRUE(fs::exists(layers() / "notes.txt"));
}

}  // namespace
}  // namespace pratique::cache
