// Mirego's advisories of Elixir and Erlang packages (https://github.com/mirego/elixir-security-advisories):
// packages/NAME/ID.yml with id, title, description, link, severity, disclosure_date, package, vulnerable_version_ranges and
// first_patched_versions, as GitHub writes ranges.
#include "advisory/constraints.h"
#include "advisory/ecosystem.h"
#include "advisory/feed.h"
#include "advisory/reading.h"
#include "codec/yaml.h"

namespace pratique::advisory {

namespace {

constexpr FeedInfo kInfo{.name = "elixir-advisory",
                         .extent = Extent::kUndeclared,
                         .complete_for = "",
                         .published = "https://github.com/mirego/elixir-security-advisories",
                         .layout = Layout::kFilePerRecord,
                         .every_hours = 24};

class ElixirAdvisory : public Feed {
 public:
  const FeedInfo& info() const override { return kInfo; }

  bool recognises(std::string_view path, std::string_view head) const override {
    return (path.ends_with(".yml") || path.ends_with(".yaml")) &&
           base::contains(head, "vulnerable_version_ranges:") && base::contains(head, "package:") &&
           base::contains(head, "disclosure_date:");
  }

  Result<void> read(Source& source, FeedSink& sink) const override {
    PQ_TRY(const auto content, source.all(codec::kMaxYamlBytes));
    PQ_TRY(const auto document, codec::YamlDocument::parse(content));
    const auto root = document.root();
    Advisory advisory{.id = vulnerability_id(root["id"].text()), .source = std::string(kInfo.name)};
    if (advisory.id.empty()) return base::invalid("no id");
    advisory.summary = as_summary(root["title"].text());
    advisory.published = known_time(root["disclosure_date"].text());
    add_reference(root["link"].text(), advisory);
    add_rating({}, root["severity"].text(), advisory);
    Affected affected{
        .ecosystem = "Hex", .name = canonical_name("Hex", root["package"].text()), .order = "semver"};
    if (affected.name.empty()) return base::invalid("no package");
    const auto* order = version::find_order(affected.order);
    for (const auto& range : each_text(root["vulnerable_version_ranges"])) {
      auto ranges = ranges_of_constraint(range, Dialect::kList, Ends::kAreFixes, order);
      if (!ranges) return tl::unexpected(std::move(ranges).error());
      std::move(ranges->begin(), ranges->end(), std::back_inserter(affected.ranges));
    }
    add_fixes(each_text(root["first_patched_versions"]), order, affected.ranges);
    if (affected.ranges.empty()) return base::invalid("no range of versions");
    advisory.affected.push_back(std::move(affected));
    // An advisory of several packages has a file for each.
    sink.add_part(std::move(advisory));
    return {};
  }
};

}  // namespace

std::unique_ptr<Feed> make_elixir_advisory() { return std::make_unique<ElixirAdvisory>(); }

}  // namespace pratique::advisory
