// `quickview --format json`: schema pratique/quickview/1 (docs/formats/quickview.md).
#include "base/text.h"
#include "report/document.h"
#include "report/summary.h"
#include "sbom/native.h"

namespace pratique::report {
namespace {

class QuickviewJson final : public Report {
 public:
  ReportInfo info() const override { return {"quickview", "json"}; }

  std::string write(const Input& input) const override {
    const auto scope = scope_of(input);
    codec::JsonObject object;
    object.emplace("schema", boost::json::string_view(kQuickviewSchema.data(), kQuickviewSchema.size()));
    object.emplace("subject", sbom::to_json(input.inventory.subject));
    object.emplace("packages", scope.packages);
    object.emplace("judged", scope.judged);
    object.emplace("vulnerabilities", vulnerabilities(input, scope));
    object.emplace("unjudged", unjudged_to_json(input.judgement));
    object.emplace("notes", notes_to_json(input));
    object.emplace("coverage", coverage_to_json(input.judgement));
    sbom::put(object, "database", input.judgement.database);
    return codec::to_text(std::move(object));
  }

 private:
  // null where nothing could be judged: zeros would read as clean.
  static codec::JsonValue vulnerabilities(const Input& input, const Scope& scope) {
    if (scope.judged == 0) return nullptr;
    const auto counts = count(input.judgement.findings);
    codec::JsonObject object;
    for (std::size_t i = 0; i < kSeverities.size(); ++i) {
      object.emplace(base::to_lower(advisory::to_string(kSeverities[i])), counts.by_severity[i]);
    }
    return object;
  }
};

}  // namespace

std::unique_ptr<Report> make_quickview_json() { return std::make_unique<QuickviewJson>(); }

}  // namespace pratique::report
