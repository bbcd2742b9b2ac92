// A file of shards that an earlier build left: its index, and every record of every shard.
#include "advisory/merge.h"
#include "advisory/shard_store.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace pratique::advisory;
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  const auto nothing = [](const auto&) { return pratique::Result<void>(); };
  const RecordVisitor visitor{.digest = nothing,
                              .advisory = nothing,
                              .enrichment = nothing,
                              .lifecycle = nothing,
                              .popularity = nothing,
                              .origin = nothing};
  // The records of a piece, packed by nobody: what a fuzzer can change.
  auto scratch = PieceFile::scratch("/tmp");
  if (!scratch) return 0;
  const Run run{.file = scratch->get(), .pieces = {}, .tail = std::string(bytes)};
  (void)visit_records(*read(run), visitor);
  if (!(*scratch)->append(bytes)) return 0;
  const auto store = ShardStore::of(*std::move(scratch));
  if (!store) return 0;
  for (const auto& shard : store->shards()) {
    const Run stored{.file = &store->file(), .pieces = shard.pieces, .tail = {}};
    (void)visit_records(*read(stored), visitor);
  }
  return 0;
}
