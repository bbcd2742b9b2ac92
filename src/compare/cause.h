// Why a vulnerability is open in one image and not in another (compare.h).
#pragma once

#include <functional>
#include <map>
#include <string>
#include <vector>

#include "compare/compare.h"

namespace pratique::compare {

// One side, to be asked about findings of the other. Views into the side.
class Witness {
 public:
  explicit Witness(const Side& side);

  // Why `finding`, open on the side `has`, is not open here. `came`: it is `has` that is the later one.
  VulnerabilityChange why_not(const match::Finding& finding, const Side& has, bool came) const;

 private:
  using Name = std::tuple<std::string_view, std::string_view, std::string_view>;
  static Name name_of(const model::Component& component);
  const match::Finding* counterpart(const match::Finding& finding, const model::PackageKey& package) const;
  std::string judging(const match::Finding& finding, const Side& has, const model::PackageKey& package) const;

  const Side& side_;
  std::map<Name, std::vector<std::string_view>> versions_;
  std::map<model::PackageKey, std::vector<std::size_t>> components_;
  // Of all states, by component.
  std::multimap<std::size_t, const match::Finding*> findings_;
};

// Whether the two are about the same vulnerability, by id or alias.
bool same_vulnerability(const match::Finding& a, const match::Finding& b);

}  // namespace pratique::compare
