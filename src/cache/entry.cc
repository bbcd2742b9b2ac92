#include "cache/entry.h"

#include <xxhash.h>
#include <zstd.h>

#include <array>
#include <memory>

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

// Appends a frame that says its size. In pieces, so that only what comes out takes memory.
Result<void> deflate(std::string_view content, std::string& out) {
  struct Free {
    void operator()(ZSTD_CCtx* context) const { ZSTD_freeCCtx(context); }
  };
  const std::unique_ptr<ZSTD_CCtx, Free> context(ZSTD_createCCtx());
  if (!context) return base::fail(ErrorKind::kIo, "no memory");
  ZSTD_CCtx_setParameter(context.get(), ZSTD_c_compressionLevel, kLevel);
  ZSTD_CCtx_setPledgedSrcSize(context.get(), content.size());
  ZSTD_inBuffer in{content.data(), content.size(), 0};
  std::array<char, 1 << 16> piece;
  for (std::size_t left = 1; left > 0;) {
    ZSTD_outBuffer made{piece.data(), piece.size(), 0};
    left = ZSTD_compressStream2(context.get(), &made, &in, ZSTD_e_end);
    if (ZSTD_isError(left)) return base::fail(ErrorKind::kIo, ZSTD_getErrorName(left));
    out.append(piece.data(), made.pos);
  }
  return {};
}

}  // namespace

Result<std::string> pack(const EntryKey& key, const CacheEntry& entry) {
  const auto labels = key.maker.size() + key.subject.size() + entry.remark.size();
  if (entry.content.size() > kMaxContent || labels > kMaxLabel)
    return base::over_limit("too large for the cache");
  base::ByteWriter head(2 * kHeadBytes);
  head.uvarint(kVersion);
  head.text(key.maker);
  head.text(key.subject);
  head.text(entry.remark);
  head.uvarint(entry.content.size());
  PQ_TRY(const auto start, std::move(head).finish());
  std::string file(kMagic);
  file.append(kSumBytes, '\0');
  file += start;
  if (!entry.content.empty()) PQ_CHECK(deflate(entry.content, file));
  const auto behind = kMagic.size() + kSumBytes;
  file.replace(kMagic.size(), kSumBytes, checksum(base::as_bytes(file).subspan(behind)));
  return file;
}

std::optional<CacheEntry> unpack(const EntryKey& key, base::Bytes file) {
  base::ByteReader in(file);
  const auto magic = in.take(kMagic.size());
  const auto sum = in.take(kSumBytes);
  if (!magic || base::as_text(*magic) != kMagic || !sum) return std::nullopt;
  if (base::as_text(*sum) != checksum(file.subspan(in.position()))) return std::nullopt;
  const auto version = in.shortest_uvarint();
  if (!version || *version != kVersion) return std::nullopt;
  const auto maker = in.text(), subject = in.text(), remark = in.text();
  const auto size = in.shortest_uvarint();
  if (!maker || *maker != key.maker || !subject || *subject != key.subject || !remark || !size ||
      maker->size() + subject->size() + remark->size() > kMaxLabel)
    return std::nullopt;
  auto content = inflate(file.subspan(in.position()), *size);
  if (!content) return std::nullopt;
  return CacheEntry{std::string(*remark), *std::move(content)};
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
