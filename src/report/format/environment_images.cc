// `environment ENV` and `environment --where IMAGE` for people: images.
#include "base/text.h"
#include "report/environments.h"
#include "report/sections.h"

namespace pratique::report {
namespace {

class EnvironmentImagesText final : public ReportOf<EnvironmentImages> {
 public:
  std::string_view format() const override { return "text"; }
  std::string_view about() const override {
    return "for people: each image with its digest and when it was recorded";
  }

  Result<void> write(const EnvironmentImages& all, const Options& options, const Sink& sink) const override {
    if (all.images.empty())
      return sink(all.environment.empty()
                      ? "it runs nowhere\n"
                      : "nothing is recorded in " + base::printable(all.environment) + "\n");
    Table table({"Environment", "Image", "Digest", "Platform", "Packages", "Recorded", "Removed"});
    for (const auto& one : all.images) {
      table.add({base::printable(one.environment), base::printable(one.name), short_digest(one.digest),
                 base::printable(one.platform), std::to_string(one.packages), base::printable(one.recorded),
                 one.removed.empty() ? "–" : base::printable(one.removed)});
    }
    return table.write({.indent = "", .columns = Style(options).columns(), .overhang = false}, sink);
  }
};

}  // namespace

std::unique_ptr<AnyReport> make_environment_images() { return std::make_unique<EnvironmentImagesText>(); }

}  // namespace pratique::report
