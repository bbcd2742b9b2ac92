// Makes findings of what several sources say about one component: which claims are one vulnerability, and
// which decides.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/text_hash.h"
#include "match/advisories.h"
#include "version/order.h"

namespace pratique::match {

// What one advisory says of a component. Views into the look-up's hits and the question, which outlive it;
// members as in Evidence.
struct Word {
  std::string_view advisory, source, ecosystem, rule;
  std::string range, fixed;
  std::string_view category;  // as in Advisory
  bool distribution = false;
  const version::Order* order = nullptr;  // of `fixed`
};

// By that word the component is affected by the vulnerability `id`. Two words in memory: an erratum bundles
// up to hundreds of ids, and all share its word.
struct Claim {
  std::string_view id;  // preferred id of the alias group
  const Word* word = nullptr;
};

// Which source decides range, fix and rule of a finding; the lowest wins (docs/formats/cves.md, "Sources"):
//   0 the distribution's own advisory: it knows its back-ports;
//   1 databases that the ecosystem's security team writes by hand (GO-, RUSTSEC-);
//   2 GitHub's reviewed advisories (GHSA-);
//   3 all others.
int rank(const Word& word);

class Arbitration {
 public:
  explicit Arbitration(const Advisories& advisories) : advisories_(advisories) {}

  // Appends the findings of one component, worst first, then by id.
  Result<void> decide(std::size_t component, std::vector<Claim> claims, std::vector<Finding>& findings);

 private:
  Result<const advisory::Vulnerability*> vulnerability(std::string_view id);
  Result<const advisory::Rating*> rating_of(const Claim& claim, const advisory::Vulnerability& known);
  Result<Finding> one(std::size_t component, std::span<const Claim> claims);

  const Advisories& advisories_;
  // One image names the same vulnerability for many packages (libssl3, openssl, libcrypto3).
  std::unordered_map<std::string, advisory::Vulnerability, base::TextHash, std::equal_to<>> vulnerabilities_;
};

}  // namespace pratique::match
