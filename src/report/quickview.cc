#include "report/quickview.h"

#include <numeric>

#include "model/stage.h"
#include "report/origin.h"
#include "report/part.h"

namespace pratique::report {

std::optional<ImageFigures> figures_of_base(const Judged& judged) {
  const auto& subject = judged.inventory.subject;
  if (subject.bases.empty() || subject.bases.front().name == model::kScratch) return std::nullopt;
  const auto& base = subject.bases.front();
  ImageFigures figures{.name = base_name_of(base), .digest = base.digest};
  const auto part = BasePart::of(subject);
  if (!part) {
    figures.note = part.error().what;
    return figures;
  }
  std::vector<std::size_t> components;
  for (std::size_t i = 0; i < judged.inventory.components.size(); ++i) {
    const auto& one = judged.inventory.components[i];
    if (!part->may_be_of_base(one)) continue;
    if (part->may_be_own(one)) {
      figures.note = "of which layer its packages are is not told";
      return figures;
    }
    components.push_back(i);
  }
  const auto basis = basis_of(judged.judgement, components);
  if (!basis.compared()) {
    figures.note = components.empty() ? "no packages" : "not judged";
    return figures;
  }
  std::vector<const match::Finding*> findings;
  for (const auto* one : judged.selection.findings) {
    if (part->may_be_of_base(judged.inventory.components[one->component])) findings.push_back(one);
  }
  figures.counts = count(findings);
  figures.whole = basis.whole() && basis_of(judged).unread == 0;
  return figures;
}

std::string figures_delta(const ImageFigures& now, const ImageFigures& then) {
  if (!now.counts || !then.counts) return {};
  std::string text;
  for (std::size_t i = 0; i < kSeverities.size(); ++i) {
    const auto is = static_cast<std::int64_t>(now.counts->by_severity[i]),
               was = static_cast<std::int64_t>(then.counts->by_severity[i]);
    // As tuple_text() has its columns: the last only where there is something of it.
    if (kSeverities[i] == advisory::Severity::kUnspecified && is == was) continue;
    text += pad_left(is == was ? "" : delta_text(is - was), i == 0 ? 4 : 6) + " ";
  }
  return text.find_first_not_of(' ') == std::string::npos ? std::string() : text;
}

}  // namespace pratique::report
