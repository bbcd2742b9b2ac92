// pratique db status.
#include <map>

#include "advisory/database.h"
#include "advisory/ecosystem.h"
#include "advisory/feed_signatures.h"
#include "advisory/unmatched.h"
#include "cache.h"
#include "command.h"
#include "documents.h"
#include "judge.h"
#include "publish/origin.h"
#include "report/database.h"

namespace pratique::app {
namespace {

// Which of them judge no package, and why.
std::vector<std::pair<std::string, std::string>> unmatched_of(const std::vector<advisory::Coverage>& rows) {
  std::map<std::string, std::string> found;
  for (const auto& row : rows) {
    const auto family = advisory::ecosystem_family(row.ecosystem);
    if (const auto* known = advisory::unmatched(family)) found.emplace(family, known->why);
  }
  return {found.begin(), found.end()};
}

class DbStatus final : public Command {
 public:
  CommandInfo info() const override {
    return {"db status", "Which ecosystems and releases it covers, from which sources, how fresh", 2};
  }
  void declare(CLI::App& command) override {
    add_document(command, options_, {"text", report::forms_of<report::DatabaseStatus>()});
    command
        .add_option(
            "--now", options_.now,
            "The day that the age of data is measured against: today, or 2026-08-21 (default: the newest "
            "data of the database)")
        ->type_name("DAY");
  }

  Result<ExitCode> run() override {
    PQ_TRY(const auto documents, outputs(options_, {"text", report::forms_of<report::DatabaseStatus>()}));
    PQ_TRY(const auto now, parse_now(options_.now));
    PQ_TRY(const auto place, database_path());
    PQ_TRY(const auto database, advisory::Database::open(place.path));
    PQ_TRY(const auto repositories, database.origins(advisory::OriginKind::kRepository));
    PQ_TRY(const auto containers, database.origins(advisory::OriginKind::kContainer));
    PQ_TRY(auto signatures, advisory::feed_signatures(place.path));
    PQ_TRY(const auto origin, publish::origin_of(place.path));
    std::optional<report::DatabaseStatus::Signed> is_signed;
    if (origin)
      is_signed = {.keys = origin->keys,
                   .threshold = origin->threshold,
                   .version = origin->version,
                   .expires = trust::to_text(origin->expires)};
    return write_parsed(report::DatabaseStatus{.path = place.path,
                                               .fingerprint = database.fingerprint(),
                                               .newest = database.newest(),
                                               .enrichments = database.enrichments(),
                                               .missing = database.missing(),
                                               .kept = database.kept(),
                                               .repositories = repositories,
                                               .containers = containers,
                                               .coverage = database.coverage(),
                                               .is_signed = std::move(is_signed),
                                               .unmatched = unmatched_of(database.coverage()),
                                               .signatures = std::move(signatures),
                                               .day = match::reference_of(now, "", database.newest())},
                        documents);
  }

 private:
  CommonOptions options_;
};

}  // namespace

std::unique_ptr<Command> make_db_status() { return std::make_unique<DbStatus>(); }

}  // namespace pratique::app
