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
  // EPSS scores and percentiles of so much or more, 0 to 1; 0 asks for nothing.
  double epss_score = 0, epss_percentile = 0;
  // The day of which scores must be to count, "2026-08-21"; empty: any.
  std::string epss_date;
  // Parts of a CVSS vector: "AV:N"; a finding has one of them.
  std::vector<std::string> metrics;
  // For gates: a finding that nobody rated has every severity, one without a vector every metric, one without a score
  // every score.
  bool keep_unrated = false;
  // Findings without a severity never count.
  bool drop_unrated = false;
  // Packages of the base image only, or of the image's own layers only.
  bool only_base = false, ignore_base = false;
  // Packages of these build stages only.
  std::vector<std::string> stages{};
  // Findings that are not open are listed, too.
  bool show_closed = false;
};

class Filter {
 public:
  // Errors, all kUsage: a value that means nothing, no share of 0 to 1, no day, both of --only-fixed and --only-unfixed or of --only-base and --ignore-base, a pattern that
  // cannot be used.
  static Result<Filter> make(FilterWords words);
  Filter(Filter&&) noexcept;
  Filter& operator=(Filter&&) noexcept;
  ~Filter();

  // What of the image the words "base" and "own" mean; to be said before anything is asked, where only_base or
  // ignore_base is set. kUsage when it is not known which layers are the base image's.
  Result<void> look_at(const model::Subject& subject);
  const FilterWords& words() const;
  // Whether it asks for EPSS scores, which match::forecast() must have read.
  bool asks_for_scores() const;
  // Whether the finding has one that counts.
  bool has_score(const match::Finding& finding) const;
  // Whether findings of this component could be kept: by the filters of packages alone.
  bool looks_at(const model::Component& component) const;
  // The option that says no to it, "--only-severity"; empty: it is kept.
  std::string_view rejects(const match::Finding& finding, const model::Component& component) const;
  // Open findings that are kept; those that are not open when they are asked for.
  ShownFindings select(const match::Judgement& judgement, const model::Inventory& inventory) const;

 private:
  struct State;
  std::string_view rejects_score(const match::Finding& finding) const;
  explicit Filter(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace pratique::report
