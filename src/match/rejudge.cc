#include "match/rejudge.h"

#include <algorithm>

#include "advisory/ecosystem.h"
#include "match/data.h"
#include "match/live_patch.h"
#include "match/release.h"
#include "match/third_party.h"
#include "model/ecosystem.h"

namespace pratique::match {

namespace {

bool same(const Data& one, const Data& other) {
  return one.any == other.any && one.samples_only == other.samples_only && one.doubts == other.doubts;
}

bool same(const std::optional<EndOfLife>& one, const std::optional<EndOfLife>& other) {
  if (!one || !other) return !one && !other;
  return one->message == other->message && one->extended == other->extended;
}

}  // namespace

Renewal::Renewal(const Grounds& then, const std::string& given, const Context& now, const Advisories& newer,
                 const advisory::Difference& difference)
    : now_(now),
      newer_(newer),
      before_(reference_of(given, now.subject.created, difference.newest_before)),
      after_(reference_of(now.now, now.subject.created, difference.newest_after)),
      old_rows_(then.coverage),
      new_rows_(newer.coverage()) {
  for (const auto& one : difference.touched) touched_.emplace(one.ecosystem, one.name);
  for (const auto& one : difference.releases) releases_.emplace(one.distribution, one.release);
  origins_.insert(difference.origins.begin(), difference.origins.end());
}

// The figures of an ecosystem change daily; only where other words come of them they matter.
bool Renewal::same_data(const std::string& ecosystem, const std::string& label) {
  const auto [at, added] = data_.try_emplace({ecosystem, label});
  if (added)
    at->second =
        same(data_of(ecosystem, label, before_, old_rows_), data_of(ecosystem, label, after_, new_rows_));
  return at->second;
}

// As Judge::check_release() looks it up: by the longest beginning of the version that is known, so any other row on
// that way may be the one that was found or is found now.
bool Renewal::same_support(const model::Component& component) {
  auto release = release_of(component, now_.subject);
  if (const auto* row = model::distribution_called(release.id)) {
    release.id = row->vendor;
    release.version = model::number_of_codename(*row, release.version);
  }
  const auto [at, added] = support_.try_emplace({release.id, release.version});
  if (!added) return at->second;
  for (auto version = std::string_view(release.version); !version.empty();) {
    if (releases_.contains({release.id, version})) return at->second = false;
    const auto dot = version.rfind('.');
    version = dot == std::string_view::npos ? std::string_view() : version.substr(0, dot);
  }
  const auto lifecycle = newer_.lifecycle(release.id, release.version);
  if (!lifecycle) return at->second = true;
  const auto label = to_label({release.id, lifecycle->release});
  return at->second = same(end_of_life(label, *lifecycle, before_), end_of_life(label, *lifecycle, after_));
}

// Which of the advisories count may hang on what the repositories stand for.
bool Renewal::same_answer(const Question& question) const {
  const auto is_touched = [&](const std::string& name) {
    const auto ecosystem = advisory::canonical_ecosystem(question.ecosystem);
    return !name.empty() &&
           touched_.contains({ecosystem, advisory::canonical_name(question.ecosystem, name)});
  };
  return !is_touched(question.name) && !is_touched(question.also) &&
         std::ranges::none_of(question.repositories,
                              [&](const std::string& one) { return origins_.contains(one); });
}

// What is said of the live patches that a kernel is mended by.
bool Renewal::same_patches(const model::Component& component) {
  if (now_.live_patches == nullptr) return true;
  return std::ranges::all_of(now_.live_patches->beside(component), [&](const LivePatches::Beside& one) {
    return !one.fits || stands(*one.patch.package);
  });
}

bool Renewal::stands(const model::Component& component) {
  const bool system = model::is_system(component.purl.type);
  if (system && !same_support(component)) return false;
  if (!same_patches(component)) return false;
  const auto* matcher = matcher_for(component);
  if (matcher == nullptr) {
    const auto covered = covered_ecosystem(component, now_.subject);
    return covered.empty() || same_data(covered, covered);
  }
  const auto question = matcher->ask(component, now_.subject);
  // As Judge::ask_of_program().
  if (!question.built_by.empty() || !question.stranger.empty()) {
    const auto program = program_in(component);
    if (program && !stands(*program)) return false;
  }
  if (!question.refusal.empty() || !question.built_by.empty()) return true;
  const auto further = matcher->ask_also(component, now_.subject);
  return same_answer(question) && same_data(question.ecosystem, question.label) &&
         std::ranges::all_of(further, [&](const Question& each) { return same_answer(each); });
}

Result<Rejudged> rejudge(const model::Inventory& inventory, std::vector<Verdict> verdicts, Renewal& renewal,
                         const Context& now, const Advisories& newer) {
  if (verdicts.size() != inventory.components.size())
    return base::invalid("judging again: " + std::to_string(verdicts.size()) + " verdicts for " +
                         std::to_string(inventory.components.size()) + " components");
  Rejudged out{.verdicts = std::move(verdicts)};
  Judge judge(now, newer);
  for (std::size_t i = 0; i < out.verdicts.size(); ++i) {
    const auto& component = inventory.components[i];
    if (renewal.stands(component)) continue;
    PQ_TRY(out.verdicts[i], judge.judge(component));
    ++out.judged;
  }
  return out;
}

}  // namespace pratique::match
