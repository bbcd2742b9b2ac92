// Which version of a package clears the most findings: each candidate is judged as if it were installed.
#pragma once

#include <set>
#include <string>
#include <vector>

#include "match/advisories.h"
#include "match/judge.h"
#include "model/component.h"
#include "version/order.h"

namespace pratique::fix {

// More candidates than these are not tried for one package.
inline constexpr std::size_t kMaxTried = 64;

struct TriedVersion {
  std::string version;
  bool crosses_major = false, prerelease = false;
  // Ids that are open in it, and by any of their names.
  std::set<std::string> open, names;
};

// Of one package. Not thread-safe.
class VersionChoice {
 public:
  // `wanted`: ids that are to be cleared. All must outlive it.
  VersionChoice(match::Judge& judge, const version::Order& order, const model::Component& component,
                const std::set<std::string>& wanted);

  // Tries these versions, and those that fix what is found in them. Errors: those of a look-up.
  Result<void> try_all(std::vector<std::string> versions);
  // The nearest that leaves the fewest of the wanted and brings the fewest others; of those that leave as few, one within
  // the present major version goes before. nullptr: none clears any.
  const TriedVersion* best() const;
  // Within the present major alone.
  const TriedVersion* best_in_major() const;
  // Of the wanted, those that are open in it, and what is open in it besides.
  std::size_t left(const TriedVersion& one) const;

 private:
  Result<void> try_one(const std::string& version, std::vector<std::string>& further);
  const TriedVersion* best_of(bool in_major) const;

  match::Judge& judge_;
  const version::Order& order_;
  const model::Component& component_;
  const std::set<std::string>& wanted_;
  // Ascending by the order.
  std::vector<TriedVersion> tried_;
};

}  // namespace pratique::fix
