// Which of several ratings decides a finding's severity (docs/arbitration.md).
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "advisory/views.h"

namespace pratique::match {

// By which rule a rating decided.
enum class RatedBy : unsigned char {
  kNobody,
  // The deciding advisory's word about this very package.
  kPackage,
  // The source whose advisory decided.
  kVendor,
  // A source that the rules name.
  kNamed,
  kOther,
  // The erratum that bundles the vulnerability with others: by the worst of them.
  kBundle,
  // Errata of others.
  kErrata
};
const char* to_string(RatedBy by);  // "", "package", "vendor", "named", "other", "bundle", "errata"

struct RatingChoice {
  // nullptr: nobody rates it.
  const advisory::RatingView* rating = nullptr;
  RatedBy by = RatedBy::kNobody;
};

// The order, first difference decides: the first word of `order` that names the rating ("package" names none
// here); errata last; a newer CVSS version (4.0, 3.1, 3.0, 2.0) before an older and any before a bare word; NVD,
// GHSA, CISA-ADP, then others by name; the higher score. What says nothing of the severity is passed over.
RatingChoice choose_rating(std::span<const advisory::RatingView> ratings, std::string_view own_source,
                           std::span<const std::string> order);
// Likewise, of those with a vector; nullptr: there is none.
const advisory::RatingView* choose_vector(std::span<const advisory::RatingView> ratings,
                                          std::string_view own_source, std::span<const std::string> order);
// By the usual rules; nullptr when nobody rates it.
const advisory::RatingView* decisive(std::span<const advisory::RatingView> ratings,
                                     std::string_view own_source);

// The rating's severity; when it has none but a score, the band of the score (CVSS 3.1, section 5; 0 is
// unspecified here).
advisory::Severity severity_of(const advisory::RatingView& rating);

// "2.0", "3.0", "3.1", "4.0"; empty: no vector.
std::string_view cvss_version_of(std::string_view vector);

}  // namespace pratique::match
