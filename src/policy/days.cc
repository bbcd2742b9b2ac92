#include "policy/days.h"

#include <chrono>

#include "base/text.h"

namespace pratique::policy {

namespace {

constexpr std::size_t kDayBytes = 10;

}  // namespace

std::optional<std::int64_t> days_since_1970(std::string_view text) {
  if (text.size() < kDayBytes || text[4] != '-' || text[7] != '-') return std::nullopt;
  const auto year = base::to_uint(text.substr(0, 4)), month = base::to_uint(text.substr(5, 2)),
             day = base::to_uint(text.substr(8, 2));
  if (!year || !month || !day) return std::nullopt;
  const std::chrono::year_month_day date{std::chrono::year(static_cast<int>(*year)),
                                         std::chrono::month(static_cast<unsigned>(*month)),
                                         std::chrono::day(static_cast<unsigned>(*day))};
  if (!date.ok()) return std::nullopt;
  return std::chrono::sys_days(date).time_since_epoch().count();
}

}  // namespace pratique::policy
