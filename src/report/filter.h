// The filters of `cves`: which findings a report shows. Pure, over findings and their components.
#pragma once

#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "match/judgement.h"
#include "model/inventory.h"
#include "report/selection.h"

namespace pratique::report {

// What the command line gave; an empty list filters nothing, several values of one list are alternatives, all
// filters that are given must hold.
struct FilterWords {
  // Words of parse_severity() (filter_values.h).
  std::vector<std::string> severities;
  bool only_fixed = false, only_unfixed = false;
  // Lists of patterns (split_patterns() of pattern.h), searched in the name and in "namespace/name".
  std::vector<std::string> packages;
  // Words of parse_package_type(): "deb", "python".
  std::vector<std::string> package_types;
  // Of the finding, its aliases or its advisories; case does not matter.
  std::vector<std::string> ids;
  bool only_cisa_kev = false;
  // Parts of a CVSS vector: "AV:N"; a finding has one of them.
  std::vector<std::string> metrics;
  // For gates: a finding that nobody rated has every severity, one without a vector every metric.
  bool keep_unrated = false;
  // Findings without a severity never count.
  bool drop_unrated = false;
};

class Filter {
 public:
  // Errors, all kUsage: a value that means nothing, both --only-fixed and --only-unfixed, a pattern that
  // cannot be used.
  static Result<Filter> make(FilterWords words);
  Filter(Filter&&) noexcept;
  Filter& operator=(Filter&&) noexcept;
  ~Filter();

  const FilterWords& words() const;
  // Whether findings of this component could be kept: by the filters of packages alone.
  bool looks_at(const model::Component& component) const;
  // The option that says no to it, "--only-severity"; empty: it is kept.
  std::string_view rejects(const match::Finding& finding, const model::Component& component) const;
  // Open findings that are kept.
  ShownFindings select(const match::Judgement& judgement, const model::Inventory& inventory) const;

 private:
  struct State;
  explicit Filter(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace pratique::report
