// openEuler's CSAF (https://repo.openeuler.org/security/data/csaf/): a document for each advisory, openEuler-SA-2024-1234.
// Fixed vulnerabilities only; packages by the names of their rpms.
#include "advisory/csaf_records.h"
#include "base/text.h"

namespace pratique::advisory {

namespace {

constexpr FeedInfo kInfo{.name = "openeuler-csaf",
                         .extent = Extent::kFixesOnly,
                         .complete_for = "openEuler",
                         .published = "https://repo.openeuler.org/security/data/csaf/advisories/index.txt",
                         .layout = Layout::kFilePerRecord,
                         .every_hours = 24};

constexpr std::string_view kNamespace = "https://www.openeuler.org";

// "openEuler-22.03-LTS-SP3" → "openEuler:22.03-LTS-SP3".
std::string ecosystem_of(const CsafProduct& product) {
  constexpr std::string_view kPrefix = "openEuler-";
  if (!product.name.starts_with(kPrefix)) return {};
  return "openEuler:" + std::string(product.name.substr(kPrefix.size()));
}

class OpenEulerCsaf : public Feed {
 public:
  const FeedInfo& info() const override { return kInfo; }
  bool recognises(std::string_view path, std::string_view head) const override {
    return path.ends_with(".json") && is_csaf(head, kNamespace);
  }

  Result<void> read(Source& source, FeedSink& sink) const override {
    return read_csaf(source, kNamespace, sink, [&](const CsafHead& head) {
      return erratum_taker(head, "openeuler", "openeuler-errata", ecosystem_of, sink);
    });
  }
};

}  // namespace

std::unique_ptr<Feed> make_openeuler_csaf() { return std::make_unique<OpenEulerCsaf>(); }

}  // namespace pratique::advisory
