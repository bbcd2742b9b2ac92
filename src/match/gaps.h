// Why components have no verdict: collected while judging, then one Unjudged and one note a reason.
#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <tuple>

#include "match/finding.h"

namespace pratique::match {

class Gaps {
 public:
  // The kinds, in the order of the report. kUnknownBuild and kUnsupported are about one advisory, the package
  // is judged by the others; kInformational is one that tells something else than a vulnerability. Those from
  // kOwned on leave no gap in the verdict.
  enum class Kind {
    kNoData,
    kNoRelease,
    kOwnerBlind,
    kUnversioned,
    kUnknownBuild,
    kUnsupported,
    kOwned,
    kUnnamed,
    kInformational
  };

  // `subject` is what the kind is about: the label of an ecosystem ("Alpine 3.14"), a refusal, an advisory
  // id.
  void add(Kind kind, const std::string& subject, const std::string& ecosystem, const std::string& purl);
  // Writes judgement.unjudged and the notes of those that leave a gap.
  void report(Judgement& judgement) const;

 private:
  struct Entry {
    std::size_t components = 0;
    std::string examples;  // the first few purls
  };
  std::map<std::tuple<Kind, std::string, std::string>, Entry> entries_;
};

std::string count_of(std::size_t number, const std::string& noun);  // "1 package", "14 packages"

}  // namespace pratique::match
