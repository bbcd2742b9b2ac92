// pratique db search.
#include <fmt/format.h>

#include <algorithm>

#include "advisory/database.h"
#include "base/text.h"
#include "cache.h"
#include "command.h"
#include "documents.h"
#include "match/range.h"
#include "match/rating.h"
#include "report/database.h"

namespace pratique::app {
namespace {

using Row = report::DatabaseHits::Row;

std::string range_text(const advisory::Affected& affected) {
  std::vector<std::string> all;
  for (const auto& range : affected.ranges) {
    if (range.fixed != "0") all.push_back(match::to_text(range));
  }
  if (!affected.versions.empty()) all.push_back(fmt::format("{} versions listed", affected.versions.size()));
  return all.empty() ? "none" : base::join(all, " || ");
}

// The worst of what the advisory is about; an erratum may rate what it bundles, and nobody else does.
Result<Row> row_of(const advisory::Database& database, const advisory::Hit& hit) {
  Row row{.id = hit.id, .source = hit.source, .vulnerabilities = hit.ids, .withdrawn = hit.withdrawn};
  row.ecosystem = hit.affected.ecosystem;
  row.package = hit.affected.name;
  row.range = range_text(hit.affected);
  row.status = advisory::to_string(hit.affected.status);
  row.reason = advisory::to_string(hit.affected.reason);
  row.affected = hit.affected.status == advisory::Status::kAffected;
  base::Arena arena;
  auto ids = hit.ids;
  ids.push_back(hit.id);
  for (const auto& id : ids) {
    PQ_TRY(const auto* known, database.vulnerability(id, arena));
    if (known == nullptr) continue;
    const auto* rating = match::decisive(known->ratings, hit.source);
    if (rating != nullptr) row.severity = std::max(row.severity, match::severity_of(*rating));
    PQ_TRY(const auto epss, database.epss(id));
    row.enriched.exploitation = std::max(row.enriched.exploitation, known->exploitation);
    row.enriched.ssvc = std::max(row.enriched.ssvc, known->ssvc);
    row.enriched.epss = std::max(row.enriched.epss, epss);
    if (id != hit.id) continue;
    row.aliases.assign(known->aliases.begin(), known->aliases.end());
    row.aliases.emplace_back(known->id);
  }
  std::sort(row.aliases.begin(), row.aliases.end());
  std::erase(row.aliases, hit.id);
  for (const auto& range : hit.affected.ranges) {
    const bool known = std::find(row.fixed.begin(), row.fixed.end(), range.fixed) != row.fixed.end();
    if (!range.fixed.empty() && range.fixed != "0" && !known) row.fixed.push_back(range.fixed);
  }
  return row;
}

class DbSearch final : public Command {
 public:
  CommandInfo info() const override {
    return {"db search", "Look up a package name or a vulnerability id", 4};
  }
  void declare(CLI::App& command) override {
    command.add_option("text", text_, "Package name (or part of it) or id")->required();
    command.add_option("--limit", limit_, "At most so many rows (default 100)")
        ->type_name("N")
        ->check(CLI::Range(std::size_t{1}, std::size_t{1'000'000}).description(""));
    add_document(command, options_, {"text", report::forms_of<report::DatabaseHits>()});
  }

  Result<ExitCode> run() override {
    PQ_TRY(const auto documents, outputs(options_, {"text", report::forms_of<report::DatabaseHits>()}));
    PQ_TRY(const auto place, database_path());
    PQ_TRY(const auto database, advisory::Database::open(place.path));
    if (base::trim(text_).empty())
      return base::fail(ErrorKind::kUsage, "nothing to search for", {}, "give a package name or an id");
    PQ_TRY(const auto found, database.search(text_, limit_));
    report::DatabaseHits hits{.origins = {}, .rows = {}, .total = found.total};
    for (const auto kind : {advisory::OriginKind::kRepository, advisory::OriginKind::kContainer}) {
      PQ_TRY(auto known, database.origin(kind, base::trim(text_)));
      if (!known.empty()) hits.origins.push_back({kind, std::string(base::trim(text_)), std::move(known)});
    }
    for (const auto& hit : found.hits) {
      PQ_TRY(auto row, row_of(database, hit));
      hits.rows.push_back(std::move(row));
    }
    return write_parsed(hits, documents);
  }

 private:
  CommonOptions options_;
  std::string text_;
  std::size_t limit_ = 100;
};

}  // namespace

std::unique_ptr<Command> make_db_search() { return std::make_unique<DbSearch>(); }

}  // namespace pratique::app
