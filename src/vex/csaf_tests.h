// The mandatory tests of CSAF (section 6.1 of csaf-v2.0 and csaf-v2.1, whose numbers agree where both have one), a part of the
// document each. `csaf_faults` runs all.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "codec/json.h"

namespace pratique::vex {

// What was found, each as "6.1.2: …"; at most 1,000.
class CsafFaults {
 public:
  explicit CsafFaults(std::vector<std::string> found) : found_(std::move(found)) {}
  void add(std::string what) {
    constexpr std::size_t kMost = 1'000;
    if (found_.size() < kMost) found_.push_back(std::move(what));
  }
  std::vector<std::string> take() && { return std::move(found_); }

 private:
  std::vector<std::string> found_;
};

// What the document says of itself and of its profile: languages (6.1.12, .15, .28), category (6.1.26), what the profiles of
// section 4 ask for that have no statements (6.1.27.1 to .3, .6), sharing (6.1.38 to .41).
void test_csaf_head(codec::Json root, CsafFaults& faults);
// `document.tracking`: 6.1.14, .16 to .22, .30, .37 (of 2.1).
void test_csaf_tracking(codec::Json root, CsafFaults& faults);
// Scores and metrics of one vulnerability: 6.1.7 to .10. Of a temporal or environmental score only that it is a score.
void test_csaf_scores(codec::Json vulnerability, CsafFaults& faults);
// Branches of the product tree: 6.1.31, .34, .42 to .44, .50 (of 2.1).
void test_csaf_tree(codec::Json root, CsafFaults& faults);
// The newest date of the revision history, seconds since 1970; nothing: there is none.
std::optional<std::int64_t> newest_csaf_revision(codec::Json root);
// One vulnerability: 6.1.24, .45, .49, .51 to .53 (of 2.1). `newest`: as above, which is the same for all.
void test_csaf_vulnerability(codec::Json vulnerability, codec::Json root, std::optional<std::int64_t> newest,
                             CsafFaults& faults);

inline std::string csaf_quoted(std::string_view text) { return "\"" + std::string(text) + "\""; }

}  // namespace pratique::vex
