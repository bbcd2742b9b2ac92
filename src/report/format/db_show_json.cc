// `db show --format json`: docs/api/db-show.schema.json.
#include "codec/json_value.h"
#include "report/database.h"

namespace pratique::report {
namespace {

using codec::JsonArray;
using codec::JsonObject;
using codec::texts;

JsonObject to_json(const DatabaseEntry::Statement& one) {
  return {{"ecosystem", one.ecosystem},
          {"package", one.package},
          {"status", one.status},
          {"reason", one.reason},
          {"reason_text", one.reason_text},
          {"range", one.range},
          {"fixed", texts(one.fixed)},
          {"fixed_on", one.fixed_on},
          {"severity", one.severity},
          {"severity_vector", one.severity_vector},
          {"only_for", texts(one.only_for)},
          {"popularity", one.popularity == 0 ? codec::JsonValue(nullptr) : codec::JsonValue(one.popularity)}};
}

JsonObject to_json(const DatabaseEntry::Record& record) {
  JsonArray statements;
  for (const auto& one : record.statements) statements.push_back(to_json(one));
  return {{"source", record.source},
          {"id", record.id},
          {"own", record.own},
          {"enrichment", record.enrichment},
          {"withdrawn", record.withdrawn},
          {"category", record.category},
          {"vulnerabilities", texts(record.vulnerabilities)},
          {"summary", record.summary},
          {"references", texts(record.references)},
          {"statements", std::move(statements)}};
}

JsonObject to_json(const DatabaseEntry::Rating& rating) {
  return {{"source", rating.source},
          {"severity", advisory::to_string(rating.severity)},
          {"score", rating.vector.empty() ? codec::JsonValue(nullptr) : codec::JsonValue(rating.score)},
          {"vector", rating.vector}};
}

JsonObject to_json(const DatabaseEntry::Support& one) {
  return {{"product", one.product},
          {"release", one.release},
          {"ends", one.ends},
          {"extended", one.extended},
          {"ended", one.ended}};
}

class DbShowJson final : public ReportOf<DatabaseEntry> {
 public:
  std::string_view format() const override { return "json"; }
  std::string_view about() const override { return "schema pratique/db-show/1"; }

  Result<void> write(const DatabaseEntry& entry, const Options&, const Sink& sink) const override {
    JsonArray ratings;
    for (const auto& rating : entry.ratings) ratings.push_back(to_json(rating));
    JsonObject object{{"schema", "pratique/db-show/1"},  {"id", entry.id},
                      {"aliases", texts(entry.aliases)}, {"published", entry.published},
                      {"modified", entry.modified},      {"weaknesses", texts(entry.weaknesses)},
                      {"ratings", std::move(ratings)}};
    put(object, entry.enriched);
    JsonArray sightings;
    for (const auto& [source, day] : entry.sightings)
      sightings.push_back(JsonObject{{"source", source}, {"first", day}});
    object.emplace("sightings", std::move(sightings));
    JsonArray support;
    for (const auto& one : entry.support) support.push_back(to_json(one));
    object.emplace("support", std::move(support));
    object.emplace("records", nullptr);
    return codec::write_json(
        sink, object, {codec::stream_of("records", entry.records, [](const DatabaseEntry::Record& record) {
          return to_json(record);
        })});
  }
};

}  // namespace

std::unique_ptr<AnyReport> make_db_show_json() { return std::make_unique<DbShowJson>(); }

}  // namespace pratique::report
