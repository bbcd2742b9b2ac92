#include "codec/deflate.h"

#include <libdeflate.h>

#include <algorithm>
#include <memory>

#include "base/caught.h"

namespace pratique::codec {
namespace {

// What cargo-auditable and the like pack is mostly smaller than this.
constexpr std::uint64_t kFirstGuess = 64 << 10;

struct Free {
  void operator()(libdeflate_decompressor* tool) const { libdeflate_free_decompressor(tool); }
};

// A decompressor is about 11 KiB and costs more to make than a small member to inflate: one a thread, kept.
libdeflate_decompressor* decompressor() {
  thread_local const std::unique_ptr<libdeflate_decompressor, Free> tool(
      base::made(libdeflate_alloc_decompressor()));
  return tool.get();
}

}  // namespace

// libdeflate stops at the end of the buffer, so that a stream which lies about its size costs no more than it
// promised.
Result<std::vector<std::byte>> inflate_raw(base::Bytes packed, std::uint64_t size) {
  std::vector<std::byte> out(size);
  std::size_t written = 0;
  const auto outcome = libdeflate_deflate_decompress(decompressor(), packed.data(), packed.size(), out.data(),
                                                     out.size(), &written);
  if (outcome == LIBDEFLATE_INSUFFICIENT_SPACE) return base::invalid("more deflated bytes than promised");
  if (outcome != LIBDEFLATE_SUCCESS) return base::invalid("damaged deflate stream");
  if (written != size) return base::invalid("fewer deflated bytes than promised");
  return out;
}

Result<std::vector<std::byte>> inflate_zlib(base::Bytes packed, std::uint64_t limit) {
  // The size is unknown, so a buffer that proves too small is doubled: at most twice the work.
  for (auto room = std::min(limit, kFirstGuess);; room = std::min(limit, room * 2)) {
    std::vector<std::byte> out(room);
    std::size_t written = 0;
    const auto outcome = libdeflate_zlib_decompress(decompressor(), packed.data(), packed.size(), out.data(),
                                                    out.size(), &written);
    if (outcome == LIBDEFLATE_SUCCESS) {
      out.resize(written);
      return out;
    }
    if (outcome != LIBDEFLATE_INSUFFICIENT_SPACE) return base::invalid("damaged zlib stream");
    if (room == limit)
      return base::over_limit("zlib stream gives more than " + std::to_string(limit) + " bytes");
  }
}

std::uint32_t crc32(base::Bytes bytes) { return libdeflate_crc32(0, bytes.data(), bytes.size()); }

}  // namespace pratique::codec
