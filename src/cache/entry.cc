#include "cache/entry.h"

#include <xxhash.h>
#include <zstd.h>

#include "base/byte_writer.h"

namespace pratique::cache {

namespace {

constexpr std::string_view kMagic = "PRATIQUE-CACHE\n";
constexpr std::size_t kSumBytes = sizeof(XXH128_canonical_t);
constexpr std::uint64_t kVersion = 1;
// The first level: contents are written once and read often, and higher ones cost a cold scan more than they
// save (docs/decisions/0033).
constexpr int kLevel = 1;

std::string checksum(base::Bytes bytes) {
  XXH128_canonical_t sum;
  XXH128_canonicalFromHash(&sum, XXH3_128bits(bytes.data(), bytes.size()));
  return {reinterpret_cast<const char*>(sum.digest), sizeof sum.digest};
}

// The frame must say its size, which is held against what the entry says before memory is taken.
std::optional<std::string> inflate(base::Bytes frame, std::uint64_t size) {
  if (size == 0) return frame.empty() ? std::optional(std::string()) : std::nullopt;
  if (size > kMaxContent || ZSTD_getFrameContentSize(frame.data(), frame.size()) != size) return std::nullopt;
  std::string content(size, '\0');
  const auto got = ZSTD_decompress(content.data(), content.size(), frame.data(), frame.size());
  if (ZSTD_isError(got) || got != size) return std::nullopt;
  return content;
}

// What stands behind magic and checksum.
Result<std::string> body_of(const EntryKey& key, std::string_view content) {
  base::ByteWriter out(2 * kMaxContent);
  out.uvarint(kVersion);
  out.text(key.maker);
  out.text(key.subject);
  out.uvarint(content.size());
  PQ_TRY(auto body, std::move(out).finish());
  if (content.empty()) return body;
  const auto start = body.size();
  body.resize(start + ZSTD_compressBound(content.size()));
  const auto size =
      ZSTD_compress(body.data() + start, body.size() - start, content.data(), content.size(), kLevel);
  if (ZSTD_isError(size)) return base::fail(ErrorKind::kIo, ZSTD_getErrorName(size));
  body.resize(start + size);
  return body;
}

}  // namespace

Result<std::string> pack(const EntryKey& key, std::string_view content) {
  if (content.size() > kMaxContent || key.maker.size() + key.subject.size() > kMaxLabel)
    return base::over_limit("too large for the cache");
  PQ_TRY(const auto body, body_of(key, content));
  std::string file(kMagic);
  file += checksum(base::as_bytes(body));
  return file + body;
}

std::optional<std::string> unpack(const EntryKey& key, base::Bytes file) {
  base::ByteReader in(file);
  const auto magic = in.take(kMagic.size());
  const auto sum = in.take(kSumBytes);
  if (!magic || base::as_text(*magic) != kMagic || !sum) return std::nullopt;
  if (base::as_text(*sum) != checksum(file.subspan(in.position()))) return std::nullopt;
  const auto version = in.shortest_uvarint();
  if (!version || *version != kVersion) return std::nullopt;
  const auto maker = in.text(), subject = in.text();
  const auto size = in.shortest_uvarint();
  if (!maker || *maker != key.maker || !subject || *subject != key.subject || !size) return std::nullopt;
  return inflate(file.subspan(in.position()), *size);
}

std::optional<std::string> maker_of(base::Bytes head) {
  base::ByteReader in(head);
  const auto magic = in.take(kMagic.size());
  if (!magic || base::as_text(*magic) != kMagic || !in.skip(kSumBytes)) return std::nullopt;
  const auto version = in.shortest_uvarint();
  if (!version || *version != kVersion) return std::nullopt;
  const auto maker = in.text();
  return maker ? std::optional(std::string(*maker)) : std::nullopt;
}

}  // namespace pratique::cache
