#include "layer/stack.h"

#include <gtest/gtest.h>

#include "layer/path.h"

namespace pratique::layer {
namespace {

struct Layer {
  std::vector<std::string> files, folders, whiteouts, opaques;
  std::vector<std::pair<std::string, std::string>> symlinks, hardlinks;
};

Stack stack(const std::vector<Layer>& layers) {
  std::vector<std::shared_ptr<const LayerIndex>> indexes;
  for (const auto& layer : layers) {
    auto index = std::make_shared<LayerIndex>();
    for (const auto& path : layer.folders) index->add({.path = path, .type = EntryType::kFolder});
    for (const auto& path : layer.files) index->add({.path = path, .type = EntryType::kFile});
    for (const auto& [path, target] : layer.symlinks)
      index->add({.path = path, .target = target, .type = EntryType::kSymlink});
    for (const auto& [path, target] : layer.hardlinks)
      index->add({.path = path, .target = target, .type = EntryType::kHardlink});
    for (const auto& path : layer.whiteouts) index->add_whiteout(path);
    for (const auto& path : layer.opaques) index->add_opaque(path);
    indexes.push_back(std::move(index));
  }
  return Stack(std::move(indexes));
}

TEST(Path, StaysInsideTheRoot) {
  EXPECT_EQ(clean_path("./usr//lib/../bin/x"), "usr/bin/x");
  EXPECT_EQ(clean_path("/etc/passwd"), "etc/passwd");
  EXPECT_EQ(clean_path("a/"), "a");
  EXPECT_EQ(clean_path("./"), "");
  EXPECT_EQ(clean_path(".hidden/..x"), ".hidden/..x");
  for (const char* outside : {"..", "../x", "a/../../x", "/.."}) EXPECT_FALSE(clean_path(outside)) << outside;
  EXPECT_FALSE(clean_path(std::string(kMaxPath + 1, 'x')));
}

TEST(Path, ViewsOfCleanNamesAndCopiesSayTheSame) {
  std::string memory;
  for (const std::string name : {"usr/bin/x", "a", "a.b/c..d", "", ".", "./a", "/a", "a/", "a//b", "a/./b",
                                 "a/../b", "a/.b", "..", "a/../..", ".wh.x", "a/.wh.x"}) {
    EXPECT_EQ(clean_path(name, memory), clean_path(name)) << name;
  }
  EXPECT_FALSE(clean_path(std::string(kMaxPath + 1, 'x'), memory));
  const std::string clean = "usr/lib/x";
  EXPECT_EQ(clean_path(clean, memory)->data(), clean.data()) << "copied without need";
}

TEST(Index, TheLastEntryOfANameIsFoundHoweverManyThereAre) {
  constexpr std::size_t kNames = 3000, kTimes = 3;
  LayerIndex index;
  for (std::size_t number = 0; number < kNames * kTimes; ++number) {
    const auto path = "d/" + std::to_string(number % kNames);
    EXPECT_EQ(index.add({.path = path, .size = number}), number);
  }
  EXPECT_EQ(index.entries().size(), kNames * kTimes);
  for (std::size_t name = 0; name < kNames; ++name) {
    const auto* entry = index.find("d/" + std::to_string(name));
    ASSERT_NE(entry, nullptr) << name;
    EXPECT_EQ(entry->size, kNames * (kTimes - 1) + name);
    EXPECT_EQ(entry->path, "d/" + std::to_string(name));
    EXPECT_EQ(index.number_of(entry), entry->size);
  }
  EXPECT_EQ(index.find("d/" + std::to_string(kNames)), nullptr);
}

TEST(Stack, UpperLayersReplace) {
  const auto view = stack({{.files = {"a", "b"}}, {.files = {"a"}}});
  EXPECT_EQ(view.find("a")->layer, 1u);
  EXPECT_EQ(view.find("b")->layer, 0u);
  EXPECT_FALSE(view.shows(0, "a"));
}

TEST(Stack, WhiteoutsHideLowerLayersOnly) {
  const auto view = stack({{.files = {"d/a", "d/b/c", "dx"}}, {.files = {"d/new"}, .whiteouts = {"d"}}});
  EXPECT_FALSE(view.find("d/a"));
  EXPECT_FALSE(view.find("d/b/c"));
  EXPECT_TRUE(view.find("d/new"));
  EXPECT_TRUE(view.find("dx")) << "a name that only begins alike";
}

TEST(Stack, OpaqueFoldersKeepTheirOwnLayersFiles) {
  const auto view =
      stack({{.files = {"app/old"}, .folders = {"app"}}, {.files = {"app/new"}, .opaques = {"app"}}});
  EXPECT_FALSE(view.find("app/old"));
  EXPECT_TRUE(view.find("app/new"));
  EXPECT_TRUE(view.find("app")) << "the folder itself stays";
}

TEST(Stack, AFileInPlaceOfAFolderHidesWhatWasInIt) {
  const auto view = stack({{.files = {"x/y"}, .folders = {"x"}}, {.files = {"x"}}});
  EXPECT_FALSE(view.find("x/y"));
}

TEST(Stack, LinksAreFollowedInsideTheRoot) {
  const auto view = stack({{.files = {"usr/lib/os-release", "etc/x"},
                            .folders = {"usr", "usr/lib", "etc"},
                            .symlinks = {{"lib", "usr/lib"},
                                         {"etc/os-release", "../lib/os-release"},
                                         {"abs", "/etc"},
                                         {"up", "../../../etc/x"}}}});
  EXPECT_EQ(view.resolve("etc/os-release"), "usr/lib/os-release");
  EXPECT_EQ(view.resolve("abs/x"), "etc/x");
  EXPECT_EQ(view.resolve("up"), "etc/x") << "above the root is the root";
  EXPECT_TRUE(view.file("lib/os-release"));
}

TEST(Stack, CyclesAndLooseEndsAreNothing) {
  const auto view = stack({{.symlinks = {{"a", "b"}, {"b", "a"}, {"s", "s"}, {"loose", "not/there"}}}});
  for (const char* path : {"a", "b", "s", "loose", "a/x"}) EXPECT_FALSE(view.file(path)) << path;
}

TEST(Stack, FortyHopsAreFollowedFromWhereverOneBegins) {
  Layer layer{.files = {"end"}};
  for (int i = 0; i < 60; ++i) {
    const auto next = i == 59 ? std::string("end") : "l" + std::to_string(i + 1);
    layer.symlinks.emplace_back("l" + std::to_string(i), next);
  }
  const auto view = stack({layer});
  EXPECT_FALSE(view.file("l19")) << "41 hops, asked first";
  EXPECT_TRUE(view.file("l20")) << "40 hops";
  EXPECT_TRUE(view.file("l59"));
  EXPECT_FALSE(view.file("l19")) << "ways that are known by now do not shorten it";
  EXPECT_FALSE(view.file("l0"));
}

TEST(Stack, AFolderWithoutAnEntryIsFoundThroughALinkButIsNoEnd) {
  const auto view = stack({{.files = {"real/x"}, .symlinks = {{"link", "real"}, {"far", "link"}}}});
  EXPECT_FALSE(view.resolve("far"));
  EXPECT_EQ(view.resolve("far/x"), "real/x");
  EXPECT_EQ(view.resolve("far/../link/x"), "real/x");
}

TEST(Stack, ALayerAtManyPositionsCountsAtItsHighest) {
  const auto layer = std::make_shared<LayerIndex>(), above = std::make_shared<LayerIndex>();
  layer->add({.path = "a", .type = EntryType::kFile});
  above->add_whiteout("a");
  const Stack view({layer, above, layer, layer});
  EXPECT_EQ(view.find("a")->layer, 3u);
  EXPECT_FALSE(view.shows(0, "a"));
  EXPECT_FALSE(view.shows(2, "a"));
  EXPECT_TRUE(view.shows(3, "a"));
  EXPECT_FALSE(Stack({layer, above}).find("a"));
}

TEST(Stack, HardlinksLeadToTheirOwnLayersFile) {
  const auto view = stack({{.files = {"data"}},
                           {.hardlinks = {{"copy", "data"}, {"self", "self"}, {"out", "../../etc/shadow"}}}});
  EXPECT_EQ(view.file("copy")->layer, 0u);
  EXPECT_FALSE(view.file("self"));
  EXPECT_FALSE(view.file("out"));
}

TEST(Stack, AFolderWithoutAnEntryHidesAFileOfThatNameBelow) {
  const auto view =
      stack({{.files = {"x", "y", "a/b"}}, {.files = {"x/1", "y/deep/er/2"}}, {.files = {"a/c"}}});
  for (const char* path : {"x", "y"}) {
    EXPECT_FALSE(view.find(path)) << path;
    EXPECT_FALSE(view.shows(0, path)) << path;
  }
  EXPECT_TRUE(view.shows(0, "a/b")) << "its folder is in both";
}

TEST(Stack, AFolderWithoutAnEntryHidesNeitherAFolderNorALinkToOne) {
  const auto view = stack({{.files = {"usr/lib/x"}, .folders = {"d"}, .symlinks = {{"lib", "usr/lib"}}},
                           {.files = {"d/1", "lib/1"}}});
  EXPECT_TRUE(view.find("d"));
  EXPECT_TRUE(view.shows(0, "lib"));
  EXPECT_TRUE(view.file("lib/x")) << "unpackers go through the link";
}

TEST(Index, AHardLinkIsBoundWhenItComesBy) {
  LayerIndex index;
  index.add({.path = "a"});                                                     // 0
  index.add({.path = "b", .target = "./a", .type = EntryType::kHardlink});      // 1
  index.add({.path = "a"});                                                     // 2
  index.add({.path = "c", .target = "b", .type = EntryType::kHardlink});        // 3
  index.add({.path = "d", .target = "/low//x", .type = EntryType::kHardlink});  // 4
  index.add({.path = "e", .target = "d", .type = EntryType::kHardlink});        // 5
  index.add({.path = "f", .target = "../out", .type = EntryType::kHardlink});   // 6
  index.add({.path = "a", .target = "a", .type = EntryType::kHardlink});        // 7
  EXPECT_EQ(index.bound(1).entry, 0u);
  EXPECT_EQ(index.bound(3).entry, 0u);
  for (const std::size_t number : {4, 5}) {
    EXPECT_FALSE(index.bound(number).entry);
    EXPECT_EQ(index.bound(number).below, "low/x");
  }
  EXPECT_FALSE(index.bound(6).entry);
  EXPECT_EQ(index.bound(6).below, "");
  EXPECT_EQ(index.bound(7).entry, 2u) << "the file that had the name";
}

}  // namespace
}  // namespace pratique::layer
