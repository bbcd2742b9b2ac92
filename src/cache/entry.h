// One entry of the cache as a file: who made it, what it is of, and its content, compressed.
//
// Problem: a file in a cache may be cut off by a full disk, damaged, of another program, or of another thing
// than its name says, and must then be as good as absent. So an entry names its maker and its subject in full,
// and a checksum goes over everything behind it.
//
//     "PRATIQUE-CACHE\n"  15 bytes
//     checksum            16 bytes: XXH3 (128 bits, the high half first, big-endian) of all that follows
//     version             number: 1
//     maker, subject      texts
//     remark              text
//     size                number: bytes of the content
//     content             one zstd frame, to the end of the file; no byte where size is 0
//
// Numbers and texts are those of docs/formats/analysis.md. The checksum finds damage and no forgery: who can
// write into the folder is the user, and can run this program with other answers anyway (docs/decisions/0033).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/byte_reader.h"

namespace pratique::cache {

// An analysis at the codec's limit, and what stands beside it.
inline constexpr std::uint64_t kMaxContent = (512ull << 20) + (1 << 10);
inline constexpr std::uint64_t kMaxLabel = 4096;

// What an entry is of. Equal keys have equal contents, whoever wrote them.
struct EntryKey {
  // What made the content, with all versions that it hangs on.
  std::string maker;
  // What it was made of.
  std::string subject;
};

struct CacheEntry {
  // Small; kept as it is.
  std::string remark;
  // Compressed.
  std::string content;
  bool operator==(const CacheEntry&) const = default;
};

// Errors: kLimit for contents over kMaxContent, keys and remarks over kMaxLabel; kIo without memory.
Result<std::string> pack(const EntryKey& key, const CacheEntry& entry);

// Nothing for all that pack() would not have made of this key: damage, another version, another key.
std::optional<CacheEntry> unpack(const EntryKey& key, base::Bytes file);

// Of the first bytes of a file (kHeadBytes are enough): who made it; nothing when it is no entry.
inline constexpr std::size_t kHeadBytes = 48 + kMaxLabel;
std::optional<std::string> maker_of(base::Bytes head);

}  // namespace pratique::cache
