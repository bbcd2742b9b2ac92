// OSV as YAML: PyPA's advisory database and the R consortium's.
#include "advisory/feed.h"
#include "advisory/osv.h"
#include "codec/yaml.h"

namespace pratique::advisory {

namespace {

constexpr FeedInfo kInfo{.name = "osv-yaml",
                         .extent = Extent::kUndeclared,
                         .complete_for = "",
                         .published = "https://github.com/pypa/advisory-database",
                         .layout = Layout::kFilePerRecord,
                         .every_hours = 1};

class OsvYaml : public Feed {
 public:
  const FeedInfo& info() const override { return kInfo; }

  bool recognises(std::string_view path, std::string_view head) const override {
    if (!path.ends_with(".yaml") && !path.ends_with(".yml")) return false;
    const auto has_key = [&](std::string_view line_start) {
      return head.starts_with(line_start.substr(1)) || head.find(line_start) != std::string_view::npos;
    };
    return has_key("\nid:") && has_key("\naffected:");
  }

  Result<void> read(Source& source, FeedSink& sink) const override {
    PQ_TRY(const auto content, source.all(codec::kMaxYamlBytes));
    PQ_TRY(const auto document, codec::YamlDocument::parse(content));
    PQ_TRY(auto advisory, read_osv(document.root()));
    sink.add(std::move(advisory));
    return {};
  }
};

}  // namespace

std::unique_ptr<Feed> make_osv_yaml() { return std::make_unique<OsvYaml>(); }

}  // namespace pratique::advisory
