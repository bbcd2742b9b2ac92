// `sbom diff` for people.
#include <fmt/format.h>

#include "base/text.h"
#include "report/sbom_documents.h"
#include "report/sections.h"
#include "report/terminal.h"

namespace pratique::report {
namespace {

std::string listed(std::string_view mark, const std::vector<sbom::ListedPackage>& packages) {
  std::string text;
  for (const auto& one : packages) {
    text += fmt::format("{} {}{}\n", mark, base::printable(one.package),
                        one.version.empty() ? "" : " " + base::printable(one.version));
  }
  return text;
}

std::string shown(const std::string& text) { return text.empty() ? "none" : base::printable(text); }

std::string changed(const std::vector<sbom::ChangedPackage>& packages) {
  std::string text;
  for (const auto& one : packages) {
    text += "~ " + base::printable(one.package) + " " + shown(one.before);
    text += one.before == one.after ? "\n" : " → " + shown(one.after) + "\n";
    for (const auto& field : one.fields)
      text += fmt::format("    {}: {} → {}\n", field.field, shown(field.before), shown(field.after));
  }
  return text;
}

class SbomDiffText final : public ReportOf<SbomDiff> {
 public:
  std::string_view format() const override { return "text"; }
  std::string_view about() const override { return "for people: a line for each package that differs"; }

  Result<void> write(const SbomDiff& diff, const Options& options, const Sink& sink) const override {
    const auto& difference = diff.difference;
    PQ_CHECK(sink(listed("+", difference.added)));
    PQ_CHECK(sink(listed("-", difference.removed)));
    PQ_CHECK(sink(changed(difference.changed)));
    auto text = fmt::format("{}{} added, {} removed, {} changed; {} the same\n",
                            difference.differs() ? "\n" : "", difference.added.size(),
                            difference.removed.size(), difference.changed.size(), difference.same);
    for (const auto& note : diff.notes)
      text += hanging("! ", base::printable(note.message), Style(options).columns());
    return sink(text);
  }
};

}  // namespace

std::unique_ptr<AnyReport> make_sbom_diff() { return std::make_unique<SbomDiffText>(); }

}  // namespace pratique::report
