// oci/engine/bolt: every bucket of a database, as far as it can be read.
#include <algorithm>
#include <cstdint>

#include "oci/engine/bolt.h"

using namespace pratique;
using oci::engine::BoltFile;

static std::size_t walk(BoltFile& file, const BoltFile::Bucket& bucket, int depth) {
  std::size_t sum = 0;
  std::vector<BoltFile::Bucket> inner;
  (void)file.each(bucket, [&](const BoltFile::Item& item) {
    sum += item.key.size() + item.value.size();
    if (item.bucket) inner.push_back(*item.bucket);
    return inner.size() < 20;
  });
  if (depth == 0) return sum;
  for (const auto& one : inner) sum += walk(file, one, depth - 1);
  return sum;
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const base::Bytes bytes(reinterpret_cast<const std::byte*>(data), size);
  auto file =
      BoltFile::open([&](std::uint64_t offset, std::uint64_t count) -> Result<std::vector<std::byte>> {
        const auto start = std::min<std::uint64_t>(offset, bytes.size());
        const auto piece = bytes.subspan(start, std::min<std::uint64_t>(count, bytes.size() - start));
        return std::vector<std::byte>(piece.begin(), piece.end());
      });
  if (!file) return 0;
  (void)walk(*file, file->root(), 3);
  (void)file->is_current();
  return 0;
}
