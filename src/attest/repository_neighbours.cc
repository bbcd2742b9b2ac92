// What lies beside an image in a repository of a registry: each look costs a request.
#include <algorithm>

#include "attest/find.h"
#include "oci/registry/repository.h"

namespace pratique::attest {

namespace {

class InRepository final : public Neighbours {
 public:
  explicit InRepository(oci::registry::Repository& repository) : repository_(repository) {}

  // The interface of OCI 1.1, or the index under the tag "sha256-HEX" where the registry has none.
  Result<std::vector<oci::Descriptor>> referrers(const std::string& digest) override {
    PQ_TRY(auto listed, repository_.referrers(digest));
    return std::move(listed.manifests);
  }

  // Asked for by GET, so that a tag which is there costs one request and not two.
  Result<std::vector<std::string>> tagged(const std::string& tag) override {
    auto manifest = repository_.manifest(tag);
    if (!manifest && manifest.error().kind == ErrorKind::kNotFound) return std::vector<std::string>{};
    if (!manifest) return tl::unexpected(std::move(manifest).error());
    PQ_CHECK(budget_.take(manifest->text.size()));
    const auto digest = manifest->digest;
    texts_.insert_or_assign(digest, std::move(manifest->text));
    return std::vector<std::string>{digest};
  }

  Result<std::string> manifest(const std::string& digest) override {
    const auto known = texts_.find(digest);
    if (known != texts_.end()) return known->second;
    PQ_TRY(auto manifest, repository_.manifest(digest));
    PQ_CHECK(budget_.take(manifest.text.size()));
    return std::move(manifest.text);
  }

  bool is_far() const override { return true; }

  Result<std::string> blob(const oci::Descriptor& descriptor) override {
    PQ_CHECK(budget_.take(std::min(descriptor.size, kMaxAttestation)));
    return oci::registry::read_blob(repository_, descriptor, kMaxAttestation);
  }

 private:
  oci::registry::Repository& repository_;
  std::map<std::string, std::string> texts_;  // of manifests that a tag named, by digest
  LookBudget budget_;
};

}  // namespace

std::unique_ptr<Neighbours> neighbours_in(oci::registry::Repository& repository) {
  return std::make_unique<InRepository>(repository);
}

}  // namespace pratique::attest
