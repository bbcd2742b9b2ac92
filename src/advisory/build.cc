#include <malloc.h>

#include <algorithm>
#include <filesystem>
#include <optional>

#include "advisory/building.h"
#include "advisory/collect.h"
#include "advisory/database.h"
#include "advisory/shard_store.h"
#include "advisory/write.h"

namespace pratique::advisory {

namespace {

// A database of nothing would make every package look clean that a better one knows; one that lacks a feed,
// some of them.
Result<void> check(const Collection& collection, const std::string& feeds_folder, bool partial) {
  const auto& missing = collection.missing;
  const auto more =
      missing.count() > 1 ? " (and " + std::to_string(missing.count() - 1) + " more)" : std::string();
  if (collection.advisories == 0) {
    std::string what = "no advisories in it";
    if (!missing.empty()) {
      what += "; " + *missing.lines().begin() + more;
    } else if (!collection.unknown_packs.empty()) {
      what += ", and " + std::to_string(collection.unknown_packs.size()) +
              " things that no reader knows, such as " + collection.unknown_packs.front();
    }
    return base::fail(ErrorKind::kInvalid, std::move(what), Where{.file = feeds_folder},
                      "the database was left as it is");
  }
  if (missing.empty() || partial) return {};
  return base::fail(ErrorKind::kInvalid, *missing.lines().begin() + more, {},
                    "the database was left as it is; with --partial it is built from what can be read");
}

// The file of shards: those of earlier builds, and where those of this one are written.
struct Shards {
  std::optional<Building> place;
  std::unique_ptr<PieceFile> store;
  std::optional<ShardStore> earlier;
};

// Earlier ones that cannot be used are told, and are as good as none.
Result<Shards> open_shards(const std::string& path, FirstLines& notes) {
  Shards shards;
  if (path.empty()) return shards;
  PQ_TRY(auto place, Building::begin(path));
  PQ_TRY(shards.store, PieceFile::writing(place.temporary()));
  auto earlier = ShardStore::open(place.target());
  if (earlier) {
    shards.earlier = *std::move(earlier);
  } else if (earlier.error().kind != ErrorKind::kNotFound &&
             earlier.error().kind != ErrorKind::kUnsupported) {
    notes.add(to_line(earlier.error()));
  }
  shards.place.emplace(std::move(place));
  return shards;
}

// The database has its name already: a file of shards that cannot be written is told, and the next build does
// without.
void publish(Shards& shards, const std::string& database, const Collection& collection, FirstLines& notes) {
  if (!shards.place) return;
  auto done = write_index(*shards.store, std::filesystem::absolute(database).string(), collection.stored);
  if (done) done = shards.place->publish();
  if (!done) notes.add(to_line(std::move(done).error().in(shards.place->target())));
}

// What stands at its place is of another version, or none: then there is nothing to compare with.
std::optional<Difference> difference(const Building& building) {
  std::error_code error;
  if (!std::filesystem::exists(building.target(), error)) return std::nullopt;
  auto found = compare_databases(building.target(), building.temporary());
  return found ? std::optional(*std::move(found)) : std::nullopt;
}

template <class T>
Result<T> or_left_as_it_is(Result<T> result, const std::string& database) {
  if (result) return result;
  auto error = std::move(result).error();
  error.kind = ErrorKind::kIo;
  error.where = {.file = database};
  error.hint = "the database was left as it is";
  return tl::unexpected(std::move(error));
}

// What reading held is free, but kept for the threads that read; writing would take its own beside it.
void give_back_memory() {
#ifdef __GLIBC__
  ::malloc_trim(0);
#endif
}

// What an update knows besides: feeds that are whole and not what their publishers have now.
void add_stale(const BuildOptions& options, Collection& collection) {
  for (auto stale : options.stale) {
    const auto is_kept = [&](const KeptFeed& kept) { return kept.input == stale.input; };
    const auto shard = std::ranges::find(collection.stored, stale.input, &StoredShard::input);
    if (shard == collection.stored.end() || std::ranges::any_of(collection.kept, is_kept)) continue;
    stale.advisories = shard->records;
    stale.ecosystems = shard->ecosystems;
    collection.kept.push_back(std::move(stale));
  }
  std::ranges::sort(collection.kept, {}, &KeptFeed::input);
  for (const auto& line : options.never) collection.missing.add(line);
}

}  // namespace

Result<BuildReport> build_database(const std::string& feeds_folder, const std::string& path,
                                   const BuildOptions& options) {
  // First, so that a place that cannot be written to is told before the feeds are read.
  PQ_TRY(auto building, Building::begin(path));
  FirstLines notes;
  PQ_TRY(auto shards, open_shards(options.shards, notes));
  const Keeping keeping{.earlier = shards.earlier ? &*shards.earlier : nullptr,
                        .store = shards.store.get(),
                        .today = options.today,
                        .accept_shrunk = options.accept_shrunk};
  auto collected = collect(feeds_folder, building.target(), all_feeds(), keeping, options.progress);
  if (!collected && collected.error().kind == ErrorKind::kIo)
    return or_left_as_it_is<BuildReport>(tl::unexpected(std::move(collected).error()), building.target());
  PQ_TRY(auto collection, std::move(collected));
  give_back_memory();
  add_stale(options, collection);
  PQ_CHECK(check(collection, feeds_folder, options.partial));
  PQ_CHECK(or_left_as_it_is(write_database(building.temporary(), collection), building.target()));
  auto compared = difference(building);
  PQ_CHECK(building.publish());
  publish(shards, building.target(), collection, notes);
  notes.add(collection.notes);
  BuildReport report{.sources = std::move(collection.sources),
                     .advisories = collection.advisories,
                     .notes = notes.told(),
                     .missing = collection.missing.told(),
                     .unknown_packs = std::move(collection.unknown_packs),
                     .unknown_files = std::move(collection.unknown_files),
                     .unknown_count = collection.unknown_count,
                     .left_out = std::move(collection.left_out),
                     .kept = std::move(collection.kept),
                     .difference = std::move(compared)};
  std::error_code error;
  report.bytes = std::filesystem::file_size(building.target(), error);
  return report;
}

}  // namespace pratique::advisory
