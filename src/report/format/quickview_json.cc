// `quickview --format json`: schema pratique/quickview/1 (docs/formats/quickview.md).
#include "base/text.h"
#include "report/document.h"
#include "report/summary.h"

namespace pratique::report {
namespace {

class QuickviewJson final : public ReportOf<Quickview> {
 public:
  std::string_view format() const override { return "json"; }
  std::string_view about() const override { return "schema pratique/quickview/1"; }

  Result<void> write(const Quickview& input, const Options&, const Sink& sink) const override {
    JudgedDocument document(kQuickviewSchema, input);
    document.object().emplace("vulnerabilities", vulnerabilities(input, basis_of(input)));
    document.add_closed();
    document.add_gaps();
    document.add_notes();
    return document.write(sink);
  }

 private:
  // null where nothing could be judged, and null for each nought that partial data cannot vouch for: zeros
  // would read as clean.
  static codec::JsonValue vulnerabilities(const Judged& input, const Basis& basis) {
    if (!basis.compared()) return nullptr;
    const auto counts = count(input.selection.findings);
    codec::JsonObject object;
    for (std::size_t i = 0; i < kSeverities.size(); ++i) {
      const auto number = counts.by_severity[i];
      const auto figure =
          number == 0 && !basis.whole() ? codec::JsonValue(nullptr) : codec::JsonValue(number);
      object.emplace(base::to_lower(advisory::to_string(kSeverities[i])), figure);
    }
    object.emplace("at_least", !basis.whole());
    return object;
  }
};

}  // namespace

std::unique_ptr<AnyReport> make_quickview_json() { return std::make_unique<QuickviewJson>(); }

}  // namespace pratique::report
