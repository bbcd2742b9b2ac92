#include "update/feed_row.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "advisory/feed.h"
#include "update/kind.h"
#include "update/signatures.h"

namespace pratique::update {
namespace {

TEST(FeedRow, BracesStandForFiles) {
  using Texts = std::vector<std::string>;
  EXPECT_EQ(expand_braces("a/{x,y}/b{1..3}"),
            (Texts{"a/x/b1", "a/x/b2", "a/x/b3", "a/y/b1", "a/y/b2", "a/y/b3"}));
  EXPECT_EQ(expand_braces("plain"), Texts{"plain"});
  EXPECT_EQ(expand_braces("v{2..2}{,-x}"), (Texts{"v2", "v2-x"}));
  EXPECT_EQ(expand_braces("{3..1}"), Texts{"3..1"});
  EXPECT_FALSE(expand_braces("a{b"));
  EXPECT_FALSE(expand_braces("a}b"));
  EXPECT_FALSE(expand_braces("{1..99}{1..99}"));
  EXPECT_FALSE(expand_braces("{0..18446744073709551615}x{"));
}

TEST(FeedRow, ARowChangesWhatItSaysAndNothingElse) {
  FeedList list;
  ASSERT_TRUE(add_feeds("feeds: {a: {reader: epss, url: [u, v], every: 7d, expect: {x: \"2.\"}}}", list));
  ASSERT_TRUE(
      add_feeds("feeds: {a: {url: w}, b: {reader: cisa-kev, url: z, optional: true, form: csv}}", list));
  ASSERT_EQ(list.size(), 2u);
  EXPECT_EQ(list[0].urls, std::vector<std::string>{"w"});
  EXPECT_EQ(list[0].reader, "epss");
  EXPECT_EQ(list[0].every_hours, 168u);
  EXPECT_EQ(list[0].expect.front().second, "2.");
  EXPECT_TRUE(list[1].optional);
  EXPECT_EQ(list[1].setting("form"), "csv");
  ASSERT_TRUE(add_feeds("shipped_feeds: false", list));
  EXPECT_TRUE(list.empty());
}

TEST(ShippedFeeds, EachHasAReaderAKindAndAddresses) {
  const auto list = shipped_feeds();
  ASSERT_TRUE(list) << to_line(list.error());
  EXPECT_GT(list->size(), 30u);
  std::set<std::string_view> readers;
  const auto feeds = advisory::all_feeds();
  for (const auto& feed : feeds) readers.insert(feed->info().name);
  for (const auto& row : *list) {
    EXPECT_TRUE(row.reader == kAnyReader || !row.has_advisories() || readers.contains(row.reader))
        << row.name << ": " << row.reader;
    const auto sound = check_settings(row);
    ASSERT_TRUE(sound) << to_line(sound.error());
    const auto addresses = kind_of(row)->addresses(row);
    ASSERT_TRUE(addresses) << to_line(addresses.error());
    // An API that is asked by POST answers nothing else.
    EXPECT_EQ(addresses->empty(), row.kind == "ghsa-graphql") << row.name;
    for (const auto& address : *addresses) {
      for (const auto& url : address.urls)
        EXPECT_TRUE(url.starts_with("https://")) << row.name << ": " << url;
    }
  }
}

// A key that is pinned and cannot be had would make its feed stale for everybody.
TEST(ShippedFeeds, PinnedKeysHaveAnAddressAndMayLack) {
  const auto list = shipped_feeds();
  ASSERT_TRUE(list);
  std::size_t verified = 0;
  for (const auto& row : *list) {
    if (!is_verifiable(row)) continue;
    ++verified;
    EXPECT_TRUE(row.setting("keys_at").starts_with("https://")) << row.name;
    EXPECT_EQ(row.setting("signature_may_lack"), "true") << row.name;
  }
  EXPECT_GE(verified, 3u);
}

// What is asked for by whoever says nothing is what most images need.
TEST(ShippedFeeds, TheUsualOnesComeFirst) {
  const auto list = shipped_feeds();
  ASSERT_TRUE(list);
  for (const auto* name :
       {"alpine", "ubuntu-osv", "osv-npm", "osv-pypi", "osv-go", "osv-maven", "kev", "epss"}) {
    const auto row = std::ranges::find(*list, name, &FeedRow::name);
    ASSERT_NE(row, list->end()) << name;
    EXPECT_FALSE(row->optional) << name;
  }
}

}  // namespace
}  // namespace pratique::update
