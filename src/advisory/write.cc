#include "advisory/write.h"

#include <xxhash.h>

#include <map>
#include <memory>
#include <optional>
#include <set>
#include <tuple>

#include "advisory/alias_groups.h"
#include "advisory/beside.h"
#include "advisory/coverage.h"
#include "advisory/covers.h"
#include "advisory/enrichment_tables.h"
#include "advisory/keys.h"
#include "advisory/merge.h"
#include "advisory/record.h"
#include "advisory/record_fields.h"
#include "advisory/row_keys.h"
#include "advisory/seal.h"
#include "advisory/sqlite.h"
#include "advisory/text_pack.h"
#include "advisory/vulnerabilities.h"
#include "base/text.h"
#include "crypto/digest.h"

namespace pratique::advisory {

namespace {

constexpr const char* kSchema =
    "CREATE TABLE meta(key TEXT PRIMARY KEY, value BLOB NOT NULL) WITHOUT ROWID;"
    "CREATE TABLE string(id INTEGER PRIMARY KEY, text TEXT NOT NULL);"
    "CREATE TABLE package(key INTEGER PRIMARY KEY, ecosystem INTEGER NOT NULL, name TEXT NOT NULL, entries "
    "BLOB "
    "NOT NULL);"
    "CREATE TABLE record(id INTEGER PRIMARY KEY, name TEXT NOT NULL, source INTEGER NOT NULL, enrichment "
    "INTEGER NOT NULL, digest INTEGER NOT NULL);"
    "CREATE TABLE name(id TEXT NOT NULL, kind INTEGER NOT NULL, record INTEGER NOT NULL,"
    " PRIMARY KEY(id, kind, record)) WITHOUT ROWID;"
    "CREATE TABLE alias(id TEXT PRIMARY KEY, preferred TEXT NOT NULL) WITHOUT ROWID;"
    "CREATE TABLE vulnerability(key INTEGER PRIMARY KEY, id TEXT NOT NULL, facts BLOB NOT NULL);"
    "CREATE TABLE text(record INTEGER PRIMARY KEY, body BLOB NOT NULL);"
    "CREATE TABLE coverage(ecosystem INTEGER NOT NULL, source INTEGER NOT NULL, declared INTEGER NOT NULL,"
    " extent INTEGER NOT NULL, newest TEXT NOT NULL, advisories INTEGER NOT NULL, packages INTEGER NOT NULL,"
    " undated INTEGER NOT NULL, PRIMARY KEY(ecosystem, source, declared)) WITHOUT ROWID;"
    "CREATE TABLE lifecycle(distribution TEXT NOT NULL, release TEXT NOT NULL, ends TEXT NOT NULL,"
    " extended TEXT NOT NULL, ended INTEGER NOT NULL, PRIMARY KEY(distribution, release)) WITHOUT ROWID;"
    "CREATE TABLE popular(ecosystem TEXT NOT NULL, name TEXT NOT NULL, rank INTEGER NOT NULL, source TEXT "
    "NOT NULL,"
    " PRIMARY KEY(ecosystem, name)) WITHOUT ROWID;"
    "CREATE TABLE origin(kind INTEGER NOT NULL, name TEXT NOT NULL, stands_for TEXT NOT NULL,"
    " PRIMARY KEY(kind, name)) WITHOUT ROWID;"
    "CREATE TABLE kept(input TEXT PRIMARY KEY, advisories INTEGER NOT NULL, read_on TEXT NOT NULL,"
    " days INTEGER NOT NULL, fault TEXT NOT NULL) WITHOUT ROWID;";

// A record as its table has it, and what its packages' entries tell of it; what it is about comes from the
// vulnerabilities.
struct Row {
  std::string id, source;
  bool enrichment = false, withdrawn = false;
  std::string category;
  // Of all that the record says.
  std::uint64_t digest = 0;
};
// What a record says of a package. Of the entries that it has of one package only the first has a head.
struct Said {
  EntryHead head;
  Affected affected;
};
// The blobs of a vulnerability.
struct Known {
  std::string facts, assessments;
};

}  // namespace

template <class Io>
void fields(Io& io, typename Io::template Of<Known>& known) {
  io(known.facts, known.assessments);
}
template <class Io>
void fields(Io& io, typename Io::template Of<Row>& row) {
  io(row.id, row.source, row.enrichment, row.withdrawn, row.category, row.digest);
}
template <class Io>
void fields(Io& io, typename Io::template Of<EntryHead>& head) {
  io(head.id, head.source, head.category, head.withdrawn, head.ids);
}
template <class Io>
void fields(Io& io, typename Io::template Of<Said>& said) {
  io(said.head, said.affected);
}

namespace {

std::uint64_t digest_of(std::string_view record) { return XXH3_64bits(record.data(), record.size()); }

// The values one behind the other, as PackedIn takes them.
template <class... T>
std::string packed_all(const T&... each) {
  PackedOut out;
  out(each...);
  return out.take();
}

// An entry of a package: what a record says of it. Entries of one record share the head.
struct PackageEntry {
  std::uint64_t record = 0;
  std::shared_ptr<EntryHead> head;
  Affected affected;
};

// By their ids, the other ids that stand-ins have: those of advisories that they stand in for, once these are known.
using StandIns = std::map<std::string, std::vector<std::string>, std::less<>>;

// What an advisory says that stands in for one to come (feed/stand_in.cc) no longer counts once another source says of the
// same package what it knows of the same vulnerability; or once the record is there that it names, whatever that is about: an
// advisory of a distribution bundles several vulnerabilities.
void replace_stand_ins(std::vector<PackageEntry>& said, const StandIns& stand_ins) {
  const auto names = [](const EntryHead& head, std::string_view id) {
    return head.ids.empty() ? head.id == id
                            : std::find(head.ids.begin(), head.ids.end(), id) != head.ids.end();
  };
  const auto is_of_any = [&](const auto& wanted) {
    return std::any_of(said.begin(), said.end(), [&](const auto& each) {
      const auto& head = *each.head;
      return head.source != kStandInSource && !head.withdrawn && wanted(head);
    });
  };
  const auto is_known = [&](std::string_view id) {
    return is_of_any([&](const EntryHead& head) { return names(head, id); });
  };
  const auto is_there = [&](std::string_view id) {
    return is_of_any([&](const EntryHead& head) { return head.id == id; });
  };
  for (auto& each : said) {
    auto& head = *each.head;
    if (head.source != kStandInSource || head.withdrawn) continue;
    const auto& aliases = stand_ins.at(head.id);
    head.withdrawn =
        (head.ids.empty() ? is_known(head.id) : std::all_of(head.ids.begin(), head.ids.end(), is_known)) ||
        std::any_of(aliases.begin(), aliases.end(), is_there);
  }
}

// The bodies in their order, each when its number comes: read again from the start when a smaller one comes.
class Bodies {
 public:
  explicit Bodies(const Run& run) : run_(run) {}
  Result<std::string_view> at(std::size_t index) {
    if (!items_ || index < next_) {
      items_ = read(run_);
      next_ = 0;
    }
    for (; next_ <= index; ++next_) {
      PQ_TRY(const bool any, items_->next());
      if (!any) return base::invalid("build: a text is missing");
    }
    return items_->value();
  }

 private:
  const Run& run_;
  std::unique_ptr<Items> items_;
  std::size_t next_ = 0;
};

// Records are seen once, in the order of their numbers, and all that the tables need of them goes to sorts and
// runs. Then each table is filled in the order of its key: pages are packed full, and equal records make equal
// files.
class DatabaseWriter {
 public:
  DatabaseWriter(Connection& connection, const Collection& collection)
      : connection_(connection), collection_(collection), scratch_(*collection.scratch) {}

  Result<void> write() {
    PQ_CHECK(see_records());
    PQ_CHECK(groups_.settle());
    PQ_CHECK(vulnerabilities_.settle(groups_));
    PQ_CHECK(enrichments_.settle(groups_, *vulnerabilities_.words()));
    for (const auto& source : vulnerabilities_.errata_sources()) texts_.insert(source);
    PQ_CHECK(connection_.execute("BEGIN"));
    PQ_CHECK(create_tables(connection_));
    PQ_CHECK(write_strings());
    PQ_CHECK(write_records());
    PQ_CHECK(write_packages());
    PQ_CHECK(write_names());
    PQ_CHECK(write_aliases());
    PQ_CHECK(write_vulnerabilities());
    PQ_CHECK(write_enrichments(connection_, *enrichments_.all()));
    PQ_CHECK(write_enrichment_sources(connection_, enrichment_sources()));
    PQ_CHECK(write_coverage());
    PQ_CHECK(write_lifecycles());
    PQ_CHECK(write_popular());
    PQ_CHECK(write_origins());
    PQ_CHECK(write_kept());
    PQ_CHECK(write_texts());
    PQ_CHECK(write_meta());
    return connection_.execute("COMMIT");
  }

 private:
  std::int64_t number_of(std::string_view text) const { return strings_.at(text); }
  NumberOf interned() const {
    return [this](std::string_view text) { return static_cast<std::uint64_t>(number_of(text)); };
  }

  Result<void> see_records() {
    PQ_TRY(const auto items, collection_.records());
    return visit_records(
        *items, {.digest =
                     [this](std::string_view line) {
                       fingerprint_.update(base::as_bytes(line));
                       fingerprint_.update(base::as_bytes("\n"));
                       return Result<void>();
                     },
                 .advisory = [this](const Advisory& each) { return see(each); },
                 .enrichment = [this](const Enrichment& each) { return see(each); },
                 .lifecycle =
                     [this](const Lifecycle& each) {
                       lifecycles_.push_back(each);
                       return Result<void>();
                     },
                 .popularity = [this](const Popularity& each) { return popular_.add({}, packed(each)); },
                 .origin = [this](const OriginName& each) { return origins_.add({}, packed(each)); },
                 .declare = [this](FoundAdvisory& found) { collection_.declare(found, as_of_); }});
  }

  Result<void> see(const Advisory& advisory) {
    ++count_;
    PQ_CHECK(groups_.add(advisory));
    PQ_CHECK(vulnerabilities_.add(count_, advisory));
    PQ_CHECK(covers_.add(advisory));
    if (advisory.source == kStandInSource) stand_ins_[advisory.id] = advisory.aliases;
    for (const auto& affected : advisory.affected) {
      intern(affected.ecosystem);
      each_interned(affected, [&](std::string_view text) { intern(text); });
    }
    // The bytes of a FoundAdvisory without a folder. Copying the record would be most of the work.
    const auto digest = digest_of(packed_all(advisory, false, std::string()));
    return see(Row{.id = advisory.id,
                   .source = advisory.source,
                   .withdrawn = !advisory.withdrawn.empty(),
                   .category = advisory.category,
                   .digest = digest},
               advisory.affected,
               Texts{.summary = advisory.summary,
                     .references = advisory.references,
                     .published = advisory.published,
                     .modified = advisory.modified,
                     .withdrawn = advisory.withdrawn},
               advisory.ratings);
  }

  Result<void> see(const Enrichment& enrichment) {
    auto& [records, newest] = enriching_[enrichment.source];
    ++records;
    newest = std::max(newest, enrichment.day);
    PQ_CHECK(enrichments_.add(enrichment));
    if (enrichment.is_score_only()) return {};
    ++count_;
    PQ_CHECK(vulnerabilities_.add(count_, enrichment));
    return see(Row{.id = enrichment.id,
                   .source = enrichment.source,
                   .enrichment = true,
                   .category = {},
                   .digest = digest_of(encode(enrichment))},
               {}, Texts{.summary = enrichment.summary, .references = {}}, enrichment.ratings);
  }

  Result<void> see(const Row& row, const std::vector<Affected>& affected, const Texts& texts,
                   const std::vector<Rating>& ratings) {
    intern(row.source);
    for (const auto& rating : ratings) intern(rating.source);
    PQ_CHECK(rows_.add({}, packed_all(row, affected)));
    return bodies_.add({}, encode(texts));
  }

  std::vector<EnrichmentSource> enrichment_sources() const {
    std::vector<EnrichmentSource> out;
    for (const auto& [source, all] : enriching_)
      out.push_back({.source = source, .records = all.first, .newest = to_text(all.second)});
    return out;
  }

  void intern(std::string_view text) {
    if (!texts_.contains(text)) texts_.emplace(text);
  }

  // Ecosystems, sources, orders, qualifiers: some hundred texts. Numbers follow the order of the texts.
  Result<void> write_strings() {
    PQ_TRY(auto insert, connection_.prepare("INSERT INTO string VALUES(?,?)"));
    for (const auto& text : texts_) {
      const auto id = static_cast<std::int64_t>(strings_.size());
      strings_.emplace(text, id);
      insert.bind(1, id);
      insert.bind(2, text);
      PQ_CHECK(insert.run());
    }
    return {};
  }

  // The entries of a package come sorted by record. Those of one package are in memory at a time.
  Result<void> write_packages() {
    PQ_TRY(auto insert, connection_.prepare("INSERT INTO package VALUES(?,?,?,?)"));
    PQ_TRY(const auto items, packages_.sorted());
    std::string ecosystem, name;
    FreeKeys keys;
    std::vector<PackageEntry> said;
    for (;;) {
      PQ_TRY(const bool any, items->next());
      KeyReader key(any ? items->key() : std::string_view());
      key.number();
      auto next_ecosystem = key.text();
      auto next_name = key.text();
      if (!said.empty() && (!any || next_name != name || next_ecosystem != ecosystem)) {
        insert.bind(1, keys.take(package_key(ecosystem, name)));
        PQ_CHECK(write_package(insert, ecosystem, name, said));
        said.clear();
      }
      if (!any) return {};
      ecosystem = std::move(next_ecosystem);
      name = std::move(next_name);
      const auto number = key.number();
      PQ_TRY(auto each, unpacked<Said>(base::as_bytes(items->value())));
      const bool goes_on = !said.empty() && said.back().record == number;
      auto head = goes_on ? said.back().head : std::make_shared<EntryHead>(std::move(each.head));
      said.push_back({.record = number, .head = std::move(head), .affected = std::move(each.affected)});
    }
  }

  Result<void> write_package(SqlStatement& insert, const std::string& ecosystem, const std::string& name,
                             std::vector<PackageEntry>& said) {
    replace_stand_ins(said, stand_ins_);
    std::vector<RecordEntry> entries;
    std::set<std::pair<std::string_view, Extent>> sources;
    for (const auto& each : said) {
      entries.push_back({each.record, &each.affected, each.head.get()});
      sources.emplace(each.head->source, each.affected.extent);
    }
    for (const auto& [source, declared] : sources) covers_.add_package(ecosystem, source, declared);
    const auto blob = encode(entries, interned());
    insert.bind(2, number_of(ecosystem));
    insert.bind(3, name);
    insert.bind_blob(4, blob);
    return insert.run();
  }

  // On the way each record's entries go to the packages, with what they tell of it.
  Result<void> write_records() {
    const auto run = std::move(rows_).take();
    PQ_TRY(auto insert, connection_.prepare("INSERT INTO record VALUES(?,?,?,?,?)"));
    PQ_TRY(const auto about, vulnerabilities_.about());
    PQ_TRY(bool more, about->next());
    const auto rows = read(run);
    for (std::uint64_t number = 1;; ++number) {
      PQ_TRY(const bool any, rows->next());
      if (!any) return {};
      Row row;
      std::vector<Affected> affected;
      PackedIn in(base::as_bytes(rows->value()));
      in(row, affected);
      PQ_CHECK(in.finished());
      EntryHead head{.id = row.id,
                     .source = row.source,
                     .category = row.category,
                     .withdrawn = row.withdrawn,
                     .ids = {}};
      while (more) {
        KeyReader key(about->key());
        if (key.number() != number) break;
        auto id = key.text();
        if (head.ids.empty() || head.ids.back() != id) head.ids.push_back(std::move(id));
        PQ_TRY(more, about->next());
      }
      PQ_CHECK(add_entries(number, head, std::move(affected)));
      insert.bind(1, static_cast<std::int64_t>(number));
      insert.bind(2, row.id);
      insert.bind(3, number_of(row.source));
      insert.bind(4, static_cast<std::int64_t>(row.enrichment ? 1 : 0));
      insert.bind(5, static_cast<std::int64_t>(row.digest));
      PQ_CHECK(insert.run());
    }
  }

  // They come sorted by package.
  Result<void> add_entries(std::uint64_t number, const EntryHead& head, std::vector<Affected> entries) {
    std::uint64_t index = 0;
    Said said;
    for (auto& each : entries) {
      const bool goes_on =
          index > 0 && each.name == said.affected.name && each.ecosystem == said.affected.ecosystem;
      said.head = goes_on ? EntryHead() : head;
      said.affected = std::move(each);
      const auto& [ecosystem, name] = std::tie(said.affected.ecosystem, said.affected.name);
      const auto key = static_cast<std::uint64_t>(package_key(ecosystem, name));
      PQ_CHECK(packages_.add(
          Key().number(key).text(ecosystem).text(name).number(number).number(index++).view(), packed(said)));
    }
    return {};
  }

  Result<void> write_names() {
    PQ_TRY(auto insert, connection_.prepare("INSERT INTO name VALUES(?,?,?)"));
    PQ_TRY(const auto names, vulnerabilities_.names());
    for (;;) {
      PQ_TRY(const bool any, names->next());
      if (!any) return {};
      KeyReader key(names->key());
      const auto id = key.text();
      insert.bind(1, id);
      insert.bind(2, static_cast<std::int64_t>(key.byte()));
      insert.bind(3, static_cast<std::int64_t>(key.number()));
      PQ_CHECK(insert.run());
    }
  }

  Result<void> write_aliases() {
    PQ_TRY(auto insert, connection_.prepare("INSERT INTO alias VALUES(?,?)"));
    PQ_TRY(const auto members, groups_.members());
    for (;;) {
      PQ_TRY(const bool any, members->next());
      if (!any) return {};
      const auto id = KeyReader(members->key()).text();
      insert.bind(1, id);
      insert.bind(2, members->value());
      PQ_CHECK(insert.run());
    }
  }

  Result<void> write_vulnerabilities() {
    Sorter by_key(scratch_);
    const auto all = vulnerabilities_.facts();
    Beside enriched(enrichments_.all());
    for (;;) {
      PQ_TRY(const bool any, all->next());
      if (!any) break;
      PQ_TRY(auto facts, Vulnerabilities::unpack_facts(base::as_bytes(all->value())));
      PQ_TRY(const bool more, enriched.at(all->key()));
      Known known;
      if (more) {
        PQ_TRY(const auto found, Enrichments::unpack(base::as_bytes(enriched.item().value())));
        facts.enriched |= bits_of(found);
        if (!found.assessments.empty()) known.assessments = encode(found.assessments, interned());
      }
      if (!facts.records.empty()) known.facts = encode(facts, interned());
      const auto key = static_cast<std::uint64_t>(vulnerability_key(all->key()));
      PQ_CHECK(by_key.add(Key().number(key).text(all->key()).view(), packed(known)));
    }
    PQ_TRY(auto insert, connection_.prepare("INSERT INTO vulnerability VALUES(?,?,?)"));
    PQ_TRY(auto assess, connection_.prepare("INSERT INTO assessment VALUES(?,?)"));
    PQ_TRY(const auto items, by_key.sorted());
    FreeKeys keys;
    for (;;) {
      PQ_TRY(const bool any, items->next());
      if (!any) return {};
      KeyReader key(items->key());
      const auto wanted = static_cast<std::int64_t>(key.number());
      const auto id = key.text();
      const auto taken = keys.take(wanted);
      PQ_TRY(const auto known, unpacked<Known>(base::as_bytes(items->value())));
      insert.bind(1, taken);
      insert.bind(2, id);
      insert.bind_blob(3, known.facts);
      if (!known.assessments.empty()) {
        assess.bind(1, taken);
        assess.bind_blob(2, known.assessments);
        PQ_CHECK(assess.run());
      }
      PQ_CHECK(insert.run());
    }
  }

  Result<void> write_coverage() {
    covers_.add_days(as_of_);
    PQ_TRY(const auto rows, covers_.rows());
    PQ_TRY(auto insert, connection_.prepare("INSERT INTO coverage VALUES(?,?,?,?,?,?,?,?)"));
    for (const auto& row : rows) {
      insert.bind(1, number_of(row.ecosystem));
      insert.bind(2, number_of(row.source));
      insert.bind(3, static_cast<std::int64_t>(row.declared));
      insert.bind(4, static_cast<std::int64_t>(row.extent));
      insert.bind(5, row.newest);
      insert.bind(6, static_cast<std::int64_t>(row.advisories));
      insert.bind(7, static_cast<std::int64_t>(row.packages));
      insert.bind(8, static_cast<std::int64_t>(row.undated));
      PQ_CHECK(insert.run());
    }
    return {};
  }

  Result<void> write_lifecycles() {
    PQ_TRY(auto insert, connection_.prepare("INSERT INTO lifecycle VALUES(?,?,?,?,?)"));
    for (const auto& one : lifecycles_) {
      insert.bind(1, one.distribution);
      insert.bind(2, one.release);
      insert.bind(3, one.end);
      insert.bind(4, one.extended_end);
      insert.bind(5, std::int64_t{one.ended});
      PQ_CHECK(insert.run());
    }
    return {};
  }

  Result<void> write_popular() {
    PQ_TRY(auto insert, connection_.prepare("INSERT INTO popular VALUES(?,?,?,?)"));
    const auto run = std::move(popular_).take();
    const auto items = read(run);
    for (;;) {
      PQ_TRY(const bool any, items->next());
      if (!any) return {};
      PQ_TRY(const auto one, decode_popularity(base::as_bytes(items->value())));
      insert.bind(1, one.ecosystem);
      insert.bind(2, one.name);
      insert.bind(3, std::int64_t{one.rank});
      insert.bind(4, one.source);
      PQ_CHECK(insert.run());
    }
  }

  Result<void> write_origins() {
    PQ_TRY(auto insert, connection_.prepare("INSERT INTO origin VALUES(?,?,?)"));
    const auto run = std::move(origins_).take();
    const auto items = read(run);
    for (;;) {
      PQ_TRY(const bool any, items->next());
      if (!any) return {};
      PQ_TRY(const auto one, decode_origin(base::as_bytes(items->value())));
      const auto lines = base::join(one.stands_for, "\n");
      insert.bind(1, static_cast<std::int64_t>(one.kind));
      insert.bind(2, one.name);
      insert.bind(3, lines);
      PQ_CHECK(insert.run());
    }
  }

  Result<void> write_kept() {
    PQ_TRY(auto insert, connection_.prepare("INSERT INTO kept VALUES(?,?,?,?,?)"));
    for (const auto& one : collection_.kept) {
      insert.bind(1, one.input);
      insert.bind(2, static_cast<std::int64_t>(one.advisories));
      insert.bind(3, one.read_on);
      insert.bind(4, static_cast<std::int64_t>(one.days));
      insert.bind(5, one.fault);
      PQ_CHECK(insert.run());
    }
    return {};
  }

  // Last but one, for it is the slowest, and the largest table that look-ups never touch.
  Result<void> write_texts() {
    bodies_run_ = std::move(bodies_).take();
    Bodies bodies(bodies_run_);
    Result<void> sound;
    const auto text = [&](std::size_t i) {
      const auto body = bodies.at(i);
      if (!body && sound) sound = tl::unexpected(body.error());
      return std::string(body.value_or(std::string_view()));
    };
    dictionary_ = train_dictionary(count_, text);
    TextPacker packer(dictionary_);
    PQ_TRY(auto insert, connection_.prepare("INSERT INTO text VALUES(?,?)"));
    for (std::size_t i = 0; i < count_; ++i) {
      PQ_TRY(const auto body, bodies.at(i));
      PQ_TRY(const auto packed, packer.pack(body));
      insert.bind(1, static_cast<std::int64_t>(i + 1));
      insert.bind_blob(2, packed);
      PQ_CHECK(insert.run());
    }
    return sound;
  }

  // What is kept matters for these families: a line each, fields apart by tabs.
  std::string kept_for() const {
    std::string lines;
    for (const auto& one : collection_.kept) {
      if (!one.ecosystems.empty()) lines += one.input + "\t" + base::join(one.ecosystems, "\t") + "\n";
    }
    return lines;
  }

  // What is told of the signatures of feeds: "redhat-vex<tab>signed by 77E7…", a line each.
  std::string signatures() const {
    std::string lines;
    for (const auto& [folder, declaration] : collection_.declarations) {
      if (!declaration.signature.empty())
        lines += folder + "\t" + base::replace_all(declaration.signature, "\n", " ") + "\n";
    }
    return lines;
  }

  Result<void> write_meta() {
    PQ_TRY(auto insert, connection_.prepare("INSERT INTO meta VALUES(?,?)"));
    const std::vector<std::pair<std::string_view, std::string>> values{
        {"dictionary", dictionary_},
        {"fingerprint", fingerprint_.finish()},
        {"format", "pratique-advisory-database"},
        {"kept_for", kept_for()},
        {"missing", base::join(collection_.missing.told(), "\n")},
        {"newest", covers_.newest()},
        {"signatures", signatures()},
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
  PieceFile& scratch_;
  AliasGrouper groups_{scratch_};
  Vulnerabilities vulnerabilities_{scratch_};
  Enrichments enrichments_{scratch_};
  Covers covers_{scratch_};
  StandIns stand_ins_;
  // Key number(package_key()), text(ecosystem), text(name), number(record), number(its place there).
  Sorter packages_{scratch_};
  RunWriter rows_{scratch_}, bodies_{scratch_}, popular_{scratch_}, origins_{scratch_};
  Run bodies_run_;
  std::vector<Lifecycle> lifecycles_;
  // By source: how many, and the newest day.
  std::map<std::string, std::pair<std::uint64_t, Day>> enriching_;
  Days as_of_;
  std::set<std::string, std::less<>> texts_{""};
  std::map<std::string_view, std::int64_t> strings_;
  std::uint64_t count_ = 0;
  crypto::Sha256 fingerprint_;
  std::string dictionary_;
};

}  // namespace

Result<void> create_tables(Connection& connection) {
  PQ_CHECK(connection.execute(kSchema));
  return connection.execute(kEnrichmentSchema);
}

Result<void> write_database(const std::string& path, const Collection& collection) {
  {
    PQ_TRY(auto connection, Connection::create(path));
    PQ_CHECK(DatabaseWriter(connection, collection).write());
  }
  return seal(path);
}

}  // namespace pratique::advisory
