// `db search --format json`: docs/api/db-search.schema.json.
#include "codec/json_value.h"
#include "report/database.h"

namespace pratique::report {
namespace {

using codec::texts;

codec::JsonObject row_to_json(const DatabaseHits::Row& row) {
  codec::JsonObject object{{"id", row.id},
                           {"source", row.source},
                           {"aliases", texts(row.aliases)},
                           {"vulnerabilities", texts(row.vulnerabilities)},
                           {"severity", advisory::to_string(row.severity)},
                           {"withdrawn", row.withdrawn},
                           {"ecosystem", row.ecosystem},
                           {"package", row.package},
                           {"range", row.range},
                           {"status", row.status},
                           {"reason", row.reason},
                           {"fixed", texts(row.fixed)}};
  put(object, row.enriched);
  return object;
}

class DbSearchJson final : public ReportOf<DatabaseHits> {
 public:
  std::string_view format() const override { return "json"; }
  std::string_view about() const override { return "schema pratique/db-search/1"; }

  Result<void> write(const DatabaseHits& hits, const Options&, const Sink& sink) const override {
    codec::JsonArray origins;
    for (const auto& one : hits.origins) {
      origins.push_back(codec::JsonObject{{"kind", advisory::to_string(one.kind)},
                                          {"name", one.name},
                                          {"stands_for", texts(one.stands_for)}});
    }
    const codec::JsonObject object{{"schema", "pratique/db-search/1"},
                                   {"total", hits.total},
                                   {"origins", std::move(origins)},
                                   {"hits", nullptr}};
    return codec::write_json(sink, object, {codec::stream_of("hits", hits.rows, row_to_json)});
  }
};

}  // namespace

std::unique_ptr<AnyReport> make_db_search_json() { return std::make_unique<DbSearchJson>(); }

}  // namespace pratique::report
