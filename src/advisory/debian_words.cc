#include "advisory/debian_words.h"

#include <algorithm>
#include <array>

#include "base/text.h"

namespace pratique::advisory {

namespace {

struct Urgency {
  std::string_view word;
  Severity severity;
};
// What is unimportant is no danger in a package that Debian builds, and has no severity of ours.
constexpr std::array<Urgency, 5> kUrgencies{{
    {"high", Severity::kHigh},
    {"medium", Severity::kMedium},
    {"low", Severity::kLow},
    {"unimportant", Severity::kUnspecified},
    {"not yet assigned", Severity::kUnspecified},
}};

struct Marker {
  std::string_view word;
  Status status;
  Reason reason;
};
constexpr std::array<Marker, 9> kMarkers{{
    {"<not-affected>", Status::kNotAffected, Reason::kNone},
    // Somebody means to package it: there is nothing that could be affected.
    {"<itp>", Status::kNotAffected, Reason::kNone},
    {"<unfixed>", Status::kAffected, Reason::kNone},
    {"<end-of-life>", Status::kAffected, Reason::kEndOfLife},
    {"<undetermined>", Status::kAffected, Reason::kUndetermined},
    {"<no-dsa>", Status::kAffected, Reason::kNoDsa},
    {"<postponed>", Status::kAffected, Reason::kPostponed},
    {"<ignored>", Status::kAffected, Reason::kIgnored},
    // From the archive; whoever has it installed keeps what it has.
    {"<removed>", Status::kAffected, Reason::kNone},
}};

template <class Row, std::size_t N>
const Row* row_of(const std::array<Row, N>& rows, std::string_view word) {
  const auto at = std::find_if(rows.begin(), rows.end(), [&](const Row& row) { return row.word == word; });
  return at == rows.end() ? nullptr : &*at;
}

}  // namespace

bool take_debian_urgency(std::string_view word, Affected& into) {
  auto lower = base::to_lower(word);
  while (lower.ends_with('*')) lower.pop_back();
  if (lower == "end-of-life") {
    if (into.status == Status::kAffected) into.reason = Reason::kEndOfLife;
    return true;
  }
  const auto* urgency = row_of(kUrgencies, lower);
  if (urgency == nullptr) return false;
  into.severity = urgency->severity;
  if (into.severity != Severity::kUnspecified || urgency->word == "unimportant")
    into.severity_word = urgency->word;
  return true;
}

bool take_debian_marker(std::string_view word, Affected& into) {
  const auto* marker = row_of(kMarkers, word);
  if (marker == nullptr) return false;
  into.status = marker->status;
  into.reason = marker->reason;
  Range range{.introduced = "0"};
  if (marker->status == Status::kNotAffected) range.fixed = "0";
  into.ranges = {std::move(range)};
  return true;
}

}  // namespace pratique::advisory
