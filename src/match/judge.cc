// Judging: for each component ask its matcher, look up, evaluate the ranges, arbitrate; and say what could
// not be judged.
//
// Problem: "no finding" has two meanings, and only one of them is good news. A package may be compared with
// data that know every vulnerability, with data that know some, or with nothing. So every component leaves
// with findings, with gaps, or with a plain *judged*, never with silence.
//
// Example, an image of Debian 12 and a database with Debian's advisories up to last week and 14 of npm:
//   libssl3 3.0.9-1   the matcher asks "Debian:12", openssl, 3.0.9-1. Three advisories name it. One is
//                     withdrawn, one is of another architecture, the third says "< 3.0.11-1": a finding.
//   bash 5.2.15       the same question, no advisory: judged, and clean.
//   left-pad 1.0.0    "npm" has 14 advisories: a sample. What it finds is true; that it finds nothing says
//                     nothing: a gap, *not judged*.
//   python3-six       a language package that a Debian package owns: judged as that one, for Debian back-ports
//                     fixes without raising the version that the language's advisories compare.
//
// Why in this order: a look-up comes before the question how good the data are, because a true finding from a
// poor database is still true. Gaps are kept by reason, not by component, since a reason holds for hundreds of
// packages and is told once (match/gaps.h). Whether a text is a version at all is asked before any comparison:
// orders are total, and "latest" would lie below everything.
#include <algorithm>
#include <memory>
#include <set>

#include "base/text.h"
#include "match/advisories.h"
#include "match/arbitration.h"
#include "match/gaps.h"
#include "match/matcher.h"
#include "match/qualifiers.h"
#include "match/range.h"
#include "match/release.h"
#include "match/staleness.h"
#include "model/ecosystem.h"
#include "version/order.h"

namespace pratique::match {

namespace {

using advisory::HitView;
using model::Component;

// A text that no ecosystem would call a version: nothing, a placeholder ("${revision}"), a place
// ("git+https://…", "file:../x"), a word ("latest", "(devel)").
bool is_version(std::string_view text) {
  const auto alien = [](char c) { return c == '$' || c == '{' || c == '/' || c == '(' || base::is_space(c); };
  return std::any_of(text.begin(), text.end(), base::is_digit) &&
         std::none_of(text.begin(), text.end(), alien);
}

// Advisory::category: what makes a finding, what is only told, and what is no word about safety at all.
enum class Weight { kFinding, kNote, kNothing };

Weight weight_of(const HitView& hit) {
  const auto category = hit.category;
  if (category == "bugfix" || category == "enhancement") return Weight::kNothing;
  const bool told = category == "unmaintained" || category == "notice" || category == "informational";
  return told ? Weight::kNote : Weight::kFinding;
}

// What the database is for one ecosystem: whether there is any, whether more than samples, and what keeps the
// rest from being enough to call a package clean.
struct Data {
  bool any = false, samples_only = false;
  std::vector<std::pair<Gaps::Kind, std::string>> doubts;  // with the gap's subject
};

// Latest day or year of the rows of this extent. A row with a tenth of the advisories of the largest does not
// count: a single fresh record beside an old feed is no feed.
std::string newest_of(const std::vector<const advisory::Coverage*>& rows, advisory::Extent extent) {
  std::uint64_t most = 0;
  for (const auto* row : rows) most = std::max(most, row->extent == extent ? row->advisories : 0);
  std::string newest;
  for (const auto* row : rows) {
    if (row->extent == extent && row->advisories * 10 >= most) newest = std::max(newest, row->newest);
  }
  return newest;
}

// "382 advisories for Maven on 174 packages"
std::string figures_of(const std::vector<const advisory::Coverage*>& rows, const std::string& label) {
  std::uint64_t advisories = 0, packages = 0;
  for (const auto* row : rows) {
    advisories += row->advisories;
    packages += row->packages;
  }
  return std::to_string(advisories) + (advisories == 1 ? " advisory" : " advisories") + " for " + label +
         " on " + count_of(packages, "package");
}

// The rows that know the most speak for the ecosystem.
Data data_of(const std::string& ecosystem, const std::string& label, const Reference& reference,
             const std::vector<advisory::Coverage>& coverage) {
  using advisory::Extent;
  std::vector<const advisory::Coverage*> rows;
  auto extent = Extent::kSample, declared = Extent::kSample;
  for (const auto& row : coverage) {
    if (row.ecosystem != ecosystem) continue;
    rows.push_back(&row);
    extent = std::max(extent, row.extent);
    declared = std::max(declared, row.declared);
  }
  Data data{.any = !rows.empty(), .samples_only = extent == Extent::kSample, .doubts = {}};
  if (data.samples_only) {
    data.doubts.emplace_back(Gaps::Kind::kSample, label);
    return data;
  }
  if (extent == Extent::kUndeclared) {
    const bool more = declared > Extent::kUndeclared;
    data.doubts.emplace_back(more ? Gaps::Kind::kContradicted : Gaps::Kind::kUndeclared,
                             figures_of(rows, label));
  }
  if (extent == Extent::kFixesOnly) data.doubts.emplace_back(Gaps::Kind::kFixesOnly, label);
  const auto newest = newest_of(rows, extent);
  if (newest.empty()) data.doubts.emplace_back(Gaps::Kind::kUndated, label);
  if (auto old = old_data(label, newest, reference); !old.empty())
    data.doubts.emplace_back(Gaps::Kind::kOld, std::move(old));
  return data;
}

// Look-ups are kept while they hold fewer hits than this: packages of one name stand near each other.
constexpr std::size_t kMaxKeptHits = 20'000;

class Judge {
 public:
  Judge(const model::Inventory& inventory, const Advisories& advisories, const JudgeOptions& options)
      : inventory_(inventory),
        advisories_(advisories),
        arbitration_(advisories, *judgement_.arena),
        gaps_(inventory),
        reference_(reference_of(options.now, inventory.subject.created, advisories.newest())) {}

  Result<Judgement> run() {
    for (std::size_t i = 0; i < inventory_.components.size(); ++i) {
      PQ_CHECK(judge(i));
      if (is_system(inventory_.components[i])) check_release(i);
    }
    settle_owned();
    add_coverage();
    gaps_.report(judgement_);
    // A scan that found nothing has said so; a document that lists nothing has not.
    const auto& notes = inventory_.notes;
    const bool said =
        std::any_of(notes.begin(), notes.end(), [](const auto& note) { return note.incomplete; });
    if (inventory_.components.empty() && !said) judgement_.notes.push_back(no_packages());
    std::sort(judgement_.notes.begin(), judgement_.notes.end());
    judgement_.database = advisories_.fingerprint();
    judgement_.exploited = advisories_.newest_exploited();
    judgement_.day = reference_.day;
    return std::move(judgement_);
  }

 private:
  const Matcher* matcher_of(const Component& component) const {
    static const auto matchers = all_matchers();
    const auto found = std::find_if(matchers.begin(), matchers.end(),
                                    [&](const auto& matcher) { return matcher->handles(component); });
    return found == matchers.end() ? nullptr : found->get();
  }

  const Data& data_for(const Question& question) {
    const auto known = data_.find(question.ecosystem);
    if (known != data_.end()) return known->second;
    return data_
        .emplace(question.ecosystem, data_of(question.ecosystem, question.label, reference_, coverage_))
        .first->second;
  }

  // A release that is no longer maintained gets no advisories any more, whatever the feed.
  void check_release(std::size_t index) {
    const auto& component = inventory_.components[index];
    auto release = release_of(component, inventory_.subject);
    if (const auto* row = model::distribution(release.id))
      release.version = model::number_of_codename(*row, release.version);
    const auto key = std::pair(release.id, release.version);
    auto known = ends_.find(key);
    if (known == ends_.end()) {
      const auto lifecycle = advisories_.lifecycle(release.id, release.version);
      std::optional<EndOfLife> end;
      if (lifecycle) end = end_of_life(to_label({release.id, lifecycle->release}), *lifecycle, reference_);
      known = ends_.emplace(key, std::move(end)).first;
    }
    if (!known->second) return;
    gaps_.add(known->second->extended ? Gaps::Kind::kExtended : Gaps::Kind::kEndOfLife,
              known->second->message, component.purl.type, index);
  }

  static model::Note no_packages() {
    return {.code = "no-packages",
            .message = "no packages found: there is nothing to judge",
            .file = {},
            .layer = {},
            .incomplete = true};
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
      gaps_.add(Gaps::Kind::kNoData, label, component.purl.type, index);
      return {};
    }
    const auto question = matcher->ask(component, inventory_.subject);
    if (!question.refusal.empty()) {
      gaps_.add(Gaps::Kind::kNoRelease, question.refusal, component.purl.type, index);
      return {};
    }
    return answer(index, *matcher, question);
  }

  static bool is_system(const Component& component) { return model::is_system(component.purl.type); }

  // An ecosystem that is known by samples only is looked into as well: what is found is true, but what is not
  // found says nothing.
  Result<void> answer(std::size_t index, const Matcher& matcher, const Question& question) {
    PQ_TRY(const auto hits, look_up(question));
    const auto& data = data_for(question);
    const bool versioned = is_version(question.version);
    auto claims = versioned ? claims_of(index, matcher, question, hits) : std::vector<Claim>();
    if (claims.empty() && (!data.any || data.samples_only)) {
      gaps_.add(Gaps::Kind::kNoData, question.label, question.ecosystem, index);
      return {};
    }
    if (!versioned) {
      gaps_.add(hits.empty() ? Gaps::Kind::kUnnamed : Gaps::Kind::kUnversioned, "", question.ecosystem,
                index);
      if (!hits.empty()) return {};
    }
    for (const auto& [kind, subject] : data.doubts) gaps_.add(kind, subject, question.ecosystem, index);
    if (claims.empty()) return {};
    return arbitration_.decide(index, std::move(claims), judgement_.findings);
  }

  std::vector<Claim> claims_of(std::size_t index, const Matcher& matcher, const Question& question,
                               std::span<const HitView> hits) {
    std::vector<Claim> claims;
    for (auto first = hits.begin(); first != hits.end();) {
      const auto last = std::find_if(first, hits.end(), [&](const HitView& hit) {
        return hit.id != first->id || hit.source != first->source ||
               hit.affected.order != first->affected.order;
      });
      weigh(index, matcher, question, std::span(first, last), claims);
      first = last;
    }
    return claims;
  }

  // Advisories about safety that are not withdrawn, those of one record side by side.
  Result<std::span<const HitView>> look_up(const Question& question) {
    const auto key = std::pair(question.ecosystem, question.name);
    if (const auto known = hits_.find(key); known != hits_.end()) return known->second;
    if (kept_ > kMaxKeptHits) {
      hits_.clear();
      shelf_ = std::make_unique<base::Arena>();
      kept_ = 0;
    }
    PQ_TRY(const auto all, advisories_.lookup(question.ecosystem, question.name, *shelf_));
    std::vector<HitView> hits;
    std::copy_if(all.begin(), all.end(), std::back_inserter(hits),
                 [](const HitView& hit) { return !hit.withdrawn && weight_of(hit) != Weight::kNothing; });
    std::stable_sort(hits.begin(), hits.end(), [](const HitView& a, const HitView& b) {
      return std::tie(a.id, a.source, a.affected.order) < std::tie(b.id, b.source, b.affected.order);
    });
    kept_ += hits.size();
    return hits_.emplace(key, shelf_->copy(std::span<const HitView>(hits))).first->second;
  }

  // Adds the claims of one advisory, given as its entries for this package.
  void weigh(std::size_t index, const Matcher& matcher, const Question& question,
             std::span<const HitView> record, std::vector<Claim>& claims) {
    const auto& component = inventory_.components[index];
    const auto& head = record.front();
    const auto* order = version::find_order(head.affected.order);
    if (order == nullptr) {
      gaps_.add(Gaps::Kind::kUnsupported,
                std::string(head.id) + " needs the unknown version order \"" +
                    std::string(head.affected.order) + "\"",
                question.ecosystem, index);
      return;
    }
    std::vector<const advisory::AffectedView*> entries;
    std::vector<const advisory::AffectedView*> unknown;
    for (const auto& hit : record) {
      // What is fixed, not affected or still being looked into makes no finding.
      if (hit.affected.status != advisory::Status::kAffected) continue;
      if (holds_for(hit.affected, component, inventory_.subject) != Relevance::kYes) continue;
      const auto relevance = matcher.relevance(component, hit.affected);
      if (relevance == Relevance::kYes) entries.push_back(&hit.affected);
      if (relevance == Relevance::kUnknown) unknown.push_back(&hit.affected);
    }
    const auto held = evaluate(*order, entries, question.version);
    if (!held.affected() && evaluate(*order, unknown, question.version).affected()) {
      gaps_.add(Gaps::Kind::kUnknownBuild, std::string(head.id), question.ecosystem, index);
    }
    if (held.truncated) {
      gaps_.add(Gaps::Kind::kUnsupported,
                std::string(head.id) + " has more than " + std::to_string(kMaxRanges) + " ranges",
                question.ecosystem, index);
    }
    if (!held.affected() || is_the_fix(*order, entries, question)) return;
    if (weight_of(head) == Weight::kNote) {
      gaps_.add(Gaps::Kind::kInformational, std::string(head.id) + " (" + std::string(head.category) + ")",
                question.ecosystem, index);
      return;
    }
    auto& arena = *judgement_.arena;
    const auto range = kept(held.range, arena);
    const Statement statement{.advisory = arena.copy(head.id),
                              .source = arena.copy(head.source),
                              .ecosystem = arena.copy(question.ecosystem),
                              .category = arena.copy(head.category),
                              .distribution = question.distribution,
                              .version = arena.copy(question.version),
                              .range = range,
                              .fixed = arena.copy(held.fixed),
                              .rule = arena.copy(question.rule),
                              .order = order};
    const auto* stays = arena.copy(std::span(&statement, 1)).data();
    const auto text = arena.copy(range_text(statement));
    for (const auto& id : head.ids) claims.push_back({.id = id, .statement = stays, .range = text});
  }

  static const advisory::RangeView* kept(const advisory::RangeView* range, base::Arena& arena) {
    if (range == nullptr) return nullptr;
    const advisory::RangeView copy{.introduced = arena.copy(range->introduced),
                                   .fixed = arena.copy(range->fixed),
                                   .last_affected = arena.copy(range->last_affected),
                                   .after_introduced = range->after_introduced,
                                   .before_last_affected = range->before_last_affected};
    return arena.copy(std::span(&copy, 1)).data();
  }

  // An erratum may ship several builds of one package (ALSA-2023:6938: criu 3.15-3 in two module builds).
  // Whoever has one of them has the fix, though another build's release compares higher.
  static bool is_the_fix(const version::Order& order, std::span<const advisory::AffectedView* const> entries,
                         const Question& question) {
    if (!question.distribution) return false;
    return std::any_of(entries.begin(), entries.end(), [&](const auto* entry) {
      return std::any_of(entry->ranges.begin(), entry->ranges.end(), [&](const auto& range) {
        return !range.fixed.empty() && order.compare(range.fixed, question.version) == 0;
      });
    });
  }

  // Language packages that an OS package owns are as well judged as their owner is.
  void settle_owned() {
    std::set<std::string> blind;
    for (std::size_t i = 0; i < inventory_.components.size(); ++i) {
      if (gaps_.unjudged(i)) blind.insert(inventory_.components[i].purl.to_string());
    }
    for (const auto index : owned_) {
      const auto& component = inventory_.components[index];
      const auto kind = blind.contains(component.owner) ? Gaps::Kind::kOwnerBlind : Gaps::Kind::kOwned;
      gaps_.add(kind, "", component.purl.type, index);
    }
  }

  void add_coverage() {
    for (const auto& row : coverage_) {
      if (data_.contains(row.ecosystem)) judgement_.coverage.push_back(row);
    }
  }

  const model::Inventory& inventory_;
  const Advisories& advisories_;
  Judgement judgement_;
  Arbitration arbitration_;
  Gaps gaps_;
  std::map<std::pair<std::string, std::string>, std::span<const HitView>> hits_;
  std::unique_ptr<base::Arena> shelf_ = std::make_unique<base::Arena>();  // what hits_ points into
  std::size_t kept_ = 0;                                                  // hits in hits_
  std::vector<advisory::Coverage> coverage_ = advisories_.coverage();
  Reference reference_;
  std::map<std::string, Data> data_;  // of the ecosystems that were looked into
  std::map<std::pair<std::string, std::string>, std::optional<EndOfLife>> ends_;  // by distribution, version
  std::vector<std::size_t> owned_;
};

}  // namespace

Result<Judgement> judge(const model::Inventory& inventory, const Advisories& advisories,
                        const JudgeOptions& options) {
  return Judge(inventory, advisories, options).run();
}

Judgement judge_without_database(const model::Inventory& inventory, const std::string& why) {
  Judgement judgement;
  const auto count = model::count_packages(inventory);
  judgement.standings.assign(inventory.components.size(), {Standing::kUnjudged, {0}});
  if (count > 0) {
    judgement.gaps.push_back({.code = "no-advisory-database",
                              .reason = "no advisory database",
                              .ecosystem = {},
                              .standing = Standing::kUnjudged,
                              .components = count});
  }
  judgement.notes.push_back({.code = "no-advisory-database",
                             .message = why + ": nothing was matched, " + count_of(count, "package") +
                                        " not judged; make one: pratique db build --feeds DIR (pratique db "
                                        "build --help says where feeds come from)",
                             .file = {},
                             .layer = {},
                             .incomplete = true});
  return judgement;
}

}  // namespace pratique::match
