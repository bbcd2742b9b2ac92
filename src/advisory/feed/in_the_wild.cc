// inTheWild's list of vulnerabilities that somebody has seen exploited (https://inthewild.io/api/exploited):
// [{"id": "CVE-2021-44228", "earliestReport": "2021-12-10T00:00:00.000Z"}].
#include "advisory/feed.h"
#include "advisory/json_feed.h"
#include "advisory/osv.h"
#include "base/text.h"

namespace pratique::advisory {

namespace {

constexpr FeedInfo kInfo{.name = "in-the-wild",
                         .extent = Extent::kUndeclared,
                         .complete_for = "",
                         .published = "https://inthewild.io/api/exploited",
                         .layout = Layout::kDocument,
                         .every_hours = 24};

class InTheWild : public Feed {
 public:
  const FeedInfo& info() const override { return kInfo; }

  bool recognises(std::string_view path, std::string_view head) const override {
    return path.ends_with(".json") && base::trim(head).starts_with('[') &&
           base::contains(head, "\"earliestReport\"");
  }

  Result<void> read(Source& source, FeedSink& sink) const override {
    return each_piece(source, sink, [&](std::string_view number, codec::Json entry) {
      Enrichment enrichment{.id = vulnerability_id(entry["id"].text()), .source = std::string(kInfo.name)};
      if (enrichment.id.empty()) return sink.skip("entry " + std::string(number), "no id of a vulnerability");
      enrichment.seen_exploited = true;
      enrichment.day = day_number(entry["earliestReport"].text());
      sink.add(std::move(enrichment));
    });
  }
};

}  // namespace

std::unique_ptr<Feed> make_in_the_wild() { return std::make_unique<InTheWild>(); }

}  // namespace pratique::advisory
