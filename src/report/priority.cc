// The formula of docs/priority.md; the numbers below are its table.
#include "report/priority.h"

#include <algorithm>
#include <utility>

#include "base/text.h"
#include "report/enrichment.h"
#include "report/summary.h"

namespace pratique::report {

namespace {

using advisory::Severity;

constexpr int kMostPoints = 100;
// For each point of the CVSS score.
constexpr double kBySeverity = 4;
// Of exploitation the most that one of these gives counts.
constexpr int kExploited = 40, kSeen = 35, kProofOfConcept = 15, kMostByEpss = 40;
constexpr int kAutomatable = 5, kFixed = 10, kStarted = 5, kDeclared = -10;

// CVSS 3.1, section 5: where the bands begin and end. What nobody rated counts as the middle of the scale.
struct Band {
  double from, to;
};
Band band_of(Severity severity) {
  switch (severity) {
    case Severity::kCritical:
      return {9.0, 10.0};
    case Severity::kHigh:
      return {7.0, 8.9};
    case Severity::kMedium:
      return {4.0, 6.9};
    case Severity::kLow:
      return {0.1, 3.9};
    case Severity::kUnspecified:
      break;
  }
  return {5.0, 5.0};
}

struct Part {
  int points = 0;
  std::string reason;
};

// The severity that was decided counts; a score tells only where in its band.
Part severity_part(const match::Finding& finding) {
  const auto band = band_of(finding.severity);
  const auto& cvss = match::cvss_of(finding);
  const bool rated = finding.severity != Severity::kUnspecified;
  const auto score = cvss.vector.empty() ? band.from : std::clamp(cvss.score, band.from, band.to);
  std::string reason = rated ? advisory::to_string(finding.severity) : "not rated by anybody";
  if (rated && !cvss.vector.empty()) reason += ", CVSS " + score_text(cvss.score);
  return {static_cast<int>(kBySeverity * score), std::move(reason)};
}

Part exploitation_part(const match::Finding& finding) {
  const auto& [exploitation, epss, ssvc] = enriched(finding);
  std::vector<Part> parts;
  if (exploitation.known)
    parts.push_back({kExploited, "known to be exploited: " + exploited_text(exploitation)});
  if (!finding.seen_by.empty())
    parts.push_back(
        {kSeen, "seen exploited by " + base::join({finding.seen_by.begin(), finding.seen_by.end()}, ", ")});
  if (ssvc.exploitation == advisory::Activity::kActive) parts.push_back({kSeen, "exploited, by CISA's SSVC"});
  if (ssvc.exploitation == advisory::Activity::kProofOfConcept)
    parts.push_back({kProofOfConcept, "a proof of concept is public"});
  if (epss.known())
    parts.push_back({static_cast<int>(std::uint64_t{epss.score} * kMostByEpss / advisory::kEpssUnit),
                     "EPSS " + epss_score_text(epss)});
  const auto best = std::max_element(parts.begin(), parts.end(),
                                     [](const Part& a, const Part& b) { return a.points < b.points; });
  return best == parts.end() ? Part{} : *best;
}

}  // namespace

Priority priority_of(const match::Finding& finding, Use use) {
  std::vector<Part> parts{severity_part(finding), exploitation_part(finding)};
  const bool worked_out = parts.back().points >= kProofOfConcept;
  if (worked_out && finding.ssvc.automatable == advisory::Automatable::kYes)
    parts.push_back({kAutomatable, "attacks can be automated"});
  if (!finding.fixed.empty()) parts.push_back({kFixed, "fixed in " + std::string(finding.fixed)});
  if (use == Use::kStarted) parts.push_back({kStarted, "in what the image starts"});
  if (use == Use::kDeclared) parts.push_back({kDeclared, "only declared, not seen installed"});
  Priority priority;
  std::stable_sort(parts.begin(), parts.end(),
                   [](const Part& a, const Part& b) { return a.points > b.points; });
  for (auto& part : parts) {
    priority.points += part.points;
    if (!part.reason.empty()) priority.reasons.push_back(std::move(part.reason));
  }
  priority.points = std::clamp(priority.points, 0, kMostPoints);
  return priority;
}

// The words of entrypoint and command that can be files: with "/" as they are, others below the working folder or, as
// execvp(3) would look for a program, in the usual folders. Options and shells' lines are no paths of files that hold
// packages, so that they name nothing.
Priorities::Priorities(const model::Inventory& inventory) : inventory_(inventory) {
  const auto& config = inventory.subject.config;
  const auto add = [&](std::string path) {
    while (path.starts_with('/')) path.erase(0, 1);
    if (!path.empty()) started_.insert(std::move(path));
  };
  for (const auto* words : {&config.entrypoint, &config.cmd}) {
    for (const auto& word : *words) {
      if (word.empty() || word.front() == '-') continue;
      if (word.front() == '/') {
        add(word);
        continue;
      }
      const auto relative = word.starts_with("./") ? word.substr(2) : word;
      add(config.working_dir + "/" + relative);
      if (relative.find('/') != std::string::npos) continue;
      for (const auto* folder : {"usr/local/sbin", "usr/local/bin", "usr/sbin", "usr/bin", "sbin", "bin"})
        add(std::string(folder) + "/" + relative);
    }
  }
}

Use Priorities::use_of(const model::Component& component) const {
  for (const auto& location : component.locations) {
    const std::string_view path = location.path;
    if (started_.contains(path.substr(0, path.find('!')))) return Use::kStarted;
  }
  return component.evidence == model::Evidence::kDeclared ? Use::kDeclared : Use::kUnknown;
}

Priority Priorities::of(const match::Finding& finding) const {
  return priority_of(finding, use_of(inventory_.components[finding.component]));
}

codec::JsonObject to_json(const Priority& priority) {
  return {{"points", priority.points}, {"reasons", codec::texts(priority.reasons)}};
}

}  // namespace pratique::report
