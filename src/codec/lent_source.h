// A source whose owner lives elsewhere, for those who want to own one.
#pragma once

#include "codec/stream.h"

namespace pratique::codec {

// `from` must outlive it.
class LentSource : public ByteSource {
 public:
  explicit LentSource(ByteSource& from) : from_(from) {}
  Result<std::size_t> read(std::span<std::byte> into) override { return from_.read(into); }
  Result<base::Bytes> next() override { return from_.next(); }

 private:
  ByteSource& from_;
};

}  // namespace pratique::codec
