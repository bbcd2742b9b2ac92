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

void note_stale_data(std::string_view created, std::string_view newest,
                     const std::vector<advisory::Coverage>& coverage, std::vector<model::Note>& notes) {
  const auto made = day_of(created);
  const auto current = std::max(made, day_of(newest));  // nothing is before every day
  if (!current) return;
  const std::string than = current == made ? "the image was made" : "the newest data of this database";
  // The source with the most advisories speaks for the ecosystem: a single fresh record of another is no
  // feed.
  std::map<std::string, const advisory::Coverage*> main_source;
  for (const auto& row : coverage) {
    auto& main = main_source[row.ecosystem];
    if (!row.sample && (main == nullptr || row.advisories > main->advisories)) main = &row;
  }
  for (const auto& [ecosystem, main] : main_source) {
    const auto known = main == nullptr ? std::nullopt : day_of(main->newest);
    if (!known || *current - *known <= kMaxDaysBehind) continue;
    notes.push_back({.code = "old-advisory-data",
                     .message = "advisory data for " + ecosystem + " ends " + main->newest.substr(0, 10) +
                                ", " + std::to_string(*current - *known) + " days before " + than,
                     .file = {},
                     .layer = {},
                     .incomplete = true});
  }
}

}  // namespace pratique::match
