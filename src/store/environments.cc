#include "store/environments.h"

#include <fmt/format.h>
#include <zstd.h>

#include <algorithm>
#include <filesystem>

#include "advisory/sqlite.h"
#include "base/text.h"
#include "codec/stream.h"
#include "sbom/read.h"
#include "sbom/write.h"

namespace pratique::store {

using advisory::Connection;
using advisory::SqlStatement;

namespace {

constexpr std::int64_t kForm = 0x50524551, kVersion = 1;  // "PREQ"
constexpr std::uint64_t kMaxInventoryBytes = 512ull << 20;
constexpr int kLevel = 3;

constexpr const char* kSchema = R"(
CREATE TABLE inventory(digest TEXT NOT NULL, platform TEXT NOT NULL, document BLOB NOT NULL, PRIMARY KEY(digest, platform));
CREATE TABLE image(environment TEXT NOT NULL, name TEXT NOT NULL, repository TEXT NOT NULL, digest TEXT NOT NULL,
  platform TEXT NOT NULL, recorded TEXT NOT NULL, removed TEXT NOT NULL DEFAULT '', packages INTEGER NOT NULL,
  FOREIGN KEY(digest, platform) REFERENCES inventory(digest, platform));
CREATE UNIQUE INDEX image_running ON image(environment, digest, platform) WHERE removed = '';
CREATE INDEX image_environment ON image(environment, name);
)";

constexpr std::string_view kColumns =
    "SELECT environment, name, repository, digest, platform, recorded, removed, packages FROM image ";

RecordedImage image_in(const SqlStatement& row) {
  const auto text = [&](int column) { return std::string(row.text(column)); };
  return {.environment = text(0),
          .name = text(1),
          .repository = text(2),
          .digest = text(3),
          .platform = text(4),
          .recorded = text(5),
          .removed = text(6),
          .packages = static_cast<std::uint64_t>(std::max<std::int64_t>(row.integer(7), 0))};
}

Result<std::int64_t> number_of(const Connection& connection, std::string_view query) {
  PQ_TRY(auto statement, connection.prepare(query));
  PQ_TRY(const auto there, statement.step());
  return there ? statement.integer(0) : 0;
}

// One transaction; whatever fails in it leaves nothing behind.
template <class Work>
Result<void> in_one(Connection& connection, const Work& work) {
  PQ_CHECK(connection.execute("BEGIN IMMEDIATE"));
  const Result<void> done = work();
  if (!done) {
    (void)connection.execute("ROLLBACK");
    return done;
  }
  return connection.execute("COMMIT");
}

std::string packed(const std::string& text) {
  std::string out(ZSTD_compressBound(text.size()), '\0');
  out.resize(ZSTD_compress(out.data(), out.size(), text.data(), text.size(), kLevel));
  return out;
}

Result<void> set_up(Connection& connection, const std::string& path, bool is_new) {
  PQ_CHECK(connection.execute("PRAGMA foreign_keys=ON"));
  if (is_new) {
    return in_one(connection, [&]() -> Result<void> {
      // Another program may have been faster.
      PQ_TRY(const auto form, number_of(connection, "PRAGMA application_id"));
      if (form == kForm) return {};
      PQ_CHECK(connection.execute(kSchema));
      PQ_CHECK(connection.execute(
          fmt::format("PRAGMA application_id={}; PRAGMA user_version={}", kForm, kVersion).c_str()));
      return {};
    });
  }
  PQ_TRY(const auto form, number_of(connection, "PRAGMA application_id"));
  if (form != kForm) return base::fail(ErrorKind::kInvalid, "no store of environments", {.file = path});
  PQ_TRY(const auto version, number_of(connection, "PRAGMA user_version"));
  if (version > kVersion) {
    return base::fail(ErrorKind::kUnsupported, fmt::format("a store of environments of version {}", version),
                      {.file = path}, "a newer program wrote it");
  }
  return {};
}

}  // namespace

bool is_environment_name(std::string_view text) {
  constexpr std::size_t kMost = 128;
  const auto fits = [](char c) { return base::is_alnum(c) || c == '-' || c == '_' || c == '.' || c == '/'; };
  return !text.empty() && text.size() <= kMost && std::ranges::all_of(text, fits) &&
         base::is_alnum(text.front()) && base::is_alnum(text.back());
}

bool is_named(const RecordedImage& image, std::string_view which) {
  if (which.empty() || image.name == which || image.repository == which) return true;
  constexpr std::string_view kSha = "sha256:";
  return which.size() > kSha.size() && which.starts_with(kSha) && image.digest.starts_with(which);
}

struct EnvironmentStore::State {
  Connection connection;
};

EnvironmentStore::EnvironmentStore(std::unique_ptr<State> state) : state_(std::move(state)) {}
EnvironmentStore::EnvironmentStore(EnvironmentStore&&) noexcept = default;
EnvironmentStore& EnvironmentStore::operator=(EnvironmentStore&&) noexcept = default;
EnvironmentStore::~EnvironmentStore() = default;

Result<EnvironmentStore> EnvironmentStore::open(const std::string& path, bool create) {
  std::error_code none;
  const bool is_new = !std::filesystem::exists(path, none) || std::filesystem::file_size(path, none) == 0;
  if (is_new && !create) {
    return base::fail(ErrorKind::kNotFound, "no image was recorded yet", {.file = path},
                      "record one: pratique environment production IMAGE");
  }
  PQ_TRY(auto connection, Connection::open_shared(path));
  if (auto ready = set_up(connection, path, is_new); !ready)
    return tl::unexpected(std::move(ready).error().in(path));
  return EnvironmentStore(std::unique_ptr<State>(new State{std::move(connection)}));
}

Result<bool> EnvironmentStore::record(const RecordedImage& image, const model::Inventory& inventory,
                                      bool replace) {
  if (!is_environment_name(image.environment))
    return base::fail(ErrorKind::kUsage,
                      fmt::format("\"{}\" is no name of an environment", image.environment), {},
                      "letters, digits, \"-\", \"_\", \".\" and \"/\"");
  auto& connection = state_->connection;
  PQ_TRY(const auto text, base::text_of([&](const base::Sink& sink) {
           return sbom::find_writer("json")->write(inventory, {}, sink);
         }));
  bool is_new = false;
  const auto work = [&]() -> Result<void> {
    PQ_TRY(const auto count, number_of(connection, "SELECT count(*) FROM image"));
    if (count >= static_cast<std::int64_t>(kMaxRecordedImages))
      return base::over_limit("more images than a store may have");
    PQ_TRY(auto keep, connection.prepare("INSERT OR REPLACE INTO inventory VALUES(?1, ?2, ?3)"));
    PQ_TRY(auto there,
           connection.prepare(
               "SELECT 1 FROM image WHERE environment=?1 AND digest=?2 AND platform=?3 AND removed=''"));
    there.bind(1, std::string_view(image.environment));
    there.bind(2, std::string_view(image.digest));
    there.bind(3, std::string_view(image.platform));
    PQ_TRY(const auto known, there.step());
    is_new = !known;
    if (replace) {
      PQ_TRY(auto gone,
             connection.prepare(
                 "UPDATE image SET removed=?1 WHERE environment=?2 AND repository=?3 AND platform=?4 AND "
                 "digest<>?5 AND removed=''"));
      int column = 0;
      for (const std::string_view one :
           {std::string_view(image.recorded), std::string_view(image.environment),
            std::string_view(image.repository), std::string_view(image.platform),
            std::string_view(image.digest)})
        gone.bind(++column, one);
      PQ_CHECK(gone.run());
    }
    if (known) return {};
    const auto document = packed(text);
    keep.bind(1, std::string_view(image.digest));
    keep.bind(2, std::string_view(image.platform));
    keep.bind_blob(3, document);
    PQ_CHECK(keep.run());
    PQ_TRY(auto add, connection.prepare("INSERT INTO image VALUES(?1,?2,?3,?4,?5,?6,'',?7)"));
    int column = 0;
    for (const std::string_view one : {std::string_view(image.environment), std::string_view(image.name),
                                       std::string_view(image.repository), std::string_view(image.digest),
                                       std::string_view(image.platform), std::string_view(image.recorded)})
      add.bind(++column, one);
    add.bind(++column, static_cast<std::int64_t>(image.packages));
    return add.run();
  };
  PQ_CHECK(in_one(connection, work));
  return is_new;
}

Result<std::vector<RecordedImage>> EnvironmentStore::remove(std::string_view environment,
                                                            std::string_view which, std::string_view now) {
  auto& connection = state_->connection;
  std::vector<RecordedImage> gone;
  const auto work = [&]() -> Result<void> {
    PQ_TRY(const auto running, images(environment, false));
    PQ_TRY(
        auto mark,
        connection.prepare(
            "UPDATE image SET removed=?1 WHERE environment=?2 AND digest=?3 AND platform=?4 AND removed=''"));
    for (const auto& one : running) {
      if (!is_named(one, which)) continue;
      mark.bind(1, now);
      mark.bind(2, std::string_view(one.environment));
      mark.bind(3, std::string_view(one.digest));
      mark.bind(4, std::string_view(one.platform));
      PQ_CHECK(mark.run());
      gone.push_back(one);
      gone.back().removed = now;
    }
    return {};
  };
  PQ_CHECK(in_one(connection, work));
  return gone;
}

Result<std::vector<EnvironmentSummary>> EnvironmentStore::environments() const {
  PQ_TRY(auto rows, state_->connection.prepare(
                        "SELECT environment, sum(removed=''), max(max(recorded, removed)) FROM image "
                        "GROUP BY environment ORDER BY environment"));
  std::vector<EnvironmentSummary> all;
  for (;;) {
    PQ_TRY(const auto more, rows.step());
    if (!more) return all;
    all.push_back({std::string(rows.text(0)),
                   static_cast<std::size_t>(std::max<std::int64_t>(rows.integer(1), 0)),
                   std::string(rows.text(2))});
  }
}

Result<std::vector<RecordedImage>> EnvironmentStore::images(std::string_view environment,
                                                            bool history) const {
  PQ_TRY(auto rows, state_->connection.prepare(std::string(kColumns) +
                                               "WHERE (?1='' OR environment=?1) AND (?2 OR removed='') "
                                               "ORDER BY environment, name, recorded, digest, platform"));
  rows.bind(1, environment);
  rows.bind(2, static_cast<std::int64_t>(history));
  std::vector<RecordedImage> all;
  for (;;) {
    PQ_TRY(const auto more, rows.step());
    if (!more) return all;
    if (all.size() == kMaxRecordedImages) return base::over_limit("more images than a store may have");
    all.push_back(image_in(rows));
  }
}

Result<model::Inventory> EnvironmentStore::inventory_of(const RecordedImage& image) const {
  PQ_TRY(auto row,
         state_->connection.prepare("SELECT document FROM inventory WHERE digest=?1 AND platform=?2"));
  row.bind(1, std::string_view(image.digest));
  row.bind(2, std::string_view(image.platform));
  PQ_TRY(const auto there, row.step());
  if (!there) return base::fail(ErrorKind::kNotFound, "the store has no inventory of " + image.digest);
  const auto plain = codec::decompressed(codec::Compression::kZstd, codec::from_memory(row.blob(0)));
  PQ_TRY(auto text, codec::read_all(*plain, kMaxInventoryBytes));
  base::Meter meter;
  return sbom::take_document(std::move(text), meter);
}

}  // namespace pratique::store
