// `db status --format json`: docs/api/db-status.schema.json.
#include "codec/json_value.h"
#include "report/database.h"

namespace pratique::report {
namespace {

class DbStatusJson final : public ReportOf<DatabaseStatus> {
 public:
  std::string_view format() const override { return "json"; }

  Result<void> write(const DatabaseStatus& status, const Options&, const Sink& sink) const override {
    codec::JsonArray coverage;
    for (const auto& one : status.coverage) {
      coverage.push_back(codec::JsonObject{{"ecosystem", one.ecosystem},
                                           {"source", one.source},
                                           {"advisories", one.advisories},
                                           {"packages", one.packages},
                                           {"undated", one.undated},
                                           {"declared", advisory::to_string(one.declared)},
                                           {"extent", advisory::to_string(one.extent)},
                                           {"newest", one.newest}});
    }
    return sink(codec::to_text(codec::JsonObject{{"schema", "pratique/db-status/1"},
                                                 {"path", status.path},
                                                 {"fingerprint", status.fingerprint},
                                                 {"newest", status.newest},
                                                 {"exploited", status.exploited},
                                                 {"missing", codec::texts(status.missing)},
                                                 {"coverage", std::move(coverage)}}));
  }
};

}  // namespace

std::unique_ptr<AnyReport> make_db_status_json() { return std::make_unique<DbStatusJson>(); }

}  // namespace pratique::report
