#include "advisory/coverage.h"

#include <algorithm>
#include <chrono>
#include <functional>

#include "advisory/ecosystem.h"
#include "base/text.h"
#include "codec/json.h"
#include "model/ecosystem.h"

namespace pratique::advisory {

namespace {

// Real databases name a package for every three records or so (Go 1,372 for 4,291, RubyGems 464 for 1,173);
// thousands of records on a handful of packages are no ecosystem.
constexpr std::uint64_t kRecordsOfOnePackage = 30;

model::Fewest fewest_of(std::string_view ecosystem) {
  const auto* row = model::ecosystem_of_osv(ecosystem_family(ecosystem));
  // "Ruby" is the interpreters beside the gems: what a full database of RubyGems has says nothing of them.
  return row == nullptr || row->osv != ecosystem_family(ecosystem) ? model::Fewest{} : row->fewest;
}

bool is_year(std::string_view text) {
  return text.size() == 4 && std::all_of(text.begin(), text.end(), base::is_digit) && text >= "1990" &&
         text <= "2199";
}

constexpr std::uint64_t kFewestCompanions = 3, kMostCompanions = 20, kOneIn = 200;
constexpr int kCompanyDays = 180;
constexpr std::size_t kDayLength = 10;  // "2026-08-21"

// Days since 1970 of a known_day() or of the last day of a year.
std::int64_t number_of_day(std::string_view text) {
  const auto part = [&](std::size_t at, std::size_t size, unsigned otherwise) {
    return text.size() < at + size
               ? otherwise
               : static_cast<unsigned>(base::to_uint(text.substr(at, size)).value_or(otherwise));
  };
  const std::chrono::year_month_day date{std::chrono::year(static_cast<int>(part(0, 4, 1990))),
                                         std::chrono::month(part(5, 2, 12)),
                                         std::chrono::day(part(8, 2, 31))};
  return std::chrono::sys_days(date).time_since_epoch().count();
}

// All that one repository has ("Packagist:https://packages.drupal.org/8") is not all of its ecosystem.
bool names(const std::vector<std::string>& list, std::string_view ecosystem) {
  return std::any_of(list.begin(), list.end(), [&](const std::string& each) {
    if (!ecosystem_repository(each).empty()) return false;
    return canonical_ecosystem(each) == ecosystem || each == ecosystem_family(ecosystem);
  });
}

Result<std::vector<std::string>> texts_of(codec::Json list, std::string_view key) {
  std::vector<std::string> texts;
  bool sound = list.is_array();
  list.each([&](codec::Json each) {
    sound = sound && !each.text().empty();
    texts.emplace_back(each.text());
  });
  if (!sound) return base::invalid("\"" + std::string(key) + "\" is no list of texts");
  return texts;
}

Result<void> read_member(std::string_view key, codec::Json value, Declaration& into) {
  if (key == "sample") {
    const auto flag = value.boolean();
    if (!flag) return base::invalid("\"sample\" is neither true nor false");
    into.sample = *flag;
  } else if (key == "complete_for") {
    PQ_TRY(into.complete_for, texts_of(value, key));
  } else if (key == "fixes_only_for") {
    PQ_TRY(into.fixes_only_for, texts_of(value, key));
  } else if (key == "as_of") {
    into.as_of = known_day(value.text());
    if (into.as_of.empty()) return base::invalid("\"as_of\" is no date such as 2026-08-21");
  } else if (key == "feed") {
    into.feed = value.text();
    if (into.feed.empty()) return base::invalid("\"feed\" is no name of a reader");
  } else if (key == "other_use") {
    into.other_use = value.text();
    if (into.other_use.empty()) return base::invalid("\"other_use\" is no use");
  } else if (key == "signature") {
    into.signature = value.text();
  } else if (key == "deleted") {
    PQ_TRY(into.deleted, texts_of(value, key));
    std::sort(into.deleted.begin(), into.deleted.end());
  } else if (key != "comment") {
    return base::invalid("unknown member \"" + std::string(key) + "\"");
  }
  return {};
}

}  // namespace

const char* to_string(Extent extent) {
  switch (extent) {
    case Extent::kSample:
      return "sample";
    case Extent::kUndeclared:
      return "undeclared";
    case Extent::kFixesOnly:
      return "fixes-only";
    case Extent::kComplete:
      return "complete";
  }
  return "undeclared";
}

Extent standing(std::string_view ecosystem, Extent declared, const Measured& measured) {
  const auto fewest = fewest_of(ecosystem);
  if (measured.of_ecosystem < fewest.sample) return Extent::kSample;
  if (declared == Extent::kFixesOnly && measured.advisories < fewest.sample) return Extent::kUndeclared;
  if (declared == Extent::kComplete &&
      (measured.advisories < fewest.complete || measured.packages < fewest.complete / kRecordsOfOnePackage)) {
    return Extent::kUndeclared;
  }
  return declared;
}

std::string known_day(std::string_view time) {
  const bool shaped = time.size() >= kDayLength && time[4] == '-' && time[7] == '-' &&
                      is_year(time.substr(0, 4)) &&
                      (time.size() == kDayLength || !base::is_alnum(time[kDayLength]) ||
                       time[kDayLength] == 'T' || time[kDayLength] == 't');
  const auto month = shaped ? base::to_uint(time.substr(5, 2)) : std::nullopt;
  const auto day = shaped ? base::to_uint(time.substr(8, 2)) : std::nullopt;
  if (!month || !day) return {};
  const std::chrono::year_month_day date{
      std::chrono::year(static_cast<int>(*base::to_uint(time.substr(0, 4)))),
      std::chrono::month(static_cast<unsigned>(*month)), std::chrono::day(static_cast<unsigned>(*day))};
  return date.ok() ? std::string(time.substr(0, kDayLength)) : std::string();
}

std::uint64_t days_between(std::string_view from, std::string_view to) {
  if (known_day(from).empty() || known_day(to).empty()) return 0;
  const auto days = number_of_day(to) - number_of_day(from);
  return days < 0 ? 0 : static_cast<std::uint64_t>(days);
}

std::string year_of_id(std::string_view id) {
  for (auto dash = id.find('-'); dash != std::string_view::npos; dash = id.find('-', dash + 1)) {
    const auto after = id.substr(dash + 1);
    const auto year = after.substr(0, 4);
    if (is_year(year) && after.size() > 4 && (after[4] == '-' || after[4] == ':')) return std::string(year);
  }
  return {};
}

std::string kept_until(std::vector<std::string> days, std::uint64_t advisories) {
  const auto company =
      std::min(advisories, std::clamp(advisories / kOneIn, kFewestCompanions, kMostCompanions));
  if (days.empty() || days.size() < company) return {};
  // "2026" comes behind any day of 2026: a day that is known stands.
  std::sort(days.begin(), days.end(), std::greater<>());
  for (auto last = company - 1; last < days.size(); ++last) {
    const auto& day = days[last - (company - 1)];
    if (number_of_day(days[last]) + kCompanyDays >= number_of_day(day)) return day;
  }
  return days[company - 1];
}

std::optional<Extent> Declaration::extent_of(std::string_view ecosystem) const {
  if (sample) return Extent::kSample;
  if (names(complete_for, ecosystem)) return Extent::kComplete;
  if (names(fixes_only_for, ecosystem)) return Extent::kFixesOnly;
  return std::nullopt;
}

bool Declaration::is_deleted(std::string_view path) const {
  if (deleted.empty()) return false;
  const auto changes = "/" + std::string(kChangesFolder) + "/";
  if (base::contains(path, changes)) return false;
  for (auto at = path.find('/'); at != std::string_view::npos; at = path.find('/', at + 1)) {
    if (std::binary_search(deleted.begin(), deleted.end(), path.substr(at + 1))) return true;
  }
  return false;
}

Result<Declaration> parse_declaration(std::string_view text) {
  PQ_TRY(const auto document, codec::JsonDocument::parse(text));
  if (!document.root().is_object()) return base::invalid("no JSON object");
  Declaration declaration;
  Result<void> sound;
  document.root().each_member([&](std::string_view key, codec::Json value) {
    if (sound) sound = read_member(key, value, declaration);
  });
  if (!sound) return tl::unexpected(std::move(sound).error());
  return declaration;
}

}  // namespace pratique::advisory
