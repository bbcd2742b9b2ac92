#include "advisory/write.h"

#include <algorithm>
#include <map>
#include <set>

#include "advisory/alias_groups.h"
#include "advisory/coverage.h"
#include "advisory/record.h"
#include "advisory/seal.h"
#include "advisory/sqlite.h"
#include "advisory/text_pack.h"
#include "advisory/vulnerabilities.h"
#include "base/text.h"

namespace pratique::advisory {

namespace {

constexpr const char* kSchema =
    "CREATE TABLE meta(key TEXT PRIMARY KEY, value BLOB NOT NULL) WITHOUT ROWID;"
    "CREATE TABLE string(id INTEGER PRIMARY KEY, text TEXT NOT NULL);"
    "CREATE TABLE package(ecosystem INTEGER NOT NULL, name TEXT NOT NULL, entries BLOB NOT NULL,"
    " PRIMARY KEY(ecosystem, name)) WITHOUT ROWID;"
    "CREATE TABLE record(id INTEGER PRIMARY KEY, name TEXT NOT NULL, source INTEGER NOT NULL, head BLOB NOT "
    "NULL);"
    "CREATE TABLE name(id TEXT NOT NULL, kind INTEGER NOT NULL, record INTEGER NOT NULL,"
    " PRIMARY KEY(id, kind, record)) WITHOUT ROWID;"
    "CREATE TABLE alias(id TEXT PRIMARY KEY, preferred TEXT NOT NULL) WITHOUT ROWID;"
    "CREATE TABLE vulnerability(id TEXT PRIMARY KEY, facts BLOB NOT NULL) WITHOUT ROWID;"
    "CREATE TABLE text(record INTEGER PRIMARY KEY, body BLOB NOT NULL);"
    "CREATE TABLE coverage(ecosystem INTEGER NOT NULL, source INTEGER NOT NULL, declared INTEGER NOT NULL,"
    " extent INTEGER NOT NULL, newest TEXT NOT NULL, advisories INTEGER NOT NULL, packages INTEGER NOT NULL,"
    " undated INTEGER NOT NULL, PRIMARY KEY(ecosystem, source, declared)) WITHOUT ROWID;"
    "CREATE TABLE lifecycle(distribution TEXT NOT NULL, release TEXT NOT NULL, ends TEXT NOT NULL,"
    " extended TEXT NOT NULL, PRIMARY KEY(distribution, release)) WITHOUT ROWID;";

std::string newest_day(const Advisory& advisory) {
  return std::max(known_day(advisory.published), known_day(advisory.modified));
}

// A record as the tables have it: advisories and enrichments alike.
struct Row {
  std::string_view id, source;
  Head head;
  std::vector<std::string> bundled;
  // The collection's own: copies of all texts would double it.
  const std::string* summary = nullptr;
  const std::vector<std::string>* references = nullptr;

  std::string body() const {
    return encode(Texts{.summary = *summary,
                        .references = references == nullptr ? std::vector<std::string>() : *references});
  }
};

void sort_unique(std::vector<std::string>& list) {
  std::sort(list.begin(), list.end());
  list.erase(std::unique(list.begin(), list.end()), list.end());
}

Row row_of(const Advisory& advisory, const Groups& groups) {
  Row row{.id = advisory.id, .source = advisory.source, .bundled = advisory.upstream};
  row.head = {
      .withdrawn = !advisory.withdrawn.empty(), .category = advisory.category, .aliases = advisory.aliases};
  if (bundles_cves(advisory)) {
    // docs/formats/database.md, "Alias groups": each of the CVEs becomes a finding of its own.
    std::copy_if(advisory.aliases.begin(), advisory.aliases.end(), std::back_inserter(row.bundled),
                 [](const std::string& id) { return id.starts_with("CVE-"); });
    sort_unique(row.bundled);
  }
  for (const auto& id : row.bundled) row.head.ids.emplace_back(groups.preferred(id));
  if (row.bundled.empty()) row.head.ids.emplace_back(groups.preferred(advisory.id));
  sort_unique(row.head.ids);
  row.summary = &advisory.summary;
  row.references = &advisory.references;
  return row;
}

// An enrichment has no packages, so look-ups never meet it.
Row row_of(const Enrichment& enrichment) {
  Row row{.id = enrichment.id, .source = enrichment.source};
  row.head = {.enrichment = true};
  row.summary = &enrichment.summary;
  return row;
}

// Each table is filled in the order of its key: pages are packed full, and equal records make equal files.
class DatabaseWriter {
 public:
  DatabaseWriter(Connection& connection, const Collection& collection)
      : connection_(connection), collection_(collection) {}

  Result<void> write() {
    for (const auto& advisory : collection_.advisories) rows_.push_back(row_of(advisory, groups_));
    for (const auto& enrichment : collection_.enrichments) rows_.push_back(row_of(enrichment));
    PQ_CHECK(connection_.execute("BEGIN"));
    PQ_CHECK(connection_.execute(kSchema));
    PQ_CHECK(write_strings());
    PQ_CHECK(write_packages());
    PQ_CHECK(write_records());
    PQ_CHECK(write_names());
    PQ_CHECK(write_aliases());
    PQ_CHECK(write_vulnerabilities());
    PQ_CHECK(write_coverage());
    PQ_CHECK(write_lifecycles());
    PQ_CHECK(write_texts());
    PQ_CHECK(write_meta());
    return connection_.execute("COMMIT");
  }

 private:
  std::int64_t number_of(std::string_view text) const { return strings_.at(text); }
  NumberOf interned() const {
    return [this](std::string_view text) { return static_cast<std::uint64_t>(number_of(text)); };
  }

  // Ecosystems, sources, orders, qualifiers: some hundred texts. Numbers follow the order of the texts.
  Result<void> write_strings() {
    std::set<std::string_view> texts{""};
    for (const auto& advisory : collection_.advisories) {
      for (const auto& affected : advisory.affected) {
        texts.insert(affected.ecosystem);
        each_interned(affected, [&](std::string_view text) { texts.insert(text); });
      }
    }
    for (const auto& row : rows_) texts.insert(row.source);
    for (const auto& [_, facts] : vulnerabilities_) {
      for (const auto& rating : facts.ratings) texts.insert(rating.source);
    }
    PQ_TRY(auto insert, connection_.prepare("INSERT INTO string VALUES(?,?)"));
    for (const auto text : texts) {
      const auto id = static_cast<std::int64_t>(strings_.size());
      strings_.emplace(text, id);
      insert.bind(1, id);
      insert.bind(2, text);
      PQ_CHECK(insert.run());
    }
    return {};
  }

  // Records are walked in their order, so the entries of a package come sorted by record.
  Result<void> write_packages() {
    std::map<std::pair<std::string_view, std::string_view>, std::vector<Entry>>
        packages;  // by ecosystem, name
    std::uint64_t number = 0;
    for (const auto& advisory : collection_.advisories) {
      ++number;
      for (const auto& affected : advisory.affected) {
        packages[{affected.ecosystem, affected.name}].push_back({number, &affected});
      }
    }
    PQ_TRY(auto insert, connection_.prepare("INSERT INTO package VALUES(?,?,?)"));
    for (const auto& [key, entries] : packages) {
      const auto blob = encode(entries, interned());
      insert.bind(1, number_of(key.first));
      insert.bind(2, key.second);
      insert.bind_blob(3, blob);
      PQ_CHECK(insert.run());
    }
    return {};
  }

  Result<void> write_records() {
    PQ_TRY(auto insert, connection_.prepare("INSERT INTO record VALUES(?,?,?,?)"));
    std::int64_t number = 0;
    for (const auto& row : rows_) {
      const auto head = encode(row.head);
      insert.bind(1, ++number);
      insert.bind(2, row.id);
      insert.bind(3, number_of(row.source));
      insert.bind_blob(4, head);
      PQ_CHECK(insert.run());
    }
    return {};
  }

  // Kinds: 0 the record's own id, 1 an alias, 2 an id that it bundles.
  Result<void> write_names() {
    std::vector<std::tuple<std::string_view, int, std::int64_t>> names;
    std::int64_t number = 0;
    for (const auto& row : rows_) {
      names.emplace_back(row.id, 0, ++number);
      for (const auto& id : row.head.aliases) names.emplace_back(id, 1, number);
      for (const auto& id : row.bundled) names.emplace_back(id, 2, number);
    }
    std::sort(names.begin(), names.end());
    PQ_TRY(auto insert, connection_.prepare("INSERT INTO name VALUES(?,?,?)"));
    for (const auto& [id, kind, record] : names) {
      insert.bind(1, id);
      insert.bind(2, kind);
      insert.bind(3, record);
      PQ_CHECK(insert.run());
    }
    return {};
  }

  Result<void> write_aliases() {
    PQ_TRY(auto insert, connection_.prepare("INSERT INTO alias VALUES(?,?)"));
    for (const auto& [id, preferred] : groups_.others()) {
      insert.bind(1, id);
      insert.bind(2, preferred);
      PQ_CHECK(insert.run());
    }
    return {};
  }

  Result<void> write_vulnerabilities() {
    PQ_TRY(auto insert, connection_.prepare("INSERT INTO vulnerability VALUES(?,?)"));
    for (const auto& [id, facts] : vulnerabilities_) {
      const auto blob = encode(facts, interned());
      insert.bind(1, id);
      insert.bind_blob(2, blob);
      PQ_CHECK(insert.run());
    }
    return {};
  }

  struct Cover {
    std::vector<std::string> days;  // of its advisories, or their years
    std::string as_of;              // where its owner says when it was fetched
    std::int64_t advisories = 0, undated = 0;
    std::set<std::string_view> packages;
  };
  using CoverKey = std::tuple<std::string_view, std::string_view, Extent>;  // ecosystem, source, declared
  using Covers = std::map<CoverKey, Cover>;

  // Enrichments cover nothing: they add to ids, they do not say which package is affected.
  Covers covers() {
    Covers covers;
    for (const auto& advisory : collection_.advisories) {
      std::set<Cover*> touched;
      for (const auto& affected : advisory.affected) {
        auto& cover = covers[{affected.ecosystem, advisory.source, affected.extent}];
        cover.packages.insert(affected.name);
        touched.insert(&cover);
      }
      const auto day = newest_day(advisory);
      for (auto* cover : touched) {
        ++cover->advisories;
        cover->undated += day.empty() ? 1 : 0;
        if (auto known = day.empty() ? year_of_id(advisory.id) : day; !known.empty())
          cover->days.push_back(std::move(known));
      }
      newest_ = std::max(newest_, day);
    }
    for (const auto& [key, day] : collection_.as_of) {
      const auto& [ecosystem, source, extent] = key;
      const auto at = covers.find({ecosystem, source, extent});
      if (at != covers.end()) at->second.as_of = day;
      newest_ = std::max(newest_, day);
    }
    return covers;
  }

  // What each (ecosystem, declared) has, over all sources.
  static std::map<std::pair<std::string_view, Extent>, Measured> measured(const Covers& covers) {
    std::map<std::pair<std::string_view, Extent>, Measured> all;
    std::map<std::string_view, std::uint64_t> totals;
    for (const auto& [key, cover] : covers) {
      const auto& [ecosystem, source, declared] = key;
      auto& one = all[{ecosystem, declared}];
      one.advisories += static_cast<std::uint64_t>(cover.advisories);
      one.packages += cover.packages.size();
      totals[ecosystem] += static_cast<std::uint64_t>(cover.advisories);
    }
    for (auto& [key, one] : all) one.of_ecosystem = totals.at(key.first);
    return all;
  }

  // A sample's records need no company: what they find is true, whenever they are from.
  static std::string newest_of(const Cover& cover, Extent extent) {
    const auto advisories = static_cast<std::uint64_t>(cover.advisories);
    return std::max(kept_until(cover.days, extent == Extent::kSample ? 1 : advisories), cover.as_of);
  }

  Result<void> write_coverage() {
    const auto all = covers();
    const auto figures = measured(all);
    PQ_TRY(auto insert, connection_.prepare("INSERT INTO coverage VALUES(?,?,?,?,?,?,?,?)"));
    for (const auto& [key, cover] : all) {
      const auto& [ecosystem, source, declared] = key;
      const auto extent = standing(ecosystem, declared, figures.at({ecosystem, declared}));
      insert.bind(1, number_of(ecosystem));
      insert.bind(2, number_of(source));
      insert.bind(3, static_cast<std::int64_t>(declared));
      insert.bind(4, static_cast<std::int64_t>(extent));
      const auto newest = newest_of(cover, extent);
      insert.bind(5, newest);
      insert.bind(6, cover.advisories);
      insert.bind(7, static_cast<std::int64_t>(cover.packages.size()));
      insert.bind(8, cover.undated);
      PQ_CHECK(insert.run());
    }
    return {};
  }

  Result<void> write_lifecycles() {
    PQ_TRY(auto insert, connection_.prepare("INSERT INTO lifecycle VALUES(?,?,?,?)"));
    for (const auto& one : collection_.lifecycles) {
      insert.bind(1, one.distribution);
      insert.bind(2, one.release);
      insert.bind(3, one.end);
      insert.bind(4, one.extended_end);
      PQ_CHECK(insert.run());
    }
    return {};
  }

  // Last but one, for it is the slowest, and the largest table that look-ups never touch.
  Result<void> write_texts() {
    dictionary_ = train_dictionary(rows_.size(), [this](std::size_t i) { return rows_[i].body(); });
    TextPacker packer(dictionary_);
    PQ_TRY(auto insert, connection_.prepare("INSERT INTO text VALUES(?,?)"));
    std::int64_t number = 0;
    for (const auto& row : rows_) {
      PQ_TRY(const auto packed, packer.pack(row.body()));
      insert.bind(1, ++number);
      insert.bind_blob(2, packed);
      PQ_CHECK(insert.run());
    }
    return {};
  }

  Result<void> write_meta() {
    PQ_TRY(auto insert, connection_.prepare("INSERT INTO meta VALUES(?,?)"));
    std::string exploited;
    for (const auto& enrichment : collection_.enrichments) {
      if (enrichment.source == "cisa-kev") exploited = std::max(exploited, known_day(enrichment.kev_added));
    }
    const std::vector<std::pair<std::string_view, std::string>> values{
        {"dictionary", dictionary_},
        {"exploited", exploited},
        {"fingerprint", collection_.fingerprint},
        {"format", "pratique-advisory-database"},
        {"missing", base::join(collection_.missing, "\n")},
        {"newest", newest_},
        {"version", std::to_string(kSchemaVersion)},
    };
    for (const auto& [key, value] : values) {
      insert.bind(1, key);
      insert.bind_blob(2, value);
      PQ_CHECK(insert.run());
    }
    return {};
  }

  Connection& connection_;
  const Collection& collection_;
  const std::vector<std::vector<std::string>> alias_groups_ = alias_groups(collection_.advisories);
  const Groups groups_{alias_groups_};
  const std::map<std::string_view, Facts> vulnerabilities_ = gather(collection_, groups_);
  std::vector<Row> rows_;
  std::map<std::string_view, std::int64_t> strings_;
  std::string newest_, dictionary_;
};

}  // namespace

Result<void> write_database(const std::string& path, const Collection& collection) {
  {
    PQ_TRY(auto connection, Connection::create(path));
    PQ_CHECK(DatabaseWriter(connection, collection).write());
  }
  return seal(path);
}

}  // namespace pratique::advisory
