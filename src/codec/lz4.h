// LZ4 frames (lz4's doc/lz4_Frame_format.md), by liblz4. Of what an image holds, apt's lists are kept so.
#pragma once

#include <memory>

#include "codec/stream.h"

namespace pratique::codec {

// Whether the bytes begin with a frame's magic number, 0x184D2204 in little endian.
bool is_lz4(base::Bytes head);

// What `packed` holds: all frames, one behind the other, with those that are to be skipped between them; their
// checksums are looked at where they have some. Blocks are at most 4 MiB, so that memory is bounded whatever a frame
// says. Errors: kInvalid, with the place in the packed stream, for damage and for a stream that ends within a frame.
std::unique_ptr<ByteSource> unpacked_lz4(std::unique_ptr<ByteSource> packed);

}  // namespace pratique::codec
