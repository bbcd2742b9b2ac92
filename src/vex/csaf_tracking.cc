#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <tuple>
#include <vector>

#include "base/text.h"
#include "vex/csaf_tests.h"
#include "vex/statement.h"

namespace pratique::vex {

namespace {

using codec::Json;

// A version of §3.1.11: a number, or semantic versioning's.
struct Number {
  bool semantic = false;
  std::uint64_t major = 0, minor = 0, patch = 0;
  std::string_view pre_release{};
};

// Nothing: neither.
std::optional<Number> number_of(std::string_view text) {
  text = text.substr(0, text.find('+'));
  const auto dash = text.find('-');
  Number number;
  if (dash != std::string_view::npos) number.pre_release = text.substr(dash + 1);
  const auto parts = base::split(text.substr(0, dash), '.');
  std::vector<std::uint64_t> values;
  for (const auto part : parts) {
    const auto value = base::to_uint(part);
    if (!value) return std::nullopt;
    values.push_back(*value);
  }
  if (values.size() != 1 && values.size() != 3) return std::nullopt;
  number.semantic = values.size() == 3;
  number.major = values[0];
  if (number.semantic) number.minor = values[1], number.patch = values[2];
  return number;
}

// semver.org, 2.0.0, clause 11.4.
int compare_pre_release(std::string_view a, std::string_view b) {
  if (a.empty() || b.empty()) return static_cast<int>(a.empty()) - static_cast<int>(b.empty());
  const auto left = base::split(a, '.'), right = base::split(b, '.');
  for (std::size_t i = 0; i < std::min(left.size(), right.size()); ++i) {
    const auto x = base::to_uint(left[i]), y = base::to_uint(right[i]);
    if (x && y && *x != *y) return *x < *y ? -1 : 1;
    if (x.has_value() != y.has_value()) return x ? -1 : 1;
    if (!x && left[i] != right[i]) return left[i] < right[i] ? -1 : 1;
  }
  return left.size() == right.size() ? 0 : left.size() < right.size() ? -1 : 1;
}

bool below(const Number& a, const Number& b) {
  const auto key = [](const Number& one) { return std::tuple(one.major, one.minor, one.patch); };
  return key(a) != key(b) ? key(a) < key(b) : compare_pre_release(a.pre_release, b.pre_release) < 0;
}

// Of an RFC 3339 time, the fraction of its second too: "00010" of "10:00:00.00010Z", without the noughts at its end.
std::string_view fraction_of(std::string_view date) {
  const auto point = date.find('.');
  if (point == std::string_view::npos) return {};
  auto digits = date.substr(point + 1);
  digits = digits.substr(0, digits.find_first_not_of("0123456789"));
  const auto last = digits.find_last_not_of('0');
  return last == std::string_view::npos ? std::string_view() : digits.substr(0, last + 1);
}

struct Revision {
  std::int64_t seconds = 0;
  std::string_view fraction, text;
  Number number;
};

bool earlier(const Revision& a, const Revision& b) {
  return std::tie(a.seconds, a.fraction) < std::tie(b.seconds, b.fraction);
}
bool same_time(const Revision& a, const Revision& b) { return !earlier(a, b) && !earlier(b, a); }

class Tracking {
 public:
  Tracking(Json tracking, CsafFaults& faults)
      : faults_(faults), version_(tracking["version"].text()), status_(tracking["status"].text()) {
    tracking["revision_history"].each([&](Json one) {
      const auto number = number_of(one["number"].text());
      const auto seconds = seconds_of(one["date"].text());
      if (number && seconds)
        history_.push_back({*seconds, fraction_of(one["date"].text()), one["number"].text(), *number});
    });
    // Of the same moment, the lower number first (§6.1.14).
    std::stable_sort(history_.begin(), history_.end(), [](const Revision& a, const Revision& b) {
      return same_time(a, b) ? below(a.number, b.number) : earlier(a, b);
    });
  }

  void test() {
    test_history();
    const auto number = number_of(version_);
    if (!number) return;
    test_latest(*number);
    test_status(*number);
    const auto other = [&](const Revision& one) { return one.number.semantic != number->semantic; };
    if (std::ranges::any_of(history_, other)) faults_.add("6.1.30: numbers and semantic versions are mixed");
  }

 private:
  void test_history() {
    const auto unsorted = std::ranges::adjacent_find(
        history_, [](const auto& a, const auto& b) { return below(b.number, a.number); });
    if (unsorted != history_.end())
      faults_.add("6.1.14: revision " + csaf_quoted(unsorted->text) + " is older than a lower one");
    std::set<std::uint64_t> majors;
    std::set<std::string_view> seen;
    for (const auto& one : history_) {
      majors.insert(one.number.major);
      if (!seen.insert(one.text).second)
        faults_.add("6.1.22: revision " + csaf_quoted(one.text) + " stands twice");
      if (!one.number.pre_release.empty())
        faults_.add("6.1.19: revision " + csaf_quoted(one.text) + " is a pre-release");
      if (is_released() && one.number.major == 0)
        faults_.add("6.1.18: revision " + csaf_quoted(one.text) + " of a document that is " +
                    std::string(status_));
    }
    if (majors.empty()) return;
    if (*majors.begin() > 1 || *majors.rbegin() - *majors.begin() + 1 != majors.size())
      faults_.add("6.1.21: the revision history has gaps");
  }

  // §6.1.16: build metadata does not count, nor, of a draft, what kind of pre-release it is.
  void test_latest(Number version) {
    if (history_.empty()) return;
    auto latest = history_.back().number;
    if (status_ == "draft") version.pre_release = latest.pre_release = {};
    if (below(version, latest) || below(latest, version))
      faults_.add("6.1.16: version " + csaf_quoted(version_) + ", and the latest revision is " +
                  csaf_quoted(history_.back().text));
  }

  void test_status(const Number& version) {
    if (status_ != "draft" && (version.major == 0 || !version.pre_release.empty()))
      faults_.add("6.1.17: version " + csaf_quoted(version_) + " of a document that is " +
                  std::string(status_));
    if (is_released() && !version.pre_release.empty())
      faults_.add("6.1.20: the pre-release " + csaf_quoted(version_) + " of a document that is " +
                  std::string(status_));
  }

  bool is_released() const { return status_ == "final" || status_ == "interim"; }

  CsafFaults& faults_;
  std::string_view version_, status_;
  std::vector<Revision> history_;
};

// §6.1.37 of 2.1: RFC 3339 with its capital letters, and no second that some minutes have not.
void test_date(std::string_view name, Json date, CsafFaults& faults) {
  if (!date) return;
  const auto text = date.text();
  const bool form = text.size() > 19 && text[10] == 'T' &&
                    (text.ends_with('Z') || text[text.size() - 6] == '+' || text[text.size() - 6] == '-');
  if (!form || !seconds_of(text) || text.substr(17, 2) == "60" || text.substr(11, 2) == "24")
    faults.add("6.1.37: " + std::string(name) + " " + csaf_quoted(text) + " is no date and time");
}

}  // namespace

void test_csaf_tracking(Json root, CsafFaults& faults) {
  const auto tracking = root["document"]["tracking"];
  Tracking(tracking, faults).test();
  if (root["document"]["csaf_version"].text() != "2.1") return;
  for (const auto* name : {"current_release_date", "initial_release_date"})
    test_date(name, tracking[name], faults);
  test_date("generator.date", tracking["generator"]["date"], faults);
  tracking["revision_history"].each(
      [&](Json one) { test_date("revision_history.date", one["date"], faults); });
}

}  // namespace pratique::vex
