// `db status` for people.
#include "base/text.h"
#include "report/database.h"
#include "report/sections.h"

namespace pratique::report {

std::string named_line(std::string_view name, std::string_view value, std::size_t columns) {
  constexpr std::size_t kNameColumns = 13;
  return hanging(pad_right(name, kNameColumns), base::printable(value), columns);
}

namespace {

// "1,407 vulnerabilities, up to 2026-08-07"
std::string up_to(const advisory::EnrichmentSource* source, const char* none) {
  if (source == nullptr) return none;
  const auto records =
      std::to_string(source->records) + (source->records == 1 ? " vulnerability" : " vulnerabilities");
  return source->newest.empty() ? records : records + ", up to " + source->newest;
}

// What a publisher's tables tell of repositories and images, where the database has some.
std::string origins_line(const DatabaseStatus& status, std::size_t columns) {
  if (status.repositories + status.containers == 0) return {};
  const auto count = [](std::uint64_t number, const char* one, const char* many) {
    return std::to_string(number) + " " + (number == 1 ? one : many);
  };
  return named_line("Known names",
                    count(status.repositories, "repository", "repositories") + ", " +
                        count(status.containers, "container", "containers"),
                    columns);
}

// "version 4, by 5c1e08aa (1 of 2 keys must), holds until 2027-01-01T…"
std::string signed_text(const DatabaseStatus& status) {
  if (!status.is_signed) return "no: it was built here, or taken unsigned";
  const auto& by = *status.is_signed;
  constexpr std::size_t kShownDigits = 12;
  std::vector<std::string> keys;
  for (const auto& key : by.keys) keys.push_back(key.substr(0, kShownDigits));
  return "version " + std::to_string(by.version) + ", by " + (keys.size() == 1 ? "key " : "keys ") +
         base::join(keys, ", ") + " (" + std::to_string(by.threshold) + " must sign), holds until " +
         by.expires;
}

class DbStatus final : public ReportOf<DatabaseStatus> {
 public:
  std::string_view format() const override { return "text"; }
  std::string_view about() const override { return "for people: what the database covers"; }

  Result<void> write(const DatabaseStatus& status, const Options& options, const Sink& sink) const override {
    const auto columns = Style(options).columns();
    auto text = named_line("Database", status.path, columns) +
                named_line("Fingerprint", status.fingerprint, columns) +
                named_line("Newest data", status.newest, columns) +
                named_line("Signed", signed_text(status), columns) +
                named_line("Exploited", up_to(status.enrichment(advisory::kExploitedSource), "no catalogue"),
                           columns) +
                named_line("EPSS", up_to(status.enrichment(advisory::kEpssSource), "no scores"), columns) +
                origins_line(status, columns) + "\n";
    for (const auto& line : status.missing) text += named_line("Missing", line, columns);
    for (const auto& one : status.kept) {
      const auto age = one.days == 1 ? std::string("1 day") : std::to_string(one.days) + " days";
      text += named_line("Kept",
                         one.input + ": " + std::to_string(one.advisories) + " entries as read on " +
                             one.read_on + ", " + age + " before it was built: " + one.fault,
                         columns);
    }
    for (const auto& [feed, word] : status.signatures)
      text += named_line("Feed", feed + ": " + word, columns);
    if (!status.missing.empty() || !status.kept.empty() || !status.signatures.empty()) text += "\n";
    Table rows({"Ecosystem", "Source", "Advisories", "Packages", "Undated", "Newest", "Knows", "Age"});
    for (const auto& one : status.coverage) {
      rows.add({base::printable(one.ecosystem), base::printable(one.source), std::to_string(one.advisories),
                std::to_string(one.packages), std::to_string(one.undated),
                Cell::unfolded(base::printable(one.newest.substr(0, 10))), extent_text(one),
                status.is_old(one) ? "old" : ""});
    }
    PQ_CHECK(sink(text));
    PQ_CHECK(rows.write({.indent = "", .columns = columns}, sink));
    std::string kept_only;
    for (const auto& [ecosystem, why] : status.unmatched)
      kept_only += named_line(base::printable(ecosystem), "judges no package: " + why, columns);
    if (!kept_only.empty()) PQ_CHECK(sink("\n" + kept_only));
    if (status.enrichments.empty()) return {};
    Table enriching({"Enrichment", "Vulnerabilities", "Newest"});
    for (const auto& one : status.enrichments)
      enriching.add({base::printable(one.source), std::to_string(one.records), Cell::unfolded(one.newest)});
    PQ_CHECK(sink("\n"));
    return enriching.write({.indent = "", .columns = columns}, sink);
  }
};

}  // namespace

std::unique_ptr<AnyReport> make_db_status() { return std::make_unique<DbStatus>(); }

}  // namespace pratique::report
