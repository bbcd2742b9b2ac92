// Forward streams of bytes: the one shape in which files, layers and feeds move through the program.
#pragma once

#include <memory>
#include <string>

#include "base/byte_reader.h"

namespace pratique::codec {

// Gives its bytes in chunks of its own choosing. Used by one thread at a time.
class Source {
 public:
  virtual ~Source() = default;
  // The next chunk, valid until the next call; empty at the end (and then for ever). After an error, the stream is over.
  virtual Result<base::Bytes> next() = 0;
};

enum class Compression { kNone, kGzip, kZstd, kXz };

// Told from the first six bytes: magic numbers of RFC 1952, RFC 8878, the .xz format §2.1.1.1.
Compression detect_compression(base::Bytes head);

// What `packed` holds. gzip: all members (RFC 1952 §2.2), each with its CRC checked; bytes after the last member that are no
// gzip header are an error kInvalid "bytes after the end of the gzip stream" given after all sound data. zstd: all frames,
// window at most 128 MiB (kMaxZstdWindow). xz: memory at most 128 MiB.
std::unique_ptr<Source> decompressed(Compression compression, std::unique_ptr<Source> packed);

// A regular file, read in chunks of 256 KiB (never mapped: mapped pages would count as memory of ours).
// Bytes [offset, offset + size) of it; size = UINT64_MAX reads to the end.
Result<std::unique_ptr<Source>> open_file(const std::string& path, std::uint64_t offset = 0, std::uint64_t size = UINT64_MAX);

// Bytes in memory, as one chunk; `bytes` must outlive the source.
std::unique_ptr<Source> from_memory(base::Bytes bytes);

// The rest of the stream as one string; kLimit when it is longer than `limit`.
Result<std::string> read_all(Source& source, std::uint64_t limit);

}  // namespace pratique::codec
