#include "advisory/osv_ranges.h"

#include <algorithm>
#include <optional>

#include "advisory/bounds.h"
#include "advisory/ecosystem.h"
#include "base/text.h"
#include "codec/json.h"
#include "codec/yaml.h"
#include "version/order.h"

namespace pratique::advisory {

namespace {

// §"affected[].ranges[].events": each names one version; several keys in one object are several events.
struct Event {
  enum class Kind { kIntroduced, kFixed, kLimit, kLastAffected };
  Kind kind;
  std::string version;
};

// §"Evaluation": sorted by version; at the same version, `last_affected` comes after `introduced` (a range of
// one version), all else as written. So is all where one is no version, which has no place among the others.
void sort(std::vector<Event>& events, const version::Order& order) {
  const auto has_place = [&](const Event& event) {
    return event.version == "0" || order.bounds(event.version);
  };
  if (!std::ranges::all_of(events, has_place)) return;
  std::stable_sort(events.begin(), events.end(), [&](const Event& a, const Event& b) {
    const bool first_a = a.version == "0", first_b = b.version == "0";
    if (first_a || first_b) return first_a && !first_b;
    const auto by_version = order.compare(a.version, b.version);
    if (by_version != 0) return by_version < 0;
    return a.kind != Event::Kind::kLastAffected && b.kind == Event::Kind::kLastAffected;
  });
}

// The evaluation's state machine, run once over sorted events instead of once for each version: a fix without
// an open range changes nothing, nor does a second `introduced`, but where a range ends at once: what ends one range and
// begins the next at the same version, in whichever order they are written, leaves no gap (PYSEC-2023-72).
void add_ranges(const std::vector<Event>& events, std::vector<Range>& ranges) {
  std::optional<std::string> start, again;
  for (const auto& event : events) {
    if (event.kind == Event::Kind::kIntroduced) {
      (start && *start != event.version ? again : start) = event.version;
      continue;
    }
    if (!start) continue;
    Range range{.introduced = *std::exchange(start, std::nullopt),
                .before_last_affected = event.kind == Event::Kind::kLimit};
    (event.kind == Event::Kind::kFixed ? range.fixed : range.last_affected) = event.version;
    ranges.push_back(std::move(range));
    const bool ends_here = event.kind != Event::Kind::kLastAffected;
    if (const auto next = std::exchange(again, std::nullopt); ends_here && next == event.version)
      start = next;
  }
  if (start) ranges.push_back({.introduced = *start});
}

// As match/range.h evaluates, for the one use here: telling which listed versions say nothing new. A text that is no
// version always does: it can only be found by itself.
bool holds(const Range& range, std::string_view version, const version::Order& order) {
  if (!order.comparable(version) || has_odd_bound(range, &order)) return false;
  if (range.introduced != "0" && order.compare_bound(version, range.introduced) < 0) return false;
  if (!range.fixed.empty()) return order.compare_bound(version, range.fixed) < 0;
  if (range.last_affected.empty()) return true;
  const auto past = order.compare_bound(version, range.last_affected);
  return past < 0 || (past == 0 && !range.before_last_affected);
}

template <class Node>
std::vector<Event> events_of(Node range) {
  std::vector<Event> events;
  range["events"].each([&](Node event) {
    event.each_member([&](std::string_view key, Node value) {
      const auto version = value.text();
      if (version.empty() || version == "*") return;  // limit "*": no limit
      if (key == "introduced") events.push_back({Event::Kind::kIntroduced, std::string(version)});
      if (key == "fixed") events.push_back({Event::Kind::kFixed, std::string(version)});
      if (key == "limit") events.push_back({Event::Kind::kLimit, std::string(version)});
      if (key == "last_affected") events.push_back({Event::Kind::kLastAffected, std::string(version)});
    });
  });
  return events;
}

bool has_no_end(const Range& range) { return range.fixed.empty() && range.last_affected.empty(); }

void add_sorted(std::vector<Event> events, const version::Order* order, std::vector<Range>& ranges) {
  if (order != nullptr) sort(events, *order);
  add_ranges(events, ranges);
}

// The versions of the product stand in for those of the module, which nobody knows.
template <class Node>
void take_custom_ranges(Node list, const version::Order* order, std::vector<Range>& ranges) {
  if (!list.is_array() || std::ranges::none_of(ranges, has_no_end)) return;
  std::vector<Range> custom;
  list.each([&](Node range) { add_sorted(events_of(range), order, custom); });
  if (custom.empty()) return;
  std::erase_if(ranges, has_no_end);
  std::ranges::move(custom, std::back_inserter(ranges));
}

// "<= 2.3.4", "< 2.4": of a range that has an end already it says nothing new. One that would be empty is a slip.
void close(std::string_view last_known, const version::Order* order, std::vector<Range>& ranges) {
  last_known = base::trim(last_known);
  if (!last_known.starts_with('<') || order == nullptr) return;
  const bool inclusive = last_known.starts_with("<=");
  const auto end = base::trim(last_known.substr(inclusive ? 2 : 1));
  if (end.empty() || !order->bounds(end)) return;
  for (auto& range : ranges) {
    const auto from =
        range.introduced == "0" ? std::weak_ordering::less : order->compare(range.introduced, end);
    if (!has_no_end(range) || from > 0 || (from == 0 && !inclusive)) continue;
    range.last_affected = end;
    range.before_last_affected = !inclusive;
  }
}

}  // namespace

template <class Node>
void read_versions(Node node, Affected& out) {
  node["ranges"].each([&](Node range) {
    const auto type = range["type"].text();
    if (type == "GIT") return;
    if (out.order.empty() && type == "SEMVER") out.order = "semver";
    add_sorted(events_of(range), version::find_order(out.order), out.ranges);
  });
  const auto* order = version::find_order(out.order);
  close(node["database_specific"]["last_known_affected_version_range"].text(), order, out.ranges);
  if (out.ecosystem == "Go")
    take_custom_ranges(node["ecosystem_specific"]["custom_ranges"], order, out.ranges);
  node["versions"].each([&](Node version) {
    const auto text = version.text();
    const bool inside =
        order != nullptr && std::any_of(out.ranges.begin(), out.ranges.end(),
                                        [&](const Range& range) { return holds(range, text, *order); });
    if (!text.empty() && !inside) out.versions.emplace_back(text);
  });
}

template <class Node>
std::vector<Affected> read_commits(Node node) {
  std::vector<Affected> out;
  node["ranges"].each([&](Node range) {
    const auto repository = range["repo"].text();
    if (range["type"].text() != "GIT" || repository.empty()) return;
    auto at = std::ranges::find(out, repository, &Affected::name);
    if (at == out.end()) {
      out.push_back({.ecosystem = std::string(kGitEcosystem), .name = std::string(repository), .order = {}});
      at = out.end() - 1;
    }
    // The order of commits is the repository's, so the events stand as they are written.
    add_sorted(events_of(range), nullptr, at->ranges);
  });
  std::erase_if(out, [](const Affected& one) { return one.ranges.empty(); });
  const auto package = node["package"]["name"].text();
  if (out.size() == 1 && package.empty()) {
    node["versions"].each([&](Node version) {
      if (!version.text().empty()) out.front().versions.emplace_back(version.text());
    });
  }
  return out;
}

template std::vector<Affected> read_commits(codec::Json node);
template std::vector<Affected> read_commits(codec::Yaml node);
template void read_versions(codec::Json node, Affected& out);
template void read_versions(codec::Yaml node, Affected& out);

}  // namespace pratique::advisory
