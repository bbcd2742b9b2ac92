#include "oci/engine/bolt.h"

#include <algorithm>
#include <optional>

namespace pratique::oci::engine {

namespace {

constexpr std::uint32_t kMagic = 0xED0CDAED;
constexpr std::uint32_t kVersion = 2;
constexpr std::uint64_t kMinPage = 1024, kMaxPage = 64 << 10;
constexpr std::uint64_t kHeader = 16;          // of a page
constexpr std::uint64_t kMetaBytes = 64;       // behind it: the last 8 are the sum of the others
constexpr std::uint64_t kBucketBytes = 16;     // root page and sequence, at the start of a bucket's value
constexpr std::uint64_t kElementBytes = 16;    // of a leaf and of a branch
constexpr std::uint64_t kMaxOverflow = 16384;  // pages that follow one: values of 64 MiB
constexpr std::size_t kMaxPages = 100'000;
constexpr int kMaxDepth = 32;

constexpr std::uint16_t kBranch = 0x01, kLeaf = 0x02;
constexpr std::uint32_t kIsBucket = 0x01;

// FNV-1a of 64 bits, as Go's hash/fnv.
std::uint64_t sum_of(base::Bytes bytes) {
  std::uint64_t sum = 0xcbf29ce484222325;
  for (const auto byte : bytes) sum = (sum ^ static_cast<std::uint64_t>(byte)) * 0x100000001b3;
  return sum;
}

struct PageHead {
  std::uint16_t flags = 0, count = 0;
  std::uint32_t overflow = 0;
};
Result<PageHead> head_of(base::Bytes page) {
  base::ByteReader reader(page);
  PageHead head;
  PQ_CHECK(reader.skip(8));
  PQ_TRY(head.flags, reader.u16());
  PQ_TRY(head.count, reader.u16());
  PQ_TRY(head.overflow, reader.u32());
  return head;
}

}  // namespace

// Page 0 and page 1 are written in turn; a write that was cut leaves the other one sound.
Result<BoltFile::Meta> BoltFile::newest_meta(const ReadAt& read) {
  std::optional<Meta> newest;
  const auto look = [&](std::uint64_t at) -> Result<void> {
    PQ_TRY(const auto bytes, read(at, kHeader + kMetaBytes));
    base::ByteReader reader(bytes);
    PQ_CHECK(reader.skip(kHeader));
    PQ_TRY(const auto magic, reader.u32());
    PQ_TRY(const auto version, reader.u32());
    PQ_TRY(const auto page_size, reader.u32());
    PQ_CHECK(reader.skip(4));
    PQ_TRY(const auto root, reader.u64());
    PQ_CHECK(reader.skip(8 + 8 + 8));  // sequence, free list, pages in use
    PQ_TRY(const auto transaction, reader.u64());
    PQ_TRY(const auto sum, reader.u64());
    PQ_TRY(const auto summed, base::ByteReader(bytes).at(kHeader, kMetaBytes - 8));
    const bool sound = magic == kMagic && version == kVersion && sum == sum_of(summed) &&
                       page_size >= kMinPage && page_size <= kMaxPage;
    if (sound && (!newest || transaction > newest->transaction)) newest = {page_size, root, transaction};
    return {};
  };
  if (auto first = look(0); !first && first.error().kind == ErrorKind::kIo)
    return tl::unexpected(std::move(first).error());
  // Where the second lies only the first says, which may be the damaged one.
  const auto first_size = newest ? newest->page_size : kMinPage;
  const auto last_size = newest ? newest->page_size : kMaxPage;
  for (auto size = first_size; size <= last_size; size *= 2) static_cast<void>(look(size));
  if (!newest) return base::invalid("no bolt database");
  return *newest;
}

Result<BoltFile> BoltFile::open(ReadAt read) {
  BoltFile file(std::move(read));
  PQ_TRY(file.meta_, newest_meta(file.read_));
  file.root_.root = file.meta_.root;
  return file;
}

bool BoltFile::is_current() const {
  const auto now = newest_meta(read_);
  return now && now->transaction == meta_.transaction;
}

Result<std::vector<std::byte>> BoltFile::page(std::uint64_t number) {
  if (++pages_ > kMaxPages) return base::over_limit("more than 100,000 pages of the database");
  PQ_TRY(const auto offset, base::checked_multiply(number, meta_.page_size));
  PQ_TRY(auto bytes, read_(offset, meta_.page_size));
  PQ_TRY(const auto head, head_of(bytes));
  if (head.overflow == 0) return bytes;
  if (head.overflow > kMaxOverflow)
    return base::over_limit("a page of the database has too many that follow");
  pages_ += head.overflow;
  return read_(offset, meta_.page_size * (std::uint64_t{head.overflow} + 1));
}

Result<bool> BoltFile::each_page(std::uint64_t number, int depth,
                                 const std::function<bool(const Item&)>& visit) {
  // Pages 0 and 1 are the beginning, so a tree is nowhere below.
  if (number < 2) return base::invalid("a tree of the database begins nowhere");
  PQ_TRY(const auto bytes, page(number));
  return each_in(bytes, depth, visit);
}

Result<bool> BoltFile::each_in(base::Bytes bytes, int depth, const std::function<bool(const Item&)>& visit) {
  if (depth > kMaxDepth) return base::invalid("a tree of the database runs in circles");
  PQ_TRY(const auto head, head_of(bytes));
  if (head.flags != kBranch && head.flags != kLeaf)
    return base::invalid("a page of the database is no tree's");
  const base::ByteReader whole(bytes);
  for (std::uint64_t i = 0; i < head.count; ++i) {
    const auto at = kHeader + i * kElementBytes;
    PQ_TRY(auto element, whole.sub(at, kElementBytes));
    if (head.flags == kBranch) {
      PQ_CHECK(element.skip(8));  // the first key below is there again
      PQ_TRY(const auto child, element.u64());
      PQ_TRY(const bool more, each_page(child, depth + 1, visit));
      if (!more) return false;
      continue;
    }
    PQ_TRY(const auto flags, element.u32());
    PQ_TRY(const auto position, element.u32());
    PQ_TRY(const auto key_size, element.u32());
    PQ_TRY(const auto value_size, element.u32());
    // Positions count from the element itself.
    PQ_TRY(const auto key, whole.at(at + position, key_size));
    PQ_TRY(const auto value, whole.at(at + position + key_size, value_size));
    Item item{.key = base::as_text(key), .value = base::as_text(value)};
    Bucket bucket;
    if ((flags & kIsBucket) != 0) {
      base::ByteReader start(value);
      PQ_TRY(bucket.root, start.u64());
      if (bucket.root == 0) {
        if (value.size() < kBucketBytes) return base::invalid("a bucket of the database is cut");
        bucket.inlined = item.value.substr(kBucketBytes);
      }
      item.bucket = &bucket;
      item.value = {};
    }
    if (!visit(item)) return false;
  }
  return true;
}

Result<void> BoltFile::each(const Bucket& bucket, const std::function<bool(const Item&)>& visit) {
  if (bucket.root == 0 && bucket.inlined.empty()) return {};
  const auto done =
      bucket.root != 0 ? each_page(bucket.root, 0, visit) : each_in(base::as_bytes(bucket.inlined), 0, visit);
  if (!done) return tl::unexpected(done.error());
  return {};
}

Result<BoltFile::Bucket> BoltFile::find(const Bucket& bucket, std::string_view name) {
  std::optional<Bucket> found;
  PQ_CHECK(each(bucket, [&](const Item& item) {
    if (item.bucket && item.key == name) found = *item.bucket;
    return !found;
  }));
  if (!found) return base::fail(ErrorKind::kNotFound, "the database has no such bucket");
  return *std::move(found);
}

}  // namespace pratique::oci::engine
