#include "advisory/shard_store.h"

#include <algorithm>
#include <filesystem>

#include "advisory/enrichment.h"
#include "advisory/fields.h"
#include "advisory/shard.h"
#include "base/byte_reader.h"

namespace pratique::advisory {

namespace fs = std::filesystem;

namespace {

constexpr std::string_view kMagic = "pratique shards\n";
// Offset and size of the index, and the magic.
constexpr std::uint64_t kTrailerBytes = 8 + 8 + kMagic.size();

struct Folder {
  std::string name;
  Declaration declaration;
};
struct Index {
  std::uint64_t version = 0;
  std::string database;
  std::vector<StoredShard> shards;
};

std::string little_endian(std::uint64_t value) {
  std::string out;
  for (int i = 0; i < 8; ++i, value >>= 8) out += static_cast<char>(value & 0xff);
  return out;
}

}  // namespace

template <class Io>
void fields(Io& io, typename Io::template Of<Piece>& piece) {
  io(piece.offset, piece.size);
}
template <class Io>
void fields(Io& io, typename Io::template Of<BuildReport::Source>& source) {
  io(source.feed, source.pack, source.files, source.advisories, source.skipped);
}
template <class Io>
void fields(Io& io, typename Io::template Of<Declaration>& one) {
  io(one.sample, one.complete_for, one.fixes_only_for, one.feed, one.as_of, one.signature, one.other_use);
}
template <class Io>
void fields(Io& io, typename Io::template Of<Folder>& folder) {
  io(folder.name, folder.declaration);
}
template <class Io>
void fields(Io& io, typename Io::template Of<StoredShard>& shard) {
  io(shard.input, shard.read_on, shard.records, shard.advisories, shard.sources, shard.ecosystems,
     shard.pieces);
  std::vector<Folder> folders;
  for (const auto& [name, declaration] : shard.declarations) folders.push_back({name, declaration});
  io(folders);
  if constexpr (!std::is_const_v<std::remove_reference_t<decltype(shard)>>) {
    for (auto& folder : folders) shard.declarations[std::move(folder.name)] = std::move(folder.declaration);
  }
}
template <class Io>
void fields(Io& io, typename Io::template Of<Index>& index) {
  io(index.version, index.database, index.shards);
}

Result<ShardStore> ShardStore::of(std::unique_ptr<PieceFile> file) {
  std::string bytes;
  if (file->size() < kTrailerBytes) return base::invalid("no file of shards");
  PQ_CHECK(file->read({.offset = file->size() - kTrailerBytes, .size = kTrailerBytes}, bytes));
  if (!bytes.ends_with(kMagic)) return base::invalid("no file of shards");
  base::ByteReader trailer(base::as_bytes(bytes));
  Piece at;
  PQ_TRY(at.offset, trailer.u64());
  PQ_TRY(at.size, trailer.u64());
  PQ_CHECK(file->read(at, bytes));
  PQ_TRY(const auto plain, unpack_piece(bytes));
  // First, for what stands behind it may be of any shape.
  base::ByteReader start(base::as_bytes(plain));
  PQ_TRY(const auto version, start.uvarint());
  if (version != kShardVersion) return base::fail(ErrorKind::kUnsupported, "shards of another version");
  PQ_TRY(auto index, unpacked<Index>(base::as_bytes(plain)));
  ShardStore store;
  store.file_ = std::move(file);
  store.database_ = std::move(index.database);
  store.shards_ = std::move(index.shards);
  return store;
}

Result<ShardStore> ShardStore::open(const std::string& path) {
  std::error_code error;
  if (!fs::exists(path, error)) return base::fail(ErrorKind::kNotFound, "no shards", Where{.file = path});
  auto file = PieceFile::reading(path);
  auto store = file ? of(*std::move(file)) : tl::unexpected(std::move(file).error());
  if (!store) return tl::unexpected(std::move(store).error().in(path));
  return store;
}

const StoredShard* ShardStore::find(std::string_view input) const {
  const auto at =
      std::find_if(shards_.begin(), shards_.end(), [&](const auto& each) { return each.input == input; });
  return at == shards_.end() ? nullptr : &*at;
}

// The name with "-" in place of each day in it.
static std::string without_days(std::string_view name) {
  constexpr std::size_t kDayLength = 10;
  std::string out;
  for (std::size_t at = 0; at < name.size();) {
    const bool day = day_number(name.substr(at, kDayLength)) != 0;
    out += day ? '-' : name[at];
    at += day ? kDayLength : 1;
  }
  return out;
}

const StoredShard* ShardStore::find_of_another_day(std::string_view input) const {
  const auto wanted = without_days(input);
  if (wanted == input) return nullptr;
  const StoredShard* newest = nullptr;
  for (const auto& each : shards_) {
    if (without_days(each.input) == wanted && (newest == nullptr || newest->input < each.input))
      newest = &each;
  }
  return newest;
}

Result<void> write_index(PieceFile& file, const std::string& database,
                         const std::vector<StoredShard>& shards) {
  PQ_TRY(const auto at, file.append(pack_piece(packed(Index{kShardVersion, database, shards}))));
  PQ_CHECK(file.append(little_endian(at.offset) + little_endian(at.size) + std::string(kMagic)));
  return file.sync();
}

void forget_shards(const std::string& folder) {
  std::error_code error;
  std::vector<fs::path> gone;
  for (fs::directory_iterator at(folder, error), end; !error && at != end; at.increment(error)) {
    if (at->path().extension() != ".shards") continue;
    const auto store = ShardStore::open(at->path().string());
    if (store && !fs::exists(store->database(), error)) gone.push_back(at->path());
  }
  for (const auto& path : gone) fs::remove(path, error);
}

}  // namespace pratique::advisory
