#include "match/rating.h"

#include <algorithm>
#include <array>
#include <tuple>

#include "base/text.h"
#include "match/arbitration_rules.h"

namespace pratique::match {

using advisory::RatingView;
using advisory::Severity;

const char* to_string(RatedBy by) {
  switch (by) {
    case RatedBy::kNobody:
      return "";
    case RatedBy::kPackage:
      return "package";
    case RatedBy::kVendor:
      return "vendor";
    case RatedBy::kNamed:
      return "named";
    case RatedBy::kOther:
      return "other";
    case RatedBy::kBundle:
      return "bundle";
    case RatedBy::kErrata:
      return "errata";
  }
  return "";
}

// Version 2 vectors have no prefix (FIRST, "CVSS v2 Complete Documentation", 2.4).
std::string_view cvss_version_of(std::string_view vector) {
  if (vector.starts_with("CVSS:4.")) return "4.0";
  if (vector.starts_with("CVSS:3.1/")) return "3.1";
  if (vector.starts_with("CVSS:3.")) return "3.0";
  return vector.empty() ? "" : "2.0";
}

namespace {

std::size_t source_rank(std::string_view source) {
  constexpr std::array<std::string_view, 3> kPreferred = {"NVD", "GHSA", "CISA-ADP"};
  for (std::size_t i = 0; i < kPreferred.size(); ++i) {
    if (base::equals_ignoring_case(source, kPreferred[i])) return i;
  }
  return kPreferred.size();
}

struct Place {
  std::size_t at = 0;
  RatedBy by = RatedBy::kOther;
};

Place place_of(const RatingView& rating, std::string_view own, std::span<const std::string> order) {
  // Each is an upper bound: errata rate by the worst of what they bundle.
  if (rating.source.ends_with(advisory::kErrataSuffix)) return {order.size() + 1, RatedBy::kErrata};
  for (std::size_t i = 0; i < order.size(); ++i) {
    const auto& word = order[i];
    if (word == "other") return {i, RatedBy::kOther};
    if (word == "vendor" && base::equals_ignoring_case(rating.source, own)) return {i, RatedBy::kVendor};
    if (base::equals_ignoring_case(word, rating.source)) return {i, RatedBy::kNamed};
  }
  return {order.size(), RatedBy::kOther};
}

// The first of those that `counts` lets pass.
template <class Counts>
RatingChoice first_of(std::span<const RatingView> ratings, std::string_view own,
                      std::span<const std::string> order, Counts counts) {
  const auto key = [](const RatingView& rating) {
    return std::make_tuple(source_rank(rating.source), rating.source, -rating.score, rating.vector);
  };
  const auto before = [&](const RatingView& a, const RatingView& b) {
    const auto place = place_of(a, own, order).at, other = place_of(b, own, order).at;
    if (place != other) return place < other;
    const auto version = cvss_version_of(a.vector), older = cvss_version_of(b.vector);
    return version != older ? version > older : key(a) < key(b);
  };
  RatingChoice best;
  for (const auto& one : ratings) {
    if (counts(one) && (best.rating == nullptr || before(one, *best.rating))) best.rating = &one;
  }
  if (best.rating != nullptr) best.by = place_of(*best.rating, own, order).by;
  return best;
}

}  // namespace

RatingChoice choose_rating(std::span<const RatingView> ratings, std::string_view own_source,
                           std::span<const std::string> order) {
  return first_of(ratings, own_source, order,
                  [](const RatingView& one) { return severity_of(one) != Severity::kUnspecified; });
}

const RatingView* choose_vector(std::span<const RatingView> ratings, std::string_view own_source,
                                std::span<const std::string> order) {
  return first_of(ratings, own_source, order, [](const RatingView& one) { return !one.vector.empty(); })
      .rating;
}

const RatingView* decisive(std::span<const RatingView> ratings, std::string_view own_source) {
  return choose_rating(ratings, own_source, ArbitrationRules::usual().of({}).ratings).rating;
}

Severity severity_of(const RatingView& rating) {
  if (rating.severity != Severity::kUnspecified || rating.score <= 0) return rating.severity;
  if (rating.score >= 9) return Severity::kCritical;
  if (rating.score >= 7) return Severity::kHigh;
  return rating.score >= 4 ? Severity::kMedium : Severity::kLow;
}

}  // namespace pratique::match
