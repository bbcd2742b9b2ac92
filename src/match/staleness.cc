#include "match/staleness.h"

#include <chrono>

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

Reference reference_of(std::string_view now, std::string_view created, std::string_view newest) {
  if (day_of(now)) return {std::string(now.substr(0, 10)), std::string(now.substr(0, 10))};
  const auto made = day_of(created);
  const auto known = day_of(newest);
  if (!made && !known) return {};
  if (made >= known)
    return {std::string(created.substr(0, 10)), "the image was made"};  // nothing is before every day
  return {std::string(newest.substr(0, 10)), "the newest data of this database"};
}

std::string old_data(std::string_view label, std::string_view newest, const Reference& reference) {
  const auto current = day_of(reference.day);
  const bool year_only = newest.size() == 4;
  const auto known = day_of(year_only ? std::string(newest) + "-12-31" : std::string(newest));
  if (!current || !known || *current - *known <= kMaxDaysBehind) return {};
  return "advisory data for " + std::string(label) + " ends " + (year_only ? "in " : "") +
         std::string(newest.substr(0, 10)) + ", " + (year_only ? "at least " : "") +
         std::to_string(*current - *known) + " days before " + reference.what;
}

std::optional<EndOfLife> end_of_life(std::string_view label, const advisory::Lifecycle& lifecycle,
                                     const Reference& reference) {
  const auto current = day_of(reference.day);
  const auto end = day_of(lifecycle.end);
  if (lifecycle.ended && !end) return EndOfLife{.message = std::string(label) + " reached its end of life"};
  if (!current || !end || *current <= *end) return std::nullopt;
  EndOfLife out{.message = std::string(label) + " reached its end of life on " + lifecycle.end};
  const auto extended = day_of(lifecycle.extended_end);
  out.extended = extended && *current <= *extended;
  if (extended)
    out.message +=
        (out.extended ? ", extended support ends " : ", extended support ended ") + lifecycle.extended_end;
  return out;
}

}  // namespace pratique::match
