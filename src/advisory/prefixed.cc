#include "advisory/prefixed.h"

#include <zstd.h>

#include <algorithm>
#include <bit>
#include <memory>

#include "base/caught.h"

namespace pratique::advisory {

namespace {

// Slow to pack, as fast as any to unpack; little is packed.
constexpr int kLevel = 19;
constexpr int kMinWindow = 10,
              kMaxWindow = 28;  // ZSTD_WINDOWLOG_MIN; kMaxPrefixed has room in the larger one

struct FreeContext {
  void operator()(ZSTD_CCtx* context) const { ZSTD_freeCCtx(context); }
  void operator()(ZSTD_DCtx* context) const { ZSTD_freeDCtx(context); }
};

Error zstd_error(std::size_t code) {
  return {.kind = ErrorKind::kInvalid, .what = std::string("zstd: ") + ZSTD_getErrorName(code)};
}

}  // namespace

Result<std::string> pack_after(std::string_view prefix, std::string_view plain) {
  if (prefix.size() + plain.size() > kMaxPrefixed) return base::over_limit("more to pack than 128 MiB");
  const std::unique_ptr<ZSTD_CCtx, FreeContext> context(base::made(ZSTD_createCCtx()));
  const int window =
      std::clamp(static_cast<int>(std::bit_width(prefix.size() + plain.size())), kMinWindow, kMaxWindow);
  ZSTD_CCtx_setParameter(context.get(), ZSTD_c_compressionLevel, kLevel);
  ZSTD_CCtx_setParameter(context.get(), ZSTD_c_windowLog, window);
  ZSTD_CCtx_refPrefix(context.get(), prefix.data(), prefix.size());
  std::string out(ZSTD_compressBound(plain.size()), '\0');
  const auto size = ZSTD_compress2(context.get(), out.data(), out.size(), plain.data(), plain.size());
  if (ZSTD_isError(size) != 0) return tl::unexpected(zstd_error(size));
  out.resize(size);
  return out;
}

Result<std::string> unpack_after(std::string_view prefix, base::Bytes packed, std::uint64_t size) {
  if (size > kMaxPrefixed || prefix.size() > kMaxPrefixed - size)
    return base::over_limit("more to unpack than 128 MiB");
  if (ZSTD_getFrameContentSize(packed.data(), packed.size()) != size)
    return base::invalid("zstd: a frame of another size");
  const std::unique_ptr<ZSTD_DCtx, FreeContext> context(base::made(ZSTD_createDCtx()));
  ZSTD_DCtx_setParameter(context.get(), ZSTD_d_windowLogMax, kMaxWindow);
  ZSTD_DCtx_refPrefix(context.get(), prefix.data(), prefix.size());
  std::string out(size, '\0');
  const auto got = ZSTD_decompressDCtx(context.get(), out.data(), out.size(), packed.data(), packed.size());
  if (ZSTD_isError(got) != 0) return tl::unexpected(zstd_error(got));
  if (got != size) return base::invalid("zstd: a frame of another size");
  return out;
}

}  // namespace pratique::advisory
