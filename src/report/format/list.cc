// `sbom --format list`: a table for people and for `grep`, one line a package.
#include <algorithm>
#include <array>
#include <tuple>

#include "base/text.h"
#include "model/ecosystem.h"
#include "report/origin.h"
#include "report/sections.h"

namespace pratique::report {
namespace {

using Row = std::array<std::string, 3>;

// One line a package (model::count_packages), whatever places it was found in.
std::vector<Row> rows_of(const model::Inventory& inventory) {
  std::vector<const model::Purl*> packages;
  for (const auto& component : inventory.components) packages.push_back(&component.purl);
  // The namespace is not shown of every kind.
  const auto key = [](const model::Purl* purl) {
    return std::tie(purl->name, purl->version, purl->type, purl->name_space);
  };
  std::sort(packages.begin(), packages.end(), [&](auto* a, auto* b) { return key(a) < key(b); });
  packages.erase(
      std::unique(packages.begin(), packages.end(), [&](auto* a, auto* b) { return key(a) == key(b); }),
      packages.end());
  std::vector<Row> rows;
  rows.reserve(packages.size());
  for (const auto* purl : packages) {
    rows.push_back({base::printable(model::display_name(*purl)), base::printable(purl->version),
                    base::printable(purl->type)});
  }
  std::sort(rows.begin(), rows.end());
  return rows;
}

class List final : public ReportOf<PackageList> {
 public:
  std::string_view format() const override { return "list"; }
  std::string_view about() const override { return "for people: name, version and type of each package"; }

  Result<void> write(const PackageList& input, const Options& options, const Sink& sink) const override {
    Table table({"Name", "Version", "Type"});
    for (auto& [name, version, type] : rows_of(input.inventory))
      table.add({std::move(name), std::move(version), std::move(type)});
    const TableLayout layout{.indent = "", .columns = Style(options).columns(), .overhang = false};
    PQ_CHECK(table.write(layout, sink));
    const auto layers = layers_section(input.inventory.subject, Style(options), options);
    if (!layers.empty()) PQ_CHECK(sink("\n" + layers));
    return notes_lines(input.inventory.notes, layout.columns, sink);
  }
};

}  // namespace

std::unique_ptr<AnyReport> make_list() { return std::make_unique<List>(); }

}  // namespace pratique::report
