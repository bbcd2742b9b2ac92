// How old advisory data and releases are: data that ends long before the image was made knows nothing of what
// was found since, and a release at its end of life gets no advisories any more. docs/coverage.md.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "match/judgement.h"

namespace pratique::match {

// Data may be older by this many days than the day they are measured against before they count as partial:
// distributions and ecosystems that are alive publish at least monthly, so half a year of silence is a feed
// that was not fetched or has ended.
inline constexpr int kMaxDaysBehind = 180;

// Days since 1970-01-01 of the date that an RFC 3339 text starts with; nothing when it does not.
std::optional<int> day_of(std::string_view text);

// The day that everything is measured against, and why it is that one.
struct Reference {
  // "2026-08-21"; empty when nothing is known.
  std::string day;
  // "the image was made", "the newest data of this database", "2026-08-21".
  std::string what;
};
// `now` where it is given; else when the image was made or the database's newest record, whichever is later.
Reference reference_of(std::string_view now, std::string_view created, std::string_view newest);

// Why data that end at `newest` are too old for the reference: "advisory data for Go ends 2022-12-14, 1442
// days before the image was made"; empty when they are not. Of a year alone ("2020",
// advisory::Coverage::newest) its last day counts.
std::string old_data(std::string_view label, std::string_view newest, const Reference& reference);

// What is to be said of a release at the reference's day.
struct EndOfLife {
  // "Alpine 3.10 reached its end of life on 2021-05-01".
  std::string message;
  // Fixes are still made in longer terms.
  bool extended = false;
};
std::optional<EndOfLife> end_of_life(std::string_view label, const advisory::Lifecycle& lifecycle,
                                     const Reference& reference);

}  // namespace pratique::match
