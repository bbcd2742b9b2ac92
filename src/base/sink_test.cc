#include "base/sink.h"

#include <gtest/gtest.h>

#include <vector>

namespace pratique::base {
namespace {

TEST(BufferedSink, HandsOnAllBytesInOrderAndFewPieces) {
  std::vector<std::string> pieces;
  const auto keep = [&](std::string_view piece) -> Result<void> {
    pieces.emplace_back(piece);
    return {};
  };
  std::string want;
  const auto writing = [&](const Sink& sink) -> Result<void> {
    for (std::size_t i = 0; i < 3000; ++i) {
      const auto piece = std::string(i % 200, static_cast<char>('a' + i % 26));
      want += piece;
      PQ_CHECK(sink(piece));
    }
    const std::string large(BufferedSink::kBytes * 2, 'x');  // larger than what is held: passed through
    want += large;
    PQ_CHECK(sink(large));
    want += "end";
    return sink("end");
  };
  ASSERT_TRUE(write_buffered(writing, keep));
  std::string got;
  for (const auto& piece : pieces) got += piece;
  EXPECT_EQ(got, want);
  EXPECT_LE(pieces.size(), want.size() / BufferedSink::kBytes + 3);
  for (const auto& piece : pieces) EXPECT_FALSE(piece.empty());
}

TEST(BufferedSink, TheFirstErrorEndsTheWriting) {
  int calls = 0, pieces = 0;
  const auto full = [&](std::string_view) -> Result<void> {
    ++calls;
    return fail(ErrorKind::kIo, "No space left on device");
  };
  const auto writing = [&](const Sink& sink) -> Result<void> {
    for (;;) {
      ++pieces;
      PQ_CHECK(sink(std::string(1000, 'x')));
    }
  };
  const auto done = write_buffered(writing, full);
  ASSERT_FALSE(done);
  EXPECT_EQ(done.error().what, "No space left on device");
  EXPECT_EQ(calls, 1);
  EXPECT_LE(pieces, 67);
}

}  // namespace
}  // namespace pratique::base
