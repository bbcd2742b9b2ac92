// `cves --format only-packages`: one line a package.
#include <map>

#include "base/text.h"
#include "model/ecosystem.h"
#include "report/sections.h"

namespace pratique::report {
namespace {

// One package, whose records may be several.
struct Row {
  const model::Purl* purl = nullptr;
  match::Standing standing = match::Standing::kJudged;
  std::vector<const match::Finding*> findings;
};

// In the order of the inventory.
std::vector<Row> rows_of(const Judged& input) {
  std::vector<Row> rows;
  std::map<model::PackageKey, std::size_t> places;
  auto next = input.selection.findings.begin();  // sorted by component
  for (std::size_t i = 0; i < input.inventory.components.size(); ++i) {
    const auto& component = input.inventory.components[i];
    const auto standing = input.judgement.standings[i].standing;
    if (input.selection.is_left_out(i)) continue;  // none of its findings is there either
    const auto [place, added] = places.try_emplace(model::package_of(component), rows.size());
    if (added) rows.push_back({.purl = &component.purl, .standing = standing, .findings = {}});
    auto& row = rows[place->second];
    row.standing = joined(row.standing, standing);
    for (; next != input.selection.findings.end() && (*next)->component == i; ++next)
      row.findings.push_back(*next);
  }
  return rows;
}

class OnlyPackages final : public CvesReport {
 public:
  // Only what was judged by data that suffice has noughts.
  static Cell standing_of(match::Standing standing, const Counts& counts, const Style& style) {
    switch (standing) {
      case match::Standing::kUnjudged:
        return style.warning("not judged");
      case match::Standing::kElsewhere:
        return style.faint("not judged itself");
      default:
        break;
    }
    return Cell::unfolded(tuple_text(counts, standing == match::Standing::kJudged, style));
  }

  std::string_view format() const override { return "only-packages"; }
  std::string_view about() const override { return "for people: a line for each package"; }

  Result<void> write(const Cves& input, const Options& options, const Sink& sink) const override {
    const Style style(options);
    Table table({"Name", "Version", "Type", "Vulnerabilities"});
    for (const auto& row : rows_of(input)) {
      if (row.findings.empty() && options.only_vuln_packages) continue;
      table.add({base::printable(model::display_name(*row.purl)), base::printable(row.purl->version),
                 base::printable(row.purl->type), standing_of(row.standing, count(row.findings), style)});
    }
    if (!table.empty()) {
      PQ_CHECK(table.write(layout_of(style), sink));
      PQ_CHECK(sink("\n"));
    }
    PQ_CHECK(sink(gaps_section(input, style)));
    return sink(coverage_section(input, style));
  }
};

}  // namespace

std::unique_ptr<AnyReport> make_only_packages() { return std::make_unique<OnlyPackages>(); }

}  // namespace pratique::report
