// `cves --format json`: schema pratique/cves/1 (docs/formats/cves.md).
#include "report/document.h"
#include "report/summary.h"
#include "sbom/native.h"

namespace pratique::report {
namespace {

class CvesJson final : public Report {
 public:
  ReportInfo info() const override { return {"cves", "json"}; }
  bool shows_texts(const Options&) const override { return true; }

  std::string write(const Input& input) const override {
    codec::JsonArray findings;
    for (const auto& finding : input.judgement.findings) {
      findings.emplace_back(finding_to_json(finding, input.inventory.components[finding.component]));
    }
    const auto scope = scope_of(input);
    codec::JsonObject object;
    object.emplace("schema", boost::json::string_view(kCvesSchema.data(), kCvesSchema.size()));
    object.emplace("subject", sbom::to_json(input.inventory.subject));
    put_scope(object, scope);
    sbom::put(object, "day", input.judgement.day);
    object.emplace("findings", std::move(findings));
    object.emplace("hidden", input.hidden);
    object.emplace("unjudged", unjudged_to_json(input.judgement));
    object.emplace("partly_judged", partial_to_json(input.judgement));
    object.emplace("verdicts", verdicts_to_json(input));
    object.emplace("notes", notes_to_json(input));
    object.emplace("coverage", coverage_to_json(input.judgement));
    sbom::put(object, "database", input.judgement.database);
    return codec::to_text(std::move(object));
  }
};

}  // namespace

std::unique_ptr<Report> make_json() { return std::make_unique<CvesJson>(); }

}  // namespace pratique::report
