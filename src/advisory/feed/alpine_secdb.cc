// Alpine's security database (https://secdb.alpinelinux.org): one file a release and repository, YAML or JSON
// (which is YAML). Main and community of a release are one ecosystem.
#include "advisory/ecosystem.h"
#include "advisory/json_feed.h"
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
    return source.path().ends_with(".json") ? read_json(source, sink) : read_yaml(source, sink);
  }

 private:
  template <class Node>
  static Result<Secdb> begun(Node root, FeedSink& sink) {
    const auto release = root["distroversion"].text();
    if (!root["packages"] || !is_id(release)) return base::fail(ErrorKind::kUnsupported, "not a secdb file");
    // "v3.10", and "edge", which OSV calls "Alpine:edge".
    return Secdb({.ecosystem = canonical_ecosystem("Alpine:" + std::string(release)), .source = kInfo.name},
                 sink);
  }

  static Result<void> read_yaml(Source& source, FeedSink& sink) {
    // The largest has 200 kB; what is larger is JSON.
    PQ_TRY(const auto content, source.all(codec::kMaxYamlBytes));
    PQ_TRY(const auto document, codec::YamlDocument::parse(content));
    PQ_TRY(auto secdb, begun(document.root(), sink));
    document.root()["packages"].each([&](codec::Yaml entry) { secdb.add(entry); });
    secdb.give();
    return {};
  }

  static Result<void> read_json(Source& source, FeedSink& sink) {
    std::optional<Secdb> secdb;
    const auto begin = [&](codec::Json root) -> Result<void> {
      PQ_TRY(auto made, begun(root, sink));
      secdb.emplace(std::move(made));
      return {};
    };
    const auto take = [&](std::string_view, codec::Json entry) { secdb->add(entry); };
    const JsonRecords packages{
        .lists = {"packages"}, .needs = {"distroversion"}, .begin = begin, .take = take};
    PQ_CHECK(read_records(source, sink, packages));
    secdb->give();
    return {};
  }
};

}  // namespace

std::unique_ptr<Feed> make_alpine_secdb() { return std::make_unique<AlpineSecdb>(); }

}  // namespace pratique::advisory
