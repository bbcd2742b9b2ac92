#include "layer/verified.h"

#include <fmt/format.h>

#include "codec/lent_source.h"
#include "crypto/digest.h"

namespace pratique::layer {

namespace {

constexpr std::size_t kMagicBytes = 6;

// Lends a source whose owner lives elsewhere, and counts what it gave.
class Counted : public codec::ByteSource {
 public:
  Counted(codec::ByteSource& from, std::uint64_t& count) : from_(from), count_(count) {}
  Result<std::size_t> read(std::span<std::byte> into) override {
    auto got = from_.read(into);
    count_ += got.value_or(0);
    return got;
  }
  Result<base::Bytes> next() override {
    auto chunk = from_.next();
    if (chunk) count_ += chunk->size();
    return chunk;
  }

 private:
  codec::ByteSource& from_;
  std::uint64_t& count_;
};

// Remembers the first error of the stream.
class Guarded : public codec::ByteSource {
 public:
  explicit Guarded(std::unique_ptr<codec::ByteSource> from) : from_(std::move(from)) {}

  Result<std::size_t> read(std::span<std::byte> into) override {
    auto count = from_->read(into);
    if (!count) error_ = count.error();
    return count;
  }
  Result<base::Bytes> next() override {
    auto chunk = from_->next();
    if (!chunk) error_ = chunk.error();
    return chunk;
  }

  const std::optional<Error>& error() const { return error_; }

 private:
  std::unique_ptr<codec::ByteSource> from_;
  std::optional<Error> error_;
};

class Unpacked : public UnpackedLayer {
 public:
  Unpacked(std::unique_ptr<codec::ByteSource> stored, codec::Compression compression, const std::string& name,
           Stored from, bool sum, base::Meter& meter, base::Account account)
      : packed_(compression != codec::Compression::kNone),
        sums_(sum && packed_),
        guarded_(codec::metered(compression, std::move(stored), meter, account, name)),
        counted_(guarded_, unpacked_),
        ahead_(packed_ || from == Stored::kFarAway
                   ? codec::read_ahead(std::make_unique<codec::LentSource>(counted_), pass())
                   : std::make_unique<codec::LentSource>(counted_)) {}

  codec::ByteSource& tar() override { return *ahead_; }

  void finish() override {
    for (;;) {
      auto rest = tar().next();
      if (!rest || rest->empty()) break;
    }
    ahead_.reset();  // ends its thread: guarded_ is ours again
    if (sums_ && !guarded_.error()) diff_id_ = sum_.finish();
  }

  const std::optional<Error>& decode_error() const override { return guarded_.error(); }
  const std::string& diff_id() const override { return diff_id_; }
  std::uint64_t unpacked() const override { return unpacked_; }

 private:
  codec::Pass pass() {
    if (!sums_) return nullptr;
    return [this](base::Bytes chunk) { sum_.update(chunk); };
  }

  const bool packed_, sums_;
  Guarded guarded_;
  std::uint64_t unpacked_ = 0;
  Counted counted_;
  crypto::Sha256 sum_;
  std::unique_ptr<codec::ByteSource> ahead_;  // its thread uses all above
  std::string diff_id_;
};

tl::unexpected<Error> mismatch(const Promise& promise, std::string what) {
  return base::fail(ErrorKind::kMismatch, std::move(what), {.file = promise.file},
                    "the image was changed or damaged; get it again");
}

}  // namespace

struct SummedSource::Sum {
  crypto::Sha256 hash;
  std::uint64_t size = 0;
  void add(base::Bytes bytes) {
    hash.update(bytes);
    size += bytes.size();
  }
};

SummedSource::SummedSource(std::unique_ptr<codec::ByteSource> stored)
    : stored_(std::move(stored)), sum_(std::make_unique<Sum>()) {}
SummedSource::~SummedSource() = default;

Result<std::size_t> SummedSource::read(std::span<std::byte> into) {
  auto count = stored_->read(into);
  if (count) sum_->add(into.first(*count));
  if (!count) broken_ = count.error();
  return count;
}

Result<base::Bytes> SummedSource::next() {
  auto chunk = stored_->next();
  if (chunk) sum_->add(*chunk);
  if (!chunk) broken_ = chunk.error();
  return chunk;
}

StoredSum SummedSource::finish() {
  for (auto rest = next(); rest && !rest->empty();) rest = next();
  return {sum_->hash.finish(), sum_->size};
}

Result<std::unique_ptr<UnpackedLayer>> UnpackedLayer::open(codec::ByteSource& stored, const std::string& name,
                                                           Stored from, bool sum, base::Meter& meter,
                                                           base::Account account) {
  PQ_TRY(auto peeked, codec::peek(std::make_unique<codec::LentSource>(stored), kMagicBytes));
  const auto compression = codec::detect_compression(base::as_bytes(peeked.head));
  return std::make_unique<Unpacked>(std::move(peeked.whole), compression, name, from, sum, meter, account);
}

Result<void> check(const Promise& promise, const StoredSum& stored, bool damaged,
                   const std::string& diff_id) {
  if (!promise.digest.empty() && stored.digest != promise.digest)
    return mismatch(promise, "content does not match its digest " + promise.digest);
  if (stored.size != promise.size) {
    return mismatch(promise,
                    fmt::format("size is {} bytes, its descriptor says {}", stored.size, promise.size));
  }
  if (damaged) return {};
  if ((diff_id.empty() ? stored.digest : diff_id) != promise.diff_id)
    return mismatch(promise, "unpacked layer does not match its diffID " + promise.diff_id);
  return {};
}

}  // namespace pratique::layer
