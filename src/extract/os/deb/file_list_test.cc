#include "extract/os/deb/file_list.h"

#include <gtest/gtest.h>

#include <map>

namespace pratique::extract::os {
namespace {

using Paths = std::vector<std::string>;

Paths paths_of(const Result<Record>& record) { return PathSpan(record->paths).to_vector(); }

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
  const std::map<std::string, std::string> want = {{"usr/lib/python3/dist-packages/a.egg-info", kept},
                                                   {"usr/share/nodejs/a/package.json", kept}};
  EXPECT_EQ(parse_digests(text).digests, want);
  EXPECT_EQ(parse_digests(text).kind, "digests");
  EXPECT_EQ(parse_md5sums(text)->digests, want);
  EXPECT_EQ(parse_digests("noise\n").kind, "");
}

TEST(FileList, EndlessLineIsNoPath) {
  const auto record = parse_list("/" + std::string(1 << 20, 'a') + "\n/b\n");
  EXPECT_EQ(paths_of(record), Paths{"b"});
}

}  // namespace
}  // namespace pratique::extract::os
