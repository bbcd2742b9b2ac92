// A stream that comes in small pieces, for tests of readers.
#pragma once

#include <algorithm>
#include <string>

#include "codec/stream.h"

namespace pratique::testing {

// Gives `text` in pieces of at most `step` bytes, so that every boundary falls everywhere.
class Dripping : public codec::ByteSource {
 public:
  Dripping(std::string text, std::size_t step) : text_(std::move(text)), step_(step) {}
  Result<std::size_t> read(std::span<std::byte> into) override {
    const auto count = std::min({into.size(), step_, text_.size() - at_});
    std::copy_n(base::as_bytes(text_).begin() + static_cast<std::ptrdiff_t>(at_), count, into.begin());
    at_ += count;
    return count;
  }

 private:
  std::string text_;
  std::size_t step_, at_ = 0;
};

}  // namespace pratique::testing
