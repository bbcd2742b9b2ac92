// `licenses --format csv`: a row for each package, for spreadsheets.
#include "base/text.h"
#include "report/csv.h"
#include "report/licenses.h"

namespace pratique::report {
namespace {

class LicensesCsv final : public ReportOf<Licenses> {
 public:
  std::string_view format() const override { return "csv"; }
  std::string_view about() const override { return "a row for each package, for spreadsheets"; }

  Result<void> write(const Licenses& document, const Options&, const Sink& sink) const override {
    return base::write_buffered(
        [&](const Sink& out) -> Result<void> {
          PQ_CHECK(out(csv_row({"type", "namespace", "name", "version", "licence", "category", "basis",
                                "evidence", "denied", "purl"})));
          for (const auto& package : document.packages) PQ_CHECK(out(row(document, package)));
          for (const auto& note : document.inventory.notes)
            PQ_CHECK(out(csv_row({"note", "", note.code, "", "", "", "", note.message, "", note.file})));
          return {};
        },
        sink);
  }

 private:
  static std::string row(const Licenses& document, const LicensedPackage& package) {
    const auto& purl = document.inventory.components[package.components.front()].purl;
    std::vector<std::string> denied;
    for (const auto& one : package.denied) denied.push_back(licence_text(one));
    return csv_row({purl.type, purl.name_space, purl.name, purl.version, package.licence.expression,
                    licence::to_string(package.category), licence::to_string(package.licence.basis),
                    base::join(evidence_lines(package), "; "), base::join(denied, ", "), purl.to_string()});
  }
};

}  // namespace

std::unique_ptr<AnyReport> make_licenses_csv() { return std::make_unique<LicensesCsv>(); }

}  // namespace pratique::report
