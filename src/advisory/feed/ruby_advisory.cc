// ruby-advisory-db (https://github.com/rubysec/ruby-advisory-db): gems/NAME/ID.yml and rubies/ENGINE/ID.yml.
// One file says of one gem which versions are safe: `patched_versions` and `unaffected_versions`, lists of
// requirements.
#include "advisory/cvss.h"
#include "advisory/feed.h"
#include "advisory/gem_requirement.h"
#include "advisory/osv.h"
#include "base/text.h"
#include "codec/yaml.h"

namespace pratique::advisory {

namespace {

constexpr FeedInfo kInfo{.name = "ruby-advisory",
                         .extent = Extent::kComplete,
                         .complete_for = "RubyGems",
                         .published = "https://github.com/rubysec/ruby-advisory-db",
                         .layout = Layout::kFilePerRecord,
                         .every_hours = 24};

constexpr std::string_view kSource = "ruby-advisory-db";

bool has_key(std::string_view head, std::string_view key) {
  return head.starts_with(key) || base::contains(head, "\n" + std::string(key));
}

// The file's ids, the one it is known by first. They are written without their prefix: "cve: 2022-24839".
std::vector<std::string> ids_of(codec::Yaml root) {
  std::vector<std::string> ids;
  const auto add = [&](std::string_view prefix, std::string_view key) {
    const auto text = root[key].text();
    if (!text.empty() && is_id(text))
      ids.push_back(text.starts_with(prefix) ? std::string(text) : std::string(prefix) += text);
  };
  add("CVE-", "cve");
  add("GHSA-", "ghsa");
  add("OSVDB-", "osvdb");
  return ids;
}

// The gem; or the interpreter (`engine: jruby`), which is no gem, and RubyGems itself (`library: rubygems`).
Result<Affected> package_of(codec::Yaml root) {
  Affected affected{.ecosystem = "RubyGems", .name = root["gem"].text_or(""), .order = "gem"};
  affected.extent = kInfo.extent;
  affected.platform = root["platform"].text_or("");
  if (!affected.name.empty()) return affected;
  affected.ecosystem = "Ruby";
  affected.name = root[root["library"] ? "library" : "engine"].text_or("");
  if (affected.name.empty()) return base::invalid("neither gem nor engine nor library");
  return affected;
}

// Affected is what is neither patched nor unaffected; with neither list, every version.
Result<std::vector<Range>> ranges_of(codec::Yaml root) {
  const auto* gem = version::find_order("gem");
  if (gem == nullptr) return base::fail(ErrorKind::kNotFound, "no version order of gems");
  std::vector<std::string_view> safe;
  for (const auto* key : {"patched_versions", "unaffected_versions"}) {
    root[key].each([&](codec::Yaml requirement) { safe.push_back(requirement.text()); });
  }
  return ranges_outside(safe, *gem);
}

// Scores without vectors: "cvss_v3: 7.5".
void add_rating(codec::Yaml score, bool version_2, Advisory& advisory) {
  const auto halves = base::cut(score.text(), ".");
  const auto whole = base::to_uint(halves ? halves->before : score.text());
  const auto tenth = base::to_uint(halves ? halves->after : "0");
  if (!whole || *whole > 10 || !tenth || *tenth > 9) return;
  Rating rating{.source = std::string(kSource), .score = static_cast<double>(*whole * 10 + *tenth) / 10};
  if (rating.score > 10) return;
  rating.severity = severity_of_score(rating.score, version_2);
  advisory.ratings.push_back(std::move(rating));
}

class RubyAdvisory : public Feed {
 public:
  const FeedInfo& info() const override { return kInfo; }

  bool recognises(std::string_view path, std::string_view head) const override {
    if (!path.ends_with(".yml") && !path.ends_with(".yaml")) return false;
    const bool package = has_key(head, "gem:") || has_key(head, "engine:") || has_key(head, "library:");
    return package && has_key(head, "title:") && has_key(head, "url:") && has_key(head, "date:");
  }

  Result<void> read(Source& source, FeedSink& sink) const override {
    PQ_TRY(const auto content, source.all(codec::kMaxYamlBytes));
    PQ_TRY(const auto document, codec::YamlDocument::parse(content));
    const auto root = document.root();
    Advisory advisory{.source = std::string(kSource)};
    advisory.aliases = ids_of(root);
    const auto file = base::base_name(source.path());
    advisory.id = advisory.aliases.empty() ? file.substr(0, file.rfind('.')) : advisory.aliases.front();
    if (!is_id(advisory.id)) return base::invalid("no id");
    std::erase(advisory.aliases, advisory.id);
    advisory.published = root["date"].text_or("");
    advisory.summary = as_summary(root["title"].text());
    if (const auto url = root["url"].text(); !url.empty()) advisory.references.emplace_back(url);
    add_rating(root["cvss_v4"], false, advisory);
    add_rating(root["cvss_v3"], false, advisory);
    if (advisory.ratings.empty()) add_rating(root["cvss_v2"], true, advisory);
    PQ_TRY(auto affected, package_of(root));
    PQ_TRY(affected.ranges, ranges_of(root));
    if (!affected.ranges.empty()) advisory.affected.push_back(std::move(affected));
    // A CVE of several gems has a file for each.
    sink.add_part(std::move(advisory));
    return {};
  }
};

}  // namespace

std::unique_ptr<Feed> make_ruby_advisory() { return std::make_unique<RubyAdvisory>(); }

}  // namespace pratique::advisory
