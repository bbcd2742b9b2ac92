#include "layer/verified.h"

#include <fmt/format.h>

#include "crypto/digest.h"

namespace pratique::layer {

namespace {

constexpr std::size_t kMagicBytes = 6;

// The digest and the number of bytes that were seen.
class Sum {
 public:
  void add(base::Bytes bytes) {
    hash_.update(bytes);
    size_ += bytes.size();
  }
  std::string finish() { return hash_.finish(); }
  std::uint64_t size() const { return size_; }

 private:
  crypto::Sha256 hash_;
  std::uint64_t size_ = 0;
};

// Sums what passes through.
class Summed : public codec::ByteSource {
 public:
  explicit Summed(std::unique_ptr<codec::ByteSource> from) : from_(std::move(from)) {}

  Result<std::size_t> read(std::span<std::byte> into) override {
    PQ_TRY(const auto count, from_->read(into));
    sum_.add(into.first(count));
    return count;
  }
  Result<base::Bytes> next() override {
    PQ_TRY(const auto chunk, from_->next());
    sum_.add(chunk);
    return chunk;
  }
  Sum& sum() { return sum_; }
  const Sum& sum() const { return sum_; }

 private:
  std::unique_ptr<codec::ByteSource> from_;
  Sum sum_;
};

// Lends a source whose owner lives elsewhere.
class Borrowed : public codec::ByteSource {
 public:
  explicit Borrowed(codec::ByteSource& from) : from_(from) {}
  Result<std::size_t> read(std::span<std::byte> into) override { return from_.read(into); }
  Result<base::Bytes> next() override { return from_.next(); }

 private:
  codec::ByteSource& from_;
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

  const std::optional<Error>& error() const { return error_; }

 private:
  std::unique_ptr<codec::ByteSource> from_;
  std::optional<Error> error_;
};

class Verified : public VerifiedLayer {
 public:
  Verified(Promise promise, std::unique_ptr<codec::ByteSource> stored, codec::Compression compression,
           base::Meter& meter, base::Account account)
      : promise_(std::move(promise)),
        blob_(std::move(stored)),
        packed_(compression != codec::Compression::kNone),
        guarded_(
            codec::metered(compression, std::make_unique<Borrowed>(blob_), meter, account, promise_.diff_id)),
        ahead_(codec::read_ahead(std::make_unique<Borrowed>(guarded_), sum_of_tar())) {}

  codec::ByteSource& tar() override { return *ahead_; }

  Result<void> finish() override {
    for (;;) {
      auto rest = tar().next();
      if (!rest || rest->empty()) break;
    }
    ahead_.reset();  // ends its thread: blob_ and guarded_ are ours again
    if (guarded_.error()) {
      for (auto rest = blob_.next(); rest && !rest->empty();) rest = blob_.next();
    }
    digest_ = blob_.sum().finish();
    if (!promise_.digest.empty() && digest_ != promise_.digest)
      return mismatch("content does not match its digest " + promise_.digest);
    if (blob_.sum().size() != promise_.size) {
      return mismatch(
          fmt::format("size is {} bytes, its descriptor says {}", blob_.sum().size(), promise_.size));
    }
    if (guarded_.error()) return {};
    const auto diff_id = packed_ ? unpacked_.finish() : digest_;
    if (diff_id != promise_.diff_id)
      return mismatch("unpacked layer does not match its diffID " + promise_.diff_id);
    return {};
  }

  const std::optional<Error>& decode_error() const override { return guarded_.error(); }
  const std::string& digest() const override { return digest_; }
  std::uint64_t unpacked() const override { return (packed_ ? unpacked_ : blob_.sum()).size(); }

 private:
  // Plain layers need one sum only, made where the bytes are read.
  codec::Pass sum_of_tar() {
    if (!packed_) return nullptr;
    return [this](base::Bytes chunk) { unpacked_.add(chunk); };
  }
  tl::unexpected<Error> mismatch(std::string what) const {
    return base::fail(ErrorKind::kMismatch, std::move(what), {.file = promise_.file},
                      "the image was changed or damaged; get it again");
  }

  const Promise promise_;
  Summed blob_;
  const bool packed_;
  Guarded guarded_;
  Sum unpacked_;
  std::unique_ptr<codec::ByteSource> ahead_;  // its thread uses all above
  std::string digest_;
};

}  // namespace

Result<std::unique_ptr<VerifiedLayer>> VerifiedLayer::open(std::unique_ptr<codec::ByteSource> stored,
                                                           Promise promise, base::Meter& meter,
                                                           base::Account account) {
  PQ_TRY(auto peeked, codec::peek(std::move(stored), kMagicBytes));
  const auto compression = codec::detect_compression(base::as_bytes(peeked.head));
  return std::make_unique<Verified>(std::move(promise), std::move(peeked.whole), compression, meter, account);
}

}  // namespace pratique::layer
