// gzip by isa-l's igzip (2–2.5 × zlib on layers), zstd by libzstd, xz by liblzma: each a Source over a
// Source.
#include <isa-l/igzip_lib.h>
#include <lzma.h>
#include <zstd.h>
#include <zstd_errors.h>

#include <algorithm>
#include <array>
#include <new>

#include "base/caught.h"
#include "codec/stream.h"

namespace pratique::codec {

namespace {

constexpr int kMaxZstdWindowLog = 27;               // 128 MiB
constexpr std::uint64_t kMaxXzMemory = 128u << 20;  // bytes that liblzma may allocate

constexpr std::array<unsigned char, 2> kGzipMagic{0x1f, 0x8b};
constexpr std::array<unsigned char, 4> kZstdMagic{0x28, 0xb5, 0x2f, 0xfd};
constexpr std::array<unsigned char, 6> kXzMagic{0xfd, '7', 'z', 'X', 'Z', 0x00};

template <std::size_t N>
bool starts_with(base::Bytes bytes, const std::array<unsigned char, N>& magic) {
  return bytes.size() >= N &&
         std::equal(magic.begin(), magic.end(), bytes.begin(),
                    [](unsigned char want, std::byte got) { return std::byte{want} == got; });
}

// Common part: keeps a chunk of packed input.
class Decompressor : public Source {
 public:
  explicit Decompressor(std::unique_ptr<Source> packed) : packed_(std::move(packed)) {}

 protected:
  // Brings the next chunk if all input is used up; false at the end of the packed stream.
  Result<bool> have_input() {
    if (!input_.empty()) return true;
    PQ_TRY(input_, packed_->next());
    position_ += input_.size();
    return !input_.empty();
  }
  void used(std::size_t count) { input_ = input_.subspan(count); }
  tl::unexpected<Error> damaged(std::string what) const {
    return base::invalid_at(position_ - input_.size(), std::move(what));
  }

  base::Bytes input_;

 private:
  std::unique_ptr<Source> packed_;
  std::uint64_t position_ = 0;  // of the end of input_ in the packed stream
};

class GzipSource : public Decompressor {
 public:
  explicit GzipSource(std::unique_ptr<Source> packed) : Decompressor(std::move(packed)) { start_member(); }

  Result<std::size_t> read(std::span<std::byte> into) override {
    if (into.empty()) return 0;
    while (!over_) {
      PQ_TRY(const bool more, have_input());
      if (between_members_) {
        PQ_CHECK(next_member(more));
        continue;
      }
      // igzip may still hold output when the input is used up, so it is asked once more before the stream
      // counts as cut.
      PQ_TRY(const auto made, inflate(into));
      if (made > 0) return made;
      if (!more && !between_members_) return damaged("gzip stream ends early");
    }
    return 0;
  }

 private:
  void start_member() {
    isal_inflate_init(&state_);
    state_.crc_flag = ISAL_GZIP;
    between_members_ = false;
  }

  Result<std::size_t> inflate(std::span<std::byte> into) {
    // isa-l wants mutable pointers; it does not write through next_in.
    state_.next_in = reinterpret_cast<std::uint8_t*>(const_cast<std::byte*>(input_.data()));
    state_.avail_in = static_cast<std::uint32_t>(input_.size());
    state_.next_out = reinterpret_cast<std::uint8_t*>(into.data());
    state_.avail_out = static_cast<std::uint32_t>(std::min<std::size_t>(into.size(), UINT32_MAX));
    const auto room = state_.avail_out;
    const int status = isal_inflate(&state_);
    used(input_.size() - state_.avail_in);
    if (status == ISAL_INCORRECT_CHECKSUM) return damaged("gzip checksum is wrong");
    if (status != ISAL_DECOMP_OK) return damaged("gzip stream is damaged");
    between_members_ = state_.block_state == ISAL_BLOCK_FINISH;
    return room - state_.avail_out;
  }

  // RFC 1952 §2.2: members follow one another. Zero bytes after the last one are padding, as gzip(1) has it.
  Result<void> next_member(bool more) {
    if (!more) {
      over_ = true;
    } else if (input_[0] == std::byte{0}) {
      const auto end =
          std::find_if(input_.begin(), input_.end(), [](std::byte b) { return b != std::byte{0}; });
      used(static_cast<std::size_t>(end - input_.begin()));
    } else if (input_[0] == std::byte{kGzipMagic[0]}) {
      start_member();
    } else {
      over_ = true;
      return damaged("bytes after the end of the gzip stream");
    }
    return {};
  }

  inflate_state state_{};
  bool between_members_ = false;
  bool over_ = false;
};

class ZstdSource : public Decompressor {
 public:
  explicit ZstdSource(std::unique_ptr<Source> packed)
      : Decompressor(std::move(packed)), stream_(base::made(ZSTD_createDStream())) {
    ZSTD_DCtx_setParameter(stream_, ZSTD_d_windowLogMax, kMaxZstdWindowLog);
  }
  ~ZstdSource() override { ZSTD_freeDStream(stream_); }
  ZstdSource(const ZstdSource&) = delete;
  ZstdSource& operator=(const ZstdSource&) = delete;

  Result<std::size_t> read(std::span<std::byte> into) override {
    if (into.empty()) return 0;
    for (;;) {
      PQ_TRY(const bool more, have_input());
      ZSTD_inBuffer in{input_.data(), input_.size(), 0};
      ZSTD_outBuffer out{into.data(), into.size(), 0};
      const std::size_t status = ZSTD_decompressStream(stream_, &out, &in);
      used(in.pos);
      if (ZSTD_isError(status)) {
        if (ZSTD_getErrorCode(status) == ZSTD_error_frameParameter_windowTooLarge) {
          return base::over_limit("zstd window larger than 128 MiB");
        }
        if (ZSTD_getErrorCode(status) == ZSTD_error_memory_allocation) throw std::bad_alloc();
        return damaged(std::string("zstd: ") + ZSTD_getErrorName(status));
      }
      const bool whole = started_ ? inside_ == 0 : true;
      if (more || out.pos > 0) {
        inside_ = status;  // 0 when a frame is complete
        started_ = true;
      }
      if (out.pos > 0) return out.pos;
      if (!more) {
        if (whole) return 0;
        return damaged("zstd stream ends early");
      }
    }
  }

 private:
  ZSTD_DStream* stream_;
  std::size_t inside_ = 0;
  bool started_ = false;
};

class XzSource : public Decompressor {
 public:
  explicit XzSource(std::unique_ptr<Source> packed) : Decompressor(std::move(packed)) {
    status_ = lzma_stream_decoder(&stream_, kMaxXzMemory, LZMA_CONCATENATED);
  }
  ~XzSource() override { lzma_end(&stream_); }
  XzSource(const XzSource&) = delete;
  XzSource& operator=(const XzSource&) = delete;

  Result<std::size_t> read(std::span<std::byte> into) override {
    if (into.empty()) return 0;
    while (status_ == LZMA_OK) {
      PQ_TRY(const bool more, have_input());
      stream_.next_in = reinterpret_cast<const std::uint8_t*>(input_.data());
      stream_.avail_in = input_.size();
      stream_.next_out = reinterpret_cast<std::uint8_t*>(into.data());
      stream_.avail_out = into.size();
      status_ = lzma_code(&stream_, more ? LZMA_RUN : LZMA_FINISH);
      used(input_.size() - stream_.avail_in);
      if (const auto made = into.size() - stream_.avail_out; made > 0) return made;
    }
    if (status_ == LZMA_STREAM_END) return 0;
    if (status_ == LZMA_MEMLIMIT_ERROR) return base::over_limit("xz needs more than 128 MiB of memory");
    if (status_ == LZMA_MEM_ERROR) throw std::bad_alloc();
    if (status_ == LZMA_BUF_ERROR) return damaged("xz stream ends early");
    return damaged("xz stream is damaged");
  }

 private:
  lzma_stream stream_ = LZMA_STREAM_INIT;
  lzma_ret status_;
};

}  // namespace

// RFC 8878 §3.1.2: frames 0x184D2A50 to 0x184D2A5F, little endian, hold what a decoder skips; some packers
// begin with one.
static bool is_skippable_frame(base::Bytes head) {
  return head.size() >= 4 && (head[0] & std::byte{0xf0}) == std::byte{0x50} && head[1] == std::byte{0x2a} &&
         head[2] == std::byte{0x4d} && head[3] == std::byte{0x18};
}

Compression detect_compression(base::Bytes head) {
  if (starts_with(head, kGzipMagic)) return Compression::kGzip;
  if (starts_with(head, kZstdMagic) || is_skippable_frame(head)) return Compression::kZstd;
  if (starts_with(head, kXzMagic)) return Compression::kXz;
  return Compression::kNone;
}

std::unique_ptr<Source> decompressed(Compression compression, std::unique_ptr<Source> packed) {
  switch (compression) {
    case Compression::kGzip:
      return std::make_unique<GzipSource>(std::move(packed));
    case Compression::kZstd:
      return std::make_unique<ZstdSource>(std::move(packed));
    case Compression::kXz:
      return std::make_unique<XzSource>(std::move(packed));
    case Compression::kNone:
      break;
  }
  return packed;
}

}  // namespace pratique::codec
