// Alpine's security database (https://secdb.alpinelinux.org): one file a release and repository, YAML or JSON
// (which is YAML). Main and community of a release are one ecosystem.
#include "advisory/ecosystem.h"
#include "advisory/osv.h"
#include "advisory/secdb.h"
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

class AlpineSecdb : public Feed {
 public:
  const FeedInfo& info() const override { return kInfo; }

  // Others have their packages' address, and not Alpine's.
  bool recognises(std::string_view path, std::string_view head) const override {
    const bool ending = path.ends_with(".yaml") || path.ends_with(".yml") || path.ends_with(".json");
    return ending && base::contains(head, "distroversion") && base::contains(head, "packages") &&
           !base::contains(head, "cve0.io");
  }

  Result<void> read(Source& source, FeedSink& sink) const override {
    PQ_TRY(const auto content, source.all());
    PQ_TRY(const auto document, codec::YamlDocument::parse(content));
    const auto root = document.root();
    const auto release = root["distroversion"].text();
    if (!root["packages"] || !is_id(release)) return base::fail(ErrorKind::kUnsupported, "not a secdb file");
    // "v3.10", and "edge", which OSV calls "Alpine:edge".
    read_secdb(root,
               {.ecosystem = canonical_ecosystem("Alpine:" + std::string(release)), .source = kInfo.name},
               sink);
    return {};
  }
};

}  // namespace

std::unique_ptr<Feed> make_alpine_secdb() { return std::make_unique<AlpineSecdb>(); }

}  // namespace pratique::advisory
