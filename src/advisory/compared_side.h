// One of two databases that are compared, and stepping through a table of both.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "advisory/contents.h"
#include "advisory/enrichment_tables.h"
#include "advisory/record.h"
#include "advisory/sqlite.h"

namespace pratique::advisory {

// Which of its records are touched is kept here.
class ComparedSide {
 public:
  // Errors as Database::open().
  static Result<ComparedSide> open(const std::string& path);

  Result<SqlStatement> select(std::string_view sql) const { return connection_.prepare(sql); }
  Result<std::string_view> string(std::int64_t number) const {
    return contents_.string(static_cast<std::uint64_t>(number));
  }
  TextOf text_of() const {
    return [this](std::uint64_t number) { return contents_.string(number); };
  }
  const Contents& contents() const { return contents_; }
  void touch(std::uint64_t record) {
    if (record < touched_.size()) touched_[record] = true;
  }
  bool is_touched(std::uint64_t record) const { return record < touched_.size() && touched_[record]; }
  // As EnrichmentTables::add().
  Result<void> enrich(std::int64_t key, std::uint64_t bits, base::Arena& arena, Vulnerability& into) {
    return enrichments_.add(key, bits, text_of(), arena, into);
  }

 private:
  ComparedSide(Connection connection, Contents contents, EnrichmentTables enrichments)
      : connection_(std::move(connection)),
        contents_(std::move(contents)),
        enrichments_(std::move(enrichments)) {}
  Connection connection_;
  Contents contents_;
  EnrichmentTables enrichments_;
  std::vector<bool> touched_;
};

// Steps through a query, a row ahead. A row tells its place() in the order of the query.
template <class Row>
class ComparedRows {
 public:
  using Read = std::function<Result<Row>(const SqlStatement&)>;
  static Result<ComparedRows> of(const ComparedSide& side, std::string_view sql, Read read) {
    PQ_TRY(auto statement, side.select(sql));
    ComparedRows rows(std::move(statement), std::move(read));
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
  ComparedRows(SqlStatement statement, Read read)
      : statement_(std::move(statement)), read_(std::move(read)) {}
  SqlStatement statement_;
  Read read_;
  Row row_{};
  bool there_ = false;
};

// Calls `see` with the rows of both that have the same place in their order, or with one of them and nullptr.
template <class Row>
Result<void> side_by_side(ComparedRows<Row>& older, ComparedRows<Row>& newer,
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

}  // namespace pratique::advisory
