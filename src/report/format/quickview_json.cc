// `quickview --format json`: schema pratique/quickview/1 (docs/formats/quickview.md).
#include "base/text.h"
#include "report/document.h"
#include "report/policy_document.h"
#include "report/quickview.h"
#include "sbom/native.h"

namespace pratique::report {
namespace {

class QuickviewJson final : public ReportOf<Quickview> {
 public:
  std::string_view format() const override { return "json"; }
  std::string_view about() const override { return "schema pratique/quickview/1"; }

  Result<void> write(const Quickview& input, const Options&, const Sink& sink) const override {
    JudgedDocument document(kQuickviewSchema, input);
    const auto basis = basis_of(input);
    document.object().emplace("vulnerabilities", basis.compared()
                                                     ? to_json(count(input.selection.findings), basis.whole())
                                                     : codec::JsonValue(nullptr));
    put_beside(document.object(), input);
    document.add_closed();
    document.add_gaps();
    document.add_notes();
    return document.write(sink);
  }

 private:
  // null for each nought that partial data cannot vouch for: zeros would read as clean.
  static codec::JsonValue to_json(const Counts& counts, bool whole) {
    codec::JsonObject object;
    for (std::size_t i = 0; i < kSeverities.size(); ++i) {
      const auto number = counts.by_severity[i];
      const auto figure = number == 0 && !whole ? codec::JsonValue(nullptr) : codec::JsonValue(number);
      object.emplace(base::to_lower(advisory::to_string(kSeverities[i])), figure);
    }
    object.emplace("at_least", !whole);
    return object;
  }

  static codec::JsonObject to_json(const ImageFigures& figures) {
    codec::JsonObject object{{"name", codec::view(figures.name)}};
    sbom::put(object, "digest", figures.digest);
    object.emplace("vulnerabilities",
                   figures.counts ? to_json(*figures.counts, figures.whole) : codec::JsonValue(nullptr));
    sbom::put(object, "note", figures.note);
    return object;
  }

  // What stands beside the figures of the image itself.
  static void put_beside(codec::JsonObject& object, const Quickview& input) {
    if (input.base) object.emplace("base", to_json(*input.base));
    if (input.refreshed) object.emplace("refreshed", to_json(*input.refreshed));
    if (input.updated) object.emplace("updated", to_json(*input.updated));
    if (!input.policies) return;
    codec::JsonArray policies;
    for (const auto& one : input.policies->policies) policies.emplace_back(policy_line_to_json(one));
    object.emplace("policy_status", tally_to_json(input.policies->policies));
    object.emplace("score", score_to_json(input.policies->score));
    object.emplace("policies", std::move(policies));
  }
};

}  // namespace

std::unique_ptr<AnyReport> make_quickview_json() { return std::make_unique<QuickviewJson>(); }

}  // namespace pratique::report
