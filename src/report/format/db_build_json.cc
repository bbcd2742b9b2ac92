// `db build --format json`: docs/api/db-build.schema.json.
#include "codec/json_value.h"
#include "report/database.h"
#include "report/document.h"

namespace pratique::report {
namespace {

using codec::JsonArray;
using codec::JsonObject;
using codec::texts;

JsonObject to_json(const DatabaseBuild::Feed& one) {
  return {{"reader", one.reader},
          {"input", one.input},
          {"files", one.files},
          {"advisories", one.advisories},
          {"skipped", one.skipped}};
}

// Of what is to be judged again the number: `db diff` and --touched have the names.
JsonObject to_json(const advisory::Difference& difference) {
  JsonArray sources;
  for (const auto& one : difference.sources) {
    sources.push_back(JsonObject{
        {"source", one.source}, {"added", one.added}, {"changed", one.changed}, {"removed", one.removed}});
  }
  return {{"sources", std::move(sources)}, {"touched", difference.touched.size()}};
}

class DbBuildJson final : public ReportOf<DatabaseBuild> {
 public:
  std::string_view format() const override { return "json"; }
  std::string_view about() const override {
    return "what was read and what was not; schema pratique/db-build/1";
  }

  Result<void> write(const DatabaseBuild& build, const Options&, const Sink& sink) const override {
    JsonArray feeds, kept;
    for (const auto& one : build.feeds) feeds.push_back(to_json(one));
    for (const auto& one : build.kept) kept.push_back(kept_to_json(one));
    JsonObject object{{"schema", "pratique/db-build/1"},  {"path", build.path},
                      {"fingerprint", build.fingerprint}, {"bytes", build.bytes},
                      {"feeds", std::move(feeds)},        {"kept", std::move(kept)},
                      {"missing", texts(build.missing)},  {"unread", texts(build.unread)},
                      {"unknown", texts(build.unknown)},  {"unknown_files", build.unknown_files},
                      {"left_out", texts(build.left_out)}};
    if (build.difference) object.emplace("difference", to_json(*build.difference));
    return codec::write_json(sink, object);
  }
};

}  // namespace

std::unique_ptr<AnyReport> make_db_build_json() { return std::make_unique<DbBuildJson>(); }

}  // namespace pratique::report
