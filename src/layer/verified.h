// A layer blob as a stream of tar bytes, and the digests that are summed while it passes: the blob's digest and
// size where the stored bytes come from, the diffID of the tar inside where they are unpacked (image-spec
// manifest.md, config.md). The two may be in different processes; check() compares both with what was promised.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "base/meter.h"
#include "codec/stream.h"

namespace pratique::layer {

// What a manifest and a config say of a layer's blob.
struct Promise {
  // How errors call the blob.
  std::string file;
  // Of the blob as stored; empty in a docker-archive of the old form, which promises none.
  std::string digest;
  // Of the blob as stored.
  std::uint64_t size = 0;
  // Digest of the tar inside.
  std::string diff_id;
};

// What was seen of a blob as stored, once all of it has passed.
struct StoredSum {
  std::string digest;
  std::uint64_t size = 0;
};

// Gives the bytes of `stored` and sums them. One thread at a time.
class SummedSource : public codec::ByteSource {
 public:
  explicit SummedSource(std::unique_ptr<codec::ByteSource> stored);
  ~SummedSource() override;
  Result<std::size_t> read(std::span<std::byte> into) override;
  Result<base::Bytes> next() override;
  // Reads what is left, up to the end or an error, and gives the sum of all. Call once.
  StoredSum finish();
  // The last error of the source: what was summed then is not all.
  const std::optional<Error>& broken() const { return broken_; }

 private:
  struct Sum;
  std::unique_ptr<codec::ByteSource> stored_;
  std::optional<Error> broken_;
  std::unique_ptr<Sum> sum_;
};

class UnpackedLayer {
 public:
  // Whether the stored bytes have to be brought, or lie ready in memory: then a plain tar needs no thread that reads
  // ahead, and no copy.
  enum class Stored { kFarAway, kReady };
  // `stored`: the blob from its start, wherever it comes from (a file, an archive, the ring into the cage). It
  // must outlive this. The compression is told by the bytes, whatever the media type says. What a packed one
  // unpacks to is charged to the meter, which must outlive this; `name` is what it then leaves out. `sum`:
  // whether the diffID is wanted. Errors: those of the source.
  static Result<std::unique_ptr<UnpackedLayer>> open(codec::ByteSource& stored, const std::string& name,
                                                     Stored from, bool sum, base::Meter& meter,
                                                     base::Account account);
  virtual ~UnpackedLayer() = default;

  // The tar bytes; summing and inflating run in a thread of their own, ahead of the reader.
  virtual codec::ByteSource& tar() = 0;

  // Reads whatever is left of the tar: bytes after its end belong to the diffID too. Ends the thread.
  virtual void finish() = 0;

  // After finish(): the first error of the compressed stream; then there is no diffID to compare.
  virtual const std::optional<Error>& decode_error() const = 0;
  // Of the tar inside; empty where the blob is stored plain (its digest is the diffID), or was not summed.
  virtual const std::string& diff_id() const = 0;
  // Bytes of the tar inside.
  virtual std::uint64_t unpacked() const = 0;
};

// Whether blob and tar are what was promised. `damaged`: the tar could not be unpacked to its end. `diff_id`: as
// above. Errors: kMismatch.
Result<void> check(const Promise& promise, const StoredSum& stored, bool damaged, const std::string& diff_id);

}  // namespace pratique::layer
