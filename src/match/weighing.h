// One component and what the advisories that name it say of it: a statement each, and claims of those that affect.
#pragma once

#include <map>
#include <memory>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "advisory/views.h"
#include "base/arena.h"
#include "match/arbitration.h"
#include "match/matcher.h"
#include "match/range.h"
#include "match/verdict.h"

namespace pratique::match {

// What verdicts point into.
struct Memory {
  std::shared_ptr<base::Arena> kept = std::make_shared<base::Arena>();
  // Of the look-ups that are remembered.
  std::shared_ptr<base::Arena> read = std::make_shared<base::Arena>();
};

// Used once. What it is made of must outlive it.
class Weighing {
 public:
  Weighing(const model::Component& component, const model::Subject& subject, const Matcher& matcher,
           const Question& question, const Memory& memory, Verdict& verdict);

  // Vulnerabilities of which this question says nothing, and whose word settles them. Both must outlive it.
  void leave(const std::set<std::string_view>& ids, std::string_view to) {
    left_ = &ids;
    left_to_ = to;
  }

  // Whether the component has a version that its ecosystem's order can compare.
  bool versioned();
  // Adds the statements and caveats of `hits`, in which those of one record stand side by side, to the verdict.
  std::vector<Claim> weigh(std::span<const advisory::HitView> hits);

 private:
  void weigh_record(std::span<const advisory::HitView> record);
  void take_order(std::string_view name);
  Outcome without_order(const advisory::HitView& head);
  Evaluation evaluated(const advisory::HitView& head, std::span<const advisory::AffectedView* const> entries);
  // What other advisories say settles: see the members below.
  void settle_products(std::span<const advisory::HitView> hits);
  void settle_branch(const advisory::HitView& head);
  bool has_own_fix(const advisory::HitView& head) const;
  const advisory::RangeView* branch_fix(std::string_view id) const;
  const advisory::RangeView* branch_fix(const advisory::HitView& head) const;
  void sort_in(const advisory::HitView& head, const advisory::AffectedView& entry);
  bool is_left(const advisory::HitView& head) const;
  bool is_aside(const advisory::HitView& head, const advisory::AffectedView& entry, Relevance& relevance);
  void say(const advisory::HitView& head, const advisory::AffectedView& entry);
  // What the entry says besides its versions.
  static void tell(const advisory::AffectedView& entry, Statement& statement);
  bool compare(const advisory::HitView& head);
  std::string_view what_is_missing(const advisory::HitView& head);
  void compare_unknown(const advisory::HitView& head, bool affected);
  const advisory::RangeView* shipped_fix() const;
  Statement claim(const Statement& from);
  advisory::TextList kept(advisory::TextList texts);
  const advisory::RangeView* kept(const advisory::RangeView* range);
  Statement statement_of(const advisory::HitView& head, Outcome outcome) const;
  void add(const advisory::HitView& head, Outcome outcome, const Compared& texts = {});
  void caveat(CaveatKind kind, const std::string& subject);

  const model::Component& component_;
  const model::Subject& subject_;
  const Matcher& matcher_;
  const Question& question_;
  const Memory& memory_;
  Verdict& verdict_;
  std::vector<Claim> claims_;
  // Of the record at hand: its order, and whether the component's version is comparable() by it; its entries for this
  // build, those that may be for it.
  const version::Order* order_ = nullptr;
  std::string_view order_name_;
  bool comparable_ = false;
  std::vector<const advisory::AffectedView*> about_, unknown_;
  // Some of these are about Question::otherwise.
  bool by_otherwise_ = false;
  // Of the first of these.
  Relevance unknown_why_ = Relevance::kUnknown;
  const std::set<std::string_view>* left_ = nullptr;
  std::string_view left_to_;
  std::span<const advisory::HitView> hits_;
  bool branch_settled_ = false;
  // Vulnerabilities of which advisories about Question::products themselves speak.
  std::set<std::string_view> own_;
  // The highest fix of each vulnerability in Question::branch.
  std::map<std::string_view, const advisory::RangeView*> branch_fixes_;
  // As in the question, once a finding needs them.
  std::string_view ecosystem_, version_, rule_;
};

}  // namespace pratique::match
