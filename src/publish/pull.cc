#include "publish/pull.h"

#include <fmt/format.h>
#include <unistd.h>

#include <filesystem>
#include <optional>
#include <utility>
#include <vector>

#include "advisory/building.h"
#include "advisory/database.h"
#include "advisory/delta.h"
#include "advisory/write.h"
#include "publish/depot.h"
#include "publish/files.h"
#include "publish/offers.h"
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
  const trust::GetMetadata fetch = [&](const std::string& name, std::uint64_t limit) {
    return depot.document(name, limit);
  };
  PQ_TRY(auto trusted,
         trust::refresh(fetch, trust::TrustMemory(memory_of(request.database)), request.root, request.now));
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

// A database on the way; gone with its owner where it was not published.
class Step {
 public:
  explicit Step(std::string path) : path_(std::move(path)), leftover_(path_) {}
  Step(Step&& other) noexcept
      : path_(std::exchange(other.path_, {})), leftover_(std::move(other.leftover_)) {}
  Step& operator=(Step&&) = delete;
  ~Step() {
    if (!path_.empty()) ::unlink(path_.c_str());
  }
  const std::string& path() const { return path_; }

 private:
  std::string path_;
  base::Leftover leftover_;
};

class Pull {
 public:
  Pull(const PullRequest& request, Depot& depot, Pulled& out) : request_(request), depot_(depot), out_(out) {}

  Result<void> run(const Offers& offers) {
    const auto there = digest_there();
    if (there == offers.database.digest) {
      // What a pull left that was killed when the database stood already.
      advisory::remove_dead_builds(request_.database);
      out_.unchanged = true;
      return {};
    }
    if (there && !request_.whole) {
      const auto path = path_of(offers, *there);
      if (!path.empty()) {
        auto done = by_deltas(path, offers);
        if (done) return done;
        // Somebody who can publish can publish a delta that does not apply: the whole is there for that.
        out_.notes.push_back("not by deltas: " + to_line(done.error()));
        out_.deltas = 0;
      }
    }
    return as_a_whole(offers);
  }

 private:
  // Nothing: there is none, or none that a delta could begin with.
  std::optional<std::string> digest_there() const {
    if (!advisory::Database::open(request_.database)) return std::nullopt;
    auto digest = advisory::file_digest(request_.database);
    return digest ? std::optional(*std::move(digest)) : std::nullopt;
  }

  Result<std::unique_ptr<codec::ByteSource>> fetched(const std::string& name,
                                                     const trust::TargetFile& target) {
    PQ_TRY(auto source, depot_.open(trust::stored_name(name, target), target.length));
    return promised(std::move(source), target.length, target.digest, name,
                    [this, name, &target](std::uint64_t done) {
                      if (request_.progress) request_.progress(name, done, target.length);
                    });
  }

  // Each into a file first: a delta is read only when its digest was right.
  Result<void> by_deltas(const std::vector<DeltaOffer>& path, const Offers& offers) {
    PQ_TRY(auto building, advisory::Building::begin(request_.database));
    std::string from = request_.database;
    std::vector<Step> steps;
    for (const auto& delta : path) {
      PQ_TRY(const auto source, fetched(delta.name, delta.target));
      PQ_TRY(auto file, NewFile::create(building.temporary() + ".delta"));
      PQ_CHECK(pour(*source, file));
      out_.bytes += delta.target.length;
      steps.emplace_back(fmt::format("{}.step-{}", building.temporary(), out_.deltas));
      PQ_TRY(const auto packed, codec::open_file(file.path()));
      PQ_CHECK(advisory::apply_delta(from, *packed, steps.back().path(), delta.to));
      from = steps.back().path();
      ++out_.deltas;
    }
    return publish(building, from, offers);
  }

  Result<void> as_a_whole(const Offers& offers) {
    PQ_TRY(auto building, advisory::Building::begin(request_.database));
    PQ_TRY(auto source, fetched(offers.name, offers.whole));
    const auto unpacked = promised(codec::decompressed(codec::Compression::kZstd, std::move(source)),
                                   offers.database.bytes, offers.database.digest, "the database");
    PQ_TRY(auto file, NewFile::create(building.temporary() + ".whole"));
    PQ_CHECK(pour(*unpacked, file));
    PQ_CHECK(file.finish());
    out_.bytes += offers.whole.length;
    PQ_CHECK(publish(building, file.path(), offers));
    file.keep();
    return {};
  }

  // Opened once before it gets its place, as whoever comes next would.
  static Result<void> publish(advisory::Building& building, const std::string& made, const Offers& offers) {
    PQ_TRY(const auto digest, advisory::file_digest(made));
    if (digest != offers.database.digest)
      return base::fail(ErrorKind::kMismatch, "what came is another database than is published");
    PQ_CHECK(advisory::Database::open(made));
    return building.publish(made);
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
  PQ_TRY(const auto offers, read_offers(targets));
  out.version = targets.version;
  if (!out.is_signed) out.expires = targets.expires;
  PQ_CHECK(check_format(offers.database, request.from));
  PQ_CHECK(Pull(request, *depot, out).run(offers));
  out.digest = offers.database.digest;
  out.newest = offers.database.newest;
  out.fingerprint = offers.database.fingerprint;
  out.advisories = offers.database.advisories;
  return out;
}

}  // namespace pratique::publish
