// `version`: one line.
#include <fmt/format.h>

#include "report/report.h"

namespace pratique::report {
namespace {

class VersionText final : public ReportOf<Version> {
 public:
  std::string_view format() const override { return "text"; }
  std::string_view about() const override { return "for people: a line"; }
  Result<void> write(const Version& version, const Options&, const Sink& sink) const override {
    return sink(fmt::format("{} {}\n", version.name, version.number));
  }
};

}  // namespace

std::unique_ptr<AnyReport> make_version() { return std::make_unique<VersionText>(); }

}  // namespace pratique::report
