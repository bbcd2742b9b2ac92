// `sbom --format csv`: a row for each package (RFC 4180), for spreadsheets.
#include <map>
#include <set>

#include "base/text.h"
#include "report/csv.h"
#include "report/report.h"

namespace pratique::report {
namespace {

// What all records of one package say.
struct Row {
  const model::Component* first = nullptr;
  std::set<std::string> licenses, paths;
};

std::string joined(const std::set<std::string>& texts) {
  return base::join(std::vector<std::string>(texts.begin(), texts.end()), "; ");
}

class PackagesCsv final : public ReportOf<PackageList> {
 public:
  std::string_view format() const override { return "csv"; }
  std::string_view about() const override { return "a row for each package, for spreadsheets"; }

  Result<void> write(const PackageList& input, const Options&, const Sink& sink) const override {
    std::map<model::PackageKey, Row> rows;
    for (const auto& component : input.inventory.components) {
      auto& one = rows[model::package_of(component)];
      if (one.first == nullptr) one.first = &component;
      one.licenses.insert(component.licenses.begin(), component.licenses.end());
      for (const auto& location : component.locations) one.paths.insert(location.path);
    }
    return base::write_buffered(
        [&](const Sink& out) -> Result<void> {
          PQ_CHECK(out(csv_row({"type", "namespace", "name", "version", "licences", "supplier", "source",
                                "evidence", "purl", "paths"})));
          for (const auto& [key, one] : rows) {
            const auto& component = *one.first;
            PQ_CHECK(
                out(csv_row({key.type, key.name_space, key.name, key.version, joined(one.licenses),
                             component.supplier, component.source_name, model::to_string(component.evidence),
                             component.purl.to_string(), joined(one.paths)})));
          }
          // What could not be read: rows of the type "note".
          for (const auto& note : input.inventory.notes)
            PQ_CHECK(out(csv_row({"note", "", note.code, "", "", "", "", "", note.message, note.file})));
          return {};
        },
        sink);
  }
};

}  // namespace

std::unique_ptr<AnyReport> make_packages_csv() { return std::make_unique<PackagesCsv>(); }

}  // namespace pratique::report
