// `db show` for people: what is known together, then each source's word.
#include <fmt/format.h>

#include "base/text.h"
#include "report/database.h"
#include "report/sections.h"

namespace pratique::report {
namespace {

constexpr std::size_t kMostStatements = 200;  // of a record; JSON has them all
constexpr std::size_t kMostReferences = 10;

std::string score_text(const DatabaseEntry::Rating& rating) {
  return rating.vector.empty() ? "–" : fmt::format("{:.1f}", rating.score);
}

// "fixed in 1.2"; "affected, not fixed: no-dsa (minor issue)".
std::string state_of(const DatabaseEntry::Statement& one) {
  std::string out = one.status;
  if (!one.reason.empty()) out += ", " + one.reason;
  if (!one.reason_text.empty()) out += " (" + one.reason_text + ")";
  return base::printable(out);
}

std::string fix_of(const DatabaseEntry::Statement& one) {
  if (one.fixed.empty()) return "–";
  return base::printable(base::join(one.fixed, ", ")) + (one.fixed_on.empty() ? "" : ", on " + one.fixed_on);
}

std::string severity_of(const DatabaseEntry::Statement& one) {
  return one.severity.empty() && one.severity_vector.empty()
             ? "–"
             : base::printable(one.severity + (one.severity_vector.empty() ? "" : " " + one.severity_vector));
}

std::string title_of(const DatabaseEntry::Record& record) {
  std::string out = base::printable(record.source + ": " + record.id);
  if (!record.category.empty()) out += ", " + base::printable(record.category);
  if (record.withdrawn) out += ", withdrawn";
  if (!record.own && !record.enrichment) out += ", names it";
  return out;
}

class Writer {
 public:
  Writer(const DatabaseEntry& entry, const Options& options, const Sink& sink)
      : entry_(entry), style_(options), sink_(sink) {}

  Result<void> run() {
    PQ_CHECK(head());
    PQ_CHECK(ratings());
    for (const auto& record : entry_.records) PQ_CHECK(this->record(record));
    return support();
  }

 private:
  Result<void> line(std::string_view name, const std::string& value) {
    if (value.empty()) return {};
    return sink_(named_line(name, base::printable(value), style_.columns()));
  }
  Result<void> head() {
    PQ_CHECK(line("Id", entry_.id));
    PQ_CHECK(line("Aliases", base::join(entry_.aliases, ", ")));
    PQ_CHECK(line("Published", entry_.published));
    PQ_CHECK(line("Modified", entry_.modified));
    PQ_CHECK(line("Weaknesses", base::join(entry_.weaknesses, ", ")));
    for (const auto& [name, value] : rows_of(entry_.enriched)) PQ_CHECK(line(name, value));
    std::vector<std::string> seen;
    for (const auto& [source, day] : entry_.sightings)
      seen.push_back(day.empty() ? source : source + ", " + day);
    return line("Seen by", base::join(seen, "; "));
  }
  Result<void> ratings() {
    if (entry_.ratings.empty()) return {};
    PQ_CHECK(sink_("\n"));
    Table table({"Rated by", "Severity", "Score", "Vector"});
    for (const auto& rating : entry_.ratings)
      table.add({base::printable(rating.source), std::string(advisory::to_string(rating.severity)),
                 score_text(rating), base::printable(rating.vector)});
    return table.write({.indent = "", .columns = style_.columns()}, sink_);
  }
  // No word of whether a day is past: no clock goes into a document.
  Result<void> support() {
    if (entry_.support.empty()) return {};
    PQ_CHECK(sink_("\n"));
    Table table({"Release", "Maintained until", "Extended until"});
    for (const auto& one : entry_.support) {
      const auto unknown = one.ended ? "ended" : "–";
      table.add({base::printable(one.product + " " + one.release),
                 one.ends.empty() ? unknown : base::printable(one.ends),
                 one.extended.empty() ? "–" : base::printable(one.extended)});
    }
    return table.write({.indent = "", .columns = style_.columns()}, sink_);
  }
  Result<void> record(const DatabaseEntry::Record& record) {
    PQ_CHECK(sink_("\n" + heading(title_of(record), style_)));
    if (!record.summary.empty()) PQ_CHECK(line("Summary", record.summary));
    if (!record.vulnerabilities.empty() && !record.own)
      PQ_CHECK(line("About", base::join(record.vulnerabilities, ", ")));
    PQ_CHECK(statements(record));
    for (std::size_t i = 0; i < record.references.size() && i < kMostReferences; ++i)
      PQ_CHECK(line(i == 0 ? "References" : "", record.references[i]));
    if (record.references.size() <= kMostReferences) return {};
    return line("", fmt::format("{} more: --format json", record.references.size() - kMostReferences));
  }
  Result<void> statements(const DatabaseEntry::Record& record) {
    if (record.statements.empty()) return {};
    Table table({"Ecosystem", "Package", "State", "Affected range", "Fixed in", "Severity", "Only for"});
    std::size_t shown = 0;
    for (const auto& one : record.statements) {
      if (shown++ == kMostStatements) break;
      const auto place = one.popularity == 0 ? "" : fmt::format(" (no. {} in use)", one.popularity);
      table.add({base::printable(one.ecosystem), base::printable(one.package) + place, state_of(one),
                 one.range.empty() ? "–" : base::printable(one.range), fix_of(one), severity_of(one),
                 base::printable(base::join(one.only_for, ", "))});
    }
    PQ_CHECK(table.write({.indent = "", .columns = style_.columns()}, sink_));
    if (record.statements.size() <= kMostStatements) return {};
    return sink_(fmt::format("{} of {} packages; all of them: --format json\n", kMostStatements,
                             record.statements.size()));
  }

  const DatabaseEntry& entry_;
  const Style style_;
  const Sink& sink_;
};

class DbShow final : public ReportOf<DatabaseEntry> {
 public:
  std::string_view format() const override { return "text"; }
  std::string_view about() const override { return "for people: each source's word beside the others"; }

  Result<void> write(const DatabaseEntry& entry, const Options& options, const Sink& sink) const override {
    return Writer(entry, options, sink).run();
  }
};

}  // namespace

std::unique_ptr<AnyReport> make_db_show() { return std::make_unique<DbShow>(); }

}  // namespace pratique::report
