// The Node.js security working group's database (https://github.com/nodejs/security-wg/tree/main/vuln):
// - vuln/npm/N.json: {"id", "module_name", "cves", "vulnerable_versions", "patched_versions", …}, npm packages (frozen);
// - vuln/core/N.json: {"cve", "vulnerable", "patched", "severity", …}, Node.js itself: affected is what is vulnerable and
//   not patched;
// - vuln/deps/N.json: {"cve", "description", "overview", "reason"}, defects of what Node.js is built with, and why it is not
//   affected by them (VEX' justifications).
// Each folder has an index.json that repeats them all, and is not read.
#include "advisory/constraints.h"
#include "advisory/ecosystem.h"
#include "advisory/json_feed.h"
#include "advisory/reading.h"

namespace pratique::advisory {

namespace {

constexpr FeedInfo kInfo{.name = "node-security-wg",
                         .extent = Extent::kUndeclared,
                         .complete_for = "",
                         .published = "https://github.com/nodejs/security-wg",
                         .layout = Layout::kFilePerRecord,
                         .every_hours = 24};

// Node.js' own versions stand under a name of their own: no package manager of an ecosystem installs it.
constexpr std::string_view kRuntime = "Node.js";

std::string number_of(std::string_view path) {
  const auto name = base::base_name(path);
  return std::string(name.substr(0, name.rfind('.')));
}

// Several CVEs in one file are several vulnerabilities.
void name(const std::vector<std::string>& cves, const std::string& own, Advisory& advisory) {
  std::vector<std::string> ids;
  for (const auto& cve : cves) add_unique(ids, vulnerability_id(cve));
  advisory.id = ids.size() == 1 ? ids.front() : own;
  if (ids.size() > 1) advisory.upstream = std::move(ids);
}

// ">=1.5.2 || >= 2.0.1" → {"1.5.2", "2.0.1"}: where the versions begin that have the fix.
std::vector<std::string> fixes_of(std::string_view patched, const version::Order* order) {
  std::vector<std::string> out;
  const auto ranges = ranges_of_constraint(patched, Dialect::kNpm, Ends::kAreEnds, order);
  if (!ranges) return out;
  for (const auto& range : *ranges) {
    if (range.introduced != "0" && !range.after_introduced) out.push_back(range.introduced);
  }
  return out;
}

// "14.x || 16.x" without "^14.20.1 || ^16.17.1": up to the fix of the same major version.
void subtract(const std::vector<std::string>& fixes, const version::Order& order,
              std::vector<Range>& ranges) {
  for (auto& range : ranges) {
    const std::string* best = nullptr;
    for (const auto& fix : fixes) {
      const bool above = range.introduced == "0" || order.compare(fix, range.introduced) >= 0;
      const bool below = range.last_affected.empty() || order.compare(fix, range.last_affected) <= 0;
      if (above && below && (best == nullptr || order.compare(fix, *best) < 0)) best = &fix;
    }
    if (best == nullptr) continue;
    range.fixed = *best;
    range.last_affected.clear();
    range.before_last_affected = false;
  }
}

Result<Advisory> read_module(codec::Json root, const std::string& own) {
  Advisory advisory{.source = std::string(kInfo.name)};
  name(each_text(root["cves"]), "NSWG-" + own, advisory);
  advisory.summary = as_summary(root["title"].text());
  advisory.published = known_time(root["publish_date"].text());
  advisory.modified = known_time(root["updated_at"].text());
  for (const auto& url : each_text(root["references"])) add_reference(url, advisory);
  add_rating(root["cvss_vector"].text(), {}, advisory);
  Affected affected{
      .ecosystem = "npm", .name = canonical_name("npm", root["module_name"].text()), .order = "semver"};
  if (affected.name.empty()) return base::invalid("no module");
  affected.extent = Extent::kSample;
  const auto* order = version::find_order(affected.order);
  const auto fixes = fixes_of(root["patched_versions"].text(), order);
  PQ_TRY(affected.ranges, ranges_of_constraint(root["vulnerable_versions"].text(), Dialect::kNpm,
                                               fixes.empty() ? Ends::kAreEnds : Ends::kAreFixes, order));
  add_fixes(fixes, order, affected.ranges);
  advisory.affected.push_back(std::move(affected));
  return advisory;
}

Result<Advisory> read_core(codec::Json root, const std::string& own) {
  Advisory advisory{.source = std::string(kInfo.name)};
  name(each_text(root["cve"]), "NSWG-core-" + own, advisory);
  const auto title = root["description"].text();
  advisory.summary = as_summary(title.empty() ? root["overview"].text() : title);
  advisory.published = known_time(root["publish_date"].text());
  for (const auto& url : each_text(root["ref"])) add_reference(url, advisory);
  add_rating(root["cvss"].text(), root["severity"].text(), advisory);
  Affected affected{.ecosystem = std::string(kRuntime), .name = "node", .order = "semver"};
  const auto* order = version::find_order(affected.order);
  PQ_TRY(affected.ranges,
         ranges_of_constraint(root["vulnerable"].text(), Dialect::kNpm, Ends::kAreEnds, order));
  if (order != nullptr) subtract(fixes_of(root["patched"].text(), order), *order, affected.ranges);
  for (const auto& system : each_text(root["affectedEnvironments"])) {
    if (system != "all") add_unique(affected.systems, system);
  }
  advisory.affected.push_back(std::move(affected));
  return advisory;
}

Result<Advisory> read_dependency(codec::Json root, const std::string& own) {
  Advisory advisory{.source = std::string(kInfo.name)};
  name(each_text(root["cve"]), "NSWG-deps-" + own, advisory);
  advisory.summary = as_summary(root["description"].text());
  for (const auto& url : each_text(root["ref"])) add_reference(url, advisory);
  Affected affected{.ecosystem = std::string(kRuntime), .name = "node", .order = "semver"};
  affected.ranges.push_back({.introduced = "0"});
  affected.status = Status::kNotAffected;
  affected.reason_text = root["reason"].text();
  advisory.affected.push_back(std::move(affected));
  return advisory;
}

class NodeSecurityWg : public Feed {
 public:
  const FeedInfo& info() const override { return kInfo; }

  bool recognises(std::string_view path, std::string_view head) const override {
    if (!path.ends_with(".json") || base::base_name(path) == "index.json") return false;
    const auto has = [&](std::string_view word) { return base::contains(head, word); };
    return (has("\"module_name\"") && has("\"vulnerable_versions\"")) ||
           (has("\"cve\"") && has("\"vulnerable\"") && has("\"patched\"")) ||
           (has("\"cve\"") && has("\"reason\"") && has("\"overview\"") && base::contains(path, "deps/"));
  }

  Result<void> read(Source& source, FeedSink& sink) const override {
    PQ_TRY(const auto document, read_document(source));
    const auto root = document.root();
    const auto own = number_of(source.path());
    auto advisory = root["module_name"]  ? read_module(root, own)
                    : root["vulnerable"] ? read_core(root, own)
                                         : read_dependency(root, own);
    if (!advisory) return tl::unexpected(std::move(advisory).error());
    if (!is_id(advisory->id)) return base::invalid("no id");
    sink.add_part(*std::move(advisory));
    return {};
  }
};

}  // namespace

std::unique_ptr<Feed> make_node_security_wg() { return std::make_unique<NodeSecurityWg>(); }

}  // namespace pratique::advisory
