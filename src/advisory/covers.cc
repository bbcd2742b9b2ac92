#include "advisory/covers.h"

#include <algorithm>
#include <set>

#include "advisory/coverage.h"
#include "advisory/keys.h"

namespace pratique::advisory {

namespace {

// More of one day change nothing: no day needs more company (kept_until()).
constexpr std::size_t kMostOfADay = 20;

std::string newest_day(const Advisory& advisory) {
  return std::max(known_day(advisory.published), known_day(advisory.modified));
}

std::string cover_key(std::string_view ecosystem, std::string_view source, Extent declared) {
  return Key().text(ecosystem).text(source).byte(static_cast<unsigned>(declared)).take();
}

// What each (ecosystem, declared) has, over all sources.
std::map<std::pair<std::string_view, Extent>, Measured> measured(const std::vector<Coverage>& rows) {
  std::map<std::pair<std::string_view, Extent>, Measured> all;
  std::map<std::string_view, std::uint64_t> totals;
  for (const auto& row : rows) {
    auto& one = all[{row.ecosystem, row.declared}];
    one.advisories += row.advisories;
    one.packages += row.packages;
    // A selection by hand makes no database of what lies beside it.
    totals[row.ecosystem] += row.declared == Extent::kSample ? 0 : row.advisories;
  }
  for (auto& [key, one] : all) one.of_ecosystem = totals.at(key.first);
  return all;
}

}  // namespace

Result<void> Covers::add(const Advisory& advisory) {
  const auto day = newest_day(advisory);
  newest_ = std::max(newest_, day);
  const auto known = day.empty() ? year_of_id(advisory.id) : day;
  std::set<std::pair<std::string_view, Extent>> touched;
  for (const auto& affected : advisory.affected) {
    if (!touched.emplace(affected.ecosystem, affected.extent).second) continue;
    auto& cover = covers_[{affected.ecosystem, advisory.source, affected.extent}];
    ++cover.advisories;
    cover.undated += day.empty() ? 1 : 0;
    if (known.empty()) continue;
    const auto key = cover_key(affected.ecosystem, advisory.source, affected.extent);
    PQ_CHECK(days_.add(key + Key().text(known).take()));
  }
  return {};
}

void Covers::add_package(std::string_view ecosystem, std::string_view source, Extent declared) {
  ++covers_[{std::string(ecosystem), std::string(source), declared}].packages;
}

void Covers::add_days(const std::map<std::tuple<std::string, std::string, Extent>, std::string>& as_of) {
  for (const auto& [key, day] : as_of) {
    const auto at = covers_.find(key);
    if (at != covers_.end()) at->second.as_of = day;
    newest_ = std::max(newest_, day);
  }
}

// Both the days and the rows are sorted by the same key.
Result<void> Covers::count_days(std::vector<Coverage>& rows) {
  PQ_TRY(const auto items, days_.sorted());
  PQ_TRY(bool any, items->next());
  for (auto& row : rows) {
    const auto prefix = cover_key(row.ecosystem, row.source, row.declared);
    std::vector<std::string> days;
    for (std::size_t same = 0; any && items->key().starts_with(prefix);) {
      auto day = KeyReader(items->key().substr(prefix.size())).text();
      same = !days.empty() && days.back() == day ? same + 1 : 0;
      if (same < kMostOfADay) days.push_back(std::move(day));
      PQ_TRY(any, items->next());
    }
    // A sample's records need no company: what they find is true, whenever they are from.
    const auto newest = kept_until(std::move(days), row.extent == Extent::kSample ? 1 : row.advisories);
    row.newest = std::max(newest, row.newest);
  }
  return {};
}

Result<std::vector<Coverage>> Covers::rows() {
  std::vector<Coverage> rows;
  for (const auto& [key, cover] : covers_) {
    const auto& [ecosystem, source, declared] = key;
    rows.push_back({.ecosystem = ecosystem,
                    .source = source,
                    .newest = cover.as_of,
                    .advisories = cover.advisories,
                    .packages = cover.packages,
                    .undated = cover.undated,
                    .declared = declared});
  }
  const auto figures = measured(rows);
  for (auto& row : rows)
    row.extent = standing(row.ecosystem, row.declared, figures.at({row.ecosystem, row.declared}));
  PQ_CHECK(count_days(rows));
  return rows;
}

}  // namespace pratique::advisory
