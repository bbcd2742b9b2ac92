// `db search` for people: a row for what each advisory says of a package.
#include <fmt/format.h>

#include "base/text.h"
#include "report/database.h"
#include "report/sections.h"

namespace pratique::report {
namespace {

std::string some(std::vector<std::string> texts, std::size_t most) {
  const bool more = texts.size() > most;
  if (more) texts.resize(most);
  return base::printable(base::join(texts, ", ")) + (more ? ", …" : "");
}

// "1.2.3"; what has no fix says why, if anybody does.
std::string fix_text(const DatabaseHits::Row& row) {
  constexpr std::size_t kMost = 4;
  if (!row.affected) return row.status;
  if (!row.fixed.empty()) return some(row.fixed, kMost);
  return row.reason.empty() ? "not fixed" : "not fixed: " + row.reason;
}

std::string severity_text(const DatabaseHits::Row& row) {
  if (row.withdrawn) return "withdrawn";
  return std::string(advisory::to_string(row.severity)) +
         (row.enriched.exploitation.known ? ", exploited" : "");
}

Result<void> write_origins(const DatabaseHits& hits, std::size_t columns, const Sink& sink) {
  if (hits.origins.empty()) return {};
  Table table({"Name", "Kind", "Stands for"});
  for (const auto& one : hits.origins) {
    table.add({base::printable(one.name), advisory::to_string(one.kind),
               base::printable(base::join(one.stands_for, ", "))});
  }
  PQ_CHECK(table.write({.indent = "", .columns = columns}, sink));
  return hits.total == 0 ? Result<void>() : sink("\n");
}

class DbSearch final : public ReportOf<DatabaseHits> {
 public:
  std::string_view format() const override { return "text"; }
  std::string_view about() const override { return "for people: what each advisory says of a package"; }

  Result<void> write(const DatabaseHits& hits, const Options& options, const Sink& sink) const override {
    constexpr std::size_t kMostIds = 3;
    if (hits.total == 0 && hits.origins.empty()) return sink("nothing found\n");
    PQ_CHECK(write_origins(hits, Style(options).columns(), sink));
    if (hits.total == 0) return {};
    Table table({"Id", "Severity", "Ecosystem", "Package", "Affected range", "Fixed in", "Also known as"});
    for (const auto& row : hits.rows) {
      // What an advisory bundles is named where it has no other name.
      const bool bundles = row.aliases.empty() && row.vulnerabilities != std::vector{row.id};
      table.add({Cell::unfolded(base::printable(row.id)), severity_text(row), base::printable(row.ecosystem),
                 base::printable(row.package), base::printable(row.range), fix_text(row),
                 some(bundles ? row.vulnerabilities : row.aliases, kMostIds)});
    }
    PQ_CHECK(table.write({.indent = "", .columns = Style(options).columns()}, sink));
    if (hits.rows.size() == hits.total) return {};
    return sink(
        fmt::format("\n{} of {} rows; all of them: --limit {}\n", hits.rows.size(), hits.total, hits.total));
  }
};

}  // namespace

std::unique_ptr<AnyReport> make_db_search() { return std::make_unique<DbSearch>(); }

}  // namespace pratique::report
