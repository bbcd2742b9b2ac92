// From verdicts to a judgement: findings in one list, caveats as one gap and one note a reason, and what only all
// components together tell: whether the owner of a package could be judged.
#pragma once

#include <set>
#include <span>
#include <string>
#include <vector>

#include "match/gaps.h"
#include "match/judge.h"
#include "match/judgement.h"

namespace pratique::match {

// Of one judgement, that of the component which reaches it counted whole. A finding takes some 600 bytes with what
// it points into, measured on 1,000,000 of them; a document of 20,000 packages had 72,000.
inline constexpr std::size_t kMaxFindings = 400'000;

// What all verdicts of a database rest on.
struct Grounds {
  std::vector<advisory::Coverage> coverage;
  // As in Judgement.
  std::string database, day;
  std::vector<advisory::EnrichmentSource> enrichments;
  // As Database::missing().
  std::vector<std::string> missing;
  // As Database::kept().
  std::vector<advisory::KeptFeed> kept;
};
Grounds grounds_of(const Context& context, const Advisories& advisories);

// Folds verdicts as they come, so that their statements need not be kept.
class Fold {
 public:
  // The inventory must outlive it.
  explicit Fold(const model::Inventory& inventory, std::size_t most = kMaxFindings);

  // The verdict on the next component, in the inventory's order.
  void add(const Verdict& verdict);
  // No more findings are wanted than `most`: what is added from now on should be too_many().
  bool is_full() const { return judgement_.findings.size() >= most_; }
  // A verdict on a component that was not looked up for that reason.
  static Verdict too_many(const model::Component& component);
  // When every component has its verdict.
  Judgement finish(const Grounds& grounds);

 private:
  void settle_owned();
  bool matters(const advisory::KeptFeed& kept) const;

  const model::Inventory& inventory_;
  const std::size_t most_;
  Judgement judgement_;
  Gaps gaps_;
  std::size_t next_ = 0;
  std::vector<std::size_t> owned_;
  // That were looked into.
  std::set<std::string, std::less<>> ecosystems_;
};

// All at once; one verdict for each component.
Judgement fold(const model::Inventory& inventory, std::span<const Verdict> verdicts, const Grounds& grounds);

}  // namespace pratique::match
