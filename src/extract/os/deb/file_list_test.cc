#include "extract/os/deb/file_list.h"

#include <gtest/gtest.h>

#include <map>

namespace pratique::extract::os {
namespace {

using Paths = std::vector<std::string>;

Paths paths_of(const Result<Record>& record) { return PathSpan(record->database->paths).to_vector(); }

// "path md5:…", sorted by path.
Paths digests_of(const Record& record) {
  Paths all;
  const auto& digests = record.database->digests;
  for (std::size_t i = 0; i < digests.size(); ++i)
    all.push_back(std::string(digests.path(i)) + " " + to_string(digests.digest(i)));
  return all;
}

TEST(FileList, FoldersAreDropped) {
  const auto record = parse_list("/.\n/usr\n/usr/bin\n/usr/bin/tool\n/usr/share\n/usr/share/x y\n");
  ASSERT_TRUE(record.has_value());
  EXPECT_EQ(paths_of(record), (Paths{"usr/bin/tool", "usr/share/x y"}));
}

TEST(FileList, MetapackageOwnsNothing) {
  EXPECT_EQ(paths_of(parse_list("/.\n")), Paths{});
  EXPECT_EQ(paths_of(parse_list("")), Paths{});
}

TEST(FileList, OtherTextIsAnError) {
  EXPECT_FALSE(parse_list("deb http://deb.debian.org/debian bookworm main\n").has_value());
  EXPECT_FALSE(parse_md5sums("hello\n").has_value());
}

TEST(FileList, Md5sums) {
  const std::string sum = "d41d8cd98f00b204e9800998ecf8427e";
  const auto record = parse_md5sums(sum + "  usr/bin/tool\n" + sum + " */etc/x\nshort  y\n" + sum +
                                    "  ./a b\n" + sum + "  \n");
  ASSERT_TRUE(record.has_value());
  EXPECT_EQ(paths_of(record), (Paths{"usr/bin/tool", "etc/x", "a b"}));
}

TEST(FileList, DigestsAreKeptOfFilesThatMayCarryAPackage) {
  const std::string sum = "D41D8CD98F00B204E9800998ECF8427E", kept = "md5:d41d8cd98f00b204e9800998ecf8427e";
  const std::string text = sum + "  usr/bin/tool\n" + sum + "  usr/lib/python3/dist-packages/a.egg-info\n" +
                           sum + "  ./usr/share/nodejs/a/package.json\nshort  b/package.json\n";
  const Paths want = {"usr/lib/python3/dist-packages/a.egg-info " + kept,
                      "usr/share/nodejs/a/package.json " + kept};
  EXPECT_EQ(digests_of(parse_digests(text)), want);
  EXPECT_EQ(parse_digests(text).kind, RecordKind::kFileDigests);
  EXPECT_EQ(digests_of(*parse_md5sums(text)), want);
  EXPECT_EQ(parse_digests("noise\n"), Record{});
}

TEST(FileList, EndlessLineIsNoPath) {
  const auto record = parse_list("/" + std::string(1 << 20, 'a') + "\n/b\n");
  EXPECT_EQ(paths_of(record), Paths{"b"});
}

}  // namespace
}  // namespace pratique::extract::os
