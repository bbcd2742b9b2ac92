// Section numbers are those of sqlite.org/fileformat2.html. All numbers are big-endian.
//
// offset         0      16         18,19    20        24       28     56        92
// page 1      magic  page size  versions  reserved  changes  pages  encoding  changes when `pages` was written
//
// A page of a table's tree (§1.6) is a header (8 bytes, 12 in an interior page), offsets of its cells, a gap,
// the cells:
//   header    type · first free block (2) · cells (2) · content (2) · fragments · right-most child (4, interior)
//   interior  left child (4) · varint key
//   leaf      varint size of the row · varint key · the row, or its beginning and a page where it goes on (4)
// An overflow page is the number of the next one (4) and bytes of the row.
#include "extract/os/rpm/sqlite_file.h"

#include <bit>

namespace pratique::extract::os {

using base::ByteReader;
using base::Bytes;
using base::Endian;

namespace {

constexpr std::string_view kMagic("SQLite format 3\0", 16);
constexpr std::uint64_t kFileHeader = 100, kMinPage = 512, kMaxPage = 65536, kMinUsable = 480;
constexpr std::uint8_t kInterior = 0x05, kLeaf = 0x0d;
// SQLite's BTCURSOR_MAX_DEPTH: a tree of two cells a page would be larger than any file.
constexpr int kMaxDepth = 20;
constexpr std::uint8_t kUtf8 = 1, kNewestFormat = 2;

// §1.6: seven bits a byte, most significant first; a ninth byte counts whole.
Result<std::uint64_t> varint(ByteReader& reader) {
  std::uint64_t value = 0;
  for (int i = 0; i < 8; ++i) {
    PQ_TRY(const auto byte, reader.u8());
    value = value << 7 | (byte & 0x7f);
    if (byte < 0x80) return value;
  }
  PQ_TRY(const auto last, reader.u8());
  return value << 8 | last;
}

// §2.1: bytes that a value of this serial type takes.
std::uint64_t width_of(std::uint64_t type) {
  constexpr std::uint8_t kWidths[] = {0, 1, 2, 3, 4, 6, 8, 8, 0, 0, 0, 0};
  return type < std::size(kWidths) ? kWidths[type] : (type - 12) / 2;
}

SqliteValue value_of(std::uint64_t type, Bytes bytes) {
  using Kind = SqliteValue::Kind;
  if (type >= 12) return {.kind = type % 2 == 0 ? Kind::kBlob : Kind::kText, .bytes = bytes};
  if (type == 0 || type >= 10) return {};
  SqliteValue value{.kind = Kind::kNumber, .bytes = {}};
  if (type == 8 || type == 9) value.number = static_cast<std::int64_t>(type - 8);
  if (type >= 7) return value;
  std::uint64_t number = std::to_integer<std::uint8_t>(bytes.front()) >= 0x80 ? ~std::uint64_t{0} : 0;
  for (const auto byte : bytes) number = number << 8 | std::to_integer<std::uint8_t>(byte);
  value.number = static_cast<std::int64_t>(number);
  return value;
}

}  // namespace

Result<SqliteValue> column(Bytes row, std::size_t index) {
  const ByteReader whole(row, Endian::kBig);
  ByteReader reader = whole;
  PQ_TRY(const auto header, varint(reader));
  PQ_TRY(auto types, whole.sub(0, header));
  PQ_CHECK(types.seek(reader.position()));
  auto offset = header;
  for (std::size_t i = 0; types.remaining() > 0; ++i) {
    PQ_TRY(const auto type, varint(types));
    const auto width = width_of(type);
    PQ_TRY(const auto bytes, whole.at(offset, width));
    if (i == index) return value_of(type, bytes);
    offset += width;
  }
  return SqliteValue{};
}

Result<SqliteFile> SqliteFile::open(Bytes whole, const SqliteLog* log) {
  const auto first = log == nullptr ? std::nullopt : log->page(1);
  const auto bytes = first.value_or(whole);
  if (bytes.size() < kFileHeader) return base::invalid_at(bytes.size(), "SQLite file ends in its header");
  if (!base::as_text(bytes).starts_with(kMagic)) return base::invalid_at(0, "not an SQLite file");
  SqliteFile file(whole, log);
  const ByteReader reader(bytes, Endian::kBig);
  const auto number = [&](std::uint64_t offset, std::uint64_t width) -> Result<std::uint64_t> {
    PQ_TRY(const auto part, reader.at(offset, width));
    std::uint64_t value = 0;
    for (const auto byte : part) value = value << 8 | std::to_integer<std::uint8_t>(byte);
    return value;
  };
  PQ_TRY(file.page_size_, number(16, 2));
  if (file.page_size_ == 1) file.page_size_ = kMaxPage;
  if (file.page_size_ < kMinPage || !std::has_single_bit(file.page_size_))
    return base::invalid_at(16, "page size is no power of two from 512 to 65536");
  if (log != nullptr && log->page_size() != file.page_size_)
    return base::invalid_at(16, "pages of another size than those of the write-ahead log");
  PQ_TRY(const auto format, number(19, 1));
  if (format > kNewestFormat)
    return base::fail(ErrorKind::kUnsupported, "SQLite file format " + std::to_string(format),
                      {.offset = 19});
  PQ_TRY(const auto reserved, number(20, 1));
  file.usable_ = file.page_size_ - reserved;
  if (file.usable_ < kMinUsable) return base::invalid_at(20, "no room for data in a page");
  PQ_TRY(const auto encoding, number(56, 4));
  if (encoding > kUtf8)
    return base::fail(ErrorKind::kUnsupported, "SQLite file with UTF-16 text", {.offset = 56});
  // §1.3.8: the number of pages holds when it was written with the last change.
  PQ_TRY(const auto promised, number(28, 4));
  PQ_TRY(const auto changes, number(24, 4));
  PQ_TRY(const auto changes_then, number(92, 4));
  file.pages_ = whole.size() / file.page_size_;
  file.cut_ = log == nullptr && changes == changes_then && promised > file.pages_;
  file.seen_.resize(file.pages_ + 1);
  return file;
}

Result<Bytes> SqliteFile::take_page(std::uint64_t number) {
  const auto logged = log_ == nullptr ? std::nullopt : log_->page(number);
  const bool is_there = number <= pages_ || logged;
  if (number == 0 || !is_there || (log_ != nullptr && number > log_->database_pages()))
    return base::invalid("SQLite page " + std::to_string(number) + " is not in the file");
  const auto offset = (number - 1) * page_size_;
  const bool again = number <= pages_ ? seen_[number] : !seen_behind_.insert(number).second;
  if (again) return base::invalid_at(offset, "SQLite page is used twice");
  if (number <= pages_) seen_[number] = true;
  return logged ? logged->first(usable_) : ByteReader(bytes_).at(offset, usable_);
}

Result<SqliteFile::Page> SqliteFile::tree_page(std::uint64_t number) {
  Page page;
  PQ_TRY(page.bytes, take_page(number));
  page.offset = (number - 1) * page_size_;
  page.header = number == 1 ? kFileHeader : 0;
  ByteReader reader(page.bytes, Endian::kBig);
  PQ_CHECK(reader.seek(page.header));
  PQ_TRY(page.type, reader.u8());
  PQ_CHECK(reader.skip(2));
  PQ_TRY(page.cells, reader.u16());
  if (page.type != kInterior && page.type != kLeaf)
    return base::invalid_at(page.offset, "SQLite page of another kind than a table's");
  return page;
}

// Where cell `index` of the page starts.
Result<std::uint16_t> SqliteFile::cell(const Page& page, std::uint64_t index) const {
  const auto header = page.header + (page.type == kInterior ? 12 : 8);
  PQ_TRY(auto reader, ByteReader(page.bytes, Endian::kBig).sub(header + 2 * index, 2));
  return reader.u16();
}

Result<std::vector<std::uint64_t>> SqliteFile::children(const Page& page) const {
  const ByteReader whole(page.bytes, Endian::kBig);
  std::vector<std::uint64_t> all;
  for (std::uint64_t i = 0; i < page.cells; ++i) {
    PQ_TRY(const auto at, cell(page, i));
    PQ_TRY(auto reader, whole.sub(at, 4));
    PQ_TRY(const auto child, reader.u32());
    all.push_back(child);
  }
  PQ_TRY(auto reader, whole.sub(page.header + 8, 4));
  PQ_TRY(const auto last, reader.u32());
  all.push_back(last);
  return all;
}

Result<void> SqliteFile::each_row(std::uint64_t root, const RowSink& sink, Problems& problems) {
  return each_keyed_row(root, [&](std::uint64_t, Bytes row) { sink(row); }, problems);
}

Result<void> SqliteFile::each_keyed_row(std::uint64_t root, const KeyedRowSink& sink, Problems& problems) {
  struct Open {
    std::uint64_t page;
    int depth;
  };
  std::vector<Open> open{{root, 1}};
  while (!open.empty()) {
    const auto [number, depth] = open.back();
    open.pop_back();
    auto page = tree_page(number);
    if (!page && number == root) return tl::unexpected(std::move(page).error());
    if (!page) {
      problems.add(std::move(page).error());
    } else if (page->type == kLeaf) {
      PQ_CHECK(leaf(*page, sink, problems));
    } else if (auto next = children(*page); !next) {
      problems.add(std::move(next).error());
    } else if (depth == kMaxDepth) {
      problems.add({.what = "SQLite tree is too deep", .where = {.offset = page->offset}});
    } else {
      for (auto child = next->rbegin(); child != next->rend(); ++child) open.push_back({*child, depth + 1});
    }
  }
  return {};
}

// Overlapping cells could make gigabytes of one page: the sum of all rows is what bounds the work.
Result<void> SqliteFile::leaf(const Page& page, const KeyedRowSink& sink, Problems& problems) {
  for (std::uint64_t i = 0; i < page.cells; ++i) {
    const auto at = cell(page, i);
    auto done = at ? row(page, *at, sink) : tl::unexpected(at.error());
    if (total_ > size_) return base::invalid("SQLite rows are longer than the file");
    if (!done) problems.add(std::move(done).error());
    if (!at) break;  // so are those behind it
  }
  return {};
}

Result<void> SqliteFile::row(const Page& page, std::uint64_t at, const KeyedRowSink& sink) {
  ByteReader reader(page.bytes, Endian::kBig);
  PQ_CHECK(reader.seek(at));
  PQ_TRY(const auto size, varint(reader));
  PQ_TRY(const auto key, varint(reader));
  if (size > size_) {
    return base::invalid_at(page.offset + at,
                            "SQLite row " + std::to_string(key) + " is longer than the file");
  }
  total_ += size;
  if (total_ > size_) return {};
  PQ_TRY(const auto bytes, payload(reader, size));
  sink(key, bytes);
  return {};
}

// §1.6, "Cell Payload Overflow Pages": how much of a long row lies in the leaf.
Result<Bytes> SqliteFile::payload(ByteReader& reader, std::uint64_t size) {
  const auto most = usable_ - 35, least = (usable_ - 12) * 32 / 255 - 23;
  if (size <= most) return reader.take(size);
  const auto fitting = least + (size - least) % (usable_ - 4);
  PQ_TRY(const auto local, reader.take(fitting <= most ? fitting : least));
  PQ_TRY(auto next, reader.u32());
  joined_ = base::as_text(local);
  while (joined_.size() < size) {
    PQ_TRY(const auto bytes, take_page(next));
    ByteReader page(bytes, Endian::kBig);
    PQ_TRY(next, page.u32());
    PQ_TRY(const auto part, page.take(std::min<std::uint64_t>(size - joined_.size(), usable_ - 4)));
    joined_ += base::as_text(part);
  }
  return base::as_bytes(joined_);
}

}  // namespace pratique::extract::os
