// `environment ENV --format json`: schema pratique/environment-images/1 (docs/environments.md).
#include "codec/json_value.h"
#include "report/environments.h"
#include "sbom/native.h"

namespace pratique::report {
namespace {

codec::JsonObject to_json(const EnvironmentImageRow& one) {
  codec::JsonObject object{{"environment", codec::view(one.environment)},
                           {"name", codec::view(one.name)},
                           {"digest", codec::view(one.digest)}};
  sbom::put(object, "platform", one.platform);
  object.emplace("packages", one.packages);
  object.emplace("recorded", codec::view(one.recorded));
  sbom::put(object, "removed", one.removed);
  return object;
}

class EnvironmentImagesJson final : public ReportOf<EnvironmentImages> {
 public:
  std::string_view format() const override { return "json"; }
  std::string_view about() const override { return "schema pratique/environment-images/1"; }

  Result<void> write(const EnvironmentImages& all, const Options&, const Sink& sink) const override {
    const codec::JsonObject object{{"schema", "pratique/environment-images/1"}, {"images", nullptr}};
    return codec::write_json(sink, object, {codec::stream_of("images", all.images, to_json)});
  }
};

}  // namespace

std::unique_ptr<AnyReport> make_environment_images_json() {
  return std::make_unique<EnvironmentImagesJson>();
}

}  // namespace pratique::report
