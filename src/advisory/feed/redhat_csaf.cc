// Red Hat's errata as CSAF (https://security.access.redhat.com/data/csaf/v2/advisories/): a document for each RHSA, RHBA
// and RHEA that names CVEs. The list of documents that were withdrawn, deletions.csv, lies beside: redhat_deletions.cc.
#include "advisory/csaf_records.h"
#include "advisory/redhat.h"
#include "base/text.h"

namespace pratique::advisory {

namespace {

constexpr FeedInfo kInfo{
    .name = "redhat-csaf",
    .extent = Extent::kFixesOnly,
    .complete_for = "Red Hat",
    .published = "https://security.access.redhat.com/data/csaf/v2/advisories/archive_latest.txt",
    .layout = Layout::kFilePerRecord,
    .every_hours = 24};

class RedHatCsaf : public Feed {
 public:
  const FeedInfo& info() const override { return kInfo; }
  bool recognises(std::string_view path, std::string_view head) const override {
    return path.ends_with(".json") && is_csaf(head, kRedHatNamespace) &&
           (base::contains(head, "\"csaf_security_advisory\"") ||
            base::contains(head, "\"csaf_informational_advisory\""));
  }

  Result<void> read(Source& source, FeedSink& sink) const override {
    return read_csaf(source, kRedHatNamespace, sink, [&](const CsafHead& head) {
      return erratum_taker(head, "redhat", "redhat-errata", redhat_ecosystem, sink);
    });
  }
};

}  // namespace

std::unique_ptr<Feed> make_redhat_csaf() { return std::make_unique<RedHatCsaf>(); }

}  // namespace pratique::advisory
