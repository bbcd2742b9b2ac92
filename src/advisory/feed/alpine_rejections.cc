// What Alpine's security team looked at and rejected
// (https://gitlab.alpinelinux.org/alpine/security/security-rejections), YAML: PACKAGE: [CVE…], or PACKAGE: {CVE: why}. It
// holds for the package whatever the release, so the ecosystem is "Alpine" alone: nobody is judged by it, for secdb names
// nothing that is not fixed, but `db show` tells it.
#include "advisory/feed.h"
#include "advisory/osv.h"
#include "base/text.h"
#include "codec/yaml.h"

namespace pratique::advisory {

namespace {

constexpr FeedInfo kInfo{.name = "alpine-rejections",
                         .extent = Extent::kUndeclared,
                         .complete_for = "",
                         .published = "https://gitlab.alpinelinux.org/alpine/security/security-rejections",
                         .layout = Layout::kDocument,
                         .every_hours = 24};

void add(std::string_view package, std::string_view id, std::string_view why, FeedSink& sink) {
  const auto known = vulnerability_id(id);
  if (known.empty() || !is_id(package))
    return sink.skip(std::string(package) + " " + std::string(id), "no package, or no vulnerability");
  Affected affected{.ecosystem = "Alpine", .name = std::string(package), .order = "apk"};
  affected.ranges.push_back({.introduced = "0", .fixed = "0"});
  affected.status = Status::kNotAffected;
  affected.reason_text = as_summary(why);
  Advisory advisory{.id = known, .source = std::string(kInfo.name)};
  advisory.affected.push_back(std::move(affected));
  sink.add_part(std::move(advisory));
}

class AlpineRejections : public Feed {
 public:
  const FeedInfo& info() const override { return kInfo; }

  bool recognises(std::string_view path, std::string_view head) const override {
    return (path.ends_with(".yaml") || path.ends_with(".yml")) &&
           base::contains(path, "security-rejections") && base::contains(head, "CVE-");
  }

  Result<void> read(Source& source, FeedSink& sink) const override {
    PQ_TRY(const auto content, source.all(codec::kMaxYamlBytes));
    PQ_TRY(const auto document, codec::YamlDocument::parse(content));
    const auto root = document.root();
    if (!root.is_object()) return base::fail(ErrorKind::kUnsupported, "no packages with what was rejected");
    root.each_member([&](std::string_view package, codec::Yaml rejected) {
      if (rejected.is_array()) {
        rejected.each([&](codec::Yaml id) { add(package, id.text(), "", sink); });
      } else if (rejected.is_object()) {
        rejected.each_member(
            [&](std::string_view id, codec::Yaml why) { add(package, id, why.text(), sink); });
      } else {
        sink.skip(package, "no list of vulnerabilities");
      }
    });
    return {};
  }
};

}  // namespace

std::unique_ptr<Feed> make_alpine_rejections() { return std::make_unique<AlpineRejections>(); }

}  // namespace pratique::advisory
