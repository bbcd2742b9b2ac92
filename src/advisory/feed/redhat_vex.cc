// Red Hat's VEX (https://security.access.redhat.com/data/csaf/v2/, folders vex-feed and the older vex): a CSAF document for
// each CVE, of each product which packages are fixed, affected, not affected or still looked at. Packages by the names of
// their rpms where there is a fix, of their sources where there is none.
#include "advisory/csaf_records.h"
#include "advisory/redhat.h"
#include "base/text.h"

namespace pratique::advisory {

namespace {

constexpr FeedInfo kInfo{
    .name = "redhat-vex",
    .extent = Extent::kComplete,
    .complete_for = "Red Hat",
    .published = "https://security.access.redhat.com/data/csaf/v2/vex-feed/archive_latest.txt",
    .layout = Layout::kFilePerRecord,
    .every_hours = 24};

class RedHatVex : public Feed {
 public:
  const FeedInfo& info() const override { return kInfo; }
  bool recognises(std::string_view path, std::string_view head) const override {
    return path.ends_with(".json") && base::contains(head, "\"csaf_vex\"") && is_csaf(head, kRedHatNamespace);
  }

  Result<void> read(Source& source, FeedSink& sink) const override {
    return read_csaf(source, kRedHatNamespace, sink, [&](const CsafHead& head) {
      return vex_taker(head, "redhat-vex", redhat_ecosystem, kInfo.extent, sink);
    });
  }
};

}  // namespace

std::unique_ptr<Feed> make_redhat_vex() { return std::make_unique<RedHatVex>(); }

}  // namespace pratique::advisory
