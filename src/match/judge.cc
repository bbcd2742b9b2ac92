// Judging: for each component ask its matcher, look up, evaluate the ranges, arbitrate; and say what could
// not be judged.
#include <algorithm>
#include <array>
#include <set>

#include "base/text.h"
#include "match/advisories.h"
#include "match/arbitration.h"
#include "match/gaps.h"
#include "match/matcher.h"
#include "match/range.h"
#include "match/release.h"
#include "match/staleness.h"
#include "version/order.h"

namespace pratique::match {

namespace {

using advisory::Hit;
using model::Component;

// purl types whose packages belong to a distribution: their gap is told by the release, not by the type.
constexpr std::array<std::string_view, 4> kSystemTypes = {"alpm", "apk", "deb", "rpm"};

// A text that no ecosystem would call a version: nothing, a placeholder ("${revision}"), a place
// ("git+https://…", "file:../x"), a word ("latest", "(devel)").
bool is_version(std::string_view text) {
  const auto alien = [](char c) { return c == '$' || c == '{' || c == '/' || c == '(' || base::is_space(c); };
  return std::any_of(text.begin(), text.end(), base::is_digit) &&
         std::none_of(text.begin(), text.end(), alien);
}

// Advisory::category: what makes a finding, what is only told, and what is no word about safety at all.
enum class Weight { kFinding, kNote, kNothing };

Weight weight_of(const Hit& hit) {
  const auto& category = hit.category;
  if (category == "bugfix" || category == "enhancement") return Weight::kNothing;
  const bool told = category == "unmaintained" || category == "notice" || category == "informational";
  return told ? Weight::kNote : Weight::kFinding;
}

class Judge {
 public:
  Judge(const model::Inventory& inventory, const Advisories& advisories)
      : inventory_(inventory), advisories_(advisories), arbitration_(advisories) {}

  Result<Judgement> run() {
    for (std::size_t i = 0; i < inventory_.components.size(); ++i) PQ_CHECK(judge(i));
    settle_owned();
    add_coverage();
    gaps_.report(judgement_);
    std::sort(judgement_.notes.begin(), judgement_.notes.end());
    judgement_.database = advisories_.fingerprint();
    return std::move(judgement_);
  }

 private:
  const Matcher* matcher_of(const Component& component) const {
    static const auto matchers = all_matchers();
    const auto found = std::find_if(matchers.begin(), matchers.end(),
                                    [&](const auto& matcher) { return matcher->handles(component); });
    return found == matchers.end() ? nullptr : found->get();
  }

  bool covers(const Question& question) {
    const auto known = covered_.find(question.ecosystem);
    if (known != covered_.end()) return known->second;
    std::uint64_t advisories = 0;
    for (const auto& row : coverage_) advisories += row.ecosystem == question.ecosystem ? row.advisories : 0;
    const bool covered = advisories >= question.fewest_advisories && advisories_.covers(question.ecosystem);
    return covered_.emplace(question.ecosystem, covered).first->second;
  }

  // Notes why the component gets no verdict.
  void skip(std::size_t index, Gaps::Kind kind, const std::string& subject, const std::string& ecosystem) {
    gaps_.add(kind, subject, ecosystem, inventory_.components[index].purl.short_form());
    judgement_.unjudged_components.push_back(index);
  }

  Result<void> judge(std::size_t index) {
    const auto& component = inventory_.components[index];
    const auto* matcher = matcher_of(component);
    if (!component.owner.empty() && !is_system(component)) {
      owned_.push_back(index);
      return {};
    }
    if (matcher == nullptr) {
      const auto label =
          is_system(component) ? to_label(release_of(component, inventory_.subject)) : component.purl.type;
      skip(index, Gaps::Kind::kNoData, label, component.purl.type);
      return {};
    }
    const auto question = matcher->ask(component, inventory_.subject);
    if (!question.refusal.empty()) {
      skip(index, Gaps::Kind::kNoRelease, question.refusal, component.purl.type);
      return {};
    }
    return answer(index, *matcher, question);
  }

  static bool is_system(const Component& component) {
    return std::find(kSystemTypes.begin(), kSystemTypes.end(), component.purl.type) != kSystemTypes.end();
  }

  // An ecosystem that is known by samples only is looked into as well: what is found is true, but what is not
  // found is no verdict.
  Result<void> answer(std::size_t index, const Matcher& matcher, const Question& question) {
    PQ_TRY(const auto* hits, look_up(question));
    const bool covered = covers(question);
    const bool versioned = is_version(question.version);
    if (covered && !versioned) {
      skip(index, hits->empty() ? Gaps::Kind::kUnnamed : Gaps::Kind::kUnversioned, "", question.ecosystem);
      return {};
    }
    auto claims = versioned ? claims_of(index, matcher, question, *hits) : std::vector<Claim>();
    if (claims.empty()) {
      if (!covered) skip(index, Gaps::Kind::kNoData, question.label, question.ecosystem);
      return {};
    }
    PQ_TRY(auto findings, arbitration_.decide(index, std::move(claims)));
    std::move(findings.begin(), findings.end(), std::back_inserter(judgement_.findings));
    return {};
  }

  std::vector<Claim> claims_of(std::size_t index, const Matcher& matcher, const Question& question,
                               const std::vector<Hit>& hits) {
    std::vector<Claim> claims;
    for (auto first = hits.begin(); first != hits.end();) {
      const auto last = std::find_if(first, hits.end(), [&](const Hit& hit) {
        return hit.id != first->id || hit.source != first->source ||
               hit.affected.order != first->affected.order;
      });
      weigh(index, matcher, question, std::span(first, last), claims);
      first = last;
    }
    return claims;
  }

  // Advisories about safety that are not withdrawn, those of one record side by side.
  Result<const std::vector<Hit>*> look_up(const Question& question) {
    const auto key = std::pair(question.ecosystem, question.name);
    auto known = hits_.find(key);
    if (known == hits_.end()) {
      PQ_TRY(auto hits, advisories_.lookup(question.ecosystem, question.name));
      std::erase_if(hits, [](const Hit& hit) { return hit.withdrawn || weight_of(hit) == Weight::kNothing; });
      std::stable_sort(hits.begin(), hits.end(), [](const Hit& a, const Hit& b) {
        return std::tie(a.id, a.source, a.affected.order) < std::tie(b.id, b.source, b.affected.order);
      });
      known = hits_.emplace(key, std::move(hits)).first;
    }
    return &known->second;
  }

  // Adds the claims of one advisory, given as its entries for this package.
  void weigh(std::size_t index, const Matcher& matcher, const Question& question, std::span<const Hit> record,
             std::vector<Claim>& claims) {
    const auto& component = inventory_.components[index];
    const auto& head = record.front();
    const auto* order = version::find_order(head.affected.order);
    if (order == nullptr) {
      gaps_.add(Gaps::Kind::kUnsupported,
                head.id + " needs the unknown version order \"" + head.affected.order + "\"",
                question.ecosystem, component.purl.short_form());
      return;
    }
    std::vector<advisory::Affected> entries;
    std::vector<advisory::Affected> unknown;
    for (const auto& hit : record) {
      const auto relevance = matcher.relevance(component, hit.affected);
      if (relevance == Relevance::kYes) entries.push_back(hit.affected);
      if (relevance == Relevance::kUnknown) unknown.push_back(hit.affected);
    }
    const auto verdict = evaluate(*order, entries, question.version);
    if (!verdict.affected && evaluate(*order, unknown, question.version).affected) {
      gaps_.add(Gaps::Kind::kUnknownBuild, head.id, question.ecosystem, component.purl.short_form());
    }
    if (verdict.truncated) {
      gaps_.add(Gaps::Kind::kUnsupported,
                head.id + " has more than " + std::to_string(kMaxRanges) + " ranges", question.ecosystem,
                component.purl.short_form());
    }
    if (!verdict.affected || is_the_fix(*order, entries, question)) return;
    if (weight_of(head) == Weight::kNote) {
      gaps_.add(Gaps::Kind::kInformational, head.id + " (" + head.category + ")", question.ecosystem,
                component.purl.short_form());
      return;
    }
    for (const auto& id : head.ids) {
      claims.push_back({.id = id,
                        .evidence = {.advisory = head.id,
                                     .source = head.source,
                                     .ecosystem = question.ecosystem,
                                     .range = verdict.range,
                                     .fixed = verdict.fixed,
                                     .rule = question.rule},
                        .category = head.category,
                        .distribution = question.distribution,
                        .order = order});
    }
  }

  // An erratum may ship several builds of one package (ALSA-2023:6938: criu 3.15-3 in two module builds).
  // Whoever has one of them has the fix, though another build's release compares higher.
  static bool is_the_fix(const version::Order& order, std::span<const advisory::Affected> entries,
                         const Question& question) {
    if (!question.distribution) return false;
    return std::any_of(entries.begin(), entries.end(), [&](const auto& entry) {
      return std::any_of(entry.ranges.begin(), entry.ranges.end(), [&](const auto& range) {
        return !range.fixed.empty() && order.compare(range.fixed, question.version) == 0;
      });
    });
  }

  // Language packages that an OS package owns are as well judged as their owner is.
  void settle_owned() {
    std::set<std::string> blind;
    for (const auto index : judgement_.unjudged_components)
      blind.insert(inventory_.components[index].purl.to_string());
    for (const auto index : owned_) {
      const auto& component = inventory_.components[index];
      const auto kind = blind.contains(component.owner) ? Gaps::Kind::kOwnerBlind : Gaps::Kind::kOwned;
      skip(index, kind, "", component.purl.type);
    }
    std::sort(judgement_.unjudged_components.begin(), judgement_.unjudged_components.end());
  }

  void add_coverage() {
    std::string newest;
    for (auto& row : coverage_) {
      newest = std::max(newest, row.newest);
      // What was not enough to judge by is shown as the samples that it is.
      const auto covered = covered_.find(row.ecosystem);
      if (covered == covered_.end()) continue;
      row.sample = row.sample || !covered->second;
      judgement_.coverage.push_back(row);
    }
    note_stale_data(inventory_.subject.created, newest, judgement_.coverage, judgement_.notes);
  }

  const model::Inventory& inventory_;
  const Advisories& advisories_;
  Arbitration arbitration_;
  Gaps gaps_;
  Judgement judgement_;
  std::map<std::pair<std::string, std::string>, std::vector<Hit>> hits_;
  std::vector<advisory::Coverage> coverage_ = advisories_.coverage();
  std::map<std::string, bool> covered_;  // of the ecosystems that were looked into
  std::vector<std::size_t> owned_;
};

}  // namespace

Result<Judgement> judge(const model::Inventory& inventory, const Advisories& advisories) {
  return Judge(inventory, advisories).run();
}

Judgement judge_without_database(const model::Inventory& inventory, const std::string& why) {
  Judgement judgement;
  const auto count = inventory.components.size();
  for (std::size_t i = 0; i < count; ++i) judgement.unjudged_components.push_back(i);
  if (count > 0) {
    judgement.unjudged.push_back(
        {.reason = "no advisory database", .ecosystem = {}, .components = count, .blind = true});
  }
  judgement.notes.push_back({.code = "no-advisory-database",
                             .message = why + ": nothing was matched, " + count_of(count, "package") +
                                        " not judged; build a database with: pratique db build --feeds DIR",
                             .file = {},
                             .layer = {},
                             .incomplete = true});
  return judgement;
}

}  // namespace pratique::match
