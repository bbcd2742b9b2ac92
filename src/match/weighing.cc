#include "match/weighing.h"

#include <algorithm>

#include "base/text.h"
#include "match/qualifiers.h"
#include "match/range.h"
#include "version/order.h"

namespace pratique::match {

using advisory::AffectedView;
using advisory::HitView;

namespace {

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

Outcome outcome_of(Relevance relevance) {
  switch (relevance) {
    case Relevance::kOtherModule:
      return Outcome::kOtherModule;
    case Relevance::kOtherArchitecture:
      return Outcome::kOtherArchitecture;
    case Relevance::kOtherSystem:
      return Outcome::kOtherSystem;
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
      versioned_(is_version(question.version)),
      memory_(memory),
      verdict_(verdict) {}

std::vector<Claim> Weighing::weigh(std::span<const HitView> hits) {
  verdict_.statements.reserve(hits.size());
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

// One advisory, given as its entries for this package.
void Weighing::weigh_record(std::span<const HitView> record) {
  const auto& head = record.front();
  if (head.withdrawn) return add(head, Outcome::kWithdrawn);
  if (weight_of(head) == Weight::kNothing) return add(head, Outcome::kNotSafety);
  if (!versioned_) return add(head, Outcome::kNoVersion);
  if (order_ == nullptr || order_->name() != head.affected.order)
    order_ = version::find_order(head.affected.order);
  if (order_ == nullptr) {
    caveat(CaveatKind::kUnsupported, std::string(head.id) + " needs the unknown version order \"" +
                                         std::string(head.affected.order) + "\"");
    return add(head, Outcome::kUnknownOrder, {.ours = {}, .theirs = std::string(head.affected.order)});
  }
  about_.clear();
  unknown_.clear();
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

// Whether the entry is about another build; `relevance` tells what it is otherwise.
bool Weighing::is_aside(const HitView& head, const AffectedView& entry, Relevance& relevance) {
  relevance = holds_for(entry, component_, subject_);
  if (relevance != Relevance::kYes) {
    add(head, outcome_of(relevance), compared_by(relevance, entry, component_, subject_));
    return true;
  }
  relevance = matcher_.relevance(component_, entry);
  if (relevance == Relevance::kYes || relevance == Relevance::kUnknown) return false;
  add(head, outcome_of(relevance), matcher_.compared(component_, entry));
  return true;
}

void Weighing::sort_in(const HitView& head, const AffectedView& entry) {
  auto relevance = Relevance::kYes;
  if (is_aside(head, entry, relevance)) return;
  if (entry.status != advisory::Status::kAffected) return say(head, entry);
  (relevance == Relevance::kYes ? about_ : unknown_).push_back(&entry);
}

// What is fixed, not affected or still being looked into makes no finding.
void Weighing::say(const HitView& head, const AffectedView& entry) {
  const auto* one = &entry;
  const auto held = evaluate(*order_, std::span(&one, 1), question_.version);
  auto outcome = held.outcome == Outcome::kNeverAffected ? held.outcome : Outcome::kNotListed;
  if (held.affected()) {
    outcome = entry.status == advisory::Status::kFixed         ? Outcome::kSaidFixed
              : entry.status == advisory::Status::kNotAffected ? Outcome::kSaidNotAffected
                                                               : Outcome::kUnderInvestigation;
  }
  auto statement = statement_of(head, outcome);
  statement.range = held.range;
  verdict_.statements.push_back(statement);
}

// Whether it affects.
bool Weighing::compare(const HitView& head) {
  const auto held = evaluate(*order_, about_, question_.version);
  if (held.truncated) {
    caveat(CaveatKind::kUnsupported,
           std::string(head.id) + " has more than " + std::to_string(kMaxRanges) + " ranges");
  }
  auto statement = statement_of(head, held.outcome);
  statement.range = held.range;
  statement.fixed = held.fixed;
  if (held.affected()) {
    if (const auto* shipped = shipped_fix(); shipped != nullptr) {
      statement.outcome = Outcome::kFixed;
      statement.range = shipped;
      statement.fixed = shipped->fixed;
    } else if (weight_of(head) == Weight::kNote) {
      caveat(CaveatKind::kInformational, std::string(head.id) + " (" + std::string(head.category) + ")");
      statement.outcome = Outcome::kInformational;
    } else {
      statement = claim(statement);
    }
  }
  verdict_.statements.push_back(statement);
  return held.affected();
}

// Neither "affected" nor "clean" would be true.
void Weighing::compare_unknown(const HitView& head, bool affected) {
  const auto held = evaluate(*order_, unknown_, question_.version);
  auto statement = statement_of(head, held.affected() ? Outcome::kUnknownBuild : held.outcome);
  statement.range = held.range;
  statement.fixed = held.fixed;
  verdict_.statements.push_back(statement);
  if (held.affected() && !affected) caveat(CaveatKind::kUnknownBuild, std::string(head.id));
}

// An erratum may ship several builds of one package (ALSA-2023:6938: criu 3.15-3 in two module builds).
// Whoever has one of them has the fix, though another build's release compares higher.
const advisory::RangeView* Weighing::shipped_fix() const {
  if (!question_.distribution) return nullptr;
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
  statement.ids = kept(from.ids);
  statement.range = kept(from.range);
  const auto* stays = arena.copy(std::span<const Statement>(&statement, 1)).data();
  const auto text = arena.copy(range_text(statement));
  for (const auto& id : statement.ids) claims_.push_back({.id = id, .statement = stays, .range = text});
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
                                 .before_last_affected = range->before_last_affected};
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
          .order = order_};
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
