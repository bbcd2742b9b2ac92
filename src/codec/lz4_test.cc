#include "codec/lz4.h"

#include <gtest/gtest.h>
#include <lz4frame.h>

#include "support/dripping.h"

namespace pratique::codec {
namespace {

std::string packed(std::string_view text) {
  LZ4F_preferences_t how{};
  how.frameInfo.contentChecksumFlag = LZ4F_contentChecksumEnabled;
  std::string out(LZ4F_compressFrameBound(text.size(), &how), '\0');
  out.resize(LZ4F_compressFrame(out.data(), out.size(), text.data(), text.size(), &how));
  return out;
}

struct Unpacked {
  std::string text, error;
};

Unpacked unpack(const std::string& stream, std::size_t step) {
  const auto source = unpacked_lz4(std::make_unique<testing::Dripping>(stream, step));
  Unpacked out;
  for (;;) {
    const auto chunk = source->next();
    if (!chunk) out.error = chunk.error().what;
    if (!chunk || chunk->empty()) return out;
    out.text += base::as_text(*chunk);
  }
}

std::string long_text() {
  std::string text;
  for (int i = 0; i < 200'000; ++i) text += std::to_string(i * 7919);
  return text;
}

TEST(Lz4, UnpacksAtEveryBoundary) {
  const auto text = long_text();
  const auto stream = packed(text);
  EXPECT_TRUE(is_lz4(base::as_bytes(stream)));
  for (const std::size_t step : {1ul, 13ul, 65536ul}) {
    const auto got = unpack(stream, step);
    EXPECT_EQ(got.error, "");
    EXPECT_TRUE(got.text == text) << step;
  }
}

TEST(Lz4, FramesFollowOneAnotherAndSomeAreSkipped) {
  const std::string skipped("\x50\x2a\x4d\x18\x03\0\0\0abc", 11);
  const auto got = unpack(packed("one ") + skipped + packed("") + packed("two"), 3);
  EXPECT_EQ(got.text, "one two");
  EXPECT_EQ(got.error, "");
}

TEST(Lz4, CutAndDamagedIsAnErrorAtEveryByte) {
  const auto stream = packed("of which the checksums are looked at, at its end");
  for (std::size_t size = 1; size < stream.size(); ++size)
    EXPECT_NE(unpack(stream.substr(0, size), 5).error, "") << size;
  for (std::size_t at = 0; at < stream.size(); ++at) {
    auto damaged = stream;
    damaged[at] = static_cast<char>(damaged[at] ^ 0x40);
    const auto got = unpack(damaged, 5);
    EXPECT_TRUE(!got.error.empty() || got.text == "of which the checksums are looked at, at its end") << at;
  }
  EXPECT_NE(unpack(packed("sound") + "garbage", 5).error, "");
  EXPECT_NE(unpack("", 5).error, "");
}

}  // namespace
}  // namespace pratique::codec
