// All numbers are big-endian.
//
// header   magic (4, its last bit: the checksums' words are big-endian) · version (4) · page size (4) ·
//          checkpoint (4) · salts (8) · checksum of these 24 bytes (8)
// frame    number of the page (4) · pages of the database, if it commits, else 0 (4) · salts (8) ·
//          checksum of all before, of the first 8 bytes and of the page (8) · the page
#include "extract/os/rpm/sqlite_log.h"

#include <bit>
#include <utility>
#include <vector>

namespace pratique::extract::os {

using base::ByteReader;
using base::Bytes;
using base::Endian;

namespace {

constexpr std::uint32_t kMagic = 0x377f0682;
constexpr std::uint32_t kVersion = 3007000;
constexpr std::uint64_t kFrameHeader = 24, kSummed = 24, kSummedOfFrame = 8;
constexpr std::uint64_t kMinPage = 512, kMaxPage = 65536;

// §4.2: a Fibonacci-weighted sum of pairs of words.
struct Checksum {
  std::uint32_t first = 0, second = 0;
  bool operator==(const Checksum&) const = default;

  void add(Bytes bytes, Endian order) {
    const auto word = [&](std::size_t at) {
      std::uint32_t value = 0;
      for (std::size_t i = 0; i < 4; ++i) {
        const auto byte = std::to_integer<std::uint32_t>(bytes[at + i]);
        value |= byte << 8 * (order == Endian::kBig ? 3 - i : i);
      }
      return value;
    };
    for (std::size_t at = 0; at + 8 <= bytes.size(); at += 8) {
      first += word(at) + second;
      second += word(at + 4) + first;
    }
  }
};

struct Frame {
  std::uint32_t page = 0, commits = 0;
  std::uint64_t salts = 0;
  Checksum checksum;
  Bytes summed, content;
};

Result<Frame> read_frame(ByteReader& reader, std::uint64_t page_size) {
  Frame frame;
  PQ_TRY(frame.summed, reader.at(reader.position(), kSummedOfFrame));
  PQ_TRY(frame.page, reader.u32());
  PQ_TRY(frame.commits, reader.u32());
  PQ_TRY(frame.salts, reader.u64());
  PQ_TRY(frame.checksum.first, reader.u32());
  PQ_TRY(frame.checksum.second, reader.u32());
  PQ_TRY(frame.content, reader.take(page_size));
  return frame;
}

}  // namespace

std::optional<Bytes> SqliteLog::page(std::uint64_t number) const {
  const auto found = pages_.find(number);
  return found == pages_.end() ? std::nullopt : std::optional(found->second);
}

Result<SqliteLog> SqliteLog::open(Bytes bytes) {
  ByteReader reader(bytes, Endian::kBig);
  PQ_TRY(const auto magic, reader.u32());
  PQ_TRY(const auto version, reader.u32());
  PQ_TRY(const auto page_size, reader.u32());
  PQ_CHECK(reader.skip(4));
  PQ_TRY(const auto salts, reader.u64());
  Checksum stated, sum;
  PQ_TRY(stated.first, reader.u32());
  PQ_TRY(stated.second, reader.u32());
  if ((magic & ~1u) != kMagic) return base::invalid_at(0, "no write-ahead log of SQLite");
  if (version != kVersion)
    return base::fail(ErrorKind::kUnsupported, "write-ahead log of another version", {.offset = 4});
  if (page_size < kMinPage || page_size > kMaxPage || !std::has_single_bit(page_size))
    return base::invalid_at(8, "page size is no power of two from 512 to 65536");
  const auto order = (magic & 1) != 0 ? Endian::kBig : Endian::kLittle;
  sum.add(bytes.first(kSummed), order);
  if (sum != stated) return base::invalid_at(24, "wrong checksum of the header of a write-ahead log");

  SqliteLog log;
  log.page_size_ = page_size;
  std::vector<std::pair<std::uint64_t, Bytes>> open;  // of the transaction that is not committed yet
  bool valid = true;
  while (reader.remaining() >= kFrameHeader + page_size) {
    PQ_TRY(const auto frame, read_frame(reader, page_size));
    if (frame.salts != salts) break;  // of the generation before
    sum.add(frame.summed, order);
    sum.add(frame.content, order);
    valid = valid && sum == frame.checksum && frame.page != 0;
    if (!valid) {
      log.damaged_ = log.damaged_ || frame.commits != 0;
      continue;
    }
    open.emplace_back(frame.page, frame.content);
    if (frame.commits == 0) continue;
    for (const auto& [number, content] : open) log.pages_.insert_or_assign(number, content);
    open.clear();
    log.database_pages_ = frame.commits;
    log.size_ = reader.position();
  }
  return log;
}

}  // namespace pratique::extract::os
