#include "update/feed_state.h"

#include <gtest/gtest.h>

namespace pratique::update {
namespace {

TEST(FeedState, TimesOfPublishers) {
  EXPECT_EQ(seconds_of("2026-11-26T19:43:28Z"), 1795722208);
  EXPECT_EQ(seconds_of("2026-11-26T19:43:28.123456Z"), 1795722208);
  EXPECT_EQ(seconds_of("2026-11-26T20:43:28+01:00"), 1795722208);
  EXPECT_EQ(seconds_of("2026-11-26T14:43:28-0500"), 1795722208);
  EXPECT_EQ(seconds_of("2026-11-26T19:43:28"), 1795722208);
  EXPECT_EQ(seconds_of("2026-11-26"), 1795651200);
  EXPECT_EQ(seconds_of("Thu, 26 Nov 2026 19:43:28 GMT"), 1795722208);
  for (const auto* text :
       {"", "yesterday", "2026-13-01", "2026-02-30T00:00:00Z", "2026-11-26T25:00:00Z",
        "2026-11-26T19:43:28+xx:00", "Thu, 26 Foo 2026 19:43:28 GMT", "26 Nov 2026", "2026-11-2"})
    EXPECT_FALSE(seconds_of(text)) << text;
  EXPECT_EQ(time_of(1795722208), "2026-11-26T19:43:28Z");
  EXPECT_EQ(day_of(1795722208), "2026-11-26");
}

TEST(FeedState, IsWhatWasWritten) {
  FeedState state{.checked = 1795722208,
                  .day = "2026-11-26",
                  .cursor = 5,
                  .whole = 7,
                  .files = {},
                  .deleted = {"2024/a.json"}};
  state.put({.name = "b",
             .url = "https://x/b",
             .etag = "\"1\"",
             .modified = "Thu",
             .digest = "sha256:1",
             .size = 3});
  state.put({.name = "a", .mark = "m"});
  state.put({.name = "b",
             .etag = "W/\"2\"",
             .proof = {.signer = "77E7", .signature = "wsB=", .signed_text = "a list\n"}});
  state.keys = {"-----BEGIN PGP PUBLIC KEY BLOCK-----\n"};
  const auto read = decode_state(encode(state));
  ASSERT_TRUE(read) << to_line(read.error());
  ASSERT_EQ(read->files.size(), 2u);
  EXPECT_EQ(read->find("b")->etag, "W/\"2\"");
  EXPECT_EQ(read->find("a")->mark, "m");
  EXPECT_EQ(read->find("c"), nullptr);
  EXPECT_EQ(read->find("b")->proof.signer, "77E7");
  EXPECT_EQ(read->find("b")->proof.signature, "wsB=");
  EXPECT_EQ(read->find("b")->proof.signed_text, "a list\n");
  EXPECT_TRUE(read->find("a")->proof.signer.empty());
  EXPECT_EQ(read->keys, state.keys);
  EXPECT_EQ(read->deleted, state.deleted);
  EXPECT_EQ(encode(*read), encode(state));
}

TEST(FeedState, WhatIsNoneOfOursIsRefused) {
  for (const auto* text : {"", "[]", "{}", R"({"version": 2})", "{\"version\": 1"})
    EXPECT_FALSE(decode_state(text)) << text;
}

}  // namespace
}  // namespace pratique::update
