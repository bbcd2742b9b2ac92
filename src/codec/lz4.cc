#include "codec/lz4.h"

#include <lz4frame.h>

#include <new>
#include <string>

namespace pratique::codec {

namespace {

class Lz4Source : public ByteSource {
 public:
  explicit Lz4Source(std::unique_ptr<ByteSource> packed) : packed_(std::move(packed)) {
    if (LZ4F_isError(LZ4F_createDecompressionContext(&context_, LZ4F_VERSION))) throw std::bad_alloc();
  }
  ~Lz4Source() override { LZ4F_freeDecompressionContext(context_); }
  Lz4Source(const Lz4Source&) = delete;
  Lz4Source& operator=(const Lz4Source&) = delete;

  Result<std::size_t> read(std::span<std::byte> into) override {
    while (!over_ && !into.empty()) {
      if (input_.empty()) {
        PQ_TRY(input_, packed_->next());
        // The decoder may still hold output when all input is used up, so it is asked once more before the stream
        // counts as cut.
        if (input_.empty() && (asked_at_end_ || between_frames_)) return end();
        asked_at_end_ = input_.empty();
      }
      PQ_TRY(const auto made, decode(into));
      if (made > 0) {
        asked_at_end_ = false;
        return made;
      }
    }
    return 0;
  }

 private:
  Result<std::size_t> decode(std::span<std::byte> into) {
    std::size_t made = into.size(), taken = input_.size();
    const auto hint = LZ4F_decompress(context_, into.data(), &made, input_.data(), &taken, nullptr);
    if (LZ4F_isError(hint)) {
      over_ = true;
      return damaged("lz4 stream is damaged: " + std::string(LZ4F_getErrorName(hint)));
    }
    input_ = input_.subspan(taken);
    position_ += taken;
    // 0: a frame is complete, and the next byte begins another one.
    between_frames_ = hint == 0;
    return made;
  }

  Result<std::size_t> end() {
    over_ = true;
    if (between_frames_) return 0;
    return damaged("lz4 stream ends early");
  }

  tl::unexpected<Error> damaged(std::string what) const {
    return base::fail(ErrorKind::kInvalid, std::move(what), {.offset = position_});
  }

  std::unique_ptr<ByteSource> packed_;
  LZ4F_dctx* context_ = nullptr;
  base::Bytes input_;
  std::uint64_t position_ = 0;  // of what was used, in the packed stream
  bool between_frames_ = false, asked_at_end_ = false, over_ = false;
};

}  // namespace

bool is_lz4(base::Bytes head) {
  return head.size() >= 4 && head[0] == std::byte{0x04} && head[1] == std::byte{0x22} &&
         head[2] == std::byte{0x4d} && head[3] == std::byte{0x18};
}

std::unique_ptr<ByteSource> unpacked_lz4(std::unique_ptr<ByteSource> packed) {
  return std::make_unique<Lz4Source>(std::move(packed));
}

}  // namespace pratique::codec
