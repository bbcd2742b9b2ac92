#include "advisory/enrichment.h"

#include <fmt/format.h>

#include "advisory/coverage.h"
#include "base/text.h"

namespace pratique::advisory {

Day day_number(std::string_view time) {
  Day number = 0;
  for (const char c : known_day(time)) {
    if (base::is_digit(c)) number = number * 10 + static_cast<Day>(c - '0');
  }
  return number;
}

std::string to_text(Day day) {
  return day == 0 ? std::string()
                  : fmt::format("{:04}-{:02}-{:02}", day / 10'000, day / 100 % 100, day % 100);
}

namespace {

constexpr const char* kActivities[] = {"", "none", "poc", "active"};
constexpr const char* kAutomatables[] = {"", "no", "yes"};
constexpr const char* kImpacts[] = {"", "partial", "total"};

template <class Enum, std::size_t N>
Enum of_word(const char* const (&words)[N], std::string_view word) {
  for (std::size_t i = 1; i < N; ++i) {
    if (base::equals_ignoring_case(words[i], word)) return static_cast<Enum>(i);
  }
  return Enum{};
}

}  // namespace

const char* to_string(Activity activity) { return kActivities[static_cast<std::size_t>(activity)]; }
const char* to_string(Automatable automatable) {
  return kAutomatables[static_cast<std::size_t>(automatable)];
}
const char* to_string(Impact impact) { return kImpacts[static_cast<std::size_t>(impact)]; }

Ssvc ssvc_of(std::string_view exploitation, std::string_view automatable, std::string_view impact) {
  return {.exploitation = of_word<Activity>(kActivities, exploitation),
          .automatable = of_word<Automatable>(kAutomatables, automatable),
          .impact = of_word<Impact>(kImpacts, impact)};
}

}  // namespace pratique::advisory
