// Whose word counts: the rules of arbitration as data (docs/arbitration.md).
//
// A rule is a list of words, the strongest first. Words for sources of advisories:
//   distribution  the distribution's own advisory: it knows its back-ports
//   curated       databases that the ecosystem's security team writes by hand (GO-, RUSTSEC-)
//   reviewed      GitHub's reviewed advisories (GHSA-)
//   other         every other one
// Words for ratings:
//   package       what the advisory that decided says of this very package
//   vendor        the source whose advisory decided, of the vulnerability
//   other         everybody else: a vector before a word, a newer CVSS before an older, then NVD, GHSA, CISA-ADP
// Any other word is the name of a source ("go-vulndb", "NVD"), and stands for that one alone.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "match/statement.h"

namespace pratique::match {

struct ArbitrationOrder {
  // A family of ecosystems, "Debian", "npm"; empty: all that have no order of their own.
  std::string ecosystem;
  // Either may be empty: as for all others.
  std::vector<std::string> sources, ratings;
};

// Immutable once it is made; any thread may read it.
class ArbitrationRules {
 public:
  // Errors: kUsage: an ecosystem twice, a word twice in one list, an empty word, more than kMaxWords, an ecosystem that nobody knows.
  static Result<ArbitrationRules> make(std::vector<ArbitrationOrder> orders);
  // What holds where nobody says otherwise.
  static const ArbitrationRules& usual();
  static constexpr std::size_t kMaxWords = 32;

  // The order for "Debian:12", with both lists filled.
  const ArbitrationOrder& of(std::string_view ecosystem) const;
  // Every order, that of all others first.
  const std::vector<ArbitrationOrder>& orders() const { return orders_; }

  // The place of a statement's source in its list; one whom no word names stands behind all.
  std::size_t rank(const Statement& statement) const;
  // The word that names it; "other" where none does.
  std::string_view word_of(const Statement& statement) const;

 private:
  std::vector<ArbitrationOrder> orders_;
};

// "Debian=nvd,distribution", or "nvd,distribution" for all that have no order of their own: adds it to `orders`, as the
// list of sources or of ratings. Errors: kUsage for what is neither.
enum class OrderOf : unsigned char { kSources, kRatings };
Result<void> add_order(OrderOf which, std::string_view text, std::vector<ArbitrationOrder>& orders);

}  // namespace pratique::match
