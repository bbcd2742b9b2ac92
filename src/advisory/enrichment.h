// What feeds add to a vulnerability that others describe: that it is exploited, how likely it will be, and how its
// weight was judged. Plain values of some bytes, for findings hold them by the hundred thousand.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace pratique::advisory {

// Sources of enrichments that others ask for by name.
inline constexpr std::string_view kExploitedSource = "cisa-kev", kEpssSource = "epss";

// A day as a number, 20260301; 0: none is known.
using Day = std::uint32_t;
// Of a date or an RFC 3339 time, as known_day() (coverage.h); 0 for anything else.
Day day_number(std::string_view time);
std::string to_text(Day day);  // "2026-03-01"; "" for 0

// In a catalogue of what is known to be exploited (CISA's KEV).
struct Exploitation {
  bool known = false;
  // Ransomware uses it.
  bool ransomware = false;
  // When it came into the catalogue, and by when it must be mended where the catalogue binds.
  Day added = 0, due = 0;
  auto operator<=>(const Exploitation&) const = default;
};

// Others than CISA who know of an exploitation.
struct Sighting {
  std::string source;
  // Of the first report; 0: nobody says.
  Day day = 0;
  auto operator<=>(const Sighting&) const = default;
};

// FIRST's Exploit Prediction Scoring System (https://www.first.org/epss/data_stats): the probability that it will be
// exploited within 30 days, and the share of all vulnerabilities that have the same or a lower one.
struct Epss {
  // In 1/100,000, as they are published.
  std::uint32_t score = 0, percentile = 0;
  // Of which the score is; 0: there is none.
  Day day = 0;
  bool known() const { return day != 0; }
  auto operator<=>(const Epss&) const = default;
};
inline constexpr std::uint32_t kEpssUnit = 100'000;

// CISA's decision points of SSVC (Stakeholder-Specific Vulnerability Categorization 2.1). Numbers are the
// database's.
enum class Activity : unsigned char { kUnknown = 0, kNone = 1, kProofOfConcept = 2, kActive = 3 };
enum class Automatable : unsigned char { kUnknown = 0, kNo = 1, kYes = 2 };
enum class Impact : unsigned char { kUnknown = 0, kPartial = 1, kTotal = 2 };
const char* to_string(Activity activity);        // "", "none", "poc", "active": as published
const char* to_string(Automatable automatable);  // "", "no", "yes"
const char* to_string(Impact impact);            // "", "partial", "total"

struct Ssvc {
  Activity exploitation = Activity::kUnknown;
  Automatable automatable = Automatable::kUnknown;
  Impact impact = Impact::kUnknown;
  bool known() const { return *this != Ssvc{}; }
  auto operator<=>(const Ssvc&) const = default;
};
// Of the words above, in any case; what is none of them is kUnknown.
Ssvc ssvc_of(std::string_view exploitation, std::string_view automatable, std::string_view impact);

}  // namespace pratique::advisory
