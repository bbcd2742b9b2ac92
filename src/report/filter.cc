#include "report/filter.h"

#include <algorithm>
#include <cmath>
#include <set>

#include "base/text.h"
#include "model/stage.h"
#include "report/filter_values.h"
#include "report/part.h"
#include "report/pattern.h"

namespace pratique::report {

using advisory::Severity;

struct Filter::State {
  FilterWords words;
  std::set<Severity> severities;
  std::vector<Pattern> patterns;
  // Of `words`, in the units of Epss; day 0: any.
  advisory::Epss least;
  BasePart base;
  std::string_view rejects(const model::Component& component) const;
};

Filter::Filter(std::unique_ptr<State> state) : state_(std::move(state)) {}
Filter::Filter(Filter&&) noexcept = default;
Filter& Filter::operator=(Filter&&) noexcept = default;
Filter::~Filter() = default;

namespace {

tl::unexpected<Error> bad_usage(std::string what) { return base::fail(ErrorKind::kUsage, std::move(what)); }

bool among(const std::vector<std::string>& words, std::string_view text) {
  return std::any_of(words.begin(), words.end(),
                     [&](const auto& word) { return base::equals_ignoring_case(word, text); });
}

bool has_id(const match::Finding& finding, const std::vector<std::string>& ids) {
  if (among(ids, finding.id)) return true;
  const auto named = [&](std::string_view alias) { return among(ids, alias); };
  return std::any_of(finding.aliases.begin(), finding.aliases.end(), named) ||
         std::any_of(finding.statements.begin(), finding.statements.end(),
                     [&](const auto& statement) { return named(statement.advisory); });
}

// "AV:N" is a whole part of "CVSS:3.1/AV:N/AC:L/…".
bool has_metric(std::string_view vector, const std::vector<std::string>& metrics) {
  const auto parts = base::split(vector, '/');
  return std::any_of(parts.begin(), parts.end(),
                     [&](auto part) { return !part.empty() && among(metrics, part); });
}

}  // namespace

static Result<std::uint32_t> least_share(const char* option, double value) {
  if (!(value >= 0 && value <= 1)) return bad_usage(std::string(option) + " takes a number from 0 to 1");
  return static_cast<std::uint32_t>(std::ceil(value * advisory::kEpssUnit - 1e-6));
}

Result<Filter> Filter::make(FilterWords words) {
  auto state = std::make_unique<State>();
  PQ_TRY(state->least.score, least_share("--epss-score", words.epss_score));
  PQ_TRY(state->least.percentile, least_share("--epss-percentile", words.epss_percentile));
  state->least.day = advisory::day_number(words.epss_date);
  if (!words.epss_date.empty() && (state->least.day == 0 || words.epss_date.size() != 10))
    return bad_usage("--epss-date: \"" + words.epss_date + "\" is no day such as 2026-08-21");
  if (words.only_fixed && words.only_unfixed)
    return bad_usage("--only-fixed and --only-unfixed exclude each other");
  if (words.only_base && words.ignore_base)
    return bad_usage("--only-base and --ignore-base exclude each other");
  for (const auto& word : words.severities) {
    PQ_TRY(const auto severity, parse_severity(word));
    state->severities.insert(severity);
  }
  for (const auto& list : words.packages) {
    for (const auto& text : split_patterns(list)) {
      PQ_TRY(auto pattern, Pattern::make(text));
      state->patterns.push_back(std::move(pattern));
    }
  }
  if (words.drop_unrated && state->severities.contains(Severity::kUnspecified))
    return bad_usage("--ignore-unrated and --only-severity unspecified exclude each other");
  for (auto& word : words.package_types) {
    PQ_TRY(word, parse_package_type(word));
  }
  for (const auto& word : words.ids) PQ_CHECK(parse_vulnerability_id(word));
  for (const auto& word : words.metrics) PQ_CHECK(parse_metric(word));
  state->words = std::move(words);
  return Filter(std::move(state));
}

Result<void> Filter::look_at(const model::Subject& subject) {
  if (!state_->words.only_base && !state_->words.ignore_base) return {};
  PQ_TRY(state_->base, BasePart::of(subject));
  return {};
}

const FilterWords& Filter::words() const { return state_->words; }

bool Filter::asks_for_scores() const {
  return state_->words.epss_score > 0 || state_->words.epss_percentile > 0 ||
         !state_->words.epss_date.empty();
}

bool Filter::has_score(const match::Finding& finding) const {
  const auto day = state_->least.day;
  return finding.epss.known() && (day == 0 || finding.epss.day == day);
}

// The option of packages that says no to a component; empty: none does.
std::string_view Filter::State::rejects(const model::Component& component) const {
  const auto& types = words.package_types;
  if (!types.empty() && !among(types, component.purl.type)) return "--only-package-type";
  const auto stage = model::stage_of(component);
  if (!words.stages.empty() && !among(words.stages, stage)) return "--only-stage";
  if (words.only_base && !base.may_be_of_base(component)) return "--only-base";
  if (words.ignore_base && !base.may_be_own(component)) return "--ignore-base";
  if (patterns.empty()) return {};
  const auto& purl = component.purl;
  const auto full = purl.name_space.empty() ? purl.name : purl.name_space + "/" + purl.name;
  const bool found = std::any_of(patterns.begin(), patterns.end(), [&](const auto& pattern) {
    return pattern.found_in(purl.name) || pattern.found_in(full);
  });
  return found ? "" : "--only-package";
}

bool Filter::looks_at(const model::Component& component) const { return state_->rejects(component).empty(); }

std::string_view Filter::rejects(const match::Finding& finding, const model::Component& component) const {
  const auto& words = state_->words;
  const auto& severities = state_->severities;
  const bool unrated = finding.severity == Severity::kUnspecified;
  if (unrated && words.drop_unrated) return "--ignore-unrated";
  const bool any_severity = severities.empty() || (unrated && words.keep_unrated);
  if (!any_severity && !severities.contains(finding.severity)) return "--only-severity";
  if (words.only_fixed && finding.fixed.empty()) return "--only-fixed";
  if (words.only_unfixed && !finding.fixed.empty()) return "--only-unfixed";
  if (words.only_cisa_kev && !finding.exploitation.known) return "--only-cisa-kev";
  if (const auto says_no = rejects_score(finding); !says_no.empty()) return says_no;
  if (!words.ids.empty() && !has_id(finding, words.ids)) return "--only-cve-id";
  const bool any_metric =
      words.metrics.empty() || (match::cvss_of(finding).vector.empty() && words.keep_unrated);
  if (!any_metric && !has_metric(match::cvss_of(finding).vector, words.metrics)) return "--only-metric";
  return state_->rejects(component);
}

// What has no score that counts has neither a high nor a low one.
std::string_view Filter::rejects_score(const match::Finding& finding) const {
  if (!asks_for_scores()) return {};
  const auto& words = state_->words;
  const auto& least = state_->least;
  if (!has_score(finding)) {
    if (words.keep_unrated) return {};
    return words.epss_score > 0        ? "--epss-score"
           : words.epss_percentile > 0 ? "--epss-percentile"
                                       : "--epss-date";
  }
  if (finding.epss.score < least.score) return "--epss-score";
  return finding.epss.percentile < least.percentile ? "--epss-percentile" : "";
}

ShownFindings Filter::select(const match::Judgement& judgement, const model::Inventory& inventory) const {
  const auto rejected = [&](const match::Finding& finding) {
    return rejects(finding, inventory.components[finding.component]);
  };
  auto selection = report::select(judgement, rejected, state_->words.show_closed);
  for (const auto& component : inventory.components) selection.left_out.push_back(!looks_at(component));
  return selection;
}

}  // namespace pratique::report
