#include "match/staleness.h"

#include <chrono>
#include <map>

#include "base/text.h"

namespace pratique::match {

std::optional<int> day_of(std::string_view text) {
  if (text.size() < 10 || text[4] != '-' || text[7] != '-') return std::nullopt;
  const auto year = base::to_uint(text.substr(0, 4));
  const auto month = base::to_uint(text.substr(5, 2));
  const auto day = base::to_uint(text.substr(8, 2));
  if (!year || !month || !day) return std::nullopt;
  const std::chrono::year_month_day date{std::chrono::year(static_cast<int>(*year)),
                                         std::chrono::month(static_cast<unsigned>(*month)),
                                         std::chrono::day(static_cast<unsigned>(*day))};
  if (!date.ok()) return std::nullopt;
  return std::chrono::sys_days(date).time_since_epoch().count();
}

void note_stale_data(std::string_view created, const std::vector<advisory::Coverage>& coverage,
                     std::vector<model::Note>& notes) {
  const auto made = day_of(created);
  if (!made) return;
  std::map<std::string, std::string> newest;
  for (const auto& row : coverage) newest[row.ecosystem] = std::max(newest[row.ecosystem], row.newest);
  for (const auto& [ecosystem, date] : newest) {
    const auto known = day_of(date);
    if (!known || *made - *known <= kMaxDaysBehind) continue;
    notes.push_back({.code = "old-advisory-data",
                     .message = "advisory data for " + ecosystem + " ends " + date.substr(0, 10) + ", " +
                                std::to_string(*made - *known) + " days before the image was made",
                     .file = {},
                     .layer = {},
                     .incomplete = true});
  }
}

}  // namespace pratique::match
