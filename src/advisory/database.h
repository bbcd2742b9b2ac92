// The advisory database, read side: one immutable SQLite file (docs/formats/database.md), built by
// build_database().
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "advisory/advisory.h"
#include "advisory/difference.h"
#include "advisory/views.h"
#include "base/arena.h"

namespace pratique::advisory {

// For which ecosystem and release the database knows anything, from which source, how much and how fresh. One
// row for each of what a source's records declare (docs/coverage.md).
struct Coverage {
  // "Alpine:v3.10".
  std::string ecosystem;
  // Feed name: "alpine-secdb".
  std::string source;
  // The day up to which its records kept coming, "2020-06-12" (coverage.h, kept_until()), by their modified or
  // published days, or the years of their ids, "2020"; empty when these have none either.
  std::string newest;
  std::uint64_t advisories = 0;
  std::uint64_t packages = 0;
  // Advisories without a day.
  std::uint64_t undated = 0;
  // What the feed says.
  Extent declared = Extent::kUndeclared;
  // What its figures allow to be believed.
  Extent extent = Extent::kUndeclared;

  bool operator==(const Coverage&) const = default;
};

// A feed that could not be read when the database was built, or that had lost more than half: what an earlier build
// read of it stands. Or one that an update could not fetch: what was fetched before stands.
struct KeptFeed {
  // The pack, folder or file: "debian.tar.zst".
  std::string input;
  // Records, enrichments too.
  std::uint64_t advisories = 0;
  // When it was read, "2026-11-20", and how many days before the build that was.
  std::string read_on;
  std::uint64_t days = 0;
  // What is wrong with it now, and where: "debian/DSA.json: it breaks off", "epss: 12 records in it, 290000 before".
  std::string fault;
  // Families of what its records are about, sorted: "Debian", "npm"; empty: it enriches whatever there is.
  std::vector<std::string> ecosystems{};
  // It could be read and holds too little. Of a build's report only; the database does not keep it.
  bool shrunk = false;
};

// A source of enrichments that the database has: CISA's catalogue, EPSS.
struct EnrichmentSource {
  // Feed name: "cisa-kev".
  std::string source;
  std::uint64_t records = 0;
  // The newest day that they name, "2026-08-07"; may be empty.
  std::string newest;
};

// One advisory that names a package: the package's part of it, and what a finding needs of its head.
struct Hit {
  std::string id;
  std::string source;
  // The vulnerabilities that it is about, by their preferred ids, sorted: those that it bundles, else itself.
  std::vector<std::string> ids;
  bool withdrawn = false;
  // As in Advisory; empty: a vulnerability.
  std::string category;
  Affected affected;
};

struct SearchResult {
  // The first of them.
  std::vector<Hit> hits;
  // How many there are.
  std::uint64_t total = 0;
};

// One record of a source, with its own words: what `db show` lays side by side.
struct SourceRecord {
  std::string source, id;
  // It affects no package: CISA's catalogue, vulnrichment.
  bool enrichment = false;
  // Whether the vulnerability is its own, or it merely bundles it (an erratum).
  bool own = false;
  Texts texts;
  // What it says of packages, sorted by ecosystem and name.
  std::vector<Hit> hits;
};

// Not thread-safe; twin() gives one for each other thread. Only texts() loads texts.
class Database {
 public:
  // Errors: kNotFound (no file; hint: how to get one), kInvalid (not ours,
  // wrong schema version, damaged), kIo. Damage is noticed here or by the call that reads the damaged page,
  // which then fails; no call gives another answer than the sound file would (seal.h).
  static Result<Database> open(const std::string& path);
  // The same open file for another thread, whatever stands at its path by now; it needs this one no longer.
  Result<Database> twin() const;
  Database(Database&&) noexcept;
  Database& operator=(Database&&) noexcept;
  ~Database();

  // Every advisory entry for a package of exactly that ecosystem ("Debian:12") and name; withdrawn ones
  // included, marked.
  Result<std::vector<Hit>> lookup(std::string_view ecosystem, std::string_view name) const;
  // The same for judging: without what is for people alone, written to `arena`.
  Result<std::span<const HitView>> lookup(std::string_view ecosystem, std::string_view name,
                                          base::Arena& arena) const;

  // Sorted by ecosystem, source, declared.
  std::vector<Coverage> coverage() const;
  // How long the release is maintained (of a product that is no distribution: kProductPrefix), by the longest beginning of `version` that is known ("3.10.9" →
  // "3.10").
  std::optional<Lifecycle> lifecycle(std::string_view distribution, std::string_view version) const;

  // Every release of it that is known: of a distribution by its os-release ID, of another product by its name at
  // endoflife.date ("nodejs"), with or without kProductPrefix; sorted by end and release, those without an end last.
  Result<std::vector<Lifecycle>> lifecycles(std::string_view product) const;

  // The preferred id of an alias group (CVE first, then GHSA, then the rest by text), or `id` itself.
  Result<std::string> preferred_id(std::string_view id) const;
  // nullptr: nothing is known of it. It lies in `arena`, as all that it points to.
  Result<const Vulnerability*> vulnerability(std::string_view id, base::Arena& arena) const;
  // Who but CISA knows of an exploitation, by any of its names; sorted by source.
  Result<std::vector<Sighting>> sightings(std::string_view id) const;
  // Its place among the packages of its ecosystem that are used most, 1 the first; nothing: it is not among them, or
  // nobody counted.
  Result<std::optional<std::uint32_t>> popularity(std::string_view ecosystem, std::string_view name) const;
  // By any of its names; not known() where nobody gives it a score. Apart from vulnerability(), for no finding comes
  // or goes by it and judging does not read it.
  Result<Epss> epss(std::string_view id) const;
  // The best summary and all references of an id's group; empty when nothing is known of it.
  Result<Texts> texts(std::string_view id) const;
  // The same of one record alone, with its days, by the name of its source and its own id; empty when there is none.
  Result<Texts> texts_of_record(std::string_view source, std::string_view id) const;
  // Every record that has, aliases or bundles the id (in any case) or one of its group, sorted by source and id; empty
  // when there is none. Reads the whole table of packages.
  Result<std::vector<SourceRecord>> records(std::string_view id) const;
  // For `db search`: everything about an id (any id of its group, in any case); where there is no such id,
  // what is said of packages of that name, then of those whose last part is it ("log4j-core"), then of those
  // that begin with it, then of those that contain it; within these by ecosystem and name. Reads the whole
  // table of packages, some tens of milliseconds.
  Result<SearchResult> search(std::string_view text, std::size_t limit) const;

  // SHA-256 over the sources it was built from: two builds of equal feeds have equal fingerprints (and equal
  // bytes).
  std::string fingerprint() const;
  // What a repository or container is, by its publisher's name for it (OriginName::stands_for); empty: not known.
  Result<std::vector<std::string>> origin(OriginKind kind, std::string_view name) const;
  // How many of a kind there are.
  Result<std::uint64_t> origins(OriginKind kind) const;
  // Latest day of any advisory.
  std::string newest() const;
  // Sorted by source; one that is not here is not in the database.
  std::vector<EnrichmentSource> enrichments() const;
  // What could not be read when it was built, a line each (BuildReport::missing); empty: nothing.
  std::vector<std::string> missing() const;
  // Sorted by input.
  std::vector<KeptFeed> kept() const;

 private:
  struct State;
  explicit Database(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

// What is there is a regular file: the errors of Database::open() when it is not.
Result<void> check_is_file(const std::string& path);

// Reads all of a database: every page against its checksum, then the tables. Errors as Database::open().
struct Verification {
  std::uint64_t pages = 0;
  // Database::fingerprint().
  std::string fingerprint;
  // "sha256:…" of the whole file, as sha256sum prints it.
  std::string digest;
};
Result<Verification> verify_database(const std::string& path);

// Builds `path` (building.h) from a folder of feeds: each pack `*.tar.zst`, `*.jsonl.zst` and each folder or
// loose file is offered to the feed readers, which recognise their own files by name and content.
// Deterministic: same feeds, same bytes, whatever the order of the folder.
struct BuildReport {
  struct Source {
    // The reader: "osv-json".
    std::string feed;
    // The pack or folder that the files came from: "go-vulndb-osv".
    std::string pack;
    // `advisories`: records, enrichments too; `skipped`: records and files.
    std::uint64_t files = 0, advisories = 0, skipped = 0;
  };
  // Sorted by feed, pack.
  std::vector<Source> sources;
  // Of all sources, without what only enriches.
  std::uint64_t advisories = 0;
  // Files and records that could not be read, a line each, at most 100 and a count.
  std::vector<std::string> notes;
  // What a partial database lacks, a line each; the same limit.
  std::vector<std::string> missing;
  // Packs, folders, loose files of which no reader took anything: "azl".
  std::vector<std::string> unknown_packs;
  // The first of those that no reader took in the others.
  std::vector<std::string> unknown_files;
  // How many these were.
  std::uint64_t unknown_count = 0;
  // Samples and test data: "feed-samples", "misc/testdata (3 files)".
  std::vector<std::string> left_out;
  // As in Database::kept().
  std::vector<KeptFeed> kept;
  // Against the database that stood there before; empty where there was none of this version.
  std::optional<Difference> difference;
  // Size of the database.
  std::uint64_t bytes = 0;
};
using Progress = std::function<void(std::string_view what, std::uint64_t done, std::uint64_t of)>;
struct BuildOptions {
  // Builds from what can be read where packs are damaged; the database says so (Database::missing()).
  bool partial = false;
  // Takes feeds that hold less than half of what they held before as they are, instead of what was read before.
  bool accept_shrunk = false;
  // The file that keeps shards for the next build (shard_store.h), "" for none; made when it is not there.
  std::string shards{};
  // The day of the build, "2026-11-26": from when what is kept will be. Shows only in a database in which
  // something is kept.
  std::string today{};
  // Of an update: inputs that can be read and are not what their publishers have now (`advisories` is counted here), and
  // what was never there, a line each as in BuildReport::missing.
  std::vector<KeptFeed> stale{};
  std::vector<std::string> never{};
  Progress progress{};
};
// Errors leave what was at `path` as it was. kNotFound: no such folder; kInvalid: no advisories in it, or
// damage without `partial`; kIo: `path` cannot be written.
Result<BuildReport> build_database(const std::string& feeds_folder, const std::string& path,
                                   const BuildOptions& options);

}  // namespace pratique::advisory
