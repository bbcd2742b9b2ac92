// The form of a delta, as both of its ends know it (docs/formats/database-delta.md). Inside advisory/delta_*.cc only.
#pragma once

#include <cstdint>
#include <string_view>

#include "advisory/prefixed.h"

namespace pratique::advisory::delta {

inline constexpr std::string_view kMagic = "pratique delta 1\n";
inline constexpr std::uint64_t kMaxHeader = 4096;
inline constexpr std::uint64_t kMaxDictionary = 1 << 20;
// A block is closed when its rows, old and new, are more than this.
inline constexpr std::uint64_t kBlockBytes = 2 << 20;
inline constexpr std::uint64_t kMaxRow = 48ull << 20;
// Of the old rows of a block, and of its new ones: each has at most one row beyond kBlockBytes.
inline constexpr std::uint64_t kMaxRows = kMaxRow + kBlockBytes;
inline constexpr std::uint64_t kMaxSteps = 4 << 20;  // bytes of a block's steps

// How the rows of the newer database come. A step is one number: how many rows × 4 + what.
enum class Step : std::uint64_t {
  kCopy = 0,     // of the older database, renumbered
  kSkip = 1,     // not in the newer one
  kReplace = 2,  // a row of the block in the place of one of the older database, of the same table
  kInsert = 3,   // a row of the block: its table, then its bytes
};

}  // namespace pratique::advisory::delta
