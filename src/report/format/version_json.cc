// `version --format json`: docs/api/version.schema.json.
#include "codec/json_value.h"
#include "report/report.h"

namespace pratique::report {
namespace {

using codec::view;

class VersionJson final : public ReportOf<Version> {
 public:
  std::string_view format() const override { return "json"; }
  std::string_view about() const override { return "schema pratique/version/1"; }
  Result<void> write(const Version& version, const Options&, const Sink& sink) const override {
    return codec::write_json(sink, codec::JsonObject{{"schema", "pratique/version/1"},
                                                     {"name", view(version.name)},
                                                     {"version", view(version.number)}});
  }
};

}  // namespace

std::unique_ptr<AnyReport> make_version_json() { return std::make_unique<VersionJson>(); }

}  // namespace pratique::report
