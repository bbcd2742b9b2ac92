// `cves --format json`: schema pratique/cves/1 (docs/formats/cves.md).
#include <algorithm>

#include "report/document.h"
#include "report/summary.h"
#include "sbom/native.h"

namespace pratique::report {
namespace {

class CvesJson final : public CvesReport {
 public:
  std::string_view format() const override { return "json"; }
  bool shows_texts(const Options&) const override { return true; }

  Result<void> write(const Cves& input, const Options&, const Sink& sink) const override {
    // By package, and within it as the text has them.
    std::vector<const match::Finding*> sorted;
    for (const auto& finding : input.judgement.findings) sorted.push_back(&finding);
    std::stable_sort(sorted.begin(), sorted.end(), [](const auto* a, const auto* b) {
      return a->component != b->component ? a->component < b->component : before(*a, *b);
    });
    auto object = document_head(kCvesSchema, input);
    object.emplace("findings", nullptr);  // written one by one, below
    object.emplace("upgrades", upgrades_to_json(input));
    object.emplace("hidden", input.hidden);
    object.emplace("unjudged", unjudged_to_json(input.judgement));
    object.emplace("partly_judged", partial_to_json(input.judgement));
    object.emplace("verdicts", verdicts_to_json(input));
    object.emplace("notes", notes_to_json(input));
    object.emplace("coverage", coverage_to_json(input.judgement));
    sbom::put(object, "database", input.judgement.database);
    return sink(codec::to_text(object, "findings", sorted.size(), [&](std::size_t index) {
      const auto& finding = *sorted[index];
      return codec::JsonValue(finding_to_json(finding, input.inventory.components[finding.component]));
    }));
  }
};

}  // namespace

std::unique_ptr<AnyReport> make_json() { return std::make_unique<CvesJson>(); }

}  // namespace pratique::report
