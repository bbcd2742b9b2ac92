// Advisory data that ends long before the image was made knows nothing of what was found since.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "match/finding.h"

namespace pratique::match {

// Data may be older by this many days than the image, or than the newest record in the database, before the
// report calls it incomplete: distributions and ecosystems that are alive publish at least monthly, so half a
// year of silence is a feed that was not fetched or has ended.
inline constexpr int kMaxDaysBehind = 180;

// Days since 1970-01-01 of the date that an RFC 3339 text starts with; nothing when it does not.
std::optional<int> day_of(std::string_view text);

// Adds a note for each ecosystem of `coverage` whose main source ends that long before `created` (when the
// image was made; may be empty) or `newest` (date of the database's newest record), whichever is later.
void note_stale_data(std::string_view created, std::string_view newest,
                     const std::vector<advisory::Coverage>& coverage, std::vector<model::Note>& notes);

}  // namespace pratique::match
