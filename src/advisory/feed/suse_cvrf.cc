// SUSE's CVRF (https://ftp.suse.com/pub/projects/security/cvrf.tar.bz2): a document for each update, with the products as
// relationships. Fixed vulnerabilities only; the same errata as its CSAF.
#include "advisory/cvrf.h"
#include "advisory/suse.h"

namespace pratique::advisory {

namespace {

constexpr FeedInfo kInfo{.name = "suse-cvrf",
                         .extent = Extent::kFixesOnly,
                         .complete_for = "SUSE",
                         .published = "https://ftp.suse.com/pub/projects/security/cvrf.tar.bz2",
                         .layout = Layout::kFilePerRecord,
                         .every_hours = 24};

class SuseCvrf : public Feed {
 public:
  const FeedInfo& info() const override { return kInfo; }
  bool recognises(std::string_view, std::string_view head) const override {
    return is_cvrf(head, "SUSE-SU-") || is_cvrf(head, "SUSE-RU-") || is_cvrf(head, "SUSE-FU-") ||
           is_cvrf(head, "@suse.");
  }

  Result<void> read(Source& source, FeedSink& sink) const override {
    const auto expand = [](const CsafTree& tree, std::string_view id) {
      const auto found = tree.find(id);
      return found ? std::vector{*found} : std::vector<CsafFound>();
    };
    const CsafEcosystem ecosystem = [](const CsafProduct& product) { return suse_ecosystem(product.name); };
    return read_cvrf(source, sink, expand, [&](const CsafHead& head) {
      return erratum_taker(head, "suse", "suse-errata", ecosystem, sink);
    });
  }
};

}  // namespace

std::unique_ptr<Feed> make_suse_cvrf() { return std::make_unique<SuseCvrf>(); }

}  // namespace pratique::advisory
