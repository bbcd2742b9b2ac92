// The newest version of each language package that advisory data name: as a fix, or as one of those that are affected. That is
// no list of what was published; where nobody found a fault lately, newer ones are not known here.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "match/advisories.h"
#include "model/inventory.h"

namespace pratique::match {

struct NewestNamed {
  // Number of the component in the inventory.
  std::size_t component = 0;
  // Newer than the component's own by the ecosystem's order.
  std::string version{};
  // Who names it.
  std::string advisory{}, source{};
  bool operator==(const NewestNamed&) const = default;
};

struct NewestAnswer {
  // In the inventory's order.
  std::vector<NewestNamed> newer{};
  // Packages of which advisory data name at least one version that can be compared with theirs.
  std::size_t named = 0;
  // Packages that were asked about.
  std::size_t asked = 0;
};

// Withdrawn advisories and malicious versions name nothing; a version before a release ("2.0.0-rc.1") only counts for who has
// such a one. Errors: those of `advisories`.
Result<NewestAnswer> newest_named(const model::Inventory& inventory, const Advisories& advisories);

}  // namespace pratique::match
