// Puts together, while the database is built, what all records of one vulnerability say: a look-up then reads
// one row instead of a row for each record of the alias group.
#pragma once

#include <map>
#include <string_view>
#include <vector>

#include "advisory/collect.h"
#include "advisory/record.h"

namespace pratique::advisory {

// Preferred ids (alias_groups.h). Views into the groups, which must outlive it.
class Groups {
 public:
  explicit Groups(const std::vector<std::vector<std::string>>& groups);
  // The preferred id of the group; the id itself when it is in none.
  std::string_view preferred(std::string_view id) const;
  // Members by preference; empty when it is in no group.
  const std::vector<std::string>* members(std::string_view id) const;
  // Every id that is not preferred → the preferred one; sorted.
  std::map<std::string_view, std::string_view> others() const;

 private:
  std::map<std::string_view, const std::vector<std::string>*> group_of_;
};

// By preferred id: every vulnerability that has a record of its own (one whose id is in its group). Records
// are numbered from 1: the advisories in their order, then the enrichments. One that nobody rated has the
// lowest word of the errata that bundle it (kErrataSuffix): each rates by the worst of what it bundles, so
// every one of them is an upper bound.
std::map<std::string_view, Facts> gather(const Collection& collection, const Groups& groups);

}  // namespace pratique::advisory
