// Makes findings of what several sources say about one component: which claims are one vulnerability, and
// which decides.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "match/advisories.h"
#include "version/order.h"

namespace pratique::match {

// One advisory's word that a component is affected by the vulnerability `id`.
struct Claim {
  std::string id;  // preferred id of the alias group
  Evidence evidence;
  std::string category;  // as in Advisory
  bool distribution = false;
  const version::Order* order = nullptr;  // of evidence.fixed
};

// Which source decides range, fix and rule of a finding; the lowest wins (docs/formats/cves.md, "Sources"):
//   0 the distribution's own advisory: it knows its back-ports;
//   1 databases that the ecosystem's security team writes by hand (GO-, RUSTSEC-);
//   2 GitHub's reviewed advisories (GHSA-);
//   3 all others.
int rank(const Claim& claim);

class Arbitration {
 public:
  explicit Arbitration(const Advisories& advisories) : advisories_(advisories) {}

  // The findings of one component, worst first, then by id.
  Result<std::vector<Finding>> decide(std::size_t component, std::vector<Claim> claims);

 private:
  Result<const advisory::Vulnerability*> vulnerability(const std::string& id);
  Result<Finding> one(std::size_t component, std::vector<Claim> claims);

  const Advisories& advisories_;
  // One image names the same vulnerability for many packages (libssl3, openssl, libcrypto3).
  std::map<std::string, advisory::Vulnerability> vulnerabilities_;
};

}  // namespace pratique::match
