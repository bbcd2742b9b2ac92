// FriendsOfPHP's database (https://github.com/FriendsOfPHP/security-advisories): VENDOR/PACKAGE/ID.yaml with title, link,
// cve, reference "composer://vendor/package", and branches {NAME: {time, versions: [">=1.0", "<1.2"]}}: all conditions of
// a branch must be met. A branch without a time has no fix yet.
#include "advisory/constraints.h"
#include "advisory/ecosystem.h"
#include "advisory/feed.h"
#include "advisory/reading.h"
#include "codec/yaml.h"

namespace pratique::advisory {

namespace {

constexpr FeedInfo kInfo{.name = "friends-of-php",
                         .extent = Extent::kUndeclared,
                         .complete_for = "",
                         .published = "https://github.com/FriendsOfPHP/security-advisories",
                         .layout = Layout::kFilePerRecord,
                         .every_hours = 24};

constexpr std::string_view kComposer = "composer://";

Result<Affected> branch_of(codec::Yaml branch, std::string_view package, std::string_view repository) {
  Affected out{.ecosystem = "Packagist", .name = canonical_name("Packagist", package), .order = "composer"};
  out.repository = repository;
  std::string all;
  for (const auto& condition : each_text(branch["versions"])) all += (all.empty() ? "" : ", ") + condition;
  const auto time = branch["time"].text();
  out.fixed_on = known_day(time);
  PQ_TRY(out.ranges,
         ranges_of_constraint(all, Dialect::kList, time.empty() ? Ends::kAreEnds : Ends::kAreFixes,
                              version::find_order(out.order)));
  return out;
}

class FriendsOfPhp : public Feed {
 public:
  const FeedInfo& info() const override { return kInfo; }

  bool recognises(std::string_view path, std::string_view head) const override {
    return (path.ends_with(".yaml") || path.ends_with(".yml")) && base::contains(head, "composer:") &&
           base::contains(head, "reference:") && base::contains(head, "branches:");
  }

  Result<void> read(Source& source, FeedSink& sink) const override {
    PQ_TRY(const auto content, source.all(codec::kMaxYamlBytes));
    PQ_TRY(const auto document, codec::YamlDocument::parse(content));
    const auto root = document.root();
    const auto reference = root["reference"].text();
    if (!reference.starts_with(kComposer)) return base::invalid("no reference to a Composer package");
    const auto package = reference.substr(kComposer.size());
    Advisory advisory{.source = std::string(kInfo.name)};
    advisory.id = vulnerability_id(root["cve"].text());
    const auto file = base::base_name(source.path());
    if (advisory.id.empty())
      advisory.id =
          "FriendsOfPHP/" + std::string(package) + "/" + std::string(file.substr(0, file.rfind('.')));
    if (!is_id(advisory.id)) return base::invalid("no id");
    advisory.summary = as_summary(root["title"].text());
    add_reference(root["link"].text(), advisory);
    const auto repository = root["composer-repository"].text();
    root["branches"].each_member([&](std::string_view name, codec::Yaml branch) {
      auto affected = branch_of(branch, package, repository == "false" ? "" : repository);
      if (!affected) return sink.skip(name, affected.error().what);
      const auto day = affected->fixed_on;
      if (advisory.published.empty() || (!day.empty() && day < advisory.published)) advisory.published = day;
      advisory.affected.push_back(*std::move(affected));
    });
    // A CVE of several packages has a file for each.
    sink.add_part(std::move(advisory));
    return {};
  }
};

}  // namespace

std::unique_ptr<Feed> make_friends_of_php() { return std::make_unique<FriendsOfPhp>(); }

}  // namespace pratique::advisory
