// Makes findings of what several sources say about one component: which claims are one vulnerability, and
// which decides.
//
// Problem: one defect has many names and many descriptions, and they disagree. Shown one by one they make three
// alarms of one; merged when the database is built, nobody could say later why the answer is what it is. So all
// words are kept, and it is decided here, for one component at a time.
//
// Example, openssl 3.0.9-1 of Debian 12:
//   DSA-5532-1      names CVE-2023-5363, fixed in 3.0.11-1~deb12u2            rank 0: Debian itself
//   GHSA-xw78-…     the same CVE by its aliases, "< 3.0.12"                   rank 2
//   CVE-2023-5363   its own record, "< 3.0.12", CVSS 7.5                      rank 3
// (ranks by the usual rules, match/arbitration_rules.h) are one finding, CVE-2023-5363, with the fix of the DSA: 3.0.12 will never come to Debian 12, its back-port
// has. The others stand beside it as statements. The severity is arbitrated by itself (match/rating.h), since
// who knows the fix best has often not rated it.
//
// Where a source of a better rank than the one that decides says in so many words that this version is not
// affected (Outcome::kSaidNotAffected), the finding stays, in that state. A source that merely names other
// versions says nothing of the kind: it may know less. So it is where the source that decides names functions of which
// none is linked into the program (Outcome::kNotLinked), whatever those of a worse rank say, which name none.
//
// Why the group's preferred id: the names come from the database's alias groups, in which no two CVEs are ever
// joined (advisory/alias_groups.h), so an erratum over five CVEs gives five findings that share its statement.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/text_hash.h"
#include "match/advisories.h"
#include "match/arbitration_rules.h"
#include "version/order.h"

namespace pratique::match {

// By that statement the component is affected by the vulnerability `id`. Few words in memory: an erratum bundles
// up to hundreds of ids, and all share its statement.
struct Claim {
  // Preferred id of the alias group.
  std::string_view id;
  const Statement* statement = nullptr;
  // Its range_text().
  std::string_view range;
};

class Arbitration {
 public:
  // What the findings point to is written to `arena`. All must outlive it.
  Arbitration(const Advisories& advisories, const ArbitrationRules& rules, base::Arena& arena)
      : advisories_(advisories), rules_(rules), arena_(arena) {}

  // Appends the findings of one component, worst first, then by id. The claims' statements lie in the arena;
  // `all` are the verdict's, among which those that deny are looked for. Errors: those of a look-up of a vulnerability; nothing is
  // appended then.
  Result<void> decide(std::vector<Claim> claims, std::span<const Statement> all,
                      std::vector<Finding>& findings);

 private:
  Result<const advisory::Vulnerability*> vulnerability(std::string_view id);
  Result<void> rate(const Claim& claim, const advisory::Vulnerability& known, Finding& finding);
  bool decides_over(const Claim& one, const Claim& other) const;
  Result<Finding> one(std::span<const Claim> claims);
  const Statement* denial_of(const Claim& decisive) const;

  const Advisories& advisories_;
  const ArbitrationRules& rules_;
  // Of one decide(), kept for their memory; of its statements those that deny.
  std::vector<Finding> found_;
  std::vector<const Statement*> denials_;
  base::Arena& arena_;
  // One image names the same vulnerability for many packages (libssl3, openssl, libcrypto3).
  std::unordered_map<std::string_view, const advisory::Vulnerability*, base::TextHash> vulnerabilities_;
};

}  // namespace pratique::match
