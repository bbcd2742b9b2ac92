// Bytes packed against others that whoever unpacks them has already: zstd with a prefix (`zstd --patch-from`; zstd
// manual, ZSTD_CCtx_refPrefix()).
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/byte_reader.h"

namespace pratique::advisory {

// Both together, so that the window holds them and memory stays some hundred MB.
inline constexpr std::uint64_t kMaxPrefixed = 128ull << 20;

// Equal arguments, equal bytes. Errors: kLimit.
Result<std::string> pack_after(std::string_view prefix, std::string_view plain);
// `size`: what it must become, checked by whoever asks. Errors: kInvalid for anything else than such a frame of that
// size, kLimit.
Result<std::string> unpack_after(std::string_view prefix, base::Bytes packed, std::uint64_t size);

}  // namespace pratique::advisory
