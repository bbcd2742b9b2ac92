#include "report/recommendations.h"

#include <algorithm>

#include "base/text.h"

namespace pratique::report {

const char* to_string(Refresh::State state) {
  constexpr const char* kWords[] = {"up-to-date", "newer", "unknown"};
  return kWords[static_cast<std::size_t>(state)];
}

Counts counts_of(const recommend::ImageFacts& facts) {
  Counts counts;
  for (const auto& [id, severity] : facts.vulnerabilities) {
    const auto at = std::ranges::find(kSeverities, severity);
    ++counts.by_severity[static_cast<std::size_t>(at - kSeverities.begin())];
  }
  return counts;
}

ImageFigures figures_of(const std::string& name, const recommend::ImageFacts& facts) {
  ImageFigures figures{.name = name, .digest = facts.digest, .whole = facts.whole};
  if (facts.judged) {
    figures.counts = counts_of(facts);
  } else {
    figures.note = facts.packages == 0 ? "no packages" : "not judged";
  }
  return figures;
}

std::string title_of(const Proposal& proposal) {
  using recommend::UpdateKind;
  switch (proposal.kind) {
    case UpdateKind::kPatch:
      return "Patch version update";
    case UpdateKind::kMinor:
      return "Minor version update";
    case UpdateKind::kMajor:
      return "Major version update";
    case UpdateKind::kFlavour:
      return proposal.facts.flavour.empty() ? "Other flavour" : "Flavour " + proposal.facts.flavour;
    case UpdateKind::kRefresh:
      break;
  }
  return "Newer image, same tag";
}

}  // namespace pratique::report
