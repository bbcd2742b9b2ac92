// pratique db show.
#include <fmt/format.h>

#include <algorithm>

#include "advisory/database.h"
#include "base/text.h"
#include "cache.h"
#include "command.h"
#include "documents.h"
#include "match/range.h"
#include "report/database.h"

namespace pratique::app {
namespace {

using report::DatabaseEntry;

std::string range_text(const advisory::Affected& affected) {
  std::vector<std::string> all;
  for (const auto& range : affected.ranges)
    if (range.fixed != "0") all.push_back(match::to_text(range));
  constexpr std::size_t kMost = 8;
  for (std::size_t i = 0; i < std::min(affected.versions.size(), kMost); ++i)
    all.push_back("= " + affected.versions[i]);
  if (affected.versions.size() > kMost)
    all.push_back(fmt::format("{} versions more", affected.versions.size() - kMost));
  return base::join(all, " || ");
}

std::vector<std::string> only_for(const advisory::Affected& affected) {
  std::vector<std::string> out;
  const auto add = [&](std::string_view what, const std::string& value) {
    if (!value.empty()) out.push_back(fmt::format("{} {}", what, value));
  };
  add("module", affected.module);
  add("platform", affected.platform);
  add("repository", affected.repository);
  add("channel", affected.channel);
  for (const auto& each : affected.architectures) add("architecture", each);
  for (const auto& each : affected.systems) add("system", each);
  for (const auto& each : affected.cpes) add("product", each);
  for (const auto& each : affected.only_with) add("together with", each);
  return out;
}

DatabaseEntry::Statement statement_of(const advisory::Hit& hit) {
  const auto& affected = hit.affected;
  DatabaseEntry::Statement out{.ecosystem = affected.ecosystem,
                               .package = affected.name,
                               .range = range_text(affected),
                               .status = advisory::to_string(affected.status),
                               .reason = advisory::to_string(affected.reason),
                               .reason_text = affected.reason_text,
                               .fixed = {},
                               .fixed_on = affected.fixed_on,
                               .severity = affected.severity_word,
                               .severity_vector = affected.severity_vector,
                               .only_for = only_for(affected)};
  if (out.severity.empty() && affected.severity != advisory::Severity::kUnspecified)
    out.severity = advisory::to_string(affected.severity);
  for (const auto& range : affected.ranges) {
    const bool known = std::find(out.fixed.begin(), out.fixed.end(), range.fixed) != out.fixed.end();
    if (!range.fixed.empty() && range.fixed != "0" && !known) out.fixed.push_back(range.fixed);
  }
  return out;
}

DatabaseEntry::Record record_of(advisory::SourceRecord&& record) {
  DatabaseEntry::Record out{.source = std::move(record.source),
                            .id = std::move(record.id),
                            .category = {},
                            .summary = std::move(record.texts.summary),
                            .enrichment = record.enrichment,
                            .own = record.own,
                            .vulnerabilities = {},
                            .statements = {},
                            .references = std::move(record.texts.references)};
  for (const auto& hit : record.hits) {
    out.category = hit.category;
    out.withdrawn = hit.withdrawn;
    if (hit.ids != std::vector{out.id}) out.vulnerabilities = hit.ids;
    out.statements.push_back(statement_of(hit));
  }
  return out;
}

// The id in the spelling of whoever is about it.
std::string as_records_have_it(const std::vector<advisory::SourceRecord>& records, const std::string& asked) {
  for (const auto& record : records)
    for (const auto& hit : record.hits)
      for (const auto& id : hit.ids)
        if (base::equals_ignoring_case(id, asked)) return id;
  return asked;
}

// Several records of one source that say the same are one row.
void add_ratings(const advisory::Vulnerability& known, DatabaseEntry& entry) {
  for (const auto& each : known.ratings) {
    const bool said = std::any_of(entry.ratings.begin(), entry.ratings.end(), [&](const auto& one) {
      return one.source == each.source && one.vector == each.vector && one.severity == each.severity;
    });
    if (!said)
      entry.ratings.push_back(
          {std::string(each.source), each.severity, each.score, std::string(each.vector)});
  }
}

class DbShow final : public Command {
 public:
  CommandInfo info() const override {
    return {"db show", "All that is known of a vulnerability, each source beside the others", 4};
  }
  void declare(CLI::App& command) override {
    command.add_option("id", id_, "ID is a CVE, GHSA, DSA or any other id, in any case")
        ->type_name("ID")
        ->required();
    add_document(command, options_, forms());
    command.footer(
        "\nExamples:\n  pratique db show CVE-2021-44228\n  pratique db show --format json "
        "GHSA-jfh8-c2jp-5v3q\n");
  }

  Result<ExitCode> run() override {
    PQ_TRY(const auto documents, outputs(options_, forms()));
    PQ_TRY(const auto place, database_path());
    PQ_TRY(const auto database, advisory::Database::open(place.path));
    if (base::trim(id_).empty())
      return base::fail(ErrorKind::kUsage, "nothing to show", {}, "give an id: CVE-2021-44228");
    PQ_TRY(auto records, database.records(id_));
    if (records.empty()) {
      return base::fail(ErrorKind::kNotFound,
                        "the database knows nothing of \"" + std::string(base::trim(id_)) + "\"", {},
                        "for packages: pratique db search NAME; for what it covers: pratique db status");
    }
    PQ_TRY(const auto entry, entry_of(database, std::move(records)));
    return write_parsed(entry, documents);
  }

 private:
  static Forms forms() { return {"text", report::forms_of<DatabaseEntry>()}; }

  Result<DatabaseEntry> entry_of(const advisory::Database& database,
                                 std::vector<advisory::SourceRecord>&& records) const {
    DatabaseEntry entry{.asked = std::string(base::trim(id_))};
    // Any record of its group leads to it, however the id was written.
    entry.id = as_records_have_it(records, entry.asked);
    const auto own = std::find_if(records.begin(), records.end(), [](const auto& one) { return one.own; });
    base::Arena arena;
    PQ_TRY(const auto* known, database.vulnerability(own == records.end() ? entry.id : own->id, arena));
    if (known != nullptr) {
      entry.id = known->id;
      entry.aliases.assign(known->aliases.begin(), known->aliases.end());
      entry.published = known->published;
      entry.modified = known->modified;
      entry.weaknesses.assign(known->cwes.begin(), known->cwes.end());
      add_ratings(*known, entry);
      entry.enriched = {.exploitation = known->exploitation, .epss = {}, .ssvc = known->ssvc};
    }
    PQ_TRY(entry.enriched.epss, database.epss(entry.id));
    PQ_TRY(const auto sightings, database.sightings(entry.id));
    for (const auto& one : sightings) entry.sightings.emplace_back(one.source, advisory::to_text(one.day));
    for (auto& record : records) entry.records.push_back(record_of(std::move(record)));
    PQ_CHECK(add_popularity(database, entry));
    return entry;
  }

  static Result<void> add_popularity(const advisory::Database& database, DatabaseEntry& entry) {
    for (auto& record : entry.records) {
      for (auto& one : record.statements) {
        PQ_TRY(const auto place, database.popularity(one.ecosystem, one.package));
        one.popularity = place.value_or(0);
      }
    }
    return {};
  }

  CommonOptions options_;
  std::string id_;
};

}  // namespace

std::unique_ptr<Command> make_db_show() { return std::make_unique<DbShow>(); }

}  // namespace pratique::app
