// `environment --format json`: schema pratique/environments/1 (docs/environments.md).
#include "codec/json_value.h"
#include "report/environments.h"

namespace pratique::report {
namespace {

class EnvironmentsJson final : public ReportOf<Environments> {
 public:
  std::string_view format() const override { return "json"; }
  std::string_view about() const override { return "schema pratique/environments/1"; }

  Result<void> write(const Environments& all, const Options&, const Sink& sink) const override {
    const codec::JsonObject object{{"schema", "pratique/environments/1"}, {"environments", nullptr}};
    return codec::write_json(
        sink, object, {codec::stream_of("environments", all.environments, [](const EnvironmentRow& one) {
          return codec::JsonObject{
              {"name", codec::view(one.name)}, {"images", one.images}, {"changed", codec::view(one.changed)}};
        })});
  }
};

}  // namespace

std::unique_ptr<AnyReport> make_environment_json() { return std::make_unique<EnvironmentsJson>(); }

}  // namespace pratique::report
