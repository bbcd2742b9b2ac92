// GitLab's open advisory database (https://gitlab.com/gitlab-org/advisories-community): TYPE/PACKAGE/ID.yml with identifier,
// identifiers, package_slug "npm/left-pad", title, description, date, pubdate, affected_range (in the manner of the
// package manager), fixed_versions, urls, cvss_v2, cvss_v3, cvss_v4, cwe_ids.
#include "advisory/constraints.h"
#include "advisory/ecosystem.h"
#include "advisory/feed.h"
#include "advisory/reading.h"
#include "codec/yaml.h"

namespace pratique::advisory {

namespace {

// It comes 30 days late.
constexpr FeedInfo kInfo{.name = "gitlab-advisory",
                         .extent = Extent::kUndeclared,
                         .complete_for = "",
                         .published = "https://gitlab.com/gitlab-org/advisories-community",
                         .layout = Layout::kFilePerRecord,
                         .every_hours = 24};

struct PackageType {
  std::string_view slug, ecosystem;
  Dialect dialect;
};
constexpr PackageType kTypes[] = {
    {"conan", "ConanCenter", Dialect::kList},
    {"gem", "RubyGems", Dialect::kList},
    {"go", "Go", Dialect::kNpm},
    {"maven", "Maven", Dialect::kIntervals},
    {"npm", "npm", Dialect::kNpm},
    {"nuget", "NuGet", Dialect::kIntervals},
    {"packagist", "Packagist", Dialect::kList},
    {"pypi", "PyPI", Dialect::kList},
    {"swift", "SwiftURL", Dialect::kNpm},
    {"cargo", "crates.io", Dialect::kNpm},
};

// "maven/org.apache/commons" → Maven, "org.apache:commons".
Result<std::pair<Affected, Dialect>> package_of(std::string_view slug) {
  const auto halves = base::cut(slug, "/");
  const auto type = halves ? std::find_if(std::begin(kTypes), std::end(kTypes),
                                          [&](const auto& each) { return each.slug == halves->before; })
                           : std::end(kTypes);
  if (type == std::end(kTypes) || halves->after.empty())
    return base::invalid("a type of packages that is not read: " + std::string(slug));
  Affected out{.ecosystem = std::string(type->ecosystem)};
  std::string name(halves->after);
  if (type->slug == "maven") {
    if (const auto slash = name.rfind('/'); slash != std::string::npos) name[slash] = ':';
  }
  out.name = canonical_name(out.ecosystem, name);
  out.order = order_name(out.ecosystem);
  return std::pair(std::move(out), type->dialect);
}

// NuGet's and Maven's come as plain conditions too.
Result<std::vector<Range>> ranges_of(std::string_view text, Dialect dialect, const Affected& affected) {
  const auto* order = version::find_order(affected.order);
  const bool interval = text.starts_with('[') || text.starts_with('(');
  if (dialect == Dialect::kIntervals && !interval) dialect = Dialect::kList;
  return ranges_of_constraint(text, dialect, Ends::kAreFixes, order);
}

class GitlabAdvisory : public Feed {
 public:
  const FeedInfo& info() const override { return kInfo; }

  bool recognises(std::string_view path, std::string_view head) const override {
    return (path.ends_with(".yml") || path.ends_with(".yaml")) && base::contains(head, "package_slug:") &&
           base::contains(head, "identifier:");
  }

  Result<void> read(Source& source, FeedSink& sink) const override {
    PQ_TRY(const auto content, source.all(codec::kMaxYamlBytes));
    PQ_TRY(const auto document, codec::YamlDocument::parse(content));
    const auto root = document.root();
    Advisory advisory{.id = vulnerability_id(root["identifier"].text()), .source = std::string(kInfo.name)};
    if (advisory.id.empty()) return base::invalid("no identifier");
    for (const auto& id : each_text(root["identifiers"])) add_alias(id, advisory);
    const auto title = root["title"].text();
    advisory.summary = as_summary(title.empty() ? root["description"].text() : title);
    advisory.published = known_time(root["pubdate"].text());
    advisory.modified = known_time(root["date"].text());
    for (const auto& url : each_text(root["urls"])) add_reference(url, advisory);
    for (const auto& cwe : each_text(root["cwe_ids"])) add_weakness(cwe, advisory.cwes);
    for (const auto* key : {"cvss_v4", "cvss_v3", "cvss_v2"}) add_rating(root[key].text(), {}, advisory);
    PQ_TRY(auto package, package_of(root["package_slug"].text()));
    auto& affected = package.first;
    PQ_TRY(affected.ranges, ranges_of(base::trim(root["affected_range"].text()), package.second, affected));
    add_fixes(each_text(root["fixed_versions"]), version::find_order(affected.order), affected.ranges);
    advisory.affected.push_back(std::move(affected));
    // A CVE of several packages has a file for each.
    sink.add_part(std::move(advisory));
    return {};
  }
};

}  // namespace

std::unique_ptr<Feed> make_gitlab_advisory() { return std::make_unique<GitlabAdvisory>(); }

}  // namespace pratique::advisory
