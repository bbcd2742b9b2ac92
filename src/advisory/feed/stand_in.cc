// Advisories of one's own for what is announced and not published yet (docs/adding/stand-in.md): YAML, one document each,
// with id, packages [{purl, or ecosystem and name; ranges, versions}], and, when there is something to say, title, text,
// severity (a word or a CVSS vector), published, aliases, references. They stand until another source knows the same
// vulnerability of the same package.
#include "advisory/constraints.h"
#include "advisory/ecosystem.h"
#include "advisory/feed.h"
#include "advisory/reading.h"
#include "codec/yaml.h"

namespace pratique::advisory {

namespace {

constexpr FeedInfo kInfo{.name = "stand-in",
                         .extent = Extent::kUndeclared,
                         .complete_for = "",
                         .published = "https://example.com/ (a folder of your own)",
                         .layout = Layout::kFilePerRecord,
                         .every_hours = 1};

Result<Affected> package_of(codec::Yaml node) {
  Affected out;
  if (const auto purl = node["purl"].text(); !purl.empty()) {
    auto package = package_of_purl(purl);
    if (!package)
      return base::invalid("not a package that is compared with advisories: " + std::string(purl));
    out.ecosystem = std::move(package->ecosystem);
    out.name = std::move(package->name);
  } else {
    out.ecosystem = canonical_ecosystem(node["ecosystem"].text());
    out.name = canonical_name(out.ecosystem, node["name"].text());
  }
  if (out.ecosystem.empty() || out.name.empty())
    return base::invalid("a package without purl, or ecosystem and name");
  out.order = order_name(out.ecosystem);
  out.extent = Extent::kSample;
  out.versions = each_text(node["versions"]);
  const auto texts = each_text(node["ranges"]);
  for (const auto& text : texts) {
    PQ_TRY(auto ranges,
           ranges_of_constraint(text, Dialect::kList, Ends::kAreFixes, version::find_order(out.order)));
    std::move(ranges.begin(), ranges.end(), std::back_inserter(out.ranges));
  }
  // Of what is merely announced every version is.
  if (texts.empty() && out.versions.empty()) out.ranges.push_back({.introduced = "0"});
  return out;
}

// One package that cannot be read would leave the others believed to be all.
Result<Advisory> read_one(codec::Yaml root) {
  Advisory advisory{.id = root["id"].text_or(""), .source = std::string(kStandInSource)};
  if (!is_id(advisory.id)) return base::invalid("no id");
  advisory.category = kStandInSource;
  const auto title = root["title"].text();
  advisory.summary = as_summary(title.empty() ? root["text"].text() : title);
  advisory.published = known_time(root["published"].text());
  advisory.modified = known_time(root["modified"].text());
  advisory.withdrawn = root["withdrawn"].text_or("");
  for (const auto& id : each_text(root["aliases"])) add_alias(id, advisory);
  for (const auto& url : each_text(root["references"])) add_reference(url, advisory);
  if (const auto severity = root["severity"].text(); !severity.empty()) {
    add_rating(severity.find('/') == std::string_view::npos ? std::string_view() : severity, severity,
               advisory);
    if (advisory.ratings.empty()) return base::invalid("no severity: " + std::string(severity));
  }
  Result<void> sound;
  root["packages"].each([&](codec::Yaml node) {
    auto package = package_of(node);
    if (!package && sound) sound = tl::unexpected(std::move(package).error());
    if (package) advisory.affected.push_back(*std::move(package));
  });
  PQ_CHECK(sound);
  if (advisory.affected.empty()) return base::invalid("no packages");
  return advisory;
}

class StandIn : public Feed {
 public:
  const FeedInfo& info() const override { return kInfo; }

  bool recognises(std::string_view path, std::string_view head) const override {
    const auto has_key = [&](std::string_view line_start) {
      return head.starts_with(line_start.substr(1)) || base::contains(head, line_start);
    };
    return (path.ends_with(".yaml") || path.ends_with(".yml")) && has_key("\nid:") &&
           has_key("\npackages:") && !has_key("\naffected:");
  }

  Result<void> read(Source& source, FeedSink& sink) const override {
    PQ_TRY(const auto content, source.all(codec::kMaxYamlBytes));
    PQ_TRY(const auto document, codec::YamlDocument::parse(content));
    for (std::size_t i = 0; i < document.size(); ++i) {
      const auto root = document.root(i);
      auto advisory = read_one(root);
      if (advisory) {
        sink.add(*std::move(advisory));
      } else if (document.size() == 1) {
        return tl::unexpected(std::move(advisory).error());
      } else {
        sink.skip("document " + std::to_string(i + 1), advisory.error().what);
      }
    }
    return {};
  }
};

}  // namespace

std::unique_ptr<Feed> make_stand_in() { return std::make_unique<StandIn>(); }

}  // namespace pratique::advisory
