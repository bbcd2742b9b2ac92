// Rocky's errata as its own server gives them (https://apollo.build.resf.org/api/v3/osv/): pages of OSV records,
//   {"advisories": [RECORD…], "links": {"next": …}, "total": …}
#include "advisory/feed.h"
#include "advisory/osv.h"
#include "base/text.h"
#include "codec/json.h"

namespace pratique::advisory {

namespace {

constexpr FeedInfo kInfo{.name = "rocky-apollo",
                         .extent = Extent::kFixesOnly,
                         .complete_for = "Rocky Linux",
                         .published = "https://apollo.build.resf.org/api/v3/osv/",
                         .layout = Layout::kDocument,
                         .every_hours = 6};

class RockyApollo : public Feed {
 public:
  const FeedInfo& info() const override { return kInfo; }

  bool recognises(std::string_view path, std::string_view head) const override {
    if (!path.ends_with(".json") || !base::trim(head).starts_with('{')) return false;
    const auto list = head.find("\"advisories\"");
    return list < head.find("\"affected\"") && list < head.find("\"id\"") &&
           base::contains(head, "\"schema_version\"");
  }

  Result<void> read(Source& source, FeedSink& sink) const override {
    PQ_TRY(const auto content, source.all());
    PQ_TRY(const auto document, codec::JsonDocument::parse(content));
    const auto list = document.root()["advisories"];
    if (!list.is_array()) return base::fail(ErrorKind::kUnsupported, "no page of advisories");
    std::size_t number = 0;
    list.each([&](codec::Json record) {
      auto advisory = read_osv(record);
      ++number;
      if (advisory) {
        sink.add(*std::move(advisory));
      } else {
        sink.skip("record " + std::to_string(number), to_line(advisory.error()));
      }
    });
    return {};
  }
};

}  // namespace

std::unique_ptr<Feed> make_rocky_apollo() { return std::make_unique<RockyApollo>(); }

}  // namespace pratique::advisory
