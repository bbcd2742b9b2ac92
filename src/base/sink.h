// Where documents go while they are made: a text piece by piece, never held whole.
#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>

#include "base/result.h"

namespace pratique::base {

// Takes the next piece of a text. An error (the disk is full, the reader went away) ends the writing: whoever
// writes hands it on and writes no more. Called on one thread.
using Sink = std::function<Result<void>(std::string_view piece)>;

// A text that can be written to any sink, and again: equal bytes each time.
using Writing = std::function<Result<void>(const Sink& sink)>;

// Small pieces, handed on together. What is held is at most kBytes.
class BufferedSink {
 public:
  static constexpr std::size_t kBytes = 64 << 10;

  explicit BufferedSink(Sink next) : next_(std::move(next)) {}

  Result<void> write(std::string_view piece) {
    if (held_.size() + piece.size() > kBytes) PQ_CHECK(flush());
    if (piece.size() >= kBytes) return next_(piece);
    held_ += piece;
    return {};
  }
  // Hands on what is held; what was written last stays here otherwise.
  Result<void> flush() {
    if (held_.empty()) return {};
    auto done = next_(held_);
    held_.clear();
    return done;
  }

 private:
  Sink next_;
  std::string held_;
};

// Writes to `sink` in pieces of about BufferedSink::kBytes.
inline Result<void> write_buffered(const Writing& writing, const Sink& sink) {
  BufferedSink buffered(sink);
  PQ_CHECK(writing([&buffered](std::string_view piece) { return buffered.write(piece); }));
  return buffered.flush();
}

// The whole text: for tests, and for texts that are short.
inline Result<std::string> text_of(const Writing& writing) {
  std::string text;
  PQ_CHECK(writing([&text](std::string_view piece) -> Result<void> {
    text += piece;
    return {};
  }));
  return text;
}

}  // namespace pratique::base
