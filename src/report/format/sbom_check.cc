// `sbom verify` for people.
#include <fmt/format.h>

#include "base/text.h"
#include "report/attestations.h"
#include "report/sections.h"
#include "report/terminal.h"

namespace pratique::report {
namespace {

using attest::ComparedPackage;
using attest::SbomDifference;

std::string packages_text(std::string_view title, std::string_view mark,
                          const std::vector<ComparedPackage>& packages) {
  if (packages.empty()) return {};
  auto text = fmt::format("\n{} ({})\n", title, packages.size());
  for (const auto& one : packages) {
    text += fmt::format("  {} {}", mark, base::printable(one.purl));
    text += one.path.empty() ? "\n" : "  " + base::printable(one.path) + "\n";
  }
  return text;
}

std::string versions_text(const SbomDifference& difference) {
  if (difference.other_version.empty()) return {};
  auto text = fmt::format("\nOther version ({})\n", difference.other_version.size());
  for (const auto& one : difference.other_version) {
    text += fmt::format("  ~ {}: the SBOM says {}, the layers have {}", base::printable(one.name),
                        one.listed.empty() ? "none" : base::printable(one.listed),
                        one.found.empty() ? "none" : base::printable(one.found));
    text += one.path.empty() ? "\n" : "  " + base::printable(one.path) + "\n";
  }
  return text;
}

std::string verdict_text(const SbomDifference& difference) {
  if (!difference.differs())
    return fmt::format("✓ The SBOM lists what the layers hold; packages on both sides: {}\n",
                       difference.same);
  return fmt::format(
      "✗ The SBOM differs from the layers: {} missing, {} invented, {} in another version; {} agree\n",
      difference.missing.size(), difference.invented.size(), difference.other_version.size(),
      difference.same);
}

class SbomCheckText final : public ReportOf<SbomCheck> {
 public:
  std::string_view format() const override { return "text"; }
  std::string_view about() const override { return "for people: what differs"; }

  Result<void> write(const SbomCheck& check, const Options& options, const Sink& sink) const override {
    const auto& difference = check.difference;
    const auto by = check.sbom.generator.empty() ? "" : ", by " + base::printable(check.sbom.generator);
    auto text = fmt::format("SBOM  {} ({}{}, unverified)\n", base::printable(check.sbom.digest),
                            base::printable(check.sbom.predicate_type), by);
    text += fmt::format("about {}\n\n", base::printable(check.sbom.about));
    text += verdict_text(difference);
    text += packages_text("Missing: in the layers, not in the SBOM", "-", difference.missing);
    text += packages_text("Invented: in the SBOM, not in the layers", "+", difference.invented);
    text += versions_text(difference);
    for (const auto& type : difference.unlisted_types)
      text += fmt::format(
          "\n! the SBOM lists no package of type {} at all: its writer may not look for them\n", type);
    text += packages_text("Named by lock files only, not counted", "·", difference.declared);
    text += packages_text("Not checked: kinds that are not read here", "?", difference.unchecked);
    if (!check.notes.empty()) text += "\n";
    for (const auto& note : check.notes)
      text += hanging("! ", base::printable(note.message), Style(options).columns());
    return sink(text);
  }
};

}  // namespace

std::unique_ptr<AnyReport> make_sbom_check() { return std::make_unique<SbomCheckText>(); }

}  // namespace pratique::report
