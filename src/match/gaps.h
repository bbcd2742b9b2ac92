// Why components are not judged, or by partial data: collected while judging, then one Gap and one note a
// reason.
#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

#include "match/judgement.h"

namespace pratique::match {

class Gaps {
 public:
  explicit Gaps(const model::Inventory& inventory) : inventory_(inventory) {}

  // The caveat's texts must live until report().
  void add(const Caveat& caveat, std::size_t component);
  // Whether something makes this component unjudged so far.
  bool unjudged(std::size_t component) const;
  // Writes judgement.gaps, judgement.standings, and the notes of those that leave a gap.
  void report(Judgement& judgement) const;

 private:
  std::string examples(const std::vector<std::size_t>& components) const;

  const model::Inventory& inventory_;
  // By kind, subject, ecosystem.
  std::map<std::tuple<CaveatKind, std::string_view, std::string_view>, std::vector<std::size_t>> entries_;
  std::vector<bool> unjudged_ = std::vector<bool>(inventory_.components.size());
};

// "no advisory data for Alpine 3.14".
std::string reason_of(const Caveat& caveat);

std::string count_of(std::size_t number, const std::string& noun);  // "1 package", "14 packages"

}  // namespace pratique::match
