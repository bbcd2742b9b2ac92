// Forward streams of bytes: the one shape in which files, layers and feeds move through the program.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "base/byte_reader.h"
#include "base/meter.h"

namespace pratique::codec {

// Gives its bytes in order. Used by one thread at a time. After an error or the end, the stream is over.
class ByteSource {
 public:
  virtual ~ByteSource() = default;
  // Fills `into` from the front and says how many bytes it wrote; 0 at the end, or when there is no room.
  virtual Result<std::size_t> read(std::span<std::byte> into) = 0;
  // The next chunk without a copy where there is one to share; valid until the next call; empty at the end.
  virtual Result<base::Bytes> next();
  // Passes over up to `count` bytes where that is cheaper than reading them (a file); says how many it
  // passed, maybe 0.
  virtual Result<std::uint64_t> skip(std::uint64_t /*count*/) { return 0; }

 private:
  // Of next(), made at first use.
  std::vector<std::byte> chunk_;
};

inline constexpr std::size_t kChunkBytes = 256 << 10;

enum class Compression { kNone, kGzip, kZstd, kXz, kBzip2 };

// Told from the first six bytes: magic numbers of RFC 1952, RFC 8878, the .xz format §2.1.1.1, bzip2's.
Compression detect_compression(base::Bytes head);

// What `packed` holds. gzip: all members (RFC 1952 §2.2), each with its CRC checked; bytes after the last
// member that are no gzip header are an error kInvalid "bytes after the end of the gzip stream" given after
// all sound data. zstd: all frames (RFC 8878 §3.1), window at most 128 MiB. xz: memory at most 128 MiB. bzip2: all
// streams, each with its checksums.
std::unique_ptr<ByteSource> decompressed(Compression compression, std::unique_ptr<ByteSource> packed);

// The same for one of the streams of a scan: its bytes are charged to `account` as they come, the memory of
// the decoder to kWindows while it lives. kMetered when an account cannot bear them, and `name` counts as
// left out. What is not compressed costs nothing: it is not more than what there is. The meter must outlive
// it.
std::unique_ptr<ByteSource> metered(Compression compression, std::unique_ptr<ByteSource> packed,
                                    base::Meter& meter, base::Account account, const std::string& name);

// A regular file, read in chunks of 256 KiB (never mapped: mapped pages would count as memory of ours).
// Bytes [offset, offset + size) of it; size = UINT64_MAX reads to the end.
Result<std::unique_ptr<ByteSource>> open_file(const std::string& path, std::uint64_t offset = 0,
                                              std::uint64_t size = UINT64_MAX);

// Bytes in memory, as one chunk; `bytes` must outlive the source.
std::unique_ptr<ByteSource> from_memory(base::Bytes bytes);

// The same bytes, produced by a thread of their own that works up to `chunks` × kChunkBytes ahead: so
// inflating overlaps with what is done to the inflated bytes. Destroying it early stops the thread.
// `pass` is given every chunk as well, in order, one at a time, by whichever of the two threads would wait
// else: so they share the work evenly, whoever is slower. It has had every chunk when the end or an error was
// read, and must not throw.
using Pass = std::function<void(base::Bytes)>;
std::unique_ptr<ByteSource> read_ahead(std::unique_ptr<ByteSource> source, Pass pass = nullptr,
                                       std::size_t chunks = 4);

// The first bytes of a stream, and a stream that still gives all.
struct Peeked {
  // `count` bytes, fewer when the stream is shorter.
  std::string head;
  std::unique_ptr<ByteSource> whole;
};
Result<Peeked> peek(std::unique_ptr<ByteSource> source, std::size_t count);

// The rest of the stream as one string; kLimit when it is longer than `limit`.
Result<std::string> read_all(ByteSource& source, std::uint64_t limit);

}  // namespace pratique::codec
