// RPM packages, from the database in any of its three stores (extract/os/rpm/).
#include <algorithm>
#include <array>
#include <optional>

#include "base/text.h"
#include "extract/digests.h"
#include "extract/os/common/package_db.h"
#include "extract/os/rpm/backend.h"
#include "extract/os/rpm/origin.h"
#include "extract/os/rpm/package.h"
#include "extract/os/rpm/reason.h"
#include "extract/os/rpm/relation.h"
#include "extract/os/rpm/sqlite_log.h"
#include "extract/os/rpm/vendor.h"

namespace pratique::extract {

namespace {

using namespace os;

// In order of preference: rpm leaves the old store where it is when it moves to a newer one. usr/lib/sysimage
// is where SUSE and new Fedoras keep it, usr/share where ostree does.
constexpr std::array<std::string_view, 9> kDatabases = {
    "var/lib/rpm/rpmdb.sqlite", "usr/lib/sysimage/rpm/rpmdb.sqlite", "usr/share/rpm/rpmdb.sqlite",
    "var/lib/rpm/Packages.db",  "usr/lib/sysimage/rpm/Packages.db",  "usr/share/rpm/Packages.db",
    "var/lib/rpm/Packages",     "usr/lib/sysimage/rpm/Packages",     "usr/share/rpm/Packages",
};
constexpr std::array<std::string_view, 3> kLogs = {"var/lib/rpm/rpmdb.sqlite-wal",
                                                   "usr/lib/sysimage/rpm/rpmdb.sqlite-wal",
                                                   "usr/share/rpm/rpmdb.sqlite-wal"};
constexpr std::array<std::string_view, 3> kJournals = {"var/lib/rpm/rpmdb.sqlite-journal",
                                                       "usr/lib/sysimage/rpm/rpmdb.sqlite-journal",
                                                       "usr/share/rpm/rpmdb.sqlite-journal"};
// Of a journal that is to be rolled back (fileformat2.html §3): SQLite puts zeros here, or nothing at all, when a
// transaction has ended.
constexpr std::string_view kJournalMagic("\xd9\xd5\x05\xf9\x20\xa1\x63\xd7", 8);

Result<void> read_blobs(base::Bytes file, base::Bytes log, const BlobSink& sink, Problems& problems) {
  if (!log.empty()) return read_logged_sqlite(file, log, sink, problems);
  switch (backend_of(file)) {
    case Backend::kSqlite:
      return read_sqlite(file, sink, problems);
    case Backend::kNdb:
      return read_ndb(file, sink, problems);
    case Backend::kBdb:
      return read_bdb(file, sink, problems);
    default:
      return base::invalid_at(0, "no rpm database: neither BerkeleyDB, ndb nor SQLite");
  }
}

// OpenPGP's numbers (RFC 4880, §9.4), as FILEDIGESTALGO has them; nothing for those that are not compared.
std::optional<ListedDigest> digest_of(std::uint32_t algorithm, std::string_view digits) {
  using model::HashAlgorithm;
  if (algorithm == 1) return ListedDigest::of_hex(HashAlgorithm::kMd5, digits);
  if (algorithm == 2) return ListedDigest::of_hex(HashAlgorithm::kSha1, digits);
  return algorithm == 8 ? ListedDigest::of_hex(HashAlgorithm::kSha256, digits) : std::nullopt;
}

// Folders are left out, many packages own the same ones; so are files that another package replaced.
void add_package(RecordBuilder& builder, Resolver& resolver, const RpmHeader& header) {
  if (is_key_package(header.name)) return;
  if (builder.add(rpm_component(header))) os::add_package(header, resolver);
  for (std::size_t i = 0; i < header.names.size(); ++i) {
    if (header.is_folder(i) || header.is_replaced(i)) continue;
    const auto folder = header.directories[header.directory_of[i]];
    builder.add_file(folder, header.names[i]);
    if (i >= header.digests.size() || !may_carry_package(header.names[i])) continue;
    if (const auto digest = digest_of(header.digest_algorithm, header.digests[i]))
      builder.add_digest(folder, header.names[i], *digest);
  }
}

// An empty file is what some images have in place of an old store.
Result<Record> parse_database(base::Bytes file, base::Bytes log) {
  RecordBuilder builder;
  if (file.empty() && log.empty()) return std::move(builder).finish(true);
  Problems problems;
  Resolver resolver(kRpmRules);
  std::uint64_t headers = 0;
  PQ_CHECK(read_blobs(
      file, log,
      [&](base::Bytes blob) {
        auto header = parse_header(blob);
        if (!header) return problems.add(std::move(header).error());
        ++headers;
        add_package(builder, resolver, *header);
      },
      problems));
  builder.relate(resolver);
  if (problems.count() > 0) builder.add_problem(problems.first(), problems.count());
  return std::move(builder).finish(headers > 0);
}

// A write-ahead log that was not merged into the database, because rpm was killed: kept, for it says something
// only together with the database.
Result<Record> log_record(base::Bytes bytes) {
  PQ_TRY(const auto log, SqliteLog::open(bytes));
  Record record{.kind = RecordKind::kLog};
  if (!log.empty()) record.database.edit().log = base::as_text(bytes.first(log.size()));
  if (log.is_damaged()) {
    record.notes.push_back(
        {.code = "unreadable",
         .message = "write-ahead log of the rpm database is damaged: the last changes are missing",
         .incomplete = true});
  }
  return record;
}

Result<Record> journal_record(const FileView& file) {
  Record record{.kind = RecordKind::kLog};
  if (file.size() < kJournalMagic.size()) return record;
  PQ_TRY(const auto magic, file.read(0, kJournalMagic.size()));
  if (base::as_text(magic) != kJournalMagic) return record;
  record.notes.push_back(
      {.code = "unsupported",
       .message =
           "the rpm database has a rollback journal: a change of it was not finished, and is not undone here",
       .incomplete = true});
  return record;
}

class Rpm final : public Extractor {
 public:
  Rpm()
      : Extractor({.name = "os/rpm",
                   .role = Role::kPackageDatabase,
                   .version = 4,
                   .triggers = {.paths = paths()},
                   .name_use = NameUse::kBaseName}) {}

  static std::vector<std::string> paths() {
    auto all = rpm_origin_paths();
    for (const auto* path : {"rpm/rpmdb.sqlite", "rpm/rpmdb.sqlite-wal", "rpm/rpmdb.sqlite-journal",
                             "rpm/Packages.db", "rpm/Packages", "zypp/AutoInstalled"})
      all.emplace_back(path);
    return all;
  }

  Wish wants(const Candidate& candidate) const override {
    KnownPath place;
    if (find_known(candidate.path, kDatabases, place)) return Wish::whole();
    if (candidate.size == 0) return Wish::no();
    if (std::string_view root; is_rpm_origin(candidate.path, root)) return Wish::whole();
    if (find_known(candidate.path, kLogs, place)) return Wish::whole();
    if (find_known(candidate.path, kAutoInstalled, place)) return Wish::whole();
    return find_known(candidate.path, kJournals, place) ? Wish::parts({{0, kJournalMagic.size()}})
                                                        : Wish::no();
  }

  Result<Record> parse(const FileView& file) const override {
    KnownPath place;
    if (find_known(file.path(), kJournals, place)) return journal_record(file);
    if (is_rpm_origin_name(base::base_name(file.path()))) return parse_rpm_origin(file);
    if (find_known(file.path(), kAutoInstalled, place)) {
      PQ_TRY(const auto text, file.text());
      return parse_auto_installed(text);
    }
    PQ_TRY(const auto bytes, file.whole());
    return find_known(file.path(), kLogs, place) ? log_record(bytes) : parse_database(bytes, {});
  }

  std::string logged_file(std::string_view path) const override {
    KnownPath place;
    return find_known(path, kLogs, place) ? std::string(path.substr(0, path.rfind('-'))) : std::string();
  }

  Result<Record> parse_logged(const FileView& file, std::string_view log) const override {
    PQ_TRY(const auto bytes, file.whole());
    return parse_database(bytes, base::as_bytes(log));
  }

  void assemble(const Records& records, Assembly& out) const override {
    const auto first = out.components.size();
    assemble_databases(records, kDatabases, "", out, rpm_vendors);
    set_rpm_origins(records, first, out);
    set_rpm_reasons(records, first, out);
  }
};

}  // namespace

std::unique_ptr<Extractor> make_rpm() { return std::make_unique<Rpm>(); }

}  // namespace pratique::extract
