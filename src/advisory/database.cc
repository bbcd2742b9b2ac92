#include "advisory/database.h"

#include <algorithm>
#include <filesystem>
#include <map>
#include <set>
#include <unordered_map>

#include "advisory/contents.h"
#include "advisory/ecosystem.h"
#include "advisory/enrichment_tables.h"
#include "advisory/record.h"
#include "advisory/row_keys.h"
#include "advisory/sqlite.h"
#include "advisory/text_pack.h"
#include "advisory/write.h"
#include "base/text.h"

namespace pratique::advisory {

namespace {

constexpr std::size_t kMaxReferences = 200;  // of an alias group

using Records = std::set<std::uint64_t>;

// Whether a row has what is looked for, as `is_it` tells of the one that the statement is at (row_keys.h).
template <class IsIt>
Result<bool> seek(SqlStatement& select, std::int64_t key, IsIt is_it) {
  for (;; ++key) {
    select.reset();
    select.bind(1, key);
    PQ_TRY(const bool row, select.step());
    if (!row || is_it()) return row;
  }
}

}  // namespace

struct Database::State {
  Connection connection;
  // Shared with those that read the same file.
  std::shared_ptr<const Contents> contents;
  SqlStatement package, preferred, vulnerability, packed_text;
  std::optional<EnrichmentTables> enriching;
  std::optional<SqlStatement> origin;      // prepared when the first is asked for
  std::unique_ptr<TextUnpacker> unpacker;  // made when the first text is read

  Result<std::string_view> string(std::uint64_t number) const { return contents->string(number); }
  TextOf text_of() const {
    return [this](std::uint64_t number) { return string(number); };
  }

  Result<void> prepare();
  // What is stored for a package: nothing where it is not known. It lives until `package` is reset.
  Result<base::Bytes> entries_of(std::string_view ecosystem, std::string_view name);
  // The hits of a package of the table; `wanted` empty: of every record.
  Result<void> add_hits(std::string_view ecosystem, std::string_view name, base::Bytes entries,
                        const Records& wanted, std::vector<Hit>& hits);
  Result<Texts> texts_of(std::int64_t record);
  Result<std::string> preferred_of(std::string_view id);
  Result<const Vulnerability*> group_of(std::string_view id, base::Arena& arena);
  // Of an id that has a row: nullptr where nothing is known of it but that something is about it.
  Result<std::optional<const Vulnerability*>> facts_of(std::string_view preferred_id, base::Arena& arena);
  Result<Records> records_named(std::string_view id);
  Result<SourceRecord> record_of(std::uint64_t number);
  Result<SearchResult> about_records(const Records& records, std::size_t limit);
  Result<SearchResult> about_names(std::string_view text, std::size_t limit);
};

// All statements are prepared once: preparing costs more than a look-up.
Result<void> Database::State::prepare() {
  PQ_TRY(package, connection.prepare("SELECT ecosystem, name, entries FROM package WHERE key=?"));
  PQ_TRY(preferred, connection.prepare("SELECT preferred FROM alias WHERE id=?"));
  PQ_TRY(vulnerability, connection.prepare("SELECT id, facts, key FROM vulnerability WHERE key=?"));
  PQ_TRY(packed_text, connection.prepare("SELECT body FROM text WHERE record=?"));
  PQ_TRY(enriching, EnrichmentTables::open(connection));
  // One transaction for all look-ups: a statement on its own begins and ends one, which costs as much as the
  // seek. Nobody writes, so nothing waits for its end.
  return connection.execute("BEGIN");
}

Result<void> check_is_file(const std::string& path) {
  std::error_code error;
  const auto status = std::filesystem::status(path, error);
  if (std::filesystem::is_regular_file(status)) return {};
  if (status.type() == std::filesystem::file_type::not_found) {
    return base::fail(ErrorKind::kNotFound, "no advisory database", Where{.file = path},
                      "get one with: pratique db update (or db build --feeds DIR)");
  }
  if (error) return base::fail(ErrorKind::kIo, error.message(), Where{.file = path});
  const bool folder = std::filesystem::is_directory(status);
  return base::fail(ErrorKind::kInvalid, folder ? "a folder, no advisory database" : "no regular file",
                    Where{.file = path}, "name the database's file by PRATIQUE_DB");
}

Result<Database> Database::open(const std::string& path) {
  PQ_CHECK(check_is_file(path));
  const auto ours = [&]() -> Result<std::unique_ptr<State>> {
    PQ_TRY(auto connection, Connection::open_sealed(path));
    auto state = std::make_unique<State>(State{.connection = std::move(connection)});
    PQ_TRY(const auto format, read_meta(state->connection, "format"));
    PQ_TRY(const auto version, read_meta(state->connection, "version"));
    if (format != "pratique-advisory-database") return base::invalid("not an advisory database");
    if (version != std::to_string(kSchemaVersion)) {
      return base::invalid("advisory database of schema version " + version + ", not " +
                           std::to_string(kSchemaVersion));
    }
    PQ_TRY(auto contents, read_contents(state->connection));
    state->contents = std::make_shared<const Contents>(std::move(contents));
    PQ_CHECK(state->prepare());
    return state;
  };
  // Whatever SQLite says of a file that is none of its own is of no use to a user: the hint is.
  auto state = ours();
  if (state) return Database(*std::move(state));
  auto error = std::move(state).error().in(path);
  if (error.kind != ErrorKind::kIo) {
    error.kind = ErrorKind::kInvalid;
    error.hint = "build it anew with: pratique db update (or db build --feeds DIR, db pull)";
  }
  return tl::unexpected(std::move(error));
}

Result<Database> Database::twin() const {
  PQ_TRY(auto connection, state_->connection.twin());
  auto state =
      std::make_unique<State>(State{.connection = std::move(connection), .contents = state_->contents});
  PQ_CHECK(state->prepare());
  return Database(std::move(state));
}

Database::Database(std::unique_ptr<State> state) : state_(std::move(state)) {}
Database::Database(Database&&) noexcept = default;
Database& Database::operator=(Database&&) noexcept = default;
Database::~Database() = default;

Result<void> Database::State::add_hits(std::string_view ecosystem, std::string_view name, base::Bytes entries,
                                       const Records& wanted, std::vector<Hit>& hits) {
  const auto add = [&](std::uint64_t record, const HitView& hit, Affected&& affected) -> Result<void> {
    if (!wanted.empty() && !wanted.contains(record)) return {};
    affected.ecosystem = ecosystem;
    affected.name = name;
    hits.push_back({.id = std::string(hit.id),
                    .source = std::string(hit.source),
                    .ids = {hit.ids.begin(), hit.ids.end()},
                    .withdrawn = hit.withdrawn,
                    .category = std::string(hit.category),
                    .affected = std::move(affected)});
    return {};
  };
  return decode_entries(entries, text_of(), add);
}

// Ecosystems and names are stored in one spelling; askers may use any.
Result<base::Bytes> Database::State::entries_of(std::string_view ecosystem, std::string_view name) {
  package.reset();
  const auto number = contents->number_of(ecosystem);
  if (!number) return base::Bytes();
  PQ_TRY(const bool known, seek(package, package_key(ecosystem, name),
                                [&] { return package.integer(0) == *number && package.text(1) == name; }));
  return known ? package.blob(2) : base::Bytes();
}

Result<std::vector<Hit>> Database::lookup(std::string_view ecosystem, std::string_view name) const {
  std::vector<Hit> hits;
  const auto stored = canonical_ecosystem(ecosystem);
  const auto canonical = canonical_name(ecosystem, name);
  PQ_TRY(const auto entries, state_->entries_of(stored, canonical));
  if (!entries.empty()) PQ_CHECK(state_->add_hits(stored, canonical, entries, {}, hits));
  state_->package.reset();
  return hits;
}

Result<std::span<const HitView>> Database::lookup(std::string_view ecosystem, std::string_view name,
                                                  base::Arena& arena) const {
  const auto stored = canonical_ecosystem(ecosystem);
  const auto canonical = canonical_name(ecosystem, name);
  PQ_TRY(const auto found, state_->entries_of(stored, canonical));
  const auto entries = arena.copy(base::as_text(found));
  state_->package.reset();
  if (entries.empty()) return std::span<const HitView>();
  const auto ecosystem_text = arena.copy(stored), name_text = arena.copy(canonical);
  // Interned texts are the database's own and would go with it; sources and orders repeat.
  const TextOf copied = [&](std::uint64_t number) -> Result<std::string_view> {
    PQ_TRY(const auto text, state_->string(number));
    return arena.copy(text);
  };
  std::vector<HitView> hits;
  const auto add = [&](std::uint64_t, const HitView& hit) -> Result<void> {
    hits.push_back(hit);
    hits.back().affected.ecosystem = ecosystem_text;
    hits.back().affected.name = name_text;
    return {};
  };
  PQ_CHECK(decode_views(base::as_bytes(entries), copied, arena, add));
  return arena.copy(std::span<const HitView>(hits));
}

std::vector<Coverage> Database::coverage() const { return state_->contents->coverage; }
std::vector<KeptFeed> Database::kept() const { return state_->contents->kept; }

std::optional<Lifecycle> Database::lifecycle(std::string_view distribution, std::string_view version) const {
  const bool product = distribution.starts_with(kProductPrefix);
  for (auto release = version; !release.empty();) {
    if (product) {
      auto row = read_lifecycle(state_->connection, distribution, release);
      if (row && *row) return *std::move(*row);
    }
    const auto known = state_->contents->lifecycles.find({std::string(distribution), std::string(release)});
    if (known != state_->contents->lifecycles.end()) return known->second;
    const auto dot = release.rfind('.');
    release = dot == std::string_view::npos ? std::string_view() : release.substr(0, dot);
  }
  return std::nullopt;
}

Result<std::vector<Lifecycle>> Database::lifecycles(std::string_view product) const {
  auto known = read_lifecycles(state_->connection, product);
  if (!known) return known;
  std::ranges::sort(*known, {}, [](const Lifecycle& one) {
    return std::tuple(one.end.empty() && !one.ended, one.end, one.release);
  });
  return known;
}

// The preferred id of an id's group.
Result<std::string> Database::State::preferred_of(std::string_view id) {
  preferred.reset();
  preferred.bind(1, id);
  PQ_TRY(const bool found, preferred.step());
  std::string name(found ? preferred.text(0) : id);
  preferred.reset();
  return name;
}

// Facts are stored by the preferred id. Ids that findings have are preferred already and have a row, so they are
// tried first.
Result<const Vulnerability*> Database::State::group_of(std::string_view id, base::Arena& arena) {
  PQ_TRY(const auto own, facts_of(id, arena));
  if (own) return *own;
  PQ_TRY(const auto name, preferred_of(id));
  if (name == id) return nullptr;
  PQ_TRY(const auto group, facts_of(name, arena));
  return group.value_or(nullptr);
}

Result<std::optional<const Vulnerability*>> Database::State::facts_of(std::string_view preferred_id,
                                                                      base::Arena& arena) {
  PQ_TRY(const bool found, seek(vulnerability, vulnerability_key(preferred_id),
                                [&] { return vulnerability.text(0) == preferred_id; }));
  if (!found) return std::nullopt;
  const auto blob = arena.copy(base::as_text(vulnerability.blob(1)));
  const auto key = vulnerability.integer(2);
  vulnerability.reset();
  if (blob.empty()) return nullptr;
  // Interned texts are the database's own and would go with it.
  const TextOf copied = [&](std::uint64_t number) -> Result<std::string_view> {
    PQ_TRY(const auto text, string(number));
    return arena.copy(text);
  };
  std::uint64_t enriched = 0;
  PQ_TRY(auto known, decode_facts(base::as_bytes(blob), copied, arena, enriched));
  known.id = arena.copy(preferred_id);
  if (enriched != 0) PQ_CHECK(enriching->add(key, enriched, copied, arena, known));
  return arena.copy(std::span<const Vulnerability>(&known, 1)).data();
}

Result<Texts> Database::State::texts_of(std::int64_t record) {
  if (!unpacker) {
    PQ_TRY(const auto dictionary, read_meta(connection, "dictionary"));
    unpacker = std::make_unique<TextUnpacker>(base::as_bytes(dictionary));
  }
  packed_text.reset();
  packed_text.bind(1, record);
  PQ_TRY(const bool found, packed_text.step());
  if (!found) return base::invalid("advisory database: record without texts");
  PQ_TRY(const auto plain, unpacker->unpack(packed_text.blob(0)));
  packed_text.reset();
  return decode_texts(base::as_bytes(plain));
}

Result<std::string> Database::preferred_id(std::string_view id) const { return state_->preferred_of(id); }

Result<const Vulnerability*> Database::vulnerability(std::string_view id, base::Arena& arena) const {
  return state_->group_of(id, arena);
}

Result<Epss> Database::epss(std::string_view id) const {
  PQ_TRY(const auto known, state_->enriching->epss(id));
  if (known.known()) return known;
  PQ_TRY(const auto name, state_->preferred_of(id));
  return name == id ? known : state_->enriching->epss(name);
}

Result<std::vector<Sighting>> Database::sightings(std::string_view id) const {
  PQ_TRY(const auto name, state_->preferred_of(id));
  return state_->enriching->sightings(name);
}

Result<std::optional<std::uint32_t>> Database::popularity(std::string_view ecosystem,
                                                          std::string_view name) const {
  PQ_TRY(auto select, state_->connection.prepare("SELECT rank FROM popular WHERE ecosystem=? AND name=?"));
  select.bind(1, ecosystem);
  select.bind(2, name);
  PQ_TRY(const bool found, select.step());
  if (!found) return std::nullopt;
  return static_cast<std::uint32_t>(select.integer(0));
}

Result<std::vector<std::string>> Database::origin(OriginKind kind, std::string_view name) const {
  auto& select = state_->origin;
  if (!select) {
    PQ_TRY(auto made, state_->connection.prepare("SELECT stands_for FROM origin WHERE kind=? AND name=?"));
    select.emplace(std::move(made));
  }
  select->reset();
  select->bind(1, static_cast<std::int64_t>(kind));
  select->bind(2, name);
  PQ_TRY(const bool found, select->step());
  std::vector<std::string> all;
  if (found) {
    for (const auto line : base::split(select->text(0), '\n')) all.emplace_back(line);
  }
  select->reset();
  return all;
}

Result<std::uint64_t> Database::origins(OriginKind kind) const {
  PQ_TRY(auto select, state_->connection.prepare("SELECT count(*) FROM origin WHERE kind=?"));
  select.bind(1, static_cast<std::int64_t>(kind));
  PQ_TRY(const bool found, select.step());
  return found ? static_cast<std::uint64_t>(select.integer(0)) : 0;
}

// The records stand in the order in which their summaries are taken.
Result<Texts> Database::texts(std::string_view id) const {
  Texts all;
  base::Arena arena;
  PQ_TRY(const auto* group, state_->group_of(id, arena));
  if (group == nullptr) return all;
  for (const auto record : group->records) {
    PQ_TRY(auto own, state_->texts_of(static_cast<std::int64_t>(record)));
    if (all.summary.empty()) all.summary = std::move(own.summary);
    for (auto& url : own.references) {
      if (all.references.size() >= kMaxReferences) break;
      if (std::find(all.references.begin(), all.references.end(), url) == all.references.end())
        all.references.push_back(std::move(url));
    }
  }
  return all;
}

Result<Texts> Database::texts_of_record(std::string_view source, std::string_view id) const {
  PQ_TRY(auto select, state_->connection.prepare("SELECT record FROM name WHERE id=? AND kind=0"));
  select.bind(1, id);
  for (;;) {
    PQ_TRY(const bool row, select.step());
    if (!row) return Texts{};
    PQ_TRY(auto record, state_->record_of(static_cast<std::uint64_t>(select.integer(0))));
    if (record.source == source) return std::move(record.texts);
  }
}

// Every record that has, aliases or bundles the id or one of its group.
Result<Records> Database::State::records_named(std::string_view id) {
  PQ_TRY(auto select, connection.prepare("SELECT record FROM name WHERE id=?"));
  PQ_TRY(auto preferred_name, preferred_of(id));
  base::Arena arena;
  PQ_TRY(const auto* group, group_of(preferred_name, arena));
  std::vector<std::string> names{std::move(preferred_name)};
  if (group != nullptr) names.insert(names.end(), group->aliases.begin(), group->aliases.end());
  Records records;
  for (const auto& name : names) {
    select.reset();
    select.bind(1, name);
    for (;;) {
      PQ_TRY(const bool row, select.step());
      if (!row) break;
      records.insert(static_cast<std::uint64_t>(select.integer(0)));
    }
  }
  return records;
}

namespace {

// The spellings in which people write an id: CVE and the like are upper case, the rest of a GHSA lower case.
std::vector<std::string> spellings(std::string_view id) {
  std::string upper(id);
  std::transform(upper.begin(), upper.end(), upper.begin(),
                 [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c; });
  constexpr std::size_t kPrefix = 5;
  if (upper.starts_with("GHSA-")) return {std::string(id), "GHSA-" + base::to_lower(id.substr(kPrefix))};
  return {std::string(id), std::move(upper)};
}

enum Rank { kExact, kLastPart, kBegins, kContains, kNone };

Rank rank_of(std::string_view ecosystem, std::string_view name, std::string_view wanted) {
  const auto lower = base::to_lower(name);
  const auto text = base::to_lower(canonical_name(ecosystem, wanted));
  if (lower == text) return kExact;
  const auto last = std::string_view(lower).substr(lower.find_last_of("/:") + 1);
  if (last == text) return kLastPart;
  if (lower.starts_with(text) || last.starts_with(text)) return kBegins;
  return base::contains(lower, text) ? kContains : kNone;
}

}  // namespace

Result<SearchResult> Database::State::about_records(const Records& records, std::size_t limit) {
  SearchResult found;
  PQ_TRY(auto select, connection.prepare("SELECT ecosystem, name, entries FROM package"));
  for (;;) {
    PQ_TRY(const bool row, select.step());
    if (!row) break;
    PQ_TRY(const auto ecosystem, string(static_cast<std::uint64_t>(select.integer(0))));
    PQ_CHECK(add_hits(ecosystem, select.text(1), select.blob(2), records, found.hits));
  }
  std::stable_sort(found.hits.begin(), found.hits.end(), [](const Hit& a, const Hit& b) {
    return std::tie(a.affected.ecosystem, a.affected.name) < std::tie(b.affected.ecosystem, b.affected.name);
  });
  found.total = found.hits.size();
  if (found.hits.size() > limit) found.hits.resize(limit);
  return found;
}

Result<SearchResult> Database::State::about_names(std::string_view text, std::size_t limit) {
  std::vector<std::tuple<Rank, std::string_view, std::string>> packages;
  SearchResult found;
  PQ_TRY(auto select, connection.prepare("SELECT ecosystem, name, entries FROM package"));
  for (;;) {
    PQ_TRY(const bool row, select.step());
    if (!row) break;
    PQ_TRY(const auto ecosystem, string(static_cast<std::uint64_t>(select.integer(0))));
    const auto rank = rank_of(ecosystem, select.text(1), text);
    if (rank == kNone) continue;
    PQ_TRY(const auto entries, entry_count(select.blob(2)));
    found.total += entries;
    packages.emplace_back(rank, ecosystem, select.text(1));
  }
  std::sort(packages.begin(), packages.end());
  for (const auto& [rank, ecosystem, name] : packages) {
    if (found.hits.size() >= limit) break;
    PQ_TRY(const auto entries, entries_of(ecosystem, name));
    if (!entries.empty()) PQ_CHECK(add_hits(ecosystem, name, entries, {}, found.hits));
  }
  package.reset();
  if (found.hits.size() > limit) found.hits.resize(limit);
  return found;
}

// An id wins over a name: "CVE-2021-1" is part of no package's name, but "go-1" could be.
Result<SearchResult> Database::search(std::string_view text, std::size_t limit) const {
  text = base::trim(text);
  if (text.empty()) return SearchResult{};
  for (const auto& id : spellings(text)) {
    PQ_TRY(const auto records, state_->records_named(id));
    if (!records.empty()) return state_->about_records(records, limit);
  }
  return state_->about_names(text, limit);
}

Result<SourceRecord> Database::State::record_of(std::uint64_t number) {
  PQ_TRY(auto select, connection.prepare("SELECT name, source, enrichment FROM record WHERE id=?"));
  select.bind(1, static_cast<std::int64_t>(number));
  PQ_TRY(const bool row, select.step());
  if (!row) return base::invalid("advisory database: a name of no record");
  PQ_TRY(const auto source, string(static_cast<std::uint64_t>(select.integer(1))));
  PQ_TRY(auto texts, texts_of(static_cast<std::int64_t>(number)));
  return SourceRecord{.source = std::string(source),
                      .id = std::string(select.text(0)),
                      .enrichment = select.integer(2) != 0,
                      .texts = std::move(texts),
                      .hits = {}};
}

// Records are numbered by source and id, enrichments last.
Result<std::vector<SourceRecord>> Database::records(std::string_view id) const {
  id = base::trim(id);
  Records numbers;
  base::Arena arena;
  std::set<std::uint64_t> own;
  for (const auto& each : spellings(id)) {
    PQ_TRY(numbers, state_->records_named(each));
    if (numbers.empty()) continue;
    PQ_TRY(const auto* group, state_->group_of(each, arena));
    if (group != nullptr) own.insert(group->records.begin(), group->records.end());
    break;
  }
  std::vector<SourceRecord> out;
  if (numbers.empty()) return out;
  std::map<std::pair<std::string, std::string>, std::size_t> places;
  for (const auto number : numbers) {
    PQ_TRY(auto record, state_->record_of(number));
    record.own = own.contains(number);
    places.emplace(std::pair(record.source, record.id), out.size());
    out.push_back(std::move(record));
  }
  PQ_TRY(auto found, state_->about_records(numbers, SIZE_MAX));
  for (auto& hit : found.hits) {
    const auto place = places.find({hit.source, hit.id});
    if (place != places.end()) out[place->second].hits.push_back(std::move(hit));
  }
  return out;
}

std::string Database::fingerprint() const { return state_->contents->fingerprint; }
std::string Database::newest() const { return state_->contents->newest; }
std::vector<EnrichmentSource> Database::enrichments() const { return state_->contents->enrichments; }
std::vector<std::string> Database::missing() const {
  std::vector<std::string> lines;
  for (const auto line : base::split(state_->contents->missing, '\n')) {
    if (!line.empty()) lines.emplace_back(line);
  }
  return lines;
}

}  // namespace pratique::advisory
