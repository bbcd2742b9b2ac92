#include "report/gate.h"

#include <algorithm>
#include <map>

#include "base/text.h"
#include "report/summary.h"

namespace pratique::report {

namespace {

using match::Standing;

std::string packages_text(std::size_t number) {
  return std::to_string(number) + (number == 1 ? " package" : " packages");
}

// What nothing can make up for.
std::string hopeless(const Judged& input, const Basis& looked_at) {
  if (input.judgement.database.empty()) return "there is no advisory database";
  if (input.inventory.components.empty()) return "no packages found";
  if (looked_at.packages == 0) return "the filters leave no package to look at";
  if (!looked_at.compared()) return "not a single package could be judged";
  return {};
}

// The gaps of the components that are looked at, with which of these each has.
std::map<std::size_t, std::vector<std::size_t>> gaps_of(const Judged& input,
                                                        const std::vector<std::size_t>& components) {
  std::map<std::size_t, std::vector<std::size_t>> gaps;
  for (const auto index : components) {
    for (const auto gap : input.judgement.standings[index].gaps) gaps[gap].push_back(index);
  }
  return gaps;
}

std::size_t unread(const Judged& input, std::string& first) {
  std::size_t count = 0;
  for (const auto& note : input.inventory.notes) {
    if (!note.incomplete) continue;
    if (count++ == 0) first = (note.file.empty() ? "" : note.file + ": ") + note.message;
  }
  return count;
}

std::size_t unrated_of(const Judged& input, const Filter& filter) {
  const auto& words = filter.words();
  const bool severity = !words.severities.empty() &&
                        !std::any_of(words.severities.begin(), words.severities.end(), [](const auto& word) {
                          return base::equals_ignoring_case(word, "unspecified");
                        });
  return static_cast<std::size_t>(std::count_if(
      input.selection.findings.begin(), input.selection.findings.end(), [&](const auto* finding) {
        const bool no_severity = severity && finding->severity == advisory::Severity::kUnspecified;
        const bool no_score = filter.asks_for_scores() && !filter.has_score(*finding);
        return no_severity || no_score || (!words.metrics.empty() && match::cvss_of(*finding).vector.empty());
      }));
}

}  // namespace

std::string no_scores(const match::Judgement& judgement, const Filter& filter) {
  if (!filter.asks_for_scores()) return {};
  const auto& all = judgement.enrichments;
  const auto at = std::find_if(all.begin(), all.end(),
                               [](const auto& each) { return each.source == advisory::kEpssSource; });
  if (at == all.end()) return "the database has no EPSS scores";
  const auto& day = filter.words().epss_date;
  if (day.empty() || std::any_of(judgement.findings.begin(), judgement.findings.end(),
                                 [&](const auto& finding) { return filter.has_score(finding); })) {
    return {};
  }
  return at->newest == day ? std::string() : "the EPSS scores are of " + at->newest + ", not of " + day;
}

Gate decide(const Judged& input, const Filter& filter, const GateWords& words) {
  Gate gate;
  gate.unrated = filter.words().keep_unrated ? unrated_of(input, filter) : 0;
  std::vector<std::size_t> components;
  for (std::size_t i = 0; i < input.inventory.components.size(); ++i) {
    if (filter.looks_at(input.inventory.components[i])) components.push_back(i);
  }
  if (auto why = hopeless(input, basis_of(input.judgement, components)); !why.empty())
    gate.blind.push_back(why);
  for (const auto& [index, having] : gaps_of(input, components)) {
    const auto& gap = input.judgement.gaps[index];
    if (!gap.blind() || gap.code == "no-advisory-database") continue;
    if (gap.code == "fixes-only" && filter.words().only_fixed) continue;
    const bool partial = gap.standing == Standing::kPartial;
    const bool accept = words.ignore_unjudged || (partial && words.ignore_partial);
    (accept ? gate.accepted : gate.blind)
        .push_back(packages_text(model::count_packages(input.inventory, having)) +
                   (partial ? " judged by partial data: " : " not judged: ") + gap.reason);
  }
  std::string first;
  if (const auto count = unread(input, first); count > 0) {
    (words.ignore_unjudged ? gate.accepted : gate.blind)
        .push_back((count == 1 ? std::string("1 thing") : std::to_string(count) + " things") +
                   " could not be read: " + first + (count > 1 ? ", …" : ""));
  }
  if (!input.judgement.database.empty()) {
    if (filter.words().only_cisa_kev && !input.judgement.has(advisory::kExploitedSource))
      gate.blind.push_back("the database has no catalogue of exploited vulnerabilities");
    if (auto why = no_scores(input.judgement, filter); !why.empty()) gate.blind.push_back(std::move(why));
  }
  if (!gate.blind.empty()) gate.outcome = Gate::Outcome::kBlind;
  if (!input.selection.findings.empty()) gate.outcome = Gate::Outcome::kFailed;
  return gate;
}

}  // namespace pratique::report
