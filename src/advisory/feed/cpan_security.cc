// Advisories of CPAN, in two published forms:
// - the database (https://github.com/briandfoy/cpan-security-advisory, cpan-security-advisory.json): {"dists": {NAME:
//   {"advisories": [{"id", "cves", "affected_versions", "fixed_versions", "severity", "reported", "description",
//   "references"}]}}}. A bare version means that one and all later ones, "=1.2" that one alone; what `fixed_versions` says is
//   taken away.
// - the security group's triage (https://github.com/CPAN-Security/cpan-advisory-database, triage/CVE-….yml): what nobody
//   has looked at yet: cve, description, CVSS_2, CVSS_3, cpan_distribution, version_range, mostly without either.
#include <map>

#include "advisory/constraints.h"
#include "advisory/json_feed.h"
#include "advisory/reading.h"

namespace pratique::advisory {

namespace {

constexpr FeedInfo kInfo{.name = "cpan-security",
                         .extent = Extent::kComplete,
                         .complete_for = "CPAN",
                         .published =
                             "https://raw.githubusercontent.com/briandfoy/cpan-security-advisory/master/"
                             "cpan-security-advisory.json",
                         .layout = Layout::kDocument,
                         .every_hours = 24};

constexpr std::size_t kMostKeys = 1'000;  // of one file; real ones have seven

// "1.20" → ">=1.20".
std::string with_operator(std::string_view text) {
  text = base::trim(text);
  const bool bare = !text.empty() && (base::is_digit(text.front()) || text.front() == 'v');
  return (bare ? ">=" : "") + std::string(text);
}

Result<std::vector<Range>> ranges_of(codec::Json versions) {
  std::vector<Range> out;
  for (const auto& text : each_text(versions)) {
    PQ_TRY(auto ranges, ranges_of_constraint(with_operator(text), Dialect::kList, Ends::kAreFixes, nullptr));
    std::move(ranges.begin(), ranges.end(), std::back_inserter(out));
  }
  return out;
}

// Without an order: the one fix belongs to the one range that is open, and several to none.
void take_fixes(const std::vector<Range>& fixes, std::vector<Range>& affected) {
  const auto is_open = [](const Range& range) { return range.fixed.empty() && range.last_affected.empty(); };
  if (fixes.size() != 1 || fixes.front().introduced == "0" ||
      std::count_if(affected.begin(), affected.end(), is_open) != 1)
    return;
  auto& open = *std::find_if(affected.begin(), affected.end(), is_open);
  if (fixes.front().after_introduced) {
    open.last_affected = fixes.front().introduced;
  } else {
    open.fixed = fixes.front().introduced;
  }
}

Affected distribution(std::string_view name) {
  return {.ecosystem = "CPAN", .name = std::string(name), .order = "cpan", .extent = kInfo.extent};
}

Result<Advisory> advisory_of(std::string_view name, codec::Json entry) {
  Advisory advisory{.id = entry["id"].text_or(""), .source = std::string(kInfo.name)};
  if (!is_id(advisory.id)) return base::invalid("no id");
  const auto cves = each_text(entry["cves"]);
  for (const auto& cve : cves) {
    const auto id = vulnerability_id(cve);
    if (id.empty()) continue;
    if (cves.size() > 1) {
      add_unique(advisory.upstream, id);
    } else {
      add_alias(id, advisory);
    }
  }
  advisory.published = known_time(entry["reported"].text());
  advisory.summary = as_summary(entry["description"].text());
  for (const auto& url : each_text(entry["references"])) add_reference(url, advisory);
  add_rating({}, entry["severity"].text(), advisory);
  auto affected = distribution(name);
  PQ_TRY(affected.ranges, ranges_of(entry["affected_versions"]));
  PQ_TRY(const auto fixes, ranges_of(entry["fixed_versions"]));
  take_fixes(fixes, affected.ranges);
  if (!affected.ranges.empty()) advisory.affected.push_back(std::move(affected));
  return advisory;
}

class CpanSecurity : public Feed {
 public:
  const FeedInfo& info() const override { return kInfo; }

  bool recognises(std::string_view path, std::string_view head) const override {
    if (path.ends_with(".json"))
      return base::contains(head, "\"dists\"") &&
             (base::contains(head, "CPANSA-") || base::contains(head, "\"advisories\""));
    return (path.ends_with(".yml") || path.ends_with(".yaml")) &&
           base::contains(head, "cpan_distribution:") && base::contains(head, "version_range:");
  }

  Result<void> read(Source& source, FeedSink& sink) const override {
    return source.path().ends_with(".json") ? read_database(source, sink) : read_triage(source, sink);
  }

 private:
  static Result<void> read_database(Source& source, FeedSink& sink) {
    const auto take = [&](std::string_view name, codec::Json dist) {
      std::size_t number = 0;
      dist["advisories"].each([&](codec::Json entry) {
        ++number;
        auto advisory = advisory_of(name, entry);
        if (advisory) return sink.add_part(*std::move(advisory));
        sink.skip(std::string(name) + ", advisory " + std::to_string(number), advisory.error().what);
      });
    };
    PQ_CHECK(read_records(source, sink, {.maps = {"dists"}, .take = take}));
    return {};
  }

  // Descriptions stand there without quotes, colons and all, so that the file is no YAML: it is read by its lines.
  static Result<void> read_triage(Source& source, FeedSink& sink) {
    std::map<std::string, std::string> values;
    std::vector<std::string> references;
    for (std::string key;;) {
      PQ_TRY(const auto line, source.line());
      if (!line) break;
      if (line->starts_with("- ") && key == "references") {
        references.emplace_back(base::trim(line->substr(2)));
      } else if (const auto halves = base::cut(*line, ":"); halves && !line->starts_with(' ')) {
        key = base::trim(halves->before);
        const auto value = base::trim(halves->after);
        values[key] = value == "~" || value == "null" ? "" : value;
      }
      if (values.size() > kMostKeys || references.size() > kMostKeys)
        return base::over_limit("too many lines");
    }
    Advisory advisory{.id = vulnerability_id(values["cve"]), .source = std::string(kInfo.name) + "-triage"};
    if (!advisory.id.starts_with("CVE-")) return base::invalid("no CVE id");
    advisory.summary = as_summary(values["description"]);
    for (const auto* key : {"CVSS_3", "CVSS_2"}) add_rating(values[key], {}, advisory);
    for (const auto& url : references) add_reference(url, advisory);
    PQ_CHECK(add_distribution(values["cpan_distribution"], values["version_range"], advisory));
    sink.add(std::move(advisory));
    return {};
  }
  static Result<void> add_distribution(const std::string& name, const std::string& range,
                                       Advisory& advisory) {
    if (name.empty()) return {};
    auto affected = distribution(name);
    affected.extent = Extent::kUndeclared;
    affected.status = range.empty() ? Status::kUnderInvestigation : Status::kAffected;
    affected.ranges.push_back({.introduced = "0"});
    if (!range.empty()) {
      PQ_TRY(affected.ranges,
             ranges_of_constraint(with_operator(range), Dialect::kList, Ends::kAreFixes, nullptr));
    }
    advisory.affected.push_back(std::move(affected));
    return {};
  }
};

}  // namespace

std::unique_ptr<Feed> make_cpan_security() { return std::make_unique<CpanSecurity>(); }

}  // namespace pratique::advisory
