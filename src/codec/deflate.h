// Deflate of whole buffers, by libdeflate (RFC 1951, RFC 1950): members of zip archives and zlib blobs inside
// executables. Streams (layers) go through codec/stream.h instead. Stateless and thread-safe.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "base/byte_reader.h"

namespace pratique::codec {

// A raw deflate stream that must give exactly `size` bytes. Errors: kInvalid when it is damaged or gives
// another count. The caller has already held `size` against its own limit: that much memory is taken.
Result<std::vector<std::byte>> inflate_raw(base::Bytes packed, std::uint64_t size);

// A zlib stream (two-byte header, Adler-32 at the end) of unknown size. Errors: kInvalid when damaged, kLimit
// when it gives more than `limit` bytes; memory is at most `limit`.
Result<std::vector<std::byte>> inflate_zlib(base::Bytes packed, std::uint64_t limit);

// CRC-32 of zip and gzip (the polynomial 0xEDB88320).
std::uint32_t crc32(base::Bytes bytes);

}  // namespace pratique::codec
