#include "publish/publication.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <optional>
#include <set>
#include <utility>

#include "advisory/delta.h"
#include "base/text.h"
#include "publish/files.h"
#include "trust/client.h"

namespace pratique::publish {

namespace {

namespace fs = std::filesystem;

tl::unexpected<Error> io(const std::string& path) {
  return base::fail(ErrorKind::kIo, std::strerror(errno), {.file = path});
}

std::string new_name(const std::string& folder, std::string_view what) {
  return fmt::format("{}/{}{}{}", folder, what, kNew, ::getpid());
}

struct Before {
  std::uint64_t version = 0;
  trust::Time expires = 0;
  std::optional<Offers> offers;
};
Result<Before> before_of(const std::string& folder) {
  PQ_TRY(const auto text, get_text(folder, std::string(kTargetsFile), trust::kMaxDocument));
  Before out;
  if (!text) return out;
  PQ_TRY(const auto document, trust::read_document(*text, trust::RoleName::kTargets));
  out.version = document.metadata.version;
  out.expires = document.metadata.expires;
  if (auto offers = read_offers(document.metadata)) out.offers = *std::move(offers);
  return out;
}

// Gives the new file the name that its digest makes.
Result<trust::TargetFile> stored(NewFile& file, const std::string& folder, const std::string& name) {
  PQ_TRY(const auto written, file.finish());
  trust::TargetFile target{.length = written.bytes, .digest = written.digest};
  PQ_CHECK(file.rename_to(folder + "/" + trust::stored_name(name, target)));
  return target;
}

std::string short_of(const std::string& digest) {
  constexpr std::size_t kDigits = 12;
  return digest.substr(digest.find(':') + 1, kDigits);
}

// The database that was published last is unpacked beside, and gone again.
Result<DeltaOffer> make_offer(const ExportRequest& request, const Offers& before,
                              const DatabaseFigures& now) {
  const auto packed = request.folder + "/" + trust::stored_name(before.name, before.whole);
  PQ_TRY(auto source, codec::open_file(packed));
  auto unpacked =
      codec::decompressed(codec::Compression::kZstd,
                          promised(std::move(source), before.whole.length, before.whole.digest, packed));
  PQ_TRY(auto older, NewFile::create(new_name(request.folder, "older.db")));
  PQ_CHECK(pour(*unpacked, older));
  PQ_CHECK(older.finish());
  PQ_TRY(auto file, NewFile::create(new_name(request.folder, "delta")));
  PQ_CHECK(advisory::make_delta(older.path(), request.database, file.sink()));
  DeltaOffer offer{
      .name = fmt::format("{}-to-{}.delta", short_of(before.database.digest), short_of(now.digest)),
      .target = {},
      .from = before.database.digest,
      .to = now.digest,
      .made_with = advisory::library_versions()};
  PQ_TRY(offer.target, stored(file, request.folder, offer.name));
  return offer;
}

// Those that lead to the new one, newest last, at most so many.
std::vector<DeltaOffer> chain(std::vector<DeltaOffer> all, std::string to, std::size_t most) {
  std::vector<DeltaOffer> out;
  while (out.size() < most) {
    const auto at = std::find_if(all.begin(), all.end(), [&](const auto& one) { return one.to == to; });
    if (at == all.end()) break;
    to = at->from;
    out.push_back(std::move(*at));
    all.erase(at);
  }
  return out;
}

void add_delta(const ExportRequest& request, const Offers& before, Exported& out) {
  if (before.database.format != out.offers.database.format) {
    out.no_delta = fmt::format("the last one is of format version {}", before.database.format);
    return;
  }
  auto offer = make_offer(request, before, out.offers.database);
  if (!offer) {
    out.no_delta = to_line(offer.error());
    return;
  }
  out.delta_bytes = offer->target.length;
  auto all = before.deltas;
  all.push_back(*std::move(offer));
  out.offers.deltas = chain(std::move(all), out.offers.database.digest, request.deltas);
}

constexpr std::int64_t kDay = 86'400;

// What there is to be signed: the offers of `out`.
Result<void> write_targets(const ExportRequest& request, std::uint64_t version, Exported& out) {
  out.version = version;
  const auto document =
      trust::document_of({.role = trust::RoleName::kTargets,
                          .version = version,
                          .expires = request.now + static_cast<std::int64_t>(request.days) * kDay,
                          .targets = targets_of(out.offers)});
  return put_text(request.folder, std::string(kTargetsFile), document.to_text());
}

}  // namespace

Result<FolderLock> FolderLock::take(const std::string& folder) {
  const int file = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (file < 0) return io(folder);
  while (::flock(file, LOCK_EX) != 0) {
    if (errno == EINTR) continue;
    if (errno == ENOLCK || errno == EOPNOTSUPP) break;  // a file system without locks
    ::close(file);
    return io(folder);
  }
  return FolderLock(file);
}
FolderLock::FolderLock(FolderLock&& other) noexcept : file_(std::exchange(other.file_, -1)) {}
FolderLock::~FolderLock() {
  if (file_ >= 0) ::close(file_);
}

Result<Exported> export_database(const ExportRequest& request) {
  PQ_TRY(auto figures, figures_of(request.database));
  std::error_code error;
  fs::create_directories(request.folder, error);
  PQ_TRY(const auto lock, FolderLock::take(request.folder));
  PQ_TRY(auto before, before_of(request.folder));
  Exported out;
  const auto life = static_cast<std::int64_t>(request.days) * kDay;
  if (before.offers && before.offers->database.digest == figures.digest) {
    out.offers = *std::move(before.offers);
    out.version = before.version;
    out.unchanged = true;
    // What is half over, or was made by a clock that was behind, is made anew, to be signed for as long again.
    if (before.expires - request.now <= life / 2) PQ_CHECK(write_targets(request, before.version + 1, out));
    return out;
  }
  out.offers = {.name = std::string(kWholeName), .whole = {}, .database = std::move(figures), .deltas = {}};
  PQ_TRY(auto file, NewFile::create(new_name(request.folder, kWholeName)));
  PQ_CHECK(pack_file(request.database, file));
  PQ_TRY(out.offers.whole, stored(file, request.folder, out.offers.name));
  if (before.offers && request.deltas > 0) add_delta(request, *before.offers, out);
  PQ_CHECK(write_targets(request, before.version + 1, out));
  return out;
}

Result<PublicationFiles> files_of(const std::string& folder) {
  PublicationFiles out;
  PQ_TRY(auto text, get_text(folder, std::string(kTargetsFile), trust::kMaxDocument));
  if (!text) {
    return base::fail(ErrorKind::kNotFound, "no publication", {.file = folder},
                      "make one with: pratique db export -o " + folder);
  }
  out.documents.emplace_back(kTargetsFile);
  PQ_TRY(const auto working, trust::read_document(*text, trust::RoleName::kTargets));
  out.exported_version = working.metadata.version;
  for (std::uint64_t i = 1; fs::exists(fmt::format("{}/{}.root.json", folder, i)); ++i)
    out.documents.push_back(fmt::format("{}.root.json", i));
  PQ_TRY(const auto timestamp, get_text(folder, "timestamp.json", trust::kMaxDocument));
  if (timestamp) {
    out.is_signed = true;
    PQ_TRY(const auto first, trust::read_document(*timestamp, trust::RoleName::kTimestamp));
    const auto snapshot_file = fmt::format("{}.snapshot.json", first.metadata.names.version);
    PQ_TRY(const auto snapshot, get_text(folder, snapshot_file, trust::kMaxDocument));
    if (!snapshot)
      return base::fail(ErrorKind::kNotFound, "not there", {.file = folder + "/" + snapshot_file});
    PQ_TRY(const auto second, trust::read_document(*snapshot, trust::RoleName::kSnapshot));
    const auto targets_file = fmt::format("{}.targets.json", second.metadata.names.version);
    PQ_TRY(text, get_text(folder, targets_file, trust::kMaxDocument));
    if (!text) return base::fail(ErrorKind::kNotFound, "not there", {.file = folder + "/" + targets_file});
    out.documents.insert(out.documents.end(), {"timestamp.json", snapshot_file, targets_file});
  }
  PQ_TRY(const auto targets, trust::read_document(*text, trust::RoleName::kTargets));
  PQ_TRY(out.offers, read_offers(targets.metadata));
  out.version = targets.metadata.version;
  for (const auto& [name, target] : targets.metadata.targets)
    out.targets.push_back(trust::stored_name(name, target));
  return out;
}

Result<void> check_settled(const PublicationFiles& files, const std::string& folder) {
  if (!files.is_signed || files.exported_version == files.version) return {};
  return base::fail(ErrorKind::kUsage,
                    fmt::format("version {} was exported, and {} is the last that is signed",
                                files.exported_version, files.version),
                    {.file = folder}, "sign it first: pratique db sign " + folder + " --key FILE");
}

Result<PruneFigures> prune(const std::string& folder, bool dry_run) {
  PQ_TRY(const auto lock, FolderLock::take(folder));
  PQ_TRY(const auto files, files_of(folder));
  std::set<std::string> kept(files.documents.begin(), files.documents.end());
  kept.insert(files.targets.begin(), files.targets.end());
  // What the working copy names is kept too: it may not be signed yet.
  PQ_TRY(const auto working, get_text(folder, std::string(kTargetsFile), trust::kMaxDocument));
  if (working) {
    PQ_TRY(const auto document, trust::read_document(*working, trust::RoleName::kTargets));
    for (const auto& [name, target] : document.metadata.targets)
      kept.insert(trust::stored_name(name, target));
  }
  PruneFigures out;
  std::error_code error;
  for (const auto& entry : fs::directory_iterator(folder, error)) {
    const auto name = entry.path().filename().string();
    const bool ours = name.ends_with(".db.zst") || name.ends_with(".delta") ||
                      name.ends_with(".snapshot.json") || name.ends_with(".targets.json") ||
                      base::contains(name, kNew);
    if (!ours || kept.contains(name) || !entry.is_regular_file()) continue;
    ++out.files;
    out.bytes += entry.file_size();
    if (!dry_run) fs::remove(entry.path(), error);
  }
  return out;
}

}  // namespace pratique::publish
