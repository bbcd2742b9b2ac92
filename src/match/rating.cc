#include "match/rating.h"

#include <algorithm>
#include <array>
#include <tuple>

#include "base/text.h"

namespace pratique::match {

using advisory::RatingView;
using advisory::Severity;

// Version 2 vectors have no prefix (FIRST, "CVSS v2 Complete Documentation", 2.4).
static int cvss_version(std::string_view vector) {
  if (vector.starts_with("CVSS:4.")) return 40;
  if (vector.starts_with("CVSS:3.1/")) return 31;
  if (vector.starts_with("CVSS:3.")) return 30;
  return vector.empty() ? 0 : 20;
}

static std::size_t source_rank(std::string_view source, std::string_view own) {
  constexpr std::array<std::string_view, 3> kPreferred = {"NVD", "GHSA", "CISA-ADP"};
  if (source == own) return 0;
  for (std::size_t i = 0; i < kPreferred.size(); ++i) {
    if (base::equals_ignoring_case(source, kPreferred[i])) return i + 1;
  }
  return kPreferred.size() + 1;
}

const RatingView* decisive(std::span<const RatingView> ratings, std::string_view own_source) {
  if (ratings.size() == 1) return &ratings.front();
  const auto better = [&](const RatingView& a, const RatingView& b) {
    const auto key = [&](const RatingView& rating) {
      return std::make_tuple(severity_of(rating) == Severity::kUnspecified, -cvss_version(rating.vector),
                             source_rank(rating.source, own_source), rating.source, -rating.score,
                             rating.vector);
    };
    return key(a) < key(b);
  };
  const auto best = std::min_element(ratings.begin(), ratings.end(), better);
  return best == ratings.end() ? nullptr : &*best;
}

Severity severity_of(const RatingView& rating) {
  if (rating.severity != Severity::kUnspecified || rating.score <= 0) return rating.severity;
  if (rating.score >= 9) return Severity::kCritical;
  if (rating.score >= 7) return Severity::kHigh;
  return rating.score >= 4 ? Severity::kMedium : Severity::kLow;
}

}  // namespace pratique::match
