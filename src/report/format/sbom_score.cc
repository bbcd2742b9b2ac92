// `sbom score` for people.
#include <fmt/format.h>

#include "base/text.h"
#include "report/sbom_documents.h"
#include "report/sections.h"
#include "report/table.h"
#include "report/terminal.h"

namespace pratique::report {
namespace {

// Names that a line shows; the JSON form has more.
constexpr std::size_t kShownNames = 5;

std::string standards_of(const sbom::Element& element) {
  std::string text;
  for (const auto& demand : element.demands) {
    static constexpr const char* kShort[] = {"NTIA", "CISA", "BSI"};
    text += (text.empty() ? "" : ", ") + std::string(kShort[static_cast<std::size_t>(demand.standard)]);
  }
  return text;
}

std::string met_text(const sbom::ElementScore& one) {
  if (one.asked == 0) return "–";
  if (one.element->of_document != nullptr) return one.met != 0 ? "yes" : "no";
  return fmt::format("{} of {}", one.met, one.asked);
}

std::string missing_text(const sbom::ElementScore& one) {
  std::string text;
  for (std::size_t i = 0; i < one.missing.size() && i < kShownNames; ++i)
    text += (i == 0 ? "" : ", ") + base::printable(one.missing[i]);
  const auto all = one.asked - one.met;
  return all > kShownNames ? text + fmt::format(" and {} more", all - kShownNames) : text;
}

std::string validity_text(const SbomScore& document) {
  if (!document.checked) return "not checked against a schema";
  if (document.defects.empty()) return "valid";
  return fmt::format("not valid, {}{}", document.defects.size(),
                     document.defects.size() == 1 ? " defect" : " defects or more");
}

class SbomScoreText final : public ReportOf<SbomScore> {
 public:
  std::string_view format() const override { return "text"; }
  std::string_view about() const override { return "for people: what is there, what is missing where"; }

  Result<void> write(const SbomScore& document, const Options& options, const Sink& sink) const override {
    const Style style(options);
    const auto& facts = document.facts;
    PQ_CHECK(
        sink(fmt::format("{} {}, {} components: {}\n\n", base::printable(facts.format),
                         base::printable(facts.version), facts.components.size(), validity_text(document))));
    for (const auto& defect : document.defects)
      PQ_CHECK(sink(hanging("  ! ", sbom::to_line(defect), style.columns())));
    if (!document.defects.empty()) PQ_CHECK(sink("\n"));
    Table totals({"Standard", "Elements", "Score"});
    for (const auto& one : document.score.standards) {
      totals.add({std::string(sbom::name_of(one.standard)), fmt::format("{} of {}", one.met, one.elements),
                  fmt::format("{} %", one.percent)});
    }
    const TableLayout layout{.indent = "", .columns = style.columns(), .overhang = false};
    PQ_CHECK(totals.write(layout, sink));
    PQ_CHECK(sink("\n"));
    Table table({"Element", "There", "Asked by", "Missing in"});
    for (const auto& one : document.score.elements) {
      table.add(
          {std::string(one.element->title), met_text(one), standards_of(*one.element), missing_text(one)});
    }
    return table.write(layout, sink);
  }
};

}  // namespace

std::unique_ptr<AnyReport> make_sbom_score() { return std::make_unique<SbomScoreText>(); }

}  // namespace pratique::report
