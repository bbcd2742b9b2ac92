// Streams whose bytes come in pieces that can be lent: what all of them do with a piece that is larger than
// what was asked for.
#pragma once

#include <algorithm>
#include <utility>

#include "codec/stream.h"

namespace pratique::codec {

class PieceSource : public ByteSource {
 public:
  Result<std::size_t> read(std::span<std::byte> into) final {
    if (rest_.empty()) {
      PQ_TRY(rest_, piece());
    }
    const auto count = std::min(into.size(), rest_.size());
    std::copy_n(rest_.begin(), count, into.begin());
    rest_ = rest_.subspan(count);
    return count;
  }
  // What read() left of a piece comes first.
  Result<base::Bytes> next() final { return rest_.empty() ? piece() : std::exchange(rest_, {}); }

 private:
  // The next one, valid until the next call; empty at the end, and then always.
  virtual Result<base::Bytes> piece() = 0;
  base::Bytes rest_;
};

}  // namespace pratique::codec
