// Alpine's security database (https://secdb.alpinelinux.org, format in
// https://wiki.alpinelinux.org/wiki/Alpine_Security_Database): one file a release and repository, YAML or
// JSON (which is YAML); each source package lists, by the version that fixed them, CVEs. The key "0": never
// was vulnerable. Main and community of a release are one ecosystem.
#include <map>

#include "advisory/ecosystem.h"
#include "advisory/feed.h"
#include "advisory/osv.h"
#include "base/text.h"
#include "codec/yaml.h"

namespace pratique::advisory {

namespace {

constexpr FeedInfo kInfo{.name = "alpine-secdb",
                         .extent = Extent::kFixesOnly,
                         .complete_for = "Alpine",
                         .published = "https://secdb.alpinelinux.org/",
                         .layout = Layout::kDocument,
                         .every_hours = 24};

constexpr std::string_view kSource = "alpine-secdb";

// "CVE-2016-9815 XSA-201" is one vulnerability with another's number for it; "CVE-1 CVE-2" are two. Words
// that are no ids ("(+", "regression") are comments.
struct Ids {
  std::vector<std::string> cves, others;
};

Ids ids_of(std::string_view text) {
  Ids ids;
  for (auto word : base::words(text)) {
    while (word.ends_with(',') || word.ends_with(';') || word.ends_with(':')) word.remove_suffix(1);
    const auto halves = base::cut(word, "-");
    const bool named = halves && !halves->before.empty() && base::is_alpha(halves->before.front());
    if (!named || !is_id(word) || halves->after.find_first_of("0123456789") == std::string_view::npos)
      continue;
    (word.starts_with("CVE-") ? ids.cves : ids.others).emplace_back(word);
  }
  if (ids.cves.empty() && !ids.others.empty()) {
    ids.cves.push_back(ids.others.front());
    ids.others.erase(ids.others.begin());
  }
  return ids;
}

class File {
 public:
  explicit File(std::string ecosystem) : ecosystem_(std::move(ecosystem)) {}

  // secfixes: {VERSION: [ID…]}
  void add_package(std::string_view name, codec::Yaml fixes, FeedSink& sink) {
    fixes.each_member([&](std::string_view version, codec::Yaml list) {
      list.each([&](codec::Yaml item) {
        const auto ids = ids_of(item.text());
        if (ids.cves.empty()) {
          sink.skip(std::string(name) + " " + std::string(version),
                    "no id in \"" + std::string(item.text()) + "\"");
        }
        for (const auto& id : ids.cves) add(id, ids.others, name, version);
      });
    });
  }

  void finish(FeedSink& sink) {
    for (auto& [_, advisory] : advisories_) sink.add_part(std::move(advisory));
  }

 private:
  void add(const std::string& id, const std::vector<std::string>& aliases, std::string_view name,
           std::string_view fixed) {
    auto& advisory = advisories_[id];
    advisory.id = id;
    advisory.source = kSource;
    advisory.aliases.insert(advisory.aliases.end(), aliases.begin(), aliases.end());
    Affected affected{.ecosystem = ecosystem_, .name = std::string(name), .order = "apk"};
    affected.extent = kInfo.extent;  // "secfixes": what has no fix is not in it
    affected.ranges.push_back({.introduced = "0", .fixed = std::string(fixed)});
    if (fixed == "0") affected.status = Status::kNotAffected;
    advisory.affected.push_back(std::move(affected));
  }

  std::string ecosystem_;
  std::map<std::string, Advisory> advisories_;
};

class AlpineSecdb : public Feed {
 public:
  const FeedInfo& info() const override { return kInfo; }

  bool recognises(std::string_view path, std::string_view head) const override {
    const bool ending = path.ends_with(".yaml") || path.ends_with(".yml") || path.ends_with(".json");
    return ending && base::contains(head, "distroversion") && base::contains(head, "packages");
  }

  Result<void> read(Source& source, FeedSink& sink) const override {
    PQ_TRY(const auto content, source.all());
    PQ_TRY(const auto document, codec::YamlDocument::parse(content));
    const auto root = document.root();
    const auto release = root["distroversion"].text();
    if (!root["packages"] || !is_id(release)) return base::fail(ErrorKind::kUnsupported, "not a secdb file");
    // "v3.10", and "edge", which OSV calls "Alpine:edge".
    File file(canonical_ecosystem("Alpine:" + std::string(release)));
    root["packages"].each([&](codec::Yaml entry) {
      const auto package = entry["pkg"];
      const auto package_name = package["name"].text();
      if (package_name.empty()) return sink.skip("packages", "an entry without a name");
      file.add_package(package_name, package["secfixes"], sink);
    });
    file.finish(sink);
    return {};
  }
};

}  // namespace

std::unique_ptr<Feed> make_alpine_secdb() { return std::make_unique<AlpineSecdb>(); }

}  // namespace pratique::advisory
