// `sbom --format list`: a table for people and for `grep`, one line a package.
#include <algorithm>
#include <array>
#include <map>

#include "base/text.h"
#include "model/ecosystem.h"
#include "report/sections.h"

namespace pratique::report {
namespace {

using Row = std::array<std::string, 3>;

// One line a package (model::count_packages), whatever places it was found in.
std::vector<Row> rows_of(const model::Inventory& inventory) {
  std::map<std::pair<Row, std::string>, Row> packages;  // the namespace is not shown of every kind
  for (const auto& component : inventory.components) {
    const auto& purl = component.purl;
    const Row key = {model::display_name(purl), purl.version, purl.type};
    const Row row = {base::printable(key[0]), base::printable(key[1]), base::printable(key[2])};
    packages.emplace(std::pair(key, purl.name_space), row);
  }
  std::vector<Row> rows;
  for (auto& [key, row] : packages) rows.push_back(std::move(row));
  std::stable_sort(rows.begin(), rows.end());
  return rows;
}

// What could not be read must not be silent in the shortest of the formats either.
std::string notes_text(const std::vector<model::Note>& notes, std::size_t columns) {
  std::string text;
  for (const auto& note : notes) {
    const auto file = note.file.empty() ? "" : base::printable(note.file) + ": ";
    const auto line = base::printable(note.code) + ": " + file + base::printable(note.message);
    text += hanging("", line, columns);
  }
  return text.empty() ? text : "\n" + text;
}

class List final : public ReportOf<PackageList> {
 public:
  std::string_view format() const override { return "list"; }

  Result<void> write(const PackageList& input, const Options& options, const Sink& sink) const override {
    Table table({"Name", "Version", "Type"});
    for (const auto& [name, version, type] : rows_of(input.inventory)) table.add({name, version, type});
    const Layout layout{.indent = "", .columns = Style(options).columns(), .overhang = false};
    return sink(table.to_text(layout) + notes_text(input.inventory.notes, layout.columns));
  }
};

}  // namespace

std::unique_ptr<AnyReport> make_list() { return std::make_unique<List>(); }

}  // namespace pratique::report
