// Why components are not judged, or by partial data: collected while judging, then one Gap and one note a
// reason.
#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <tuple>
#include <vector>

#include "match/finding.h"

namespace pratique::match {

class Gaps {
 public:
  // The kinds, in the order of the report.
  enum class Kind {
    // Not judged.
    kNoData,
    kNoRelease,
    kOwnerBlind,
    kUnversioned,
    // Judged by partial data.
    kSample,
    kUndeclared,
    kContradicted,
    kFixesOnly,
    kOld,
    kUndated,
    kEndOfLife,
    kUnknownBuild,  // this and the next are about one advisory: the package is judged by the others
    kUnsupported,
    // No gap.
    kOwned,
    kUnnamed,
    // Only told.
    kInformational,
    kExtended
  };

  explicit Gaps(const model::Inventory& inventory) : inventory_(inventory) {}

  // `subject` is what the kind is about: the label of an ecosystem ("Alpine 3.14"), a refusal, an advisory
  // id.
  void add(Kind kind, const std::string& subject, const std::string& ecosystem, std::size_t component);
  // Whether something makes this component unjudged so far.
  bool unjudged(std::size_t component) const;
  // Writes judgement.gaps, judgement.standings, and the notes of those that leave a gap.
  void report(Judgement& judgement) const;

 private:
  std::string examples(const std::vector<std::size_t>& components) const;

  const model::Inventory& inventory_;
  std::map<std::tuple<Kind, std::string, std::string>, std::vector<std::size_t>> entries_;
  std::vector<bool> unjudged_ = std::vector<bool>(inventory_.components.size());
};

std::string count_of(std::size_t number, const std::string& noun);  // "1 package", "14 packages"

}  // namespace pratique::match
