// rpm's own package store (rpm: lib/backend/ndb/rpmpkg.c). Little-endian; everything lies in blocks of 16
// bytes.
//
// header (32 bytes)  "RpmP" · version · generation · pages of slots · next package number · 12 unused
// slot (16 bytes)    "Slot" · package number (0 = free) · first block · number of blocks
// blob               "BlbS" · package number · generation · length · the header blob ·
//                    padding to a block less 12 bytes · Adler-32 · length · "BlbE"
//
// Slots fill the slot pages, of 4096 bytes each, from the end of the header on.
#include <unordered_set>

#include "extract/os/rpm/backend.h"

namespace pratique::extract::os {

namespace {

using base::ByteReader;
using base::Bytes;

constexpr std::uint32_t magic(const char (&name)[5]) {
  std::uint32_t value = 0;
  for (int i = 3; i >= 0; --i) value = value << 8 | static_cast<unsigned char>(name[i]);
  return value;
}

constexpr std::uint32_t kFile = magic("RpmP"), kSlot = magic("Slot"), kBlobStart = magic("BlbS"),
                        kBlobEnd = magic("BlbE");
constexpr std::uint64_t kHeader = 32, kSlotSize = 16, kPage = 4096, kBlock = 16;
constexpr std::uint64_t kBlobHeader = 16, kBlobTail = 12;

struct Slot {
  std::uint32_t package = 0, first_block = 0, blocks = 0;
};

Result<Slot> read_slot(ByteReader& reader) {
  const auto offset = reader.position();
  Slot slot;
  PQ_TRY(const auto start, reader.u32());
  if (start != kSlot) return base::invalid_at(offset, "ndb slot without its magic number");
  PQ_TRY(slot.package, reader.u32());
  PQ_TRY(slot.first_block, reader.u32());
  PQ_TRY(slot.blocks, reader.u32());
  return slot;
}

// The checksum is not verified: a blob that lies about its length or package is caught without it, and a
// damaged header by its parser.
Result<Bytes> read_blob(const ByteReader& file, const Slot& slot) {
  // 32 bits each, so that the products fit.
  const auto offset = slot.first_block * kBlock;
  PQ_TRY(auto reader, file.sub(offset, slot.blocks * kBlock));
  PQ_TRY(const auto start, reader.u32());
  PQ_TRY(const auto package, reader.u32());
  PQ_CHECK(reader.skip(4));
  PQ_TRY(const auto length, reader.u32());
  if (start != kBlobStart || package != slot.package)
    return base::invalid_at(offset, "slot points to no blob of its package");
  if (reader.size() < kBlobHeader + kBlobTail + length)
    return base::invalid_at(offset + 12, "blob longer than its blocks");
  PQ_TRY(auto tail, reader.sub(reader.size() - kBlobTail + 4, 8));
  PQ_TRY(const auto tail_length, tail.u32());
  PQ_TRY(const auto end, tail.u32());
  if (end != kBlobEnd || tail_length != length) return base::invalid_at(offset, "blob without its end");
  return reader.take(length);
}

}  // namespace

Result<void> read_ndb(Bytes file, const BlobSink& sink, Problems& problems) {
  ByteReader reader(file);
  PQ_TRY(const auto start, reader.u32());
  PQ_TRY(const auto version, reader.u32());
  PQ_CHECK(reader.skip(4));
  PQ_TRY(const auto slot_pages, reader.u32());
  if (start != kFile) return base::invalid_at(0, "not an ndb package database");
  if (version > 1)
    return base::fail(ErrorKind::kUnsupported, "ndb version " + std::to_string(version), {.offset = 4});
  const auto slots_end = slot_pages * kPage;
  if (slot_pages == 0 || slots_end > file.size())
    return base::invalid_at(12, "slot pages beyond the end of the file");

  PQ_CHECK(reader.seek(kHeader));
  // Blobs may be nested with different numbers: the sum of their lengths is what bounds the work.
  std::unordered_set<std::uint32_t> seen;
  std::uint64_t total = 0;
  for (auto slots = (slots_end - kHeader) / kSlotSize; slots > 0; --slots) {
    PQ_TRY(const auto slot, read_slot(reader));
    if (slot.package == 0) continue;
    if (!seen.insert(slot.package).second) {
      problems.add({.what = "two slots of one package", .where = {.offset = reader.position() - kSlotSize}});
      continue;
    }
    auto blob = read_blob(ByteReader(file), slot);
    if (!blob) {
      problems.add(std::move(blob).error());
      continue;
    }
    total += blob->size();
    if (total > file.size()) return base::invalid("ndb blobs overlap");
    sink(*blob);
  }
  return {};
}

}  // namespace pratique::extract::os
