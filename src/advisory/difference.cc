#include "advisory/difference.h"

#include <xxhash.h>

#include <algorithm>
#include <map>
#include <tuple>

#include "advisory/database.h"
#include "advisory/record.h"
#include "advisory/row_keys.h"
#include "advisory/sqlite.h"

namespace pratique::advisory {

namespace {

// A row of the table of records, in the order of that table.
struct RecordRow {
  bool enrichment = false;
  std::string source, id;
  std::int64_t digest = 0;
  std::uint64_t number = 0;
  auto place() const { return std::tie(enrichment, source, id); }
};

// One of the two databases, and which of its records are touched.
class Side {
 public:
  static Result<Side> open(const std::string& path) {
    // That it is a database of ours, and sound so far, is said by whoever opens databases.
    PQ_TRY(const auto checked, Database::open(path));
    PQ_TRY(auto connection, Connection::open_sealed(path));
    Side side(std::move(connection));
    PQ_TRY(auto strings, side.connection_.prepare("SELECT text FROM string ORDER BY id"));
    for (;;) {
      PQ_TRY(const bool any, strings.step());
      if (!any) break;
      side.strings_.emplace_back(strings.text(0));
    }
    PQ_TRY(auto last, side.connection_.prepare("SELECT max(id) FROM record"));
    PQ_TRY(const bool any, last.step());
    side.touched_.resize(any ? static_cast<std::size_t>(std::max<std::int64_t>(last.integer(0), 0)) + 1 : 1);
    return side;
  }

  Result<SqlStatement> select(std::string_view sql) const { return connection_.prepare(sql); }
  Result<std::string_view> string(std::int64_t number) const {
    if (number < 0 || static_cast<std::size_t>(number) >= strings_.size())
      return base::invalid("advisory database: unknown string");
    return strings_[static_cast<std::size_t>(number)];
  }
  void touch(std::uint64_t record) {
    if (record < touched_.size()) touched_[record] = true;
  }
  bool is_touched(std::uint64_t record) const { return record < touched_.size() && touched_[record]; }
  TextOf text_of() const {
    return [this](std::uint64_t number) { return string(static_cast<std::int64_t>(number)); };
  }

 private:
  explicit Side(Connection connection) : connection_(std::move(connection)) {}
  Connection connection_;
  std::vector<std::string> strings_;
  std::vector<bool> touched_;
};

// Steps through a query, a row ahead.
template <class Row>
class Rows {
 public:
  using Read = std::function<Result<Row>(const SqlStatement&)>;
  static Result<Rows> of(Side& side, std::string_view sql, Read read) {
    PQ_TRY(auto statement, side.select(sql));
    Rows rows(std::move(statement), std::move(read));
    PQ_CHECK(rows.next());
    return rows;
  }
  const Row* row() const { return there_ ? &row_ : nullptr; }
  Result<void> next() {
    PQ_TRY(there_, statement_.step());
    if (there_) {
      PQ_TRY(row_, read_(statement_));
    }
    return {};
  }

 private:
  Rows(SqlStatement statement, Read read) : statement_(std::move(statement)), read_(std::move(read)) {}
  SqlStatement statement_;
  Read read_;
  Row row_{};
  bool there_ = false;
};

// Calls `see` with the rows of both that have the same place in their order, or with one of them and nullptr.
template <class Row>
Result<void> side_by_side(Rows<Row>& older, Rows<Row>& newer,
                          const std::function<Result<void>(const Row*, const Row*)>& see) {
  while (older.row() || newer.row()) {
    const auto *a = older.row(), *b = newer.row();
    const bool first = a && (!b || a->place() <= b->place()), second = b && (!a || b->place() <= a->place());
    PQ_CHECK(see(first ? a : nullptr, second ? b : nullptr));
    if (first) PQ_CHECK(older.next());
    if (second) PQ_CHECK(newer.next());
  }
  return {};
}

class Comparison {
 public:
  Comparison(Side older, Side newer) : older_(std::move(older)), newer_(std::move(newer)) {}

  Result<Difference> run() {
    PQ_CHECK(compare_records());
    PQ_CHECK(compare_scores());
    PQ_CHECK(compare_vulnerabilities());
    std::sort(vulnerabilities_.begin(), vulnerabilities_.end());
    PQ_CHECK(compare_packages());
    std::sort(packages_.begin(), packages_.end(), [](const auto& a, const auto& b) {
      return std::tie(a.ecosystem, a.name) < std::tie(b.ecosystem, b.name);
    });
    Difference out{.sources = {}, .touched = std::move(packages_)};
    for (auto& [_, source] : sources_) out.sources.push_back(std::move(source));
    return out;
  }

 private:
  static Result<Rows<RecordRow>> records(Side& side) {
    return Rows<RecordRow>::of(side, "SELECT id, name, source, digest, enrichment FROM record ORDER BY id",
                               [&side](const SqlStatement& row) -> Result<RecordRow> {
                                 PQ_TRY(const auto source, side.string(row.integer(2)));
                                 return RecordRow{.enrichment = row.integer(4) != 0,
                                                  .source = std::string(source),
                                                  .id = std::string(row.text(1)),
                                                  .digest = row.integer(3),
                                                  .number = static_cast<std::uint64_t>(row.integer(0))};
                               });
  }

  Result<void> compare_records() {
    PQ_TRY(auto older, records(older_));
    PQ_TRY(auto newer, records(newer_));
    return side_by_side<RecordRow>(older, newer, [&](const RecordRow* a, const RecordRow* b) -> Result<void> {
      if (a && b && a->digest == b->digest) return {};
      auto& source = sources_[(a ? a : b)->source];
      source.source = (a ? a : b)->source;
      ++(a && b ? source.changed : (a ? source.removed : source.added));
      if (a) older_.touch(a->number);
      if (b) newer_.touch(b->number);
      return {};
    });
  }

  struct Score {
    std::string id;
    Epss epss;
    auto place() const { return std::tie(id); }
  };
  static Result<Rows<Score>> scores(Side& side) {
    return Rows<Score>::of(side, "SELECT id, score, percentile, day FROM epss ORDER BY id",
                           [](const SqlStatement& row) -> Result<Score> {
                             return Score{.id = std::string(row.text(0)),
                                          .epss = {.score = static_cast<std::uint32_t>(row.integer(1)),
                                                   .percentile = static_cast<std::uint32_t>(row.integer(2)),
                                                   .day = static_cast<Day>(row.integer(3))}};
                           });
  }

  // They change daily for nearly everything, and no finding comes or goes by them: they touch nothing.
  Result<void> compare_scores() {
    PQ_TRY(auto older, scores(older_));
    PQ_TRY(auto newer, scores(newer_));
    Difference::Source all{.source = "epss"};
    PQ_CHECK(side_by_side<Score>(older, newer, [&](const Score* a, const Score* b) -> Result<void> {
      if (!(a && b && a->epss == b->epss)) ++(a && b ? all.changed : (a ? all.removed : all.added));
      return {};
    }));
    if (all.added + all.changed + all.removed > 0) sources_[all.source] = all;
    return {};
  }

  struct Known {
    std::string id;
    // The other ids of its group.
    std::vector<std::string> aliases;
    // One of its own records is touched.
    bool touched = false;
    // As the table is sorted, but where a key was taken.
    auto place() const { return std::pair(vulnerability_key(id), std::string_view(id)); }
  };
  static Result<Rows<Known>> known(Side& side) {
    return Rows<Known>::of(
        side, "SELECT id, facts FROM vulnerability WHERE facts<>x'' ORDER BY key",
        [&side](const SqlStatement& row) -> Result<Known> {
          base::Arena arena;
          std::uint64_t enriched = 0;
          PQ_TRY(const auto facts, decode_facts(row.blob(1), side.text_of(), arena, enriched));
          return Known{.id = std::string(row.text(0)),
                       .aliases = {facts.aliases.begin(), facts.aliases.end()},
                       .touched = std::any_of(facts.records.begin(), facts.records.end(),
                                              [&](auto each) { return side.is_touched(each); })};
        });
  }

  Result<void> compare_vulnerabilities() {
    PQ_TRY(auto older, known(older_));
    PQ_TRY(auto newer, known(newer_));
    return side_by_side<Known>(older, newer, [&](const Known* a, const Known* b) -> Result<void> {
      const bool same = a && b && !a->touched && !b->touched && a->aliases == b->aliases;
      if (!same) vulnerabilities_.push_back(hash((a ? a : b)->id));
      return {};
    });
  }

  struct Package {
    std::string ecosystem, name;
    bool touched = false;
    auto place() const {
      return std::tuple(package_key(ecosystem, name), std::string_view(ecosystem), std::string_view(name));
    }
  };
  // What an erratum bundles changes what it shows.
  bool is_touched(const Side& side, std::uint64_t record, const HitView& hit) const {
    return side.is_touched(record) || std::any_of(hit.ids.begin(), hit.ids.end(), [&](auto id) {
             return std::binary_search(vulnerabilities_.begin(), vulnerabilities_.end(), hash(id));
           });
  }
  Result<Rows<Package>> packages(Side& side) const {
    return Rows<Package>::of(
        side, "SELECT ecosystem, name, entries FROM package ORDER BY key",
        [this, &side](const SqlStatement& row) -> Result<Package> {
          PQ_TRY(const auto ecosystem, side.string(row.integer(0)));
          Package package{.ecosystem = std::string(ecosystem), .name = std::string(row.text(1))};
          const auto see = [&](std::uint64_t record, const HitView& hit) -> Result<void> {
            package.touched = package.touched || is_touched(side, record, hit);
            return {};
          };
          base::Arena arena;
          PQ_CHECK(decode_views(row.blob(2), side.text_of(), arena, see));
          return package;
        });
  }

  Result<void> compare_packages() {
    PQ_TRY(auto older, packages(older_));
    PQ_TRY(auto newer, packages(newer_));
    return side_by_side<Package>(older, newer, [&](const Package* a, const Package* b) -> Result<void> {
      if ((a && a->touched) || (b && b->touched))
        packages_.push_back({(a ? a : b)->ecosystem, (a ? a : b)->name});
      return {};
    });
  }

  // Two ids of one hash would touch a package too many.
  static std::uint64_t hash(std::string_view id) { return XXH3_64bits(id.data(), id.size()); }

  Side older_, newer_;
  std::map<std::string, Difference::Source> sources_;
  std::vector<std::uint64_t> vulnerabilities_;
  std::vector<Difference::Touched> packages_;
};

}  // namespace

Result<Difference> compare_databases(const std::string& older, const std::string& newer) {
  PQ_TRY(auto first, Side::open(older));
  PQ_TRY(auto second, Side::open(newer));
  return Comparison(std::move(first), std::move(second)).run();
}

}  // namespace pratique::advisory
