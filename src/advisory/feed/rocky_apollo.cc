// Rocky's errata as its own server gives them (https://apollo.build.resf.org/api/v3/osv/): pages of OSV records,
//   {"advisories": [RECORD…], "links": {"next": …}, "total": …}
#include "advisory/json_feed.h"
#include "advisory/osv.h"
#include "base/text.h"

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
    const auto take = [&](std::string_view number, codec::Json record) {
      if (auto advisory = read_osv(record)) {
        sink.add(*std::move(advisory));
      } else {
        sink.skip("record " + std::string(number), to_line(advisory.error()));
      }
    };
    PQ_TRY(const auto document, read_records(source, sink, {.lists = {"advisories"}, .take = take}));
    if (!document.root()["advisories"].is_array())
      return base::fail(ErrorKind::kUnsupported, "no page of advisories");
    return {};
  }
};

}  // namespace

std::unique_ptr<Feed> make_rocky_apollo() { return std::make_unique<RockyApollo>(); }

}  // namespace pratique::advisory
