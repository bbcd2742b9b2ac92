#include "extract/path_list.h"

#include <gtest/gtest.h>

namespace pratique::extract {
namespace {

TEST(PathList, GivesBackWhatWasAdded) {
  PathList list;
  list.push_back("usr/bin/a");
  list.push_back("usr/bin/b");
  list.push_back("");
  list.add("usr/bin", "c");
  list.add("", "vmlinuz");
  list.push_back("/odd");
  EXPECT_EQ(PathSpan(list).to_vector(),
            (std::vector<std::string>{"usr/bin/a", "usr/bin/b", "", "usr/bin/c", "vmlinuz", "odd"}));
  EXPECT_EQ(PathSpan(list, 3, 4).to_vector(), std::vector<std::string>{"usr/bin/c"});
}

TEST(PathList, ALongFolderCountsOnce) {
  PathList list;
  const std::string folder(4000, 'x');
  for (int i = 0; i < 10'000; ++i) list.add(folder, std::to_string(i));
  EXPECT_EQ(list[9999], folder + "/9999");
  EXPECT_LT(list.bytes(), 1u << 20);
}

TEST(PathList, APartThatIsTooLongIsLeftOut) {
  PathList list;
  list.push_back(std::string(70'000, 'x'));
  EXPECT_TRUE(list.empty());
}

}  // namespace
}  // namespace pratique::extract
