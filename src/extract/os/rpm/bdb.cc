// BerkeleyDB 4/5 hash files, as far as rpm uses them (db 5.3: src/dbinc/db_page.h). All numbers are in the
// byte order of the machine that wrote the file; the magic number tells it.
//
// offset                0   8      12     16       20         22         24          25    32
// page 0 (metadata)         pgno   magic  version  page size             encryption  type  last pgno
// every page (26 bytes)     pgno   prev   next     entries    hf_offset  level       type
//
// A hash page goes on with `entries` 16-bit offsets of items, which alternate key and value and fill the page
// from its end: item i reaches from its offset to that of item i - 1. A value too long for the page is
// (12 bytes) type 3 · 3 unused · first overflow page · length; an overflow page holds hf_offset bytes behind
// its header and names the next in `next`.
//
// Keys are 32-bit header numbers, values header blobs; key 0 holds the next free number. The table is not
// searched: every hash page is read in file order, so broken bucket lists do no harm.
#include <algorithm>
#include <bit>
#include <vector>

#include "extract/os/rpm/backend.h"

namespace pratique::extract::os {

namespace {

using base::ByteReader;
using base::Bytes;
using base::Endian;

constexpr std::uint32_t kMagic = 0x00061561;
constexpr std::uint32_t kMinPage = 512, kMaxPage = 65536;
constexpr std::uint64_t kPageHeader = 26;
constexpr std::uint8_t kHashUnsorted = 2, kOverflow = 7, kHashMeta = 8, kHash = 13;
constexpr std::uint8_t kKeyData = 1, kOffPage = 3;

struct Meta {
  Endian order = Endian::kLittle;
  std::uint32_t page_size = 0;
  std::uint64_t pages = 0;  // whole pages in the file, no more than the metadata says
  bool truncated = false;
};

struct PageHeader {
  std::uint32_t next = 0;
  std::uint16_t entries = 0;
  std::uint16_t free_offset = 0;
  std::uint8_t type = 0;
};

Result<std::uint32_t> u32_at(const ByteReader& reader, std::uint64_t offset) {
  PQ_TRY(auto part, reader.sub(offset, 4));
  return part.u32();
}

// Alma's s390x images have big-endian databases, and they are scanned on any machine.
Result<Endian> order_of(Bytes file) {
  for (const auto order : {Endian::kLittle, Endian::kBig}) {
    PQ_TRY(const auto magic, u32_at(ByteReader(file, order), 12));
    if (magic == kMagic) return order;
  }
  return base::invalid_at(12, "not a BerkeleyDB hash file");
}

Result<Meta> read_meta(Bytes file) {
  PQ_TRY(const auto order, order_of(file));
  ByteReader reader(file, order);
  Meta meta{.order = order};
  PQ_CHECK(reader.seek(16));
  PQ_TRY(const auto version, reader.u32());
  if (version < 8 || version > 10) {
    return base::fail(ErrorKind::kUnsupported, "BerkeleyDB hash version " + std::to_string(version),
                      {.offset = 16});
  }
  PQ_TRY(meta.page_size, reader.u32());
  PQ_TRY(const auto encryption, reader.u8());
  PQ_TRY(const auto type, reader.u8());
  if (meta.page_size < kMinPage || meta.page_size > kMaxPage || !std::has_single_bit(meta.page_size)) {
    return base::invalid_at(20, "page size is no power of two from 512 to 65536");
  }
  if (encryption != 0)
    return base::fail(ErrorKind::kUnsupported, "encrypted BerkeleyDB file", {.offset = 24});
  if (type != kHashMeta) return base::invalid_at(25, "first page is no hash metadata page");
  PQ_TRY(const auto last, u32_at(reader, 32));
  const auto in_file = file.size() / meta.page_size;
  meta.pages = std::min<std::uint64_t>(std::uint64_t{last} + 1, in_file);
  meta.truncated = std::uint64_t{last} + 1 > in_file;
  return meta;
}

class BdbReader {
 public:
  BdbReader(Bytes file, const Meta& meta, const BlobSink& sink, Problems& problems)
      : file_(file, meta.order), meta_(meta), sink_(sink), problems_(problems), visited_(meta.pages) {}

  void run() {
    for (std::uint64_t page = 1; page < meta_.pages; ++page) {
      const auto header = header_of(page);
      if (!header) {
        problems_.add(header.error());
      } else if (header->type == kHash || header->type == kHashUnsorted) {
        if (auto done = read_hash_page(page, *header); !done) problems_.add(std::move(done).error());
      }
    }
  }

 private:
  std::uint64_t start_of(std::uint64_t page) const { return page * meta_.page_size; }

  Result<PageHeader> header_of(std::uint64_t page) const {
    PQ_TRY(auto reader, file_.sub(start_of(page), kPageHeader));
    PageHeader header;
    PQ_CHECK(reader.seek(16));
    PQ_TRY(header.next, reader.u32());
    PQ_TRY(header.entries, reader.u16());
    PQ_TRY(header.free_offset, reader.u16());
    PQ_CHECK(reader.skip(1));
    PQ_TRY(header.type, reader.u8());
    return header;
  }

  // Items must lie in falling order without gaps, as BerkeleyDB keeps them: so none overlap.
  Result<void> read_hash_page(std::uint64_t number, const PageHeader& header) {
    PQ_TRY(auto page, file_.sub(start_of(number), meta_.page_size));
    PQ_CHECK(page.seek(kPageHeader));
    const std::uint64_t lowest = kPageHeader + 2ull * header.entries;
    std::uint64_t end = meta_.page_size;
    Bytes key;
    for (std::uint32_t i = 0; i < header.entries; ++i) {
      PQ_TRY(const auto offset, page.u16());
      if (offset < lowest || offset >= end) {
        return base::invalid_at(start_of(number) + kPageHeader + 2ull * i, "hash item outside its page");
      }
      PQ_TRY(const auto item, page.at(offset, end - offset));
      end = offset;
      if (i % 2 == 0) {
        key = item;
      } else if (auto done = read_pair(key, item, start_of(number) + offset); !done) {
        problems_.add(std::move(done).error());
      }
    }
    return {};
  }

  Result<void> read_pair(Bytes key, Bytes value, std::uint64_t offset) {
    // Key 0 (behind the type byte) is rpm's counter.
    if (key.size() == 5 &&
        std::all_of(key.begin() + 1, key.end(), [](std::byte b) { return b == std::byte{0}; }))
      return {};
    ByteReader item(value, meta_.order);
    PQ_TRY(const auto type, item.u8());
    if (type == kKeyData) {
      PQ_TRY(const auto blob, item.take(item.remaining()));
      sink_(blob);
      return {};
    }
    if (type != kOffPage) {
      return base::fail(ErrorKind::kUnsupported, "hash item of type " + std::to_string(type),
                        {.offset = offset});
    }
    PQ_CHECK(item.skip(3));
    PQ_TRY(const auto first, item.u32());
    PQ_TRY(const auto length, item.u32());
    return read_overflow(first, length, offset);
  }

  // No page is used twice, which ends every cycle and bounds all blobs by the file.
  Result<void> read_overflow(std::uint32_t page, std::uint64_t length, std::uint64_t offset) {
    blob_.clear();
    while (page != 0) {
      if (page >= meta_.pages) return base::invalid_at(offset, "overflow page beyond the end of the file");
      if (visited_[page]) return base::invalid_at(offset, "overflow page used twice");
      visited_[page] = true;
      PQ_TRY(const auto header, header_of(page));
      if (header.type != kOverflow)
        return base::invalid_at(start_of(page), "no overflow page in an overflow chain");
      if (header.free_offset > meta_.page_size - kPageHeader || blob_.size() + header.free_offset > length) {
        return base::invalid_at(start_of(page) + 22, "overflow page holds more than it can");
      }
      PQ_TRY(const auto bytes, file_.at(start_of(page) + kPageHeader, header.free_offset));
      blob_.insert(blob_.end(), bytes.begin(), bytes.end());
      page = header.next;
    }
    if (blob_.size() != length)
      return base::invalid_at(offset, "overflow chain ends before the length of its item");
    sink_(blob_);
    return {};
  }

  ByteReader file_;
  Meta meta_;
  const BlobSink& sink_;
  Problems& problems_;
  std::vector<bool> visited_;
  std::vector<std::byte> blob_;
};

}  // namespace

Result<void> read_bdb(Bytes file, const BlobSink& sink, Problems& problems) {
  PQ_TRY(const auto meta, read_meta(file));
  if (meta.truncated)
    problems.add({.what = "file ends before its last page", .where = {.offset = file.size()}});
  BdbReader(file, meta, sink, problems).run();
  return {};
}

}  // namespace pratique::extract::os
