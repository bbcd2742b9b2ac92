#include "match/weighing.h"

#include <algorithm>

#include "base/text.h"
#include "match/linked.h"
#include "match/products.h"
#include "match/qualifiers.h"
#include "model/ecosystem.h"
#include "version/order.h"

namespace pratique::match {

using advisory::AffectedView;
using advisory::HitView;

namespace {

// Advisory::category: what makes a finding, what is only told, and what is no word about safety at all.
enum class Weight { kFinding, kNote, kNothing };

Weight weight_of(const HitView& hit) {
  const auto category = hit.category;
  if (category == "bugfix" || category == "enhancement") return Weight::kNothing;
  const bool told = category == "unmaintained" || category == "notice" || category == "informational";
  return told ? Weight::kNote : Weight::kFinding;
}

Outcome outcome_of(Relevance relevance) {
  switch (relevance) {
    case Relevance::kOtherModule:
      return Outcome::kOtherModule;
    case Relevance::kOtherArchitecture:
      return Outcome::kOtherArchitecture;
    case Relevance::kOtherSystem:
      return Outcome::kOtherSystem;
    case Relevance::kOtherProduct:
      return Outcome::kOtherProduct;
    default:
      return Outcome::kOtherPlatform;
  }
}

}  // namespace

Weighing::Weighing(const model::Component& component, const model::Subject& subject, const Matcher& matcher,
                   const Question& question, const Memory& memory, Verdict& verdict)
    : component_(component),
      subject_(subject),
      matcher_(matcher),
      question_(question),
      memory_(memory),
      verdict_(verdict) {}

// By the ecosystem's own order, whatever the records say.
bool Weighing::versioned() {
  const auto own = question_.order.empty() ? model::order_of(model::ecosystem_of_type(component_.purl.type))
                                           : question_.order;
  if (own != order_name_) take_order(own);
  return comparable_;
}

// Nearly all records of a package have one order.
void Weighing::take_order(std::string_view said) {
  const auto name = question_.order.empty() ? said : question_.order;
  if (!order_name_.empty() && name == order_name_) return;
  order_name_ = name;
  order_ = version::find_order(name);
  comparable_ = order_ != nullptr && order_->comparable(question_.version);
}

// Why nothing can be compared, once it is known that the version is not listed as it is written.
Outcome Weighing::without_order(const HitView& head) {
  if (order_ != nullptr || question_.version.empty()) return Outcome::kNoVersion;
  caveat(CaveatKind::kUnsupported, std::string(head.id) + " needs the unknown version order \"" +
                                       std::string(head.affected.order) + "\"");
  return Outcome::kUnknownOrder;
}

// A text that is no version lies nowhere, and is affected only where it is listed as it is.
Evaluation Weighing::evaluated(const HitView& head, std::span<const AffectedView* const> entries) {
  if (comparable_) {
    const auto held = evaluate(*order_, entries, question_.version);
    if (held.outcome == Outcome::kNotComparable)
      caveat(CaveatKind::kUnsupported, std::string(head.id) + " names the range " + to_text(*held.range) +
                                           ", of which an end is no version");
    return held;
  }
  return {.outcome = is_listed(entries, question_.version) ? Outcome::kAffected : Outcome::kNotListed};
}

std::vector<Claim> Weighing::weigh(std::span<const HitView> hits) {
  verdict_.statements.reserve(verdict_.statements.size() + hits.size());
  hits_ = hits;
  settle_products(hits);
  for (auto first = hits.begin(); first != hits.end();) {
    const auto last = std::find_if(first, hits.end(), [&](const HitView& hit) {
      return hit.id != first->id || hit.source != first->source ||
             hit.affected.order != first->affected.order || hit.withdrawn != first->withdrawn;
    });
    weigh_record(std::span(first, last));
    first = last;
  }
  return std::move(claims_);
}

// One advisory alone does not tell two things. A product that has its fixes for a longer term is first judged by
// these, and what is said of the ordinary release counts for the rest only. And a build of a branch in which the fix
// was made has it, though a later release has a higher one: "5.14.0-284.30.1.el9_2" is not affected by what 9.3 brought
// in "5.14.0-362.8.1.el9_3".
void Weighing::settle_products(std::span<const HitView> hits) {
  if (question_.otherwise.empty()) return;
  for (const auto& hit : hits) {
    const auto& entry = hit.affected;
    if (hit.withdrawn || weight_of(hit) == Weight::kNothing || entry.cpes.empty()) continue;
    if (fit_of(question_, entry) == ProductFit::kOwn &&
        matcher_.relevance(component_, entry) == Relevance::kYes)
      own_.insert(hit.ids.begin(), hit.ids.end());
  }
}

// Only once something affects, which is seldom.
void Weighing::settle_branch(const HitView& head) {
  if (branch_settled_ || (question_.branch.empty() && !question_.one_branch)) return;
  branch_settled_ = true;
  for (const auto& hit : hits_) {
    if (hit.withdrawn || weight_of(hit) == Weight::kNothing) continue;
    for (const auto& range : hit.affected.ranges) {
      if (range.fixed.empty() || range.fixed == "0") continue;
      if (!question_.one_branch && branch_of(range.fixed) != question_.branch) continue;
      if (matcher_.relevance(component_, hit.affected) != Relevance::kYes) continue;
      take_order(hit.affected.order);
      if (!comparable_) continue;
      for (const auto id : hit.ids) {
        auto& highest = branch_fixes_[id];
        if (highest == nullptr || order_->compare(highest->fixed, range.fixed) < 0) highest = &range;
      }
    }
  }
  take_order(head.affected.order);
}

bool Weighing::has_own_fix(const HitView& head) const {
  return !own_.empty() && std::ranges::all_of(head.ids, [&](auto id) { return own_.contains(id); });
}

// The fix of that vulnerability which this build has by its branch; nullptr: none.
const advisory::RangeView* Weighing::branch_fix(std::string_view id) const {
  const auto at = branch_fixes_.find(id);
  if (at == branch_fixes_.end() || !comparable_ || order_->compare(at->second->fixed, question_.version) > 0)
    return nullptr;
  return at->second;
}

// The same for all that the advisory is about.
const advisory::RangeView* Weighing::branch_fix(const HitView& head) const {
  if (branch_fixes_.empty() || !comparable_) return nullptr;
  const advisory::RangeView* fix = nullptr;
  for (const auto id : head.ids) {
    const auto* one = branch_fix(id);
    if (one == nullptr) return nullptr;
    if (fix == nullptr || order_->compare(fix->fixed, one->fixed) < 0) fix = one;
  }
  return fix;
}

// One advisory, given as its entries for this package.
void Weighing::weigh_record(std::span<const HitView> record) {
  const auto& head = record.front();
  if (head.withdrawn) return add(head, Outcome::kWithdrawn);
  if (weight_of(head) == Weight::kNothing) return add(head, Outcome::kNotSafety);
  if (is_left(head)) return add(head, Outcome::kOutranked, {.ours = {}, .theirs = std::string(left_to_)});
  take_order(head.affected.order);
  const auto lists = [&](const HitView& hit) {
    const auto* entry = &hit.affected;
    return is_listed(std::span(&entry, 1), question_.version);
  };
  if (!comparable_ && std::ranges::none_of(record, lists)) {
    const auto outcome = without_order(head);
    return add(
        head, outcome,
        {.ours = {}, .theirs = std::string(outcome == Outcome::kUnknownOrder ? head.affected.order : "")});
  }
  about_.clear();
  unknown_.clear();
  by_otherwise_ = false;
  const auto place = verdict_.statements.size();
  for (const auto& hit : record) sort_in(head, hit.affected);
  // What they say together stands before what each says that is about something else.
  const auto aside = static_cast<std::ptrdiff_t>(place);
  const auto added = verdict_.statements.size();
  const bool affected = !about_.empty() && compare(head);
  if (!unknown_.empty()) compare_unknown(head, affected);
  auto& all = verdict_.statements;
  std::rotate(all.begin() + aside, all.begin() + static_cast<std::ptrdiff_t>(added), all.end());
}

bool Weighing::is_left(const HitView& head) const {
  if (left_ == nullptr || left_->empty() || head.ids.empty()) return false;
  return std::ranges::all_of(head.ids, [&](auto id) { return left_->contains(id); });
}

// Whether the entry is about another build; `relevance` tells what it is otherwise.
bool Weighing::is_aside(const HitView& head, const AffectedView& entry, Relevance& relevance) {
  relevance = holds_for(entry, component_, subject_);
  if (relevance == Relevance::kOtherArchitecture || relevance == Relevance::kOtherSystem) {
    add(head, outcome_of(relevance), compared_by(relevance, entry, component_, subject_));
    return true;
  }
  const auto fit = fit_of(question_, entry);
  if (fit == ProductFit::kOther || (fit == ProductFit::kOtherwise && has_own_fix(head))) {
    add(head, Outcome::kOtherProduct, compared_products(question_, entry));
    return true;
  }
  by_otherwise_ = by_otherwise_ || fit == ProductFit::kOtherwise;
  const auto own = matcher_.relevance(component_, entry);
  if (own == Relevance::kYes && fit == ProductFit::kUnknown) return relevance = Relevance::kUnknown, false;
  if (own == Relevance::kYes) return false;
  if (own == Relevance::kUnknown) return relevance = own, false;
  add(head, outcome_of(own), matcher_.compared(component_, entry));
  return true;
}

void Weighing::sort_in(const HitView& head, const AffectedView& entry) {
  auto relevance = Relevance::kYes;
  if (is_aside(head, entry, relevance)) return;
  if (entry.status != advisory::Status::kAffected) return say(head, entry);
  if (relevance == Relevance::kYes) return about_.push_back(&entry);
  if (unknown_.empty()) unknown_why_ = relevance;
  unknown_.push_back(&entry);
}

void Weighing::tell(const AffectedView& entry, Statement& statement) {
  statement.reason = entry.reason;
  statement.severity = entry.severity;
  statement.reason_text = entry.reason_text;
  statement.channel = entry.channel;
}

// What is fixed, not affected or still being looked into makes no finding.
void Weighing::say(const HitView& head, const AffectedView& entry) {
  const auto* one = &entry;
  const auto held = evaluated(head, std::span(&one, 1));
  auto outcome = held.outcome == Outcome::kNeverAffected ? held.outcome : Outcome::kNotListed;
  if (held.affected()) {
    outcome = entry.status == advisory::Status::kFixed         ? Outcome::kSaidFixed
              : entry.status == advisory::Status::kNotAffected ? Outcome::kSaidNotAffected
                                                               : Outcome::kUnderInvestigation;
  }
  auto statement = statement_of(head, outcome);
  statement.range = held.range;
  tell(entry, statement);
  verdict_.statements.push_back(statement);
}

// Whether it affects.
bool Weighing::compare(const HitView& head) {
  const auto held = evaluated(head, about_);
  if (held.truncated) {
    caveat(CaveatKind::kUnsupported,
           std::string(head.id) + " has more than " + std::to_string(kMaxRanges) + " ranges");
  }
  auto statement = statement_of(head, held.outcome);
  statement.range = held.range;
  statement.fixed = held.fixed;
  // The entry that decides is the one whose range does.
  const auto decides = [&](const AffectedView* entry) {
    return std::any_of(entry->ranges.begin(), entry->ranges.end(),
                       [&](const auto& range) { return &range == held.range; });
  };
  const auto by = std::find_if(about_.begin(), about_.end(), decides);
  tell(by == about_.end() ? *about_.front() : **by, statement);
  if (held.affected()) {
    settle_branch(head);
    const auto* shipped = shipped_fix();
    if (shipped == nullptr) shipped = branch_fix(head);
    if (shipped != nullptr) {
      statement.outcome = Outcome::kFixed;
      statement.range = shipped;
      statement.fixed = shipped->fixed;
    } else if (weight_of(head) == Weight::kNote) {
      caveat(CaveatKind::kInformational, std::string(head.id) + " (" + std::string(head.category) + ")");
      statement.outcome = Outcome::kInformational;
    } else {
      const auto missing = what_is_missing(head);
      if (!missing.empty()) statement.outcome = Outcome::kNotLinked;
      statement.theirs = missing;
      statement = claim(statement);
    }
  }
  verdict_.statements.push_back(statement);
  return held.affected();
}

// Of the entries that hold the version nothing is linked: in words. Empty: something is, or nobody knows.
std::string_view Weighing::what_is_missing(const HitView& head) {
  if (component_.details->functions.empty()) return {};
  std::vector<const AffectedView*> holding;
  for (const auto* entry : about_) {
    if (evaluated(head, std::span(&entry, 1)).affected()) holding.push_back(entry);
  }
  return memory_.kept->copy(nothing_linked(holding, component_, subject_));
}

// Neither "affected" nor "clean" would be true.
void Weighing::compare_unknown(const HitView& head, bool affected) {
  const auto held = evaluated(head, unknown_);
  auto statement = statement_of(head, held.affected() ? Outcome::kUnknownBuild : held.outcome);
  statement.range = held.range;
  statement.fixed = held.fixed;
  const bool of_module = unknown_why_ == Relevance::kUnknown;
  if (held.affected() && !of_module) {
    const bool architecture = unknown_why_ == Relevance::kUnknownArchitecture;
    const auto theirs = (architecture ? "architecture " : "operating system ") +
                        compared_by(unknown_why_, *unknown_.front(), component_, subject_).theirs;
    statement.theirs = memory_.read->copy(theirs);
    if (!affected) caveat(CaveatKind::kUnknownTarget, std::string(head.id) + " is about " + theirs + " only");
  }
  verdict_.statements.push_back(statement);
  if (held.affected() && of_module && !affected) caveat(CaveatKind::kUnknownBuild, std::string(head.id));
}

// An erratum may ship several builds of one package (ALSA-2023:6938: criu 3.15-3 in two module builds).
// Whoever has one of them has the fix, though another build's release compares higher.
const advisory::RangeView* Weighing::shipped_fix() const {
  if (!question_.distribution || !comparable_) return nullptr;
  for (const auto* entry : about_) {
    for (const auto& range : entry->ranges) {
      if (!range.fixed.empty() && order_->compare(range.fixed, question_.version) == 0) return &range;
    }
  }
  return nullptr;
}

// Findings are kept, what else was read is not: the statement with texts that stay.
Statement Weighing::claim(const Statement& from) {
  auto& arena = *memory_.kept;
  if (rule_.empty()) {
    ecosystem_ = arena.copy(question_.ecosystem);
    version_ = arena.copy(question_.version);
    rule_ = arena.copy(question_.rule);
  }
  auto statement = from;
  statement.advisory = arena.copy(from.advisory);
  statement.source = arena.copy(from.source);
  statement.category = arena.copy(from.category);
  statement.ecosystem = ecosystem_;
  statement.version = version_;
  statement.rule = rule_;
  statement.fixed = arena.copy(from.fixed);
  statement.theirs = arena.copy(from.theirs);
  statement.reason_text = arena.copy(from.reason_text);
  statement.channel = arena.copy(from.channel);
  statement.ids = kept(from.ids);
  statement.range = kept(from.range);
  const auto* stays = arena.copy(std::span<const Statement>(&statement, 1)).data();
  const auto text = arena.copy(range_text(statement));
  for (const auto& id : statement.ids) {
    // Some of what an erratum bundles may be settled otherwise.
    if (branch_fix(id) != nullptr || (by_otherwise_ && own_.contains(id))) continue;
    if (left_ != nullptr && left_->contains(id)) continue;
    claims_.push_back({.id = id, .statement = stays, .range = text});
  }
  return statement;
}

advisory::TextList Weighing::kept(advisory::TextList texts) {
  const auto copies = memory_.kept->make<std::string_view>(texts.size());
  std::transform(texts.begin(), texts.end(), copies.begin(),
                 [&](std::string_view text) { return memory_.kept->copy(text); });
  return copies;
}

const advisory::RangeView* Weighing::kept(const advisory::RangeView* range) {
  if (range == nullptr) return nullptr;
  auto& arena = *memory_.kept;
  const advisory::RangeView copy{.introduced = arena.copy(range->introduced),
                                 .fixed = arena.copy(range->fixed),
                                 .last_affected = arena.copy(range->last_affected),
                                 .after_introduced = range->after_introduced,
                                 .before_last_affected = range->before_last_affected,
                                 .odd_bound = range->odd_bound};
  return arena.copy(std::span(&copy, 1)).data();
}

Statement Weighing::statement_of(const HitView& head, Outcome outcome) const {
  return {.advisory = head.id,
          .source = head.source,
          .ecosystem = verdict_.ecosystem,
          .category = head.category,
          .ids = head.ids,
          .outcome = outcome,
          .distribution = question_.distribution,
          .version = verdict_.version,
          .rule = verdict_.rule,
          .order = comparable_ ? order_ : nullptr};
}

void Weighing::add(const HitView& head, Outcome outcome, const Compared& texts) {
  auto statement = statement_of(head, outcome);
  statement.order = nullptr;
  statement.ours = memory_.read->copy(texts.ours);
  statement.theirs = memory_.read->copy(texts.theirs);
  verdict_.statements.push_back(statement);
}

void Weighing::caveat(CaveatKind kind, const std::string& subject) {
  verdict_.caveats.push_back({.kind = kind,
                              .subject = memory_.kept->copy(subject),
                              .ecosystem = memory_.kept->copy(question_.ecosystem)});
}

}  // namespace pratique::match
