#include "extract/path_pattern.h"

#include <gtest/gtest.h>

namespace pratique::extract {
namespace {

TEST(PathPattern, FitsTheEndOfAPath) {
  struct Case {
    std::string_view path, pattern;
    bool fits;
  };
  for (const auto& [path, pattern, want] : std::vector<Case>{
           {"yarn.lock", "yarn.lock", true},
           {"a/b/yarn.lock", "yarn.lock", true},
           {"a/my-yarn.lock", "yarn.lock", false},
           {"a/App.csproj", "*.csproj", true},
           {"a/App.csproj.bak", "*.csproj", false},
           {"opt/conda/conda-meta/a-1.json", "conda-meta/*.json", true},
           {"conda-meta/a/b.json", "conda-meta/*.json", false},
           {"my-conda-meta/b.json", "conda-meta/*.json", false},
           {"var/lib/pacman/local/bash-5/desc", "/var/lib/pacman/local/*/desc", true},
           {"mnt/var/lib/pacman/local/bash-5/desc", "/var/lib/pacman/local/*/desc", false},
           {"desc", "/var/lib/pacman/local/*/desc", false},
           {"var/log/packages/bash-5", "/var/log/packages/*", true},
           {"pkgdb-0.38.plist", "pkgdb-*.plist", true},
           {"pkgdb.plist", "pkgdb-*.plist", false},
           {"usr/lib/libpython3.11.so.1.0", "libpython?.*.so*", true},
           {"usr/lib/libpython.so", "libpython?.*.so*", false},
           {"a/x", "?", true},
           {"a/xy", "?", false},
           {"Yarn.lock", "yarn.lock", false},
       }) {
    EXPECT_EQ(PathPattern(pattern).fits(path), want) << path << " " << pattern;
  }
}

TEST(PathPattern, TwoStarsStandForAnyFolders) {
  struct Case {
    std::string_view path, pattern;
    bool fits;
  };
  for (const auto& [path, pattern, want] : std::vector<Case>{
           {"opt/module.json", "opt/**/module.json", true},
           {"srv/opt/a/b/module.json", "opt/**/module.json", true},
           {"srv/opt/a/b/module.json", "/opt/**/module.json", false},
           {"opt/a/b/module.json/c", "/opt/**/module.json", false},
           {"a/x/b/x/c/y", "/a/**/x/*/y", true},
           {"a/x/b/c/y", "/a/**/x/*/y", false},
           {"etc/a/b", "/etc/**", true},
           {"srv/etc/a", "/etc/**", false},
       }) {
    EXPECT_EQ(PathPattern(pattern).fits(path), want) << path << " " << pattern;
  }
}

// Two hundred stars against a name that nearly fits: tried naively, each star doubles the work.
TEST(PathPattern, ManyStarsTakeNoLongerThanPathTimesPattern) {
  std::string segment, deep = "/";
  for (int i = 0; i < 200; ++i) segment += "a*", deep += "**/a/";
  EXPECT_FALSE(PathPattern(segment + "b").fits(std::string(4000, 'a')));
  std::string path = "a";
  for (int i = 0; i < 2000; ++i) path += "/a";
  EXPECT_FALSE(PathPattern(deep + "b").fits(path));
}

}  // namespace
}  // namespace pratique::extract
