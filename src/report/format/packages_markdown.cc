// `sbom --format markdown`: the list of packages for a merge request or a wiki.
#include <fmt/format.h>

#include <map>
#include <set>

#include "base/text.h"
#include "model/ecosystem.h"
#include "report/markdown.h"
#include "report/report.h"

namespace pratique::report {
namespace {

std::string joined(const std::set<std::string>& texts) {
  return base::join(std::vector<std::string>(texts.begin(), texts.end()), ", ");
}

class PackagesMarkdown final : public ReportOf<PackageList> {
 public:
  std::string_view format() const override { return "markdown"; }
  std::string_view about() const override { return "a table of the packages for a merge request or a wiki"; }

  Result<void> write(const PackageList& input, const Options&, const Sink& sink) const override {
    const auto& inventory = input.inventory;
    std::map<model::PackageKey, std::set<std::string>> licenses;
    std::map<model::PackageKey, const model::Purl*> packages;
    for (const auto& component : inventory.components) {
      const auto key = model::package_of(component);
      licenses[key].insert(component.licenses.begin(), component.licenses.end());
      packages.try_emplace(key, &component.purl);
    }
    return base::write_buffered(
        [&](const Sink& out) -> Result<void> {
          PQ_CHECK(out(fmt::format("## Packages in {}\n\n", code_text(inventory.subject.name))));
          PQ_CHECK(out(fmt::format("{} packages\n\n", packages.size())));
          if (!packages.empty()) PQ_CHECK(out("| Name | Version | Type | Licences |\n|---|---|---|---|\n"));
          for (const auto& [key, purl] : packages) {
            PQ_CHECK(out(fmt::format("| {} | {} | {} | {} |\n", code_text(model::display_name(*purl)),
                                     code_text(purl->version), code_text(purl->type),
                                     code_text(joined(licenses[key])))));
          }
          if (!inventory.notes.empty()) PQ_CHECK(out("\n### Notes\n\n"));
          for (const auto& note : inventory.notes) {
            PQ_CHECK(out(fmt::format("- {}: {}{}\n", code_text(note.code),
                                     note.file.empty() ? "" : code_text(note.file) + ": ",
                                     code_text(note.message))));
          }
          return {};
        },
        sink);
  }
};

}  // namespace

std::unique_ptr<AnyReport> make_packages_markdown() { return std::make_unique<PackagesMarkdown>(); }

}  // namespace pratique::report
