// What lies beside an image in a repository of a registry: each look costs a request.
#include <algorithm>
#include <iterator>
#include <map>
#include <optional>

#include "attest/find.h"
#include "base/parallel.h"
#include "base/text.h"
#include "oci/registry/repository.h"

namespace pratique::attest {

namespace {

constexpr std::size_t kAtOnce = 4;
constexpr std::size_t kDigestTag = std::string_view("sha256-").size() + 64;

class InRepository final : public Neighbours {
 public:
  InRepository(oci::registry::Repository& repository, TagLook look) : repository_(repository), look_(look) {}

  // The interface of OCI 1.1, or the index under the tag "sha256-HEX" where the registry has none.
  Result<std::vector<oci::Descriptor>> referrers(const std::string& digest) override {
    PQ_TRY(auto listed, repository_.listed_referrers(digest));
    if (listed) return std::move(listed->manifests);
    if (!may_have(base::replace_all(digest, ":", "-"))) return std::vector<oci::Descriptor>{};
    PQ_TRY(auto tagged, repository_.tagged_referrers(digest));
    return std::move(tagged.manifests);
  }

  // None of the answers leads to another of these questions, and each is a way to the registry and back.
  void expect(const std::vector<std::string>& tags) override {
    std::vector<std::string> asked;
    std::ranges::copy_if(tags, std::back_inserter(asked), [&](const auto& tag) { return may_have(tag); });
    if (asked.size() < 2) return;
    std::vector<std::optional<Result<oci::registry::StoredManifest>>> answers(asked.size());
    const auto done = base::run_parallel(static_cast<unsigned>(std::min(asked.size(), kAtOnce)), asked.size(),
                                         [&](std::size_t i) { answers[i] = repository_.manifest(asked[i]); });
    for (std::size_t i = 0; done && i < asked.size(); ++i) {
      if (answers[i]) expected_.insert_or_assign(asked[i], *std::move(answers[i]));
    }
  }

  // Asked for by GET, so that a tag which is there costs one request and not two.
  Result<std::vector<std::string>> tagged(const std::string& tag) override {
    if (!may_have(tag)) return std::vector<std::string>{};
    auto known = expected_.extract(tag);
    auto manifest = known.empty() ? repository_.manifest(tag) : std::move(known.mapped());
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
  // False: the registry lists no such tag. "sha256-HEX", and what may follow it, are had by one list.
  bool may_have(const std::string& tag) {
    if (look_ == TagLook::kEach || tag.size() < kDigestTag) return true;
    const auto start = tag.substr(0, kDigestTag);
    const auto [at, added] = tags_.try_emplace(start);
    if (added) {
      if (auto listed = repository_.tags_from(start)) at->second = *std::move(listed);
    }
    return !at->second || std::ranges::find(*at->second, tag) != at->second->end();
  }

  oci::registry::Repository& repository_;
  const TagLook look_;
  // By their start; nothing: that is not known.
  std::map<std::string, std::optional<std::vector<std::string>>> tags_;
  std::map<std::string, Result<oci::registry::StoredManifest>> expected_;  // by tag
  std::map<std::string, std::string> texts_;  // of manifests that a tag named, by digest
  LookBudget budget_;
};

}  // namespace

std::unique_ptr<Neighbours> neighbours_in(oci::registry::Repository& repository, TagLook look) {
  return std::make_unique<InRepository>(repository, look);
}

}  // namespace pratique::attest
