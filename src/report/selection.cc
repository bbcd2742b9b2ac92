#include "report/selection.h"

#include <algorithm>
#include <map>
#include <numeric>
#include <unordered_map>

#include "base/text_hash.h"

namespace pratique::report {

using match::FindingState;

namespace {

// Why a vulnerability is not shown, the strongest reason last.
struct Fate {
  FindingState state = FindingState::kSuppressed;
  std::string_view by;
  bool shown = false;
  // Somebody's word closed a finding of that state.
  bool by_opinion = false;
};

bool closed_by_opinion(const match::Finding& finding) {
  return finding.state != FindingState::kOpen && !finding.opinions.empty() &&
         finding.opinions.front().decides;
}

}  // namespace

std::size_t ShownFindings::hidden_total() const {
  return std::accumulate(hidden.begin(), hidden.end(), std::size_t{0},
                         [](std::size_t sum, const Left& one) { return sum + one.vulnerabilities; });
}

ShownFindings select(const match::Judgement& judgement, const Rejects& rejects, bool with_closed) {
  ShownFindings selection;
  if (with_closed) selection.closed.emplace();
  std::unordered_map<std::string_view, Fate, base::TextHash> fates;
  for (const auto& finding : judgement.findings) {
    const auto by = finding.state == FindingState::kOpen ? rejects(finding) : std::string_view();
    const bool shown = finding.state == FindingState::kOpen && by.empty();
    if (shown) selection.findings.push_back(&finding);
    if (with_closed && finding.state != FindingState::kOpen && rejects(finding).empty())
      selection.closed->push_back(&finding);
    auto& fate = fates[finding.id];
    fate.shown = fate.shown || shown;
    if (fate.by.empty()) fate.by = by;
    if (finding.state < fate.state) fate.by_opinion = false;
    fate.state = std::min(fate.state, finding.state);
    if (finding.state == fate.state && closed_by_opinion(finding)) fate.by_opinion = true;
  }
  std::map<std::string_view, std::size_t> hidden;
  for (const auto& [id, fate] : fates) {
    if (fate.shown) continue;
    if (fate.state == FindingState::kOpen) ++hidden[fate.by];
    if (fate.state == FindingState::kNotAffected) {
      ++selection.not_affected;
      if (fate.by_opinion) ++selection.by_vex;
    }
    if (fate.state == FindingState::kSuppressed) {
      ++selection.suppressed;
      if (fate.by_opinion) ++selection.by_exception;
    }
  }
  for (const auto& [by, number] : hidden) selection.hidden.push_back({.by = by, .vulnerabilities = number});
  return selection;
}

ShownFindings select_open(const match::Judgement& judgement) {
  return select(judgement, [](const auto&) { return std::string_view(); });
}

}  // namespace pratique::report
