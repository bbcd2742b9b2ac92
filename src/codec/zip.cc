#include "codec/zip.h"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>
#include <optional>

#include "codec/deflate.h"

namespace pratique::codec {
namespace {

using base::ByteReader;
using base::Bytes;

// APPNOTE 4.3: signatures and the fixed parts of each record.
constexpr std::uint32_t kLocalMagic = 0x04034b50;      // 4.3.7
constexpr std::uint32_t kEntryMagic = 0x02014b50;      // 4.3.12
constexpr std::uint32_t kEnd64Magic = 0x06064b50;      // 4.3.14
constexpr std::uint32_t kLocator64Magic = 0x07064b50;  // 4.3.15
constexpr std::uint64_t kLocalSize = 30;
constexpr std::uint64_t kEntrySize = 46;
constexpr std::uint64_t kEndSize = 22;
constexpr std::uint64_t kLocator64Size = 20;
constexpr std::uint64_t kEnd64Size = 56;
constexpr std::uint64_t kMaxComment = 0xffff;
constexpr std::uint64_t kMaxExtra = 0xffff;
constexpr std::uint16_t kZip64Field = 1;  // 4.5.3

constexpr std::uint16_t kStored = 0;
constexpr std::uint16_t kDeflated = 8;
// 4.4.4, bit 0; strong encryption (bit 6) sets it, too.
constexpr std::uint16_t kEncryptedFlag = 1;

// The last end record whose comment fills the file to its end; failing that, the last one at all (a signed or
// padded archive has bytes after it).
std::optional<std::uint64_t> find_end_record(Bytes tail) {
  const auto text = base::as_text(tail);
  std::optional<std::uint64_t> any;
  for (auto at = text.rfind("PK\5\6"); at != std::string_view::npos; at = text.rfind("PK\5\6", at - 1)) {
    if (tail.size() - at >= kEndSize) {
      const auto comment =
          std::to_integer<std::uint64_t>(tail[at + 20]) | std::to_integer<std::uint64_t>(tail[at + 21]) << 8;
      if (at + kEndSize + comment == tail.size()) return at;
      if (!any) any = at;
    }
    if (at == 0) break;
  }
  return any;
}

// The fields of an entry that zip64 widens; 0xffffffff in one of them means "look there".
struct Fields {
  std::uint64_t size, packed, offset;
};

// 4.5.3: the 64-bit values stand in this order, each only if its 32-bit field is all ones.
Result<void> widen(ByteReader extra, Fields& fields) {
  while (extra.remaining() >= 4) {
    PQ_TRY(const auto id, extra.u16());
    PQ_TRY(const auto length, extra.u16());
    PQ_TRY(const auto body, extra.take(length));
    if (id != kZip64Field) continue;
    ByteReader wide(body);
    for (auto* field : {&fields.size, &fields.packed, &fields.offset}) {
      if (*field != 0xffffffff) continue;
      PQ_TRY(*field, wide.u64());
    }
    return {};
  }
  return {};
}

// One record of the central directory (4.3.12). `shift` is what lies before the archive proper.
Result<ZipEntry> read_entry(ByteReader& in, std::uint64_t shift) {
  const auto start = in.position();
  PQ_TRY(const auto magic, in.u32());
  if (magic != kEntryMagic) return base::invalid_at(start, "bad entry in the zip directory");
  PQ_CHECK(in.skip(4));
  PQ_TRY(const auto flags, in.u16());
  ZipEntry entry{.encrypted = (flags & kEncryptedFlag) != 0};
  PQ_TRY(entry.method, in.u16());
  PQ_CHECK(in.skip(4));
  PQ_TRY(entry.crc, in.u32());
  PQ_TRY(const auto packed, in.u32());
  PQ_TRY(const auto size, in.u32());
  PQ_TRY(const auto name_length, in.u16());
  PQ_TRY(const auto extra_length, in.u16());
  PQ_TRY(const auto comment_length, in.u16());
  PQ_CHECK(in.skip(8));
  PQ_TRY(const auto offset, in.u32());
  PQ_TRY(const auto name, in.take(name_length));
  PQ_TRY(const auto extra, in.take(extra_length));
  PQ_CHECK(in.skip(comment_length));
  Fields fields{size, packed, offset};
  PQ_CHECK(widen(ByteReader(extra), fields));
  entry.name = base::as_text(name);
  entry.size = fields.size;
  entry.packed = fields.packed;
  PQ_TRY(entry.offset, base::checked_add(fields.offset, shift));
  return entry;
}

// Whether another record follows; a digital signature (4.3.13) or padding does not count.
bool at_entry(const ByteReader& in) {
  const auto magic = in.at(in.position(), 4);
  return magic && base::as_text(*magic) == "PK\1\2";
}

tl::unexpected<Error> too_many(std::uint64_t limit) {
  return base::over_limit(fmt::format("zip with more than {} entries", limit));
}

}  // namespace

struct Zip::Directory {
  std::uint64_t offset = 0;  // in the file
  std::uint64_t size = 0;
  std::uint64_t count = 0;
  std::uint64_t shift = 0;  // bytes before the archive proper; entries count from there
};

// Only the end of the file and the directory are read here: nothing of what the entries hold.
Result<Zip> Zip::open(std::uint64_t size, Read read, ZipLimits limits) {
  Zip zip(size, std::move(read), limits);
  PQ_TRY(const auto directory, zip.find_directory());
  PQ_CHECK(zip.read_directory(directory));
  PQ_CHECK(zip.mark_overlaps(directory));
  return zip;
}

Result<Zip> Zip::open(Bytes whole) {
  return open(whole.size(), [reader = ByteReader(whole)](std::uint64_t offset, std::uint64_t count) {
    return reader.at(offset, count);
  });
}

// 4.3.16: the end record is the last thing but a comment of at most 64 KiB. One read brings it, a zip64
// locator before it, and in small archives the directory as well.
Result<Zip::Directory> Zip::find_directory() const {
  const auto tail_size = std::min(size_, kEndSize + kMaxComment + kLocator64Size);
  PQ_TRY(const auto tail, read_(size_ - tail_size, tail_size));
  const auto end = find_end_record(tail);
  if (!end) return base::invalid("no zip directory at the end");
  const auto end_at = size_ - tail_size + *end;
  ByteReader in(tail);
  PQ_CHECK(in.seek(*end + 8));
  Directory found;
  PQ_CHECK(in.skip(2));
  PQ_TRY(found.count, in.u16());
  PQ_TRY(found.size, in.u32());
  PQ_TRY(found.offset, in.u32());
  auto directory_end = end_at;
  // 4.4.1.4: a field that is all ones has its value in the zip64 record.
  const bool wide = found.count == 0xffff || found.size == 0xffffffff || found.offset == 0xffffffff;
  if (wide && *end >= kLocator64Size) {
    PQ_CHECK(in.seek(*end - kLocator64Size));
    PQ_TRY(const auto magic, in.u32());
    if (magic == kLocator64Magic) {
      // 4.3.14: the record stands right before its locator unless it has an extensible part, which nobody
      // writes. Taking it from there and not from the locator's offset serves archives with something in
      // front, too.
      directory_end = end_at < kLocator64Size + kEnd64Size ? 0 : end_at - kLocator64Size - kEnd64Size;
      PQ_TRY(const auto record, read_(directory_end, kEnd64Size));
      ByteReader end64(record);
      PQ_TRY(const auto end64_magic, end64.u32());
      if (end64_magic != kEnd64Magic) return base::invalid_at(directory_end, "bad zip64 end record");
      PQ_CHECK(end64.seek(32));
      PQ_TRY(found.count, end64.u64());
      PQ_TRY(found.size, end64.u64());
      PQ_TRY(found.offset, end64.u64());
    }
  }
  if (found.count > limits_.entries) return too_many(limits_.entries);
  if (found.size > limits_.directory)
    return base::over_limit(fmt::format("zip directory over {} bytes", limits_.directory));
  if (found.size > directory_end) return base::invalid_at(end_at, "zip directory larger than the file");
  // The directory ends where the end record begins; its stated offset tells what was put in front of the
  // archive.
  const auto real = directory_end - found.size;
  if (found.offset > real) return base::invalid_at(end_at, "zip directory beyond its end record");
  found.shift = real - found.offset;
  found.offset = real;
  return found;
}

// The count is checked against the bytes before memory is taken for it: a record is at least kEntrySize long.
Result<void> Zip::read_directory(const Directory& directory) {
  auto& entries = listing_->entries;
  PQ_TRY(const auto bytes, read_(directory.offset, directory.size));
  if (directory.count > bytes.size() / kEntrySize)
    return base::invalid("zip directory too small for its entries");
  ByteReader in(bytes);
  entries.reserve(directory.count);
  // Archivers without zip64 write the count modulo 65,536, so the records themselves say when they end.
  while (entries.size() < directory.count || at_entry(in)) {
    if (entries.size() == limits_.entries) return too_many(limits_.entries);
    auto entry = read_entry(in, directory.shift);
    if (!entry) {
      if (entry.error().where.offset) *entry.error().where.offset += directory.offset;
      return tl::unexpected(std::move(entry).error());
    }
    entries.push_back(*entry);
  }
  return {};
}

// Two entries that share bytes are how a small archive unfolds without end (and no archiver writes them): of
// such entries only the first is read. A local header is at least kLocalSize + name long; its extra field is
// not known yet.
Result<void> Zip::mark_overlaps(const Directory& directory) {
  auto& [entries, overlapping] = *listing_;
  std::vector<std::uint32_t> order(entries.size());
  std::iota(order.begin(), order.end(), 0u);
  std::stable_sort(order.begin(), order.end(),
                   [&](auto a, auto b) { return entries[a].offset < entries[b].offset; });
  std::uint64_t taken = 0;
  for (std::size_t i = 0; i < order.size(); ++i) {
    auto& entry = entries[order[i]];
    PQ_TRY(auto end, base::checked_add(entry.packed, kLocalSize + entry.name.size()));
    PQ_TRY(end, base::checked_add(end, entry.offset));
    entry.overlaps = entry.offset < taken || end > directory.offset;
    overlapping += entry.overlaps;
    if (entry.overlaps) continue;
    taken = end;
    const auto next = i + 1 < order.size() ? entries[order[i + 1]].offset : directory.offset;
    entry.room = std::min(std::max(next, end), directory.offset) - entry.offset;
  }
  return {};
}

Result<Bytes> Zip::packed_bytes(const ZipEntry& entry) const {
  // Header and content in one request, so that a big archive needs one pass for both. What comes next in the
  // archive bounds it; a gap before that (old content of an updated archive) is not asked for.
  const auto ask = std::min(entry.room, kLocalSize + entry.name.size() + kMaxExtra + entry.packed);
  PQ_TRY(const auto bytes, read_(entry.offset, ask));
  ByteReader in(bytes);
  PQ_TRY(const auto magic, in.u32());
  if (magic != kLocalMagic) return base::invalid_at(entry.offset, "bad local header of a zip entry");
  PQ_CHECK(in.seek(26));
  PQ_TRY(const auto name_length, in.u16());
  PQ_TRY(const auto extra_length, in.u16());
  PQ_CHECK(in.skip(static_cast<std::uint64_t>(name_length) + extra_length));
  return in.take(entry.packed);
}

Result<void> check_readable(const ZipEntry& entry) {
  const Where where{.offset = entry.offset};
  if (entry.overlaps) return base::invalid_at(entry.offset, "zip entry shares bytes with another");
  if (entry.encrypted) return base::fail(ErrorKind::kUnsupported, "encrypted zip entry", where);
  if (entry.method != kStored && entry.method != kDeflated)
    return base::fail(ErrorKind::kUnsupported, fmt::format("zip entry packed by method {}", entry.method),
                      where);
  if (entry.size > kRatioFree && entry.size / kMaxZipRatio > entry.packed)
    return base::over_limit(fmt::format("zip entry that inflates more than {} times", kMaxZipRatio));
  if (entry.method == kStored && entry.packed != entry.size)
    return base::invalid_at(entry.offset, "stored zip entry with two sizes");
  return {};
}

// Every promise of the directory is held against a limit before a byte is inflated, and against the content
// afterwards.
Result<ZipMember> Zip::read(const ZipEntry& entry, std::uint64_t cap, ZipBudget& budget) const {
  PQ_CHECK(check_readable(entry));
  if (entry.size > cap)
    return base::over_limit(fmt::format("zip entry of {} bytes, limit {}", entry.size, cap));
  PQ_TRY(const auto packed, packed_bytes(entry));
  if (entry.method == kStored) {
    if (crc32(packed) != entry.crc) return base::invalid_at(entry.offset, "zip entry with a wrong checksum");
    return ZipMember(packed);
  }
  if (entry.size > budget.left) return base::over_limit("archive inflates to more than its budget");
  budget.left -= entry.size;
  PQ_TRY(auto bytes, inflate_raw(packed, entry.size));
  if (crc32(bytes) != entry.crc) return base::invalid_at(entry.offset, "zip entry with a wrong checksum");
  return ZipMember(std::move(bytes));
}

Result<Zip> Zip::open_stored(const ZipEntry& entry) const {
  if (entry.overlaps) return base::invalid_at(entry.offset, "zip entry shares bytes with another");
  if (entry.encrypted || entry.method != kStored || entry.packed != entry.size || entry.room < entry.packed) {
    return base::fail(ErrorKind::kUnsupported, "zip entry is not stored plainly",
                      Where{.offset = entry.offset});
  }
  // The local header's length is in the header; but whatever follows a stored entry follows its last byte,
  // and that spares a pass over the file. Where it does not (a data descriptor, a gap), no directory is found
  // at the end of these bytes.
  const auto start = entry.offset + entry.room - entry.packed;
  return open(
      entry.packed,
      [read = read_, start, size = entry.packed](std::uint64_t offset, std::uint64_t count) -> Result<Bytes> {
        if (offset > size || count > size - offset) return base::invalid_at(offset, "bytes end too early");
        return read(start + offset, count);
      });
}

}  // namespace pratique::codec
