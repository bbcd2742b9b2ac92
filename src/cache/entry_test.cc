#include "cache/entry.h"

#include <gtest/gtest.h>

namespace pratique::cache {
namespace {

const EntryKey kKey{"maker 1", "sha256:aa 12 sha256:bb"};

std::string content() {
  std::string text;
  for (int i = 0; i < 300; ++i) text += "a name that comes again " + std::to_string(i * i) + "\n";
  return text;
}

// With a remark, where there is a content.
CacheEntry entry(const std::string& text) { return {text.empty() ? "" : "seven", text}; }

std::optional<CacheEntry> unpacked(const std::string& file, const EntryKey& key = kKey) {
  return unpack(key, base::as_bytes(file));
}

TEST(Entry, ComesBackAsItWas) {
  for (const auto& text : {std::string(), std::string("x"), content(), std::string(100'000, '\0')}) {
    const auto file = pack(kKey, entry(text));
    ASSERT_TRUE(file);
    EXPECT_EQ(unpacked(*file), entry(text));
    EXPECT_EQ(maker_of(base::as_bytes(*file)), kKey.maker);
  }
  EXPECT_LT(pack(kKey, entry(content()))->size(), content().size() / 2);
}

TEST(Entry, CutOffAtEveryByteIsAMiss) {
  for (const auto& text : {std::string(), content()}) {
    const auto file = *pack(kKey, entry(text));
    for (std::size_t size = 0; size < file.size(); ++size)
      EXPECT_FALSE(unpacked(file.substr(0, size))) << size;
    EXPECT_FALSE(unpacked(file + '\0'));
  }
}

TEST(Entry, WithAnyBitFlippedIsAMiss) {
  for (const auto& text : {std::string(), content()}) {
    auto file = *pack(kKey, entry(text));
    for (std::size_t bit = 0; bit < 8 * file.size(); ++bit) {
      const auto mask = static_cast<char>(1 << bit % 8);
      file[bit / 8] = static_cast<char>(file[bit / 8] ^ mask);
      EXPECT_FALSE(unpacked(file)) << bit;
      file[bit / 8] = static_cast<char>(file[bit / 8] ^ mask);
    }
    EXPECT_TRUE(unpacked(file));
  }
}

TEST(Entry, OfAnotherKeyIsAMiss) {
  const auto file = *pack(kKey, entry(content()));
  EXPECT_FALSE(unpacked(file, {kKey.maker, "sha256:aa 13 sha256:bb"}));
  EXPECT_FALSE(unpacked(file, {"maker 2", kKey.subject}));
  EXPECT_FALSE(unpacked(file, {"maker", " 1" + kKey.subject}));
}

TEST(Entry, ForeignFilesHaveNoMaker) {
  for (const char* text : {"", "PRATIQUE-CACHE\n", "SQLite format 3", "PRATIQUE-LAYER\n\3"})
    EXPECT_FALSE(maker_of(base::as_bytes(text))) << text;
}

TEST(Entry, TakesNoKeyThatAHeadDoesNotHold) {
  EXPECT_FALSE(pack({std::string(kMaxLabel, 'x'), "y"}, {}));
  const auto file = pack({std::string(kMaxLabel, 'x'), ""}, {});
  ASSERT_TRUE(file);
  EXPECT_TRUE(maker_of(base::as_bytes(*file).first(kHeadBytes)));
}

}  // namespace
}  // namespace pratique::cache
