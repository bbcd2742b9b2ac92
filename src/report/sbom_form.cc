#include "report/sbom_form.h"

#include <map>

#include "base/text.h"
#include "report/summary.h"
#include "sbom/write.h"

namespace pratique::report {
namespace {

// "CVE-2023-5363: HIGH, CVSS 7.5, fixed in 3.0.11-1~deb12u2".
std::string line_of(const match::Finding& finding) {
  auto line = std::string(finding.id) + ": " + advisory::to_string(finding.severity);
  const auto& cvss = match::cvss_of(finding);
  if (cvss.score > 0) line += ", CVSS " + score_text(cvss.score);
  return line + (finding.fixed.empty() ? ", not fixed" : ", fixed in " + std::string(finding.fixed));
}

class SbomForm final : public CvesReport {
 public:
  SbomForm(std::string_view format, std::string_view writer, std::string_view about)
      : format_(format), writer_(writer), about_(about) {}
  std::string_view format() const override { return format_; }
  std::string_view about() const override { return about_; }

  Result<void> write(const Cves& cves, const Options&, const Sink& sink) const override {
    auto inventory = cves.inventory;
    std::map<std::size_t, std::vector<std::string>> lines;
    for (const auto* finding : cves.selection.findings)
      lines[finding->component].push_back(line_of(*finding));
    for (auto& [index, all] : lines)
      inventory.components[index].properties["pratique:vulnerabilities"] = base::join(all, "; ");
    // Whoever reads it must not take silence for health.
    inventory.notes.insert(inventory.notes.end(), cves.judgement.notes.begin(), cves.judgement.notes.end());
    model::normalise(inventory);
    return sbom::find_writer(writer_)->write(inventory, {}, sink);
  }

 private:
  std::string_view format_, writer_, about_;
};

}  // namespace

std::unique_ptr<AnyReport> sbom_form(std::string_view format, std::string_view writer,
                                     std::string_view about) {
  return std::make_unique<SbomForm>(format, writer, about);
}

}  // namespace pratique::report
