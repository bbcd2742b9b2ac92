#include "match/arbitration_rules.h"

#include <algorithm>
#include <set>

#include "advisory/ecosystem.h"
#include "advisory/unreviewed.h"
#include "base/nearest.h"
#include "base/text.h"
#include "model/ecosystem.h"

namespace pratique::match {

namespace {

const ArbitrationOrder& defaults() {
  static const ArbitrationOrder kOrder{.ecosystem = {},
                                       .sources = {"distribution", "curated", "reviewed", "other"},
                                       .ratings = {"package", "vendor", "other"}};
  return kOrder;
}

tl::unexpected<Error> bad(std::string what, std::string hint = {}) {
  return base::fail(ErrorKind::kUsage, std::move(what), {}, std::move(hint));
}

bool names(std::string_view word, const Statement& statement) {
  if (word == "other") return true;
  if (word == "distribution") return statement.distribution;
  const auto id = statement.advisory;
  if (word == "curated") return id.starts_with("GO-") || id.starts_with("RUSTSEC-");
  if (word == "reviewed") return id.starts_with("GHSA-") && statement.source != advisory::kUnreviewedSource;
  return base::equals_ignoring_case(word, statement.source);
}

// A source's name is not checked, since it may be one that the database has tomorrow; but a word that is one slip of the
// hand from one of ours was not meant to be a source's.
Result<void> check(const std::vector<std::string>& words, const std::vector<std::string>& ours) {
  if (words.size() > ArbitrationRules::kMaxWords)
    return bad("an order of arbitration has more than " + std::to_string(ArbitrationRules::kMaxWords) +
               " words");
  std::set<std::string> seen;
  for (const auto& word : words) {
    if (word.empty()) return bad("an order of arbitration has an empty word");
    if (!seen.insert(base::to_lower(word)).second)
      return bad("an order of arbitration names \"" + word + "\" twice");
    for (const auto& one : ours) {
      if (word != one && word.size() <= base::kMaxMeantBytes && base::edit_distance(word, one) <= 1)
        return bad("unknown word \"" + word + "\" in an order of arbitration; did you mean " + one + "?");
    }
  }
  return {};
}

// The family as the database spells it. A word that no ecosystem has would be a rule that never holds.
Result<std::string> family_named(std::string_view word) {
  std::vector<std::string> known;
  for (const auto& row : model::ecosystems()) {
    if (row.osv.empty()) continue;
    if (base::equals_ignoring_case(row.osv, word)) return std::string(row.osv);
    known.emplace_back(row.osv);
  }
  return bad("unknown ecosystem \"" + std::string(word) + "\"" + base::did_you_mean(word, known),
             "ecosystems are those of docs/coverage.md: Debian, Alpine, npm, PyPI, Go");
}

}  // namespace

Result<ArbitrationRules> ArbitrationRules::make(std::vector<ArbitrationOrder> orders) {
  ArbitrationRules rules;
  rules.orders_.push_back(defaults());
  std::set<std::string> seen;
  for (auto& order : orders) {
    PQ_CHECK(check(order.sources, defaults().sources));
    PQ_CHECK(check(order.ratings, defaults().ratings));
    if (!order.ecosystem.empty()) {
      PQ_TRY(order.ecosystem, family_named(order.ecosystem));
    }
    if (!seen.insert(order.ecosystem).second)
      return bad("two orders of arbitration for " +
                 (order.ecosystem.empty() ? std::string("all ecosystems") : order.ecosystem));
    if (!order.ecosystem.empty()) continue;
    auto& first = rules.orders_.front();
    if (!order.sources.empty()) first.sources = std::move(order.sources);
    if (!order.ratings.empty()) first.ratings = std::move(order.ratings);
  }
  for (auto& order : orders) {
    if (order.ecosystem.empty()) continue;
    if (order.sources.empty()) order.sources = rules.orders_.front().sources;
    if (order.ratings.empty()) order.ratings = rules.orders_.front().ratings;
    rules.orders_.push_back(std::move(order));
  }
  return rules;
}

const ArbitrationRules& ArbitrationRules::usual() {
  static const auto kRules = [] {
    ArbitrationRules rules;
    rules.orders_.push_back(defaults());
    return rules;
  }();
  return kRules;
}

const ArbitrationOrder& ArbitrationRules::of(std::string_view ecosystem) const {
  if (orders_.size() == 1) return orders_.front();
  const auto family = advisory::ecosystem_family(ecosystem);
  const auto found = std::find_if(orders_.begin() + 1, orders_.end(),
                                  [&](const auto& order) { return order.ecosystem == family; });
  return found == orders_.end() ? orders_.front() : *found;
}

std::size_t ArbitrationRules::rank(const Statement& statement) const {
  const auto& words = of(statement.ecosystem).sources;
  const auto found =
      std::find_if(words.begin(), words.end(), [&](const auto& word) { return names(word, statement); });
  return static_cast<std::size_t>(found - words.begin());
}

std::string_view ArbitrationRules::word_of(const Statement& statement) const {
  const auto& words = of(statement.ecosystem).sources;
  const auto at = rank(statement);
  return at < words.size() ? std::string_view(words[at]) : "other";
}

Result<void> add_order(OrderOf which, std::string_view text, std::vector<ArbitrationOrder>& orders) {
  const auto halves = base::cut(text, "=");
  const auto ecosystem = halves ? halves->before : std::string_view();
  if (halves && ecosystem.empty())
    return bad("\"" + std::string(text) + "\" names no ecosystem before \"=\"");
  auto at = std::find_if(orders.begin(), orders.end(), [&](const auto& order) {
    return base::equals_ignoring_case(order.ecosystem, ecosystem);
  });
  if (at == orders.end())
    at = orders.insert(at, {.ecosystem = std::string(ecosystem), .sources = {}, .ratings = {}});
  auto& words = which == OrderOf::kSources ? at->sources : at->ratings;
  if (!words.empty())
    return bad("two orders for " +
               (ecosystem.empty() ? std::string("all ecosystems") : std::string(ecosystem)));
  for (const auto word : base::split(halves ? halves->after : text, ','))
    words.emplace_back(base::trim(word));
  return {};
}

}  // namespace pratique::match
