// gzip by isa-l's igzip (2–2.5 × zlib on layers), zstd by libzstd, xz by liblzma, bzip2 by libbz2: each a ByteSource
// over a ByteSource.
#include <bzlib.h>
#include <isa-l/igzip_lib.h>
#include <lzma.h>
#include <zstd.h>
#include <zstd_errors.h>

#include <algorithm>
#include <array>
#include <new>
#include <optional>
#include <vector>

#include "base/caught.h"
#include "codec/stream.h"

namespace pratique::codec {

namespace {

constexpr int kMaxZstdWindowLog = 27;               // 128 MiB
constexpr std::uint64_t kMaxXzMemory = 128u << 20;  // bytes that liblzma may allocate
// What libzstd needs beside the window: a block of input, two of output, its tables.
constexpr std::uint64_t kZstdOverhead = 768 << 10;

constexpr std::array<unsigned char, 2> kGzipMagic{0x1f, 0x8b};
constexpr std::array<unsigned char, 4> kZstdMagic{0x28, 0xb5, 0x2f, 0xfd};
constexpr std::uint64_t kXzWeight = 3, kBzip2Weight = 3;
// "BZh1" to "BZh9", then the first of the six bytes before a block (π) or before the end (√π).
constexpr std::array<unsigned char, 3> kBzip2Magic{'B', 'Z', 'h'};
constexpr std::array<unsigned char, 6> kXzMagic{0xfd, '7', 'z', 'X', 'Z', 0x00};

template <std::size_t N>
bool starts_with(base::Bytes bytes, const std::array<unsigned char, N>& magic) {
  return bytes.size() >= N &&
         std::equal(magic.begin(), magic.end(), bytes.begin(),
                    [](unsigned char want, std::byte got) { return std::byte{want} == got; });
}

tl::unexpected<Error> refused(const base::Meter& meter, base::Account account) {
  return base::fail(ErrorKind::kMetered, base::to_words(account, meter.limit(account)), {},
                    "raise it by --limit " + std::string(base::info(account).name) + "=VALUE");
}

// The memory of one decoder, booked while it lives. It never waits for others to end: they might wait for
// what this one holds. While several threads work, a refusal makes one thread do all of it again, in order.
class Held {
 public:
  Held(base::Meter* meter, std::string name) : meter_(meter), name_(std::move(name)) {}
  ~Held() {
    if (meter_ != nullptr) meter_->release(base::Account::kWindows, bytes_);
  }
  Held(const Held&) = delete;
  Held& operator=(const Held&) = delete;

  // Before the decoder makes room for so much in all; what it had, it lets go first.
  Result<void> grow_to(std::uint64_t bytes) {
    if (meter_ == nullptr || bytes <= bytes_) return {};
    if (!meter_->charge(base::Account::kWindows, bytes - bytes_, name_))
      return refused(*meter_, meter_->refuser(base::Account::kWindows));
    bytes_ = bytes;
    return {};
  }

 private:
  base::Meter* meter_;
  std::string name_;
  std::uint64_t bytes_ = 0;
};

// Common part: keeps a chunk of packed input.
class Decompressor : public ByteSource {
 public:
  Decompressor(std::unique_ptr<ByteSource> packed, base::Meter* meter, const std::string& name)
      : held_(meter, name), packed_(std::move(packed)) {}

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
  Held held_;

 private:
  std::unique_ptr<ByteSource> packed_;
  std::uint64_t position_ = 0;  // of the end of input_ in the packed stream
};

class GzipSource : public Decompressor {
 public:
  explicit GzipSource(std::unique_ptr<ByteSource> packed) : Decompressor(std::move(packed), nullptr, "") {
    start_member();
  }

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
    // After damage igzip may give back bits that it has from an earlier chunk: more than this one has.
    used(input_.size() - std::min<std::size_t>(state_.avail_in, input_.size()));
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

// RFC 8878 §3.1.1.1: magic number, descriptor, window descriptor unless the frame is a single segment,
// dictionary id, content size. Nothing: more bytes are needed. A frame that is skipped, or no frame, has no
// window.
constexpr std::size_t kMaxFrameHeader = 18;

std::optional<std::uint64_t> zstd_window(base::Bytes head) {
  constexpr std::array<std::size_t, 4> kIdBytes{0, 1, 2, 4}, kSizeBytes{0, 2, 4, 8};
  if (head.size() < kZstdMagic.size()) return std::nullopt;
  if (!starts_with(head, kZstdMagic)) return 0;
  if (head.size() < 6) return std::nullopt;
  const auto descriptor = std::to_integer<unsigned>(head[4]);
  if ((descriptor & 0x20) == 0) {
    const auto window = std::to_integer<unsigned>(head[5]);
    const auto base = 1ull << (10 + (window >> 3));
    return base + base / 8 * (window & 7);
  }
  const auto at = 5 + kIdBytes[descriptor & 3];
  const auto size = std::max<std::size_t>(kSizeBytes[descriptor >> 6], 1);
  if (head.size() < at + size) return std::nullopt;
  std::uint64_t content = size == 2 ? 256 : 0;
  for (std::size_t i = 0; i < size; ++i) content += std::to_integer<std::uint64_t>(head[at + i]) << (8 * i);
  return content;
}

class ZstdSource : public Decompressor {
 public:
  ZstdSource(std::unique_ptr<ByteSource> packed, base::Meter* meter, const std::string& name)
      : Decompressor(std::move(packed), meter, name), stream_(base::made(ZSTD_createDStream())) {
    ZSTD_DCtx_setParameter(stream_, ZSTD_d_windowLogMax, kMaxZstdWindowLog);
    head_.reserve(kMaxFrameHeader);
  }
  ~ZstdSource() override { ZSTD_freeDStream(stream_); }
  ZstdSource(const ZstdSource&) = delete;
  ZstdSource& operator=(const ZstdSource&) = delete;

  Result<std::size_t> read(std::span<std::byte> into) override {
    if (into.empty()) return 0;
    for (;;) {
      if (between_frames_) {
        PQ_TRY(const bool more, begin_frame());
        if (!more) return 0;
        between_frames_ = false;
      }
      // libzstd may hold output when the input is used up, so it is asked once more before the stream counts
      // as cut.
      const bool heading = fed_ < head_.size();
      if (!heading) PQ_CHECK(have_input());
      const auto from = heading ? base::Bytes(head_).subspan(fed_) : input_;
      PQ_TRY(const auto done, decode(from, into));
      heading ? void(fed_ += done.taken) : used(done.taken);
      if (done.made > 0) return done.made;
      if (from.empty() && !between_frames_) return damaged("zstd stream ends early");
    }
  }

 private:
  struct Step {
    std::size_t taken, made;
  };

  // Keeps the header of the next frame and makes sure of memory for its window; false at the end.
  Result<bool> begin_frame() {
    head_.clear();
    fed_ = 0;
    for (;;) {
      const auto window = zstd_window(head_);
      // One that is too large is refused by the decoder, with its own words.
      if (window && *window <= 1ull << kMaxZstdWindowLog) PQ_CHECK(held_.grow_to(*window + kZstdOverhead));
      if (window) return true;
      PQ_TRY(const bool more, have_input());
      if (!more) return !head_.empty();
      head_.push_back(input_[0]);
      used(1);
    }
  }

  Result<Step> decode(base::Bytes from, std::span<std::byte> into) {
    ZSTD_inBuffer in{from.data(), from.size(), 0};
    ZSTD_outBuffer out{into.data(), into.size(), 0};
    const std::size_t left = ZSTD_decompressStream(stream_, &out, &in);
    if (ZSTD_isError(left)) {
      switch (ZSTD_getErrorCode(left)) {
        case ZSTD_error_frameParameter_windowTooLarge:
          return base::over_limit("zstd window larger than 128 MiB");
        case ZSTD_error_memory_allocation:
          throw std::bad_alloc();
        default:
          return damaged(std::string("zstd: ") + ZSTD_getErrorName(left));
      }
    }
    between_frames_ = left == 0;
    return Step{in.pos, out.pos};
  }

  ZSTD_DStream* stream_;
  std::vector<std::byte> head_;  // of the frame that is decoded; fed_ bytes of it are decoded already
  std::size_t fed_ = 0;
  bool between_frames_ = true;
};

class XzSource : public Decompressor {
 public:
  XzSource(std::unique_ptr<ByteSource> packed, base::Meter* meter, const std::string& name)
      : Decompressor(std::move(packed), meter, name) {
    // It begins with next to nothing and asks when a block needs more.
    status_ = lzma_stream_decoder(&stream_, meter == nullptr ? kMaxXzMemory : 1, LZMA_CONCATENATED);
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
      if (status_ == LZMA_MEMLIMIT_ERROR) PQ_CHECK(make_room());
      if (const auto made = into.size() - stream_.avail_out; made > 0) return made;
    }
    if (status_ == LZMA_STREAM_END) return 0;
    if (status_ == LZMA_MEMLIMIT_ERROR) return base::over_limit("xz needs more than 128 MiB of memory");
    if (status_ == LZMA_MEM_ERROR) throw std::bad_alloc();
    if (status_ == LZMA_BUF_ERROR) return damaged("xz stream ends early");
    return damaged("xz stream is damaged");
  }

 private:
  // lzma_code() can go on when the limit was raised (lzma/base.h).
  Result<void> make_room() {
    const auto needed = lzma_memusage(&stream_);
    if (needed > kMaxXzMemory) return {};
    PQ_CHECK(held_.grow_to(needed));
    status_ = lzma_memlimit_set(&stream_, needed);
    return {};
  }

  lzma_stream stream_ = LZMA_STREAM_INIT;
  lzma_ret status_;
};

// Takes at most 4 MB, whatever a stream says of itself (libbz2's manual, §2.5).
class Bzip2Source : public Decompressor {
 public:
  explicit Bzip2Source(std::unique_ptr<ByteSource> packed) : Decompressor(std::move(packed), nullptr, "") {
    start();
  }
  ~Bzip2Source() override { BZ2_bzDecompressEnd(&stream_); }
  Bzip2Source(const Bzip2Source&) = delete;
  Bzip2Source& operator=(const Bzip2Source&) = delete;

  Result<std::size_t> read(std::span<std::byte> into) override {
    if (into.empty()) return 0;
    while (!over_) {
      PQ_TRY(const bool more, have_input());
      if (between_streams_) {
        PQ_CHECK(next_stream(more));
        continue;
      }
      const bool was_all = !more;
      PQ_TRY(const auto made, inflate(into));
      if (made > 0) return made;
      if (was_all && !between_streams_) return damaged("bzip2 stream ends early");
    }
    return 0;
  }

 private:
  void start() {
    if (BZ2_bzDecompressInit(&stream_, 0, 0) != BZ_OK) throw std::bad_alloc();
    between_streams_ = false;
  }

  Result<std::size_t> inflate(std::span<std::byte> into) {
    // libbz2 wants mutable pointers; it does not write through next_in.
    stream_.next_in = reinterpret_cast<char*>(const_cast<std::byte*>(input_.data()));
    stream_.avail_in = static_cast<unsigned>(std::min<std::size_t>(input_.size(), UINT32_MAX));
    stream_.next_out = reinterpret_cast<char*>(into.data());
    stream_.avail_out = static_cast<unsigned>(std::min<std::size_t>(into.size(), UINT32_MAX));
    const auto had = stream_.avail_in, room = stream_.avail_out;
    const int status = BZ2_bzDecompress(&stream_);
    used(had - stream_.avail_in);
    if (status == BZ_MEM_ERROR) throw std::bad_alloc();
    if (status != BZ_OK && status != BZ_STREAM_END) return damaged("bzip2 stream is damaged");
    between_streams_ = status == BZ_STREAM_END;
    return room - stream_.avail_out;
  }

  // pbzip2 writes one stream for each piece of its input, one behind the other.
  Result<void> next_stream(bool more) {
    BZ2_bzDecompressEnd(&stream_);
    stream_ = {};
    over_ = !more || input_[0] != std::byte{kBzip2Magic[0]};
    if (over_)
      return more ? Result<void>(damaged("bytes after the end of the bzip2 stream")) : Result<void>();
    start();
    return {};
  }

  bz_stream stream_{};
  bool between_streams_ = false, over_ = false;
};

// Charges what comes out.
class Metered : public ByteSource {
 public:
  Metered(std::unique_ptr<ByteSource> from, base::Meter& meter, base::Account account, std::uint64_t weight,
          std::string name)
      : from_(std::move(from)), meter_(meter), account_(account), weight_(weight), name_(std::move(name)) {}

  Result<std::size_t> read(std::span<std::byte> into) override {
    if (over_) return 0;
    auto count = from_->read(into);
    if (count && meter_.charge(account_, *count * weight_, name_) && !meter_.stopped()) return count;
    over_ = true;
    return count ? refused(meter_, account_) : std::move(count);
  }

 private:
  std::unique_ptr<ByteSource> from_;
  base::Meter& meter_;
  base::Account account_;
  std::uint64_t weight_;
  std::string name_;
  bool over_ = false;
};

std::unique_ptr<ByteSource> decoder(Compression compression, std::unique_ptr<ByteSource> packed,
                                    base::Meter* meter, const std::string& name) {
  switch (compression) {
    case Compression::kGzip:
      return std::make_unique<GzipSource>(std::move(packed));
    case Compression::kZstd:
      return std::make_unique<ZstdSource>(std::move(packed), meter, name);
    case Compression::kXz:
      return std::make_unique<XzSource>(std::move(packed), meter, name);
    case Compression::kBzip2:
      return std::make_unique<Bzip2Source>(std::move(packed));
    case Compression::kNone:
      break;
  }
  return packed;
}

}  // namespace

// RFC 8878 §3.1.2: frames 0x184D2A50 to 0x184D2A5F, little endian, hold what a decoder skips; some packers
// begin with one.
static bool is_skippable_frame(base::Bytes head) {
  return head.size() >= 4 && (head[0] & std::byte{0xf0}) == std::byte{0x50} && head[1] == std::byte{0x2a} &&
         head[2] == std::byte{0x4d} && head[3] == std::byte{0x18};
}

static bool is_bzip2(base::Bytes head) {
  if (!starts_with(head, kBzip2Magic) || head.size() < 5) return false;
  const bool level = head[3] >= std::byte{'1'} && head[3] <= std::byte{'9'};
  return level && (head[4] == std::byte{0x31} || head[4] == std::byte{0x17});
}

Compression detect_compression(base::Bytes head) {
  if (starts_with(head, kGzipMagic)) return Compression::kGzip;
  if (starts_with(head, kZstdMagic) || is_skippable_frame(head)) return Compression::kZstd;
  if (starts_with(head, kXzMagic)) return Compression::kXz;
  if (is_bzip2(head)) return Compression::kBzip2;
  return Compression::kNone;
}

std::unique_ptr<ByteSource> decompressed(Compression compression, std::unique_ptr<ByteSource> packed) {
  return decoder(compression, std::move(packed), nullptr, "");
}

std::unique_ptr<ByteSource> metered(Compression compression, std::unique_ptr<ByteSource> packed,
                                    base::Meter& meter, base::Account account, const std::string& name) {
  auto source = decoder(compression, std::move(packed), &meter, name);
  if (compression == Compression::kNone) return source;
  // What xz and bzip2 pack takes several times as long to unpack as the others: accounts bound time as well.
  const std::uint64_t weight = compression == Compression::kXz      ? kXzWeight
                               : compression == Compression::kBzip2 ? kBzip2Weight
                                                                    : 1;
  return std::make_unique<Metered>(std::move(source), meter, account, weight, name);
}

}  // namespace pratique::codec
