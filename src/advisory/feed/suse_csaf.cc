// SUSE's CSAF (https://ftp.suse.com/pub/projects/security/): csaf.tar.bz2, a document for each update, and csaf-vex.tar.bz2,
// one for each CVE, which also says what is affected without a fix and what is not. A fix is called "recommended".
// Packages by the names of their rpms, in each product and module of its own.
#include "advisory/csaf_records.h"
#include "advisory/suse.h"
#include "base/text.h"

namespace pratique::advisory {

namespace {

constexpr FeedInfo kInfo{.name = "suse-csaf",
                         .extent = Extent::kComplete,
                         .complete_for = "SUSE",
                         .published = "https://ftp.suse.com/pub/projects/security/csaf-vex.tar.bz2",
                         .layout = Layout::kFilePerRecord,
                         .every_hours = 24};

constexpr std::string_view kNamespace = "https://www.suse.com/";

class SuseCsaf : public Feed {
 public:
  const FeedInfo& info() const override { return kInfo; }
  bool recognises(std::string_view path, std::string_view head) const override {
    return path.ends_with(".json") && is_csaf(head, kNamespace);
  }

  Result<void> read(Source& source, FeedSink& sink) const override {
    const CsafEcosystem ecosystem = [](const CsafProduct& product) { return suse_ecosystem(product.name); };
    return read_csaf(source, kNamespace, sink, [&](const CsafHead& head) {
      return head.category == "csaf_vex" ? vex_taker(head, "suse-vex", ecosystem, kInfo.extent, sink)
                                         : erratum_taker(head, "suse", "suse-errata", ecosystem, sink);
    });
  }
};

}  // namespace

std::unique_ptr<Feed> make_suse_csaf() { return std::make_unique<SuseCsaf>(); }

}  // namespace pratique::advisory
