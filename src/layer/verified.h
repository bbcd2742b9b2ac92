// A layer blob as a stream of tar bytes whose digests are checked while it passes: the blob's digest and
// size, and the diffID of the tar inside (image-spec manifest.md, config.md).
#pragma once

#include <memory>
#include <string>

#include "base/meter.h"
#include "codec/stream.h"
#include "oci/image.h"

namespace pratique::layer {

class VerifiedLayer {
 public:
  // Opens the layer's blob. The compression is told by the bytes, whatever the media type says.
  // What a packed one unpacks to is charged to the meter, which must outlive this.
  static Result<std::unique_ptr<VerifiedLayer>> open(oci::Store& store, const oci::ImageLayer& layer,
                                                     base::Meter& meter, base::Account account);
  virtual ~VerifiedLayer() = default;

  // The tar bytes; hashing and inflating run in a thread of their own, ahead of the reader.
  virtual codec::Source& tar() = 0;

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
