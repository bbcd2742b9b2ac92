#include "publish/pull.h"

#include <fmt/format.h>
#include <unistd.h>

#include <filesystem>
#include <optional>

#include "advisory/building.h"
#include "advisory/database.h"
#include "advisory/delta.h"
#include "advisory/write.h"
#include "publish/catalogue.h"
#include "publish/depot.h"
#include "publish/files.h"
#include "publish/publication.h"
#include "trust/client.h"

namespace pratique::publish {

namespace {

constexpr std::uint64_t kMaxDatabase = 16ull << 30;

// The targets, by signed metadata or by nothing but what the place says.
Result<trust::Metadata> targets_of(Depot& depot, const PullRequest& request, Pulled& into) {
  if (request.unsigned_too) {
    PQ_TRY(const auto text, depot.document(std::string(kTargetsFile), trust::kMaxDocument));
    if (!text)
      return base::fail(ErrorKind::kNotFound, fmt::format("no {} there", kTargetsFile),
                        {.file = request.from}, "is a database published there? pratique db export, db push");
    PQ_TRY(auto document, trust::read_document(*text, trust::RoleName::kTargets));
    return std::move(document.metadata);
  }
  const trust::Fetch fetch = [&](const std::string& name, std::uint64_t limit) {
    return depot.document(name, limit);
  };
  PQ_TRY(auto trusted,
         trust::refresh(fetch, trust::Memory(memory_of(request.database)), request.root, request.now));
  into.is_signed = true;
  into.expires = trusted.expires;
  return std::move(trusted.targets);
}

Result<void> check_format(const DatabaseFigures& offered, const std::string& from) {
  if (offered.bytes > kMaxDatabase) return base::over_limit("a database of more than 16 GiB");
  if (offered.format == advisory::kSchemaVersion) return {};
  const bool newer = offered.format > advisory::kSchemaVersion;
  return base::fail(ErrorKind::kUnsupported,
                    fmt::format("a database of format version {}, and this program reads {}", offered.format,
                                advisory::kSchemaVersion),
                    {.file = from},
                    newer ? "take a newer pratique, or ask the publisher for this format"
                          : "ask the publisher to build it with this version of pratique");
}

class Pull {
 public:
  Pull(const PullRequest& request, Depot& depot, Pulled& out) : request_(request), depot_(depot), out_(out) {}

  Result<void> run(const Catalogue& catalogue) {
    const auto there = digest_there();
    if (there == catalogue.database.digest) {
      out_.unchanged = true;
      return {};
    }
    if (there && !request_.whole) {
      const auto path = path_of(catalogue, *there);
      if (!path.empty()) {
        auto done = by_deltas(path, catalogue);
        if (done) return done;
        // Somebody who can publish can publish a delta that does not apply: the whole is there for that.
        out_.notes.push_back("not by deltas: " + to_line(done.error()));
        out_.deltas = 0;
      }
    }
    return as_a_whole(catalogue);
  }

 private:
  // Nothing: there is none, or none that a delta could begin with.
  std::optional<std::string> digest_there() const {
    if (!advisory::Database::open(request_.database)) return std::nullopt;
    auto digest = advisory::file_digest(request_.database);
    return digest ? std::optional(*std::move(digest)) : std::nullopt;
  }

  Result<std::unique_ptr<codec::ByteSource>> fetched(const std::string& name, const trust::Target& target) {
    PQ_TRY(auto source, depot_.open(trust::stored_name(name, target), target.length));
    return promised(std::move(source), target.length, target.digest, name,
                    [this, name, &target](std::uint64_t done) {
                      if (request_.progress) request_.progress(name, done, target.length);
                    });
  }

  // Each into a file first: a delta is read only when its digest was right.
  Result<void> by_deltas(const std::vector<DeltaOffer>& path, const Catalogue& catalogue) {
    PQ_TRY(auto building, advisory::Building::begin(request_.database));
    const auto& last = building.temporary();
    std::string from = request_.database;
    std::vector<std::unique_ptr<base::Leftover>> leftovers;
    for (const auto& delta : path) {
      PQ_TRY(const auto source, fetched(delta.name, delta.target));
      PQ_TRY(auto file, NewFile::create(last + ".delta"));
      PQ_CHECK(pour(*source, file));
      out_.bytes += delta.target.length;
      const auto to = fmt::format("{}.step-{}", last, out_.deltas);
      leftovers.push_back(std::make_unique<base::Leftover>(to));
      PQ_TRY(const auto packed, codec::open_file(file.path()));
      auto applied = advisory::apply_delta(from, *packed, to, delta.to);
      if (from != request_.database) ::unlink(from.c_str());
      PQ_CHECK(applied);
      from = to;
      ++out_.deltas;
    }
    return publish(building, from, catalogue);
  }

  Result<void> as_a_whole(const Catalogue& catalogue) {
    PQ_TRY(auto building, advisory::Building::begin(request_.database));
    PQ_TRY(auto source, fetched(catalogue.name, catalogue.whole));
    const auto unpacked = promised(codec::decompressed(codec::Compression::kZstd, std::move(source)),
                                   catalogue.database.bytes, catalogue.database.digest, "the database");
    const auto aside = building.temporary() + ".whole";
    PQ_TRY(auto file, NewFile::create(aside));
    PQ_CHECK(pour(*unpacked, file));
    PQ_CHECK(file.finish());
    out_.bytes += catalogue.whole.length;
    const base::Leftover leftover(aside + "-db");
    PQ_CHECK(file.rename_to(aside + "-db"));
    return publish(building, aside + "-db", catalogue);
  }

  // Takes the temporary name, which others may look for, and is opened once before it gets its place.
  Result<void> publish(advisory::Building& building, const std::string& made, const Catalogue& catalogue) {
    const auto given_up = [&](Error error) {
      ::unlink(made.c_str());
      return tl::unexpected(std::move(error));
    };
    auto digest = advisory::file_digest(made);
    if (!digest) return given_up(std::move(digest).error());
    if (*digest != catalogue.database.digest)
      return given_up(
          {.kind = ErrorKind::kMismatch, .what = "what came is another database than is published"});
    if (auto sound = advisory::Database::open(made); !sound) return given_up(std::move(sound).error());
    if (::rename(made.c_str(), building.temporary().c_str()) != 0)
      return given_up(
          {.kind = ErrorKind::kIo, .what = "cannot take its place", .where = {.file = building.temporary()}});
    return building.publish();
  }

  const PullRequest& request_;
  Depot& depot_;
  Pulled& out_;
};

}  // namespace

std::string memory_of(const std::string& database) { return database + ".trust"; }

Result<Pulled> pull(const PullRequest& request) {
  PQ_TRY(const auto depot, open_depot(request.from, request.settings));
  Pulled out;
  PQ_TRY(const auto targets, targets_of(*depot, request, out));
  PQ_TRY(const auto catalogue, read_catalogue(targets));
  out.version = targets.version;
  if (!out.is_signed) out.expires = targets.expires;
  PQ_CHECK(check_format(catalogue.database, request.from));
  PQ_CHECK(Pull(request, *depot, out).run(catalogue));
  out.digest = catalogue.database.digest;
  out.newest = catalogue.database.newest;
  out.fingerprint = catalogue.database.fingerprint;
  out.advisories = catalogue.database.advisories;
  return out;
}

}  // namespace pratique::publish
