// GitHub's advisories as its GraphQL API gives them (https://docs.github.com/graphql/reference/objects#securityadvisory):
// pages {"data": {"securityAdvisories": {"nodes": […]}}}, a list of nodes, or one node a file. A node: ghsaId, identifiers,
// summary, severity, cvss or cvssSeverities, cwes, publishedAt, updatedAt, withdrawnAt, vulnerabilities {nodes: [{package
// {ecosystem, name}, vulnerableVersionRange, firstPatchedVersion {identifier}}]}. An exclusive lower bound, which OSV
// cannot say, is kept.
#include "advisory/constraints.h"
#include "advisory/ecosystem.h"
#include "advisory/json_feed.h"
#include "advisory/reading.h"

namespace pratique::advisory {

namespace {

constexpr FeedInfo kInfo{.name = "ghsa-graphql",
                         .extent = Extent::kUndeclared,
                         .complete_for = "",
                         .published = "https://api.github.com/graphql",
                         .layout = Layout::kDocument,
                         .every_hours = 1};

// SecurityAdvisoryEcosystem of the API.
constexpr std::pair<std::string_view, std::string_view> kEcosystems[] = {
    {"ACTIONS", "GitHub Actions"},
    {"COMPOSER", "Packagist"},
    {"ERLANG", "Hex"},
    {"GO", "Go"},
    {"MAVEN", "Maven"},
    {"NPM", "npm"},
    {"NUGET", "NuGet"},
    {"PIP", "PyPI"},
    {"PUB", "Pub"},
    {"RUBYGEMS", "RubyGems"},
    {"RUST", "crates.io"},
    {"SWIFT", "SwiftURL"},
};

Result<Affected> affected_of(codec::Json node) {
  const auto called = node["package"]["ecosystem"].text();
  Affected out;
  for (const auto& [theirs, ours] : kEcosystems) {
    if (base::equals_ignoring_case(called, theirs)) out.ecosystem = ours;
  }
  if (out.ecosystem.empty()) return base::invalid("an ecosystem that is not known: " + std::string(called));
  out.name = canonical_name(out.ecosystem, node["package"]["name"].text());
  if (out.name.empty()) return base::invalid("a package without a name");
  out.order = order_name(out.ecosystem);
  const auto* order = version::find_order(out.order);
  const auto patched = node["firstPatchedVersion"]["identifier"].text();
  PQ_TRY(out.ranges,
         ranges_of_constraint(node["vulnerableVersionRange"].text(), Dialect::kList, Ends::kAreEnds, order));
  // The fix belongs to the one range that a node has, whatever the order thinks of it.
  if (!patched.empty() && out.ranges.size() == 1) {
    auto& range = out.ranges.front();
    range.fixed = patched;
    range.last_affected.clear();
    range.before_last_affected = false;
  }
  return out;
}

Result<Advisory> advisory_of(codec::Json node, const std::function<void(const std::string&)>& told) {
  Advisory advisory{.id = vulnerability_id(node["ghsaId"].text()), .source = osv_source("GHSA-")};
  if (!advisory.id.starts_with("GHSA-")) return base::invalid("no ghsaId");
  node["identifiers"].each([&](codec::Json one) { add_alias(one["value"].text(), advisory); });
  advisory.summary = as_summary(node["summary"].text());
  advisory.published = known_time(node["publishedAt"].text());
  advisory.modified = known_time(node["updatedAt"].text());
  advisory.withdrawn = node["withdrawnAt"].text_or("");
  node["references"].each([&](codec::Json one) { add_reference(one["url"].text(), advisory); });
  node["cwes"]["nodes"].each([&](codec::Json one) { add_weakness(one["cweId"].text(), advisory.cwes); });
  for (const auto cvss : {node["cvssSeverities"]["cvssV4"], node["cvssSeverities"]["cvssV3"], node["cvss"]})
    add_rating(cvss["vectorString"].text(), {}, advisory);
  if (advisory.ratings.empty()) add_rating({}, node["severity"].text(), advisory);
  if (node["vulnerabilities"]["pageInfo"]["hasNextPage"].boolean().value_or(false))
    told("more packages than the API gives at once: the others are not in it");
  node["vulnerabilities"]["nodes"].each([&](codec::Json one) {
    auto affected = affected_of(one);
    if (!affected) return told(affected.error().what);
    advisory.affected.push_back(*std::move(affected));
  });
  return advisory;
}

void give(codec::Json node, const std::string& where, FeedSink& sink) {
  const auto id = node["ghsaId"].text_or(where);
  auto advisory = advisory_of(node, [&](const auto& why) { sink.skip(id, why); });
  if (advisory) return sink.add(*std::move(advisory));
  sink.skip(id, advisory.error().what);
}

class GhsaGraphql : public Feed {
 public:
  const FeedInfo& info() const override { return kInfo; }

  bool recognises(std::string_view path, std::string_view head) const override {
    return path.ends_with(".json") && base::contains(head, "\"ghsaId\"") &&
           (base::contains(head, "\"vulnerabilities\"") ||
            base::contains(head, "\"vulnerableVersionRange\""));
  }

  Result<void> read(Source& source, FeedSink& sink) const override {
    const JsonRecords nodes{.lists = {"", "data/securityAdvisories/nodes"},
                            .take = [&](std::string_view number, codec::Json node) {
                              give(node, "node " + std::string(number), sink);
                            }};
    PQ_TRY(const auto document, read_records(source, sink, nodes));
    const auto root = document.root();
    if (root.is_array() || root["data"]["securityAdvisories"]["nodes"].is_array()) return {};
    if (!root["ghsaId"]) return base::fail(ErrorKind::kUnsupported, "no advisory of GitHub's");
    give(root, "advisory", sink);
    return {};
  }
};

}  // namespace

std::unique_ptr<Feed> make_ghsa_graphql() { return std::make_unique<GhsaGraphql>(); }

}  // namespace pratique::advisory
