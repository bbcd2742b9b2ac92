// `cves --format only-packages`: one line a package.
#include "base/text.h"
#include "report/sections.h"

namespace pratique::report {
namespace {

class OnlyPackages final : public Report {
 public:
  // Only what was judged by data that suffice has noughts.
  static std::string verdict_of(match::Verdict verdict, const Counts& counts, const Style& style) {
    switch (verdict) {
      case match::Verdict::kUnjudged:
        return style.warning("not judged");
      case match::Verdict::kElsewhere:
        return style.faint("not judged itself");
      default:
        return tuple_text(counts, verdict == match::Verdict::kJudged, style);
    }
  }

  ReportInfo info() const override { return {"cves", "only-packages"}; }

  std::string write(const Input& input) const override {
    const Style style(input.options);
    Table table({"Name", "Version", "Type", "Vulnerabilities"});
    const auto& findings = input.judgement.findings;  // sorted by component
    auto next = findings.begin();
    for (std::size_t i = 0; i < input.inventory.components.size(); ++i) {
      const auto first = next;
      while (next != findings.end() && next->component == i) ++next;
      if (first == next && input.options.only_vuln_packages) continue;
      const auto& purl = input.inventory.components[i].purl;
      const auto verdict = verdict_of(input.judgement.verdicts[i].verdict, count({first, next}), style);
      table.add({base::printable(display_name(purl)), base::printable(purl.version),
                 base::printable(purl.type), verdict});
    }
    const auto list = table.empty() ? std::string() : table.to_text("  ") + "\n";
    return list + gaps_section(input, style) + coverage_section(input, style);
  }
};

}  // namespace

std::unique_ptr<Report> make_only_packages() { return std::make_unique<OnlyPackages>(); }

}  // namespace pratique::report
