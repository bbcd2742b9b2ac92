// `db diff --format json`: docs/api/db-diff.schema.json.
#include "codec/json_value.h"
#include "report/database.h"

namespace pratique::report {
namespace {

codec::JsonObject source_to_json(const advisory::Difference::Source& one) {
  return {{"source", one.source}, {"added", one.added}, {"changed", one.changed}, {"removed", one.removed}};
}
codec::JsonObject touched_to_json(const advisory::Difference::Touched& one) {
  return {{"ecosystem", one.ecosystem}, {"name", one.name}};
}
codec::JsonObject release_to_json(const advisory::Difference::Release& one) {
  return {{"distribution", one.distribution}, {"release", one.release}};
}

class DbDiffJson final : public ReportOf<DatabaseDifference> {
 public:
  std::string_view format() const override { return "json"; }
  std::string_view about() const override { return "schema pratique/db-diff/1"; }

  Result<void> write(const DatabaseDifference& document, const Options&, const Sink& sink) const override {
    const auto& difference = document.difference;
    const codec::JsonObject object{{"schema", "pratique/db-diff/1"},
                                   {"older", document.older},
                                   {"newer", document.newer},
                                   {"newest_before", difference.newest_before},
                                   {"newest_after", difference.newest_after},
                                   {"sources", nullptr},
                                   {"touched", nullptr},
                                   {"ecosystems", nullptr},
                                   {"releases", nullptr},
                                   {"origins", nullptr}};
    return codec::write_json(sink, object,
                             {codec::stream_of("sources", difference.sources, source_to_json),
                              codec::stream_of("touched", difference.touched, touched_to_json),
                              codec::stream_of("origins", difference.origins,
                                               [](const std::string& one) { return codec::JsonValue(one); }),
                              codec::stream_of("ecosystems", difference.ecosystems,
                                               [](const std::string& one) { return codec::JsonValue(one); }),
                              codec::stream_of("releases", difference.releases, release_to_json)});
  }
};

}  // namespace

std::unique_ptr<AnyReport> make_db_diff_json() { return std::make_unique<DbDiffJson>(); }

}  // namespace pratique::report
