// `environment` for people: environments.
#include "base/text.h"
#include "report/environments.h"
#include "report/sections.h"

namespace pratique::report {
namespace {

class EnvironmentsText final : public ReportOf<Environments> {
 public:
  std::string_view format() const override { return "text"; }
  std::string_view about() const override {
    return "for people: each environment with the number of its images";
  }

  Result<void> write(const Environments& all, const Options& options, const Sink& sink) const override {
    if (all.environments.empty())
      return sink("no environment yet; record an image: pratique environment production IMAGE\n");
    Table table({"Environment", "Images", "Changed"});
    for (const auto& one : all.environments)
      table.add({base::printable(one.name), std::to_string(one.images), base::printable(one.changed)});
    return table.write({.indent = "", .columns = Style(options).columns(), .overhang = false}, sink);
  }
};

}  // namespace

std::unique_ptr<AnyReport> make_environment() { return std::make_unique<EnvironmentsText>(); }

}  // namespace pratique::report
