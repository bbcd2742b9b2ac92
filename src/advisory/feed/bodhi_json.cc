// Fedora's updates as its update system Bodhi gives them (https://bodhi.fedoraproject.org/docs/server_api/, "updates"):
// one update a file, or a page {"updates": […]}.
//   {"alias": "FEDORA-2025-…", "type": "security", "status": "stable", "severity", "release": {"id_prefix", "version"},
//    "bugs": [{"title": "CVE-2025-1 python3: …"}], "builds": [{"nvr", "epoch", "type"}]}
// Builds are source packages. Which vulnerabilities it mends stands in the titles of its bugs, else in its own. What is
// not stable was never given to everybody: such an update counts as withdrawn. EPEL's are no packages of Fedora.
#include "advisory/coverage.h"
#include "advisory/cvss.h"
#include "advisory/json_feed.h"
#include "advisory/nvr.h"
#include "advisory/osv.h"
#include "base/text.h"

namespace pratique::advisory {

namespace {

constexpr FeedInfo kInfo{.name = "bodhi-json",
                         .extent = Extent::kFixesOnly,
                         .complete_for = "Fedora",
                         .published = "https://bodhi.fedoraproject.org/updates/?status=stable&type=security",
                         .layout = Layout::kFilePerRecord,
                         .every_hours = 6};

constexpr std::string_view kSource = "fedora";

std::vector<std::string> vulnerabilities_of(codec::Json update) {
  std::string titles;
  update["bugs"].each([&](codec::Json bug) { titles += std::string(bug["title"].text()) + "\n"; });
  auto found = cves_in(titles);
  for (const auto* key : {"display_name", "title", "notes"}) {
    if (found.empty()) found = cves_in(update[key].text());
  }
  return found;
}

void add_builds(codec::Json update, const std::string& ecosystem, Advisory& advisory, FeedSink& sink) {
  update["builds"].each([&](codec::Json build) {
    if (build["type"].text_or("rpm") != "rpm") return;  // flatpaks, containers and modules are no packages
    const auto parts = split_nvr(build["nvr"].text());
    const auto epoch = build["epoch"].integer().value_or(0);
    if (!parts || !is_id(parts->name) || epoch < 0)
      return sink.skip(advisory.id, "no build: \"" + as_summary(build["nvr"].text()) + "\"");
    Affected affected{.ecosystem = ecosystem, .name = std::string(parts->name), .order = "rpm"};
    affected.extent = kInfo.extent;
    affected.architectures = {"src"};  // a build is called as its source
    const auto evr = (epoch > 0 ? std::to_string(epoch) + ":" : "") + std::string(parts->evr);
    affected.ranges.push_back({.introduced = "0", .fixed = evr});
    affected.fixed_on = known_day(update["date_stable"].text().substr(0, 10));
    advisory.affected.push_back(std::move(affected));
  });
}

// Nothing: no update.
std::optional<Advisory> advisory_of(codec::Json update, FeedSink& sink) {
  const auto release = update["release"];
  const auto version = release["version"].text();
  Advisory advisory{.id = std::string(update["alias"].text()), .source = std::string(kSource)};
  if (!is_id(advisory.id) || !is_id(version)) return std::nullopt;
  const bool epel = release["id_prefix"].text() == "FEDORA-EPEL";
  const auto day = [&](const char* key) { return known_day(update[key].text().substr(0, 10)); };
  advisory.published = day("date_submitted");
  advisory.modified = day("date_modified");
  if (update["status"].text() != "stable")
    advisory.withdrawn = advisory.modified.empty() ? advisory.published : advisory.modified;
  const auto title = update["display_name"].text();
  advisory.summary = as_summary(title.empty() ? update["title"].text() : title);
  advisory.upstream = vulnerabilities_of(update);
  if (const auto type = update["type"].text(); type != "security" && advisory.upstream.empty())
    advisory.category = type == "enhancement" || type == "newpackage" ? "enhancement" : "bugfix";
  // Bodhi's words are low, medium, high and urgent.
  const auto word = update["severity"].text();
  auto rating = rating_of_word(kSource, word == "urgent" ? "critical" : word);
  if (rating.severity != Severity::kUnspecified) advisory.ratings.push_back(std::move(rating));
  if (const auto url = update["url"].text(); base::contains(url, "://"))
    advisory.references.emplace_back(url);
  add_builds(update, (epel ? "EPEL:" : "Fedora:") + std::string(version), advisory, sink);
  return advisory;
}

class BodhiJson : public Feed {
 public:
  const FeedInfo& info() const override { return kInfo; }

  bool recognises(std::string_view path, std::string_view head) const override {
    return path.ends_with(".json") && base::contains(head, "\"alias\"") &&
           base::contains(head, "\"date_submitted\"") && base::contains(head, "\"builds\"");
  }

  Result<void> read(Source& source, FeedSink& sink) const override {
    const auto take = [&](std::string_view number, codec::Json update) {
      if (auto advisory = advisory_of(update, sink)) {
        sink.add(*std::move(advisory));
      } else {
        sink.skip("update " + std::string(number), "no alias or no release");
      }
    };
    PQ_TRY(const auto document, read_records(source, sink, {.lists = {"updates"}, .take = take}));
    const auto root = document.root();
    if (root["updates"].is_array()) return {};
    if (!root["alias"]) return base::fail(ErrorKind::kUnsupported, "no update of Bodhi's");
    take("1", root);
    return {};
  }
};

}  // namespace

std::unique_ptr<Feed> make_bodhi_json() { return std::make_unique<BodhiJson>(); }

}  // namespace pratique::advisory
