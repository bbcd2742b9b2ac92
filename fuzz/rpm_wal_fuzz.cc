// rpm's SQLite store with its write-ahead log: the first two bytes are the length of the log, which stands before
// the database. No blob is outside the two, all together are no longer than they.
#include <algorithm>
#include <cstdint>
#include <cstdlib>

#include "extract/os/rpm/backend.h"
#include "extract/os/rpm/sqlite_log.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace pratique::extract::os;
  if (size < 2) return 0;
  const auto bytes = std::as_bytes(std::span(data, size)).subspan(2);
  const auto length = std::min<std::size_t>(bytes.size(), data[0] * 256u + data[1]);
  const auto log = bytes.first(length);
  if (const auto opened = SqliteLog::open(log); opened && opened->size() > log.size()) std::abort();
  Problems problems;
  std::size_t total = 0;
  const auto sink = [&](pratique::base::Bytes blob) { total += blob.size(); };
  (void)read_logged_sqlite(bytes.subspan(length), log, sink, problems);
  if (total > size) std::abort();
  return 0;
}
