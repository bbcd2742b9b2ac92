// openEuler's CVRF (https://repo.openeuler.org/security/data/cvrf/): a document for each advisory. It has no relationships:
// a package belongs to the system whose CPE it has, and a vulnerability is fixed in all packages of the systems that it
// names. Fixed vulnerabilities only.
#include "advisory/cvrf.h"

namespace pratique::advisory {

namespace {

constexpr FeedInfo kInfo{.name = "openeuler-cvrf",
                         .extent = Extent::kFixesOnly,
                         .complete_for = "openEuler",
                         .published = "https://repo.openeuler.org/security/data/cvrf/index.txt",
                         .layout = Layout::kFilePerRecord,
                         .every_hours = 24};

constexpr std::string_view kSystem = "openEuler-";

std::vector<CsafFound> packages_of(const CsafTree& tree, std::string_view id) {
  std::vector<CsafFound> out;
  const auto* system = tree.product(id);
  if (system == nullptr) return out;
  for (const auto* product : tree.products()) {
    const bool is_package = product->name.ends_with(".rpm") && product->cpe == system->cpe;
    if (is_package) out.push_back({.component = product, .product = system, .module = {}});
  }
  // A system of which no package is named: nothing that could be found.
  if (out.empty()) out.push_back({.component = nullptr, .product = system, .module = {}});
  return out;
}

std::string ecosystem_of(const CsafProduct& product) {
  if (!product.name.starts_with(kSystem)) return {};
  return "openEuler:" + std::string(product.name.substr(kSystem.size()));
}

class OpenEulerCvrf : public Feed {
 public:
  const FeedInfo& info() const override { return kInfo; }
  bool recognises(std::string_view, std::string_view head) const override {
    return is_cvrf(head, "openEuler-SA-") || is_cvrf(head, "openeuler-security@");
  }

  Result<void> read(Source& source, FeedSink& sink) const override {
    return read_cvrf(source, sink, packages_of, [&](const CsafHead& head) {
      return erratum_taker(head, "openeuler", "openeuler-errata", ecosystem_of, sink);
    });
  }
};

}  // namespace

std::unique_ptr<Feed> make_openeuler_cvrf() { return std::make_unique<OpenEulerCvrf>(); }

}  // namespace pratique::advisory
