// A layer blob as a stream of tar bytes whose digests are checked while it passes: the blob's digest and
// size, and the diffID of the tar inside (image-spec manifest.md, config.md).
#pragma once

#include <memory>
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

class VerifiedLayer {
 public:
  // `stored`: the blob from its start, wherever it comes from (a file, an archive, a pipe into the cage). The
  // compression is told by the bytes, whatever the media type says. What a packed one unpacks to is charged
  // to the meter, which must outlive this. Errors: those of the source.
  static Result<std::unique_ptr<VerifiedLayer>> open(std::unique_ptr<codec::ByteSource> stored,
                                                     Promise promise, base::Meter& meter,
                                                     base::Account account);
  virtual ~VerifiedLayer() = default;

  // The tar bytes; hashing and inflating run in a thread of their own, ahead of the reader.
  virtual codec::ByteSource& tar() = 0;

  // Reads whatever is left (bytes after the tar's end belong to the digests too) and compares. kMismatch when
  // a digest or size differs. An error of the compressed stream itself is given by decode_error(): then the
  // blob's own digest is still verified, but there is no diffID to compare.
  virtual Result<void> finish() = 0;
  virtual const std::optional<Error>& decode_error() const = 0;

  // After finish(): digest of the blob as stored, and bytes of the tar inside.
  virtual const std::string& digest() const = 0;
  virtual std::uint64_t unpacked() const = 0;
};

}  // namespace pratique::layer
