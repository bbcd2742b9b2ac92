#include "advisory/debian_words.h"

#include <algorithm>
#include <array>

#include "base/text.h"
#include "model/ecosystem.h"

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

const std::vector<std::string>& debian_releases() {
  constexpr std::uint64_t kFirst = 10;
  static const auto kReleases = [] {
    std::vector<std::string> found;
    for (const auto pair : base::words(model::distribution("debian")->codenames)) {
      const auto number = pair.substr(pair.find('=') + 1);
      const auto value = base::to_uint(number);
      if (value ? *value >= kFirst : number == "sid") found.emplace_back(number);
    }
    return found;
  }();
  return kReleases;
}

// "bug #1033456; high; needs a new release": bugs are for people who have the tracker, sentences say why.
void take_debian_remarks(std::string_view text, Affected& into) {
  for (const auto piece : base::split(text, ';')) {
    const auto remark = base::trim(piece);
    if (!take_debian_urgency(remark, into) && !remark.empty() && !remark.starts_with("bug #")) {
      into.reason_text += (into.reason_text.empty() ? "" : "; ") + std::string(remark);
    }
  }
}

// "29 Mar 2023", "August 26th, 2005", "September 1st, 2005" → "2023-03-29"; "" for anything else.
std::string debian_date(std::string_view text) {
  constexpr std::string_view kMonths = "janfebmaraprmayjunjulaugsepoctnovdec";
  std::uint64_t day = 0, month = 0, year = 0;
  for (auto word : base::words(text)) {
    while (!word.empty() &&
           (word.back() == ',' || (base::is_digit(word.front()) && base::is_alpha(word.back())))) {
      word.remove_suffix(1);
    }
    if (const auto number = base::to_uint(word)) {
      (*number > 31 ? year : day) = *number;
    } else if (word.size() >= 3) {
      const auto at = kMonths.find(base::to_lower(word.substr(0, 3)));
      if (at != std::string_view::npos && at % 3 == 0) month = at / 3 + 1;
    }
  }
  if (day == 0 || month == 0 || year < 1990 || year > 9999) return {};
  const auto two = [](std::uint64_t n) { return (n < 10 ? "0" : "") + std::to_string(n); };
  return std::to_string(year) + "-" + two(month) + "-" + two(day);
}

}  // namespace pratique::advisory
