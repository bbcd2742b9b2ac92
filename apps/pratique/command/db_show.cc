// pratique db show.
#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "advisory/database.h"
#include "advisory/ecosystem.h"
#include "base/text.h"
#include "cache.h"
#include "command.h"
#include "documents.h"
#include "match/range.h"
#include "model/ecosystem.h"
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

// "10" of "Debian:10", "3.18" of "Alpine:v3.18", "22.04" of "Ubuntu:Pro:22.04:LTS", "15.6" of "SUSE:Linux Enterprise Server 15
// SP6", "9.4" of "Red Hat:rhel_eus:9.4::baseos"; empty: it names none.
std::string release_in(std::string_view ecosystem) {
  const auto halves = base::cut(ecosystem, ":");
  const auto text = halves ? halves->after : std::string_view();
  const auto at = text.find_first_of("0123456789");
  if (at == std::string_view::npos) return {};
  std::string release(text.substr(at, text.find_first_not_of("0123456789.", at) - at));
  const auto rest = text.substr(at + release.size());
  if (rest.starts_with(" SP"))
    release += "." + std::string(rest.substr(3, rest.find_first_not_of("0123456789", 3) - 3));
  return release;
}

DatabaseEntry::Support support_of(const advisory::Lifecycle& one) {
  const bool is_product = one.distribution.starts_with(advisory::kProductPrefix);
  return {.product = one.distribution.substr(is_product ? advisory::kProductPrefix.size() : 0),
          .release = one.release,
          .ends = one.end,
          .extended = one.extended_end,
          .ended = one.ended};
}

// The release that an ecosystem is about, by its distribution or one that is judged as it.
std::optional<advisory::Lifecycle> lifecycle_of(const advisory::Database& database,
                                                const std::string& ecosystem) {
  const auto* own = model::ecosystem_of_osv(advisory::ecosystem_family(ecosystem));
  const auto release = release_in(ecosystem);
  if (own == nullptr || own->vendor.empty() || release.empty()) return std::nullopt;
  if (auto known = database.lifecycle(own->vendor, release)) return known;
  for (const auto& row : model::ecosystems()) {
    if (row.judged_as != own->vendor) continue;
    if (auto known = database.lifecycle(row.vendor, release)) return known;
  }
  return std::nullopt;
}

class DbShow final : public Command {
 public:
  CommandInfo info() const override {
    return {"db show", "All that is known of a vulnerability, or how long a product is maintained", 4};
  }
  void declare(CLI::App& command) override {
    command
        .add_option("id", id_,
                    "ID is a CVE, GHSA, DSA or any other id, in any case; or a product, with or without a "
                    "release: debian, nodejs:18")
        ->type_name("ID")
        ->required();
    add_document(command, options_, forms());
    command.footer(
        "\nExamples:\n  pratique db show CVE-2021-44228\n  pratique db show --format json "
        "GHSA-jfh8-c2jp-5v3q\n  pratique db show debian:10\n");
  }

  Result<ExitCode> run() override {
    PQ_TRY(const auto documents, outputs(options_, forms()));
    PQ_TRY(const auto place, database_path());
    PQ_TRY(const auto database, advisory::Database::open(place.path));
    if (base::trim(id_).empty())
      return base::fail(ErrorKind::kUsage, "nothing to show", {}, "give an id: CVE-2021-44228");
    PQ_TRY(auto records, database.records(id_));
    if (records.empty()) {
      PQ_TRY(const auto product, product_of(database));
      if (!product.support.empty()) return write_parsed(product, documents);
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
    add_support(database, entry);
    return entry;
  }

  // "debian", "debian:10", "nodejs 18.2".
  Result<DatabaseEntry> product_of(const advisory::Database& database) const {
    const auto asked = base::to_lower(base::trim(id_));
    const auto end = std::min(asked.find_first_of(": @"), asked.size());
    const auto release = base::trim(std::string_view(asked).substr(std::min(end + 1, asked.size())));
    DatabaseEntry entry{.asked = std::string(base::trim(id_)), .id = asked.substr(0, end)};
    PQ_TRY(const auto known, database.lifecycles(entry.id));
    // The longest that the release begins with: "18" of "18.2".
    std::string_view best;
    for (const auto& one : known) {
      const bool fits = release == one.release || release.starts_with(one.release + ".");
      if (fits && one.release.size() > best.size()) best = one.release;
    }
    for (const auto& one : known) {
      if (release.empty() || one.release == best) entry.support.push_back(support_of(one));
    }
    return entry;
  }

  static void add_support(const advisory::Database& database, DatabaseEntry& entry) {
    std::set<std::string> ecosystems;
    for (const auto& record : entry.records)
      for (const auto& one : record.statements) ecosystems.insert(one.ecosystem);
    std::set<advisory::Lifecycle> releases;
    for (const auto& ecosystem : ecosystems) {
      if (auto known = lifecycle_of(database, ecosystem)) releases.insert(*std::move(known));
    }
    for (const auto& one : releases) entry.support.push_back(support_of(one));
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
