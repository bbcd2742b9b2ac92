// What lies beside an image in an OCI layout or archive. A layout has no tags and no referrers of its own: index.json
// names manifests, some of them by a tag, and what a manifest's subject is only the manifest says.
#include <fmt/format.h>

#include <algorithm>

#include "attest/find.h"
#include "base/text.h"
#include "codec/json.h"
#include "crypto/digest.h"

namespace pratique::attest {

using codec::Json;

namespace {

std::string annotation(const oci::Descriptor& descriptor, const char* key) {
  const auto found = descriptor.annotations.find(key);
  return found == descriptor.annotations.end() ? "" : found->second;
}

bool is_tagged(const oci::Descriptor& descriptor, const std::string& tag) {
  for (const auto* key : {"org.opencontainers.image.ref.name", "io.containerd.image.name"}) {
    const auto name = annotation(descriptor, key);
    if (name == tag || name.ends_with(":" + tag)) return true;
  }
  // `cosign save` names no tag, only the kind; whom the statements are about they say themselves.
  const auto kind = annotation(descriptor, "kind");
  return (tag.ends_with(".att") && kind.ends_with("/atts")) ||
         (tag.ends_with(".sig") && kind.ends_with("/sigs"));
}

class InStore final : public Neighbours {
 public:
  InStore(oci::Store& store, const oci::Image& image) : store_(store), image_(image) {}

  Result<std::vector<oci::Descriptor>> referrers(const std::string& digest) override {
    std::vector<oci::Descriptor> all;
    for (const auto& one : image_.beside) {
      PQ_TRY(const auto subject, subject_of(one));
      if (subject == digest) all.push_back(one);
    }
    PQ_CHECK(add_fallback(digest, all));
    return all;
  }

  Result<std::vector<std::string>> tagged(const std::string& tag) override {
    std::vector<std::string> all;
    for (const auto& one : image_.beside) {
      if (is_tagged(one, tag)) all.push_back(one.digest);
    }
    return all;
  }

  // What names a manifest need not say its size: the digest tells enough.
  Result<std::string> manifest(const std::string& digest) override {
    const auto name = image_.naming.manifest(digest);
    PQ_TRY(const auto source, store_.open(name));
    auto text = codec::read_all(*source, kMaxManifest);
    if (!text) return tl::unexpected(std::move(text).error().in(name));
    PQ_CHECK(budget_.take(text->size()));
    if (crypto::sha256(base::as_bytes(*text)) == digest) return text;
    return base::fail(ErrorKind::kMismatch, "content does not match its digest", {.file = name});
  }

  Result<std::string> blob(const oci::Descriptor& descriptor) override {
    const auto name = image_.naming.blob(descriptor.digest);
    PQ_CHECK(budget_.take(std::min(descriptor.size, kMaxAttestation)));
    return oci::read_blob(store_, descriptor, name, kMaxAttestation);
  }

 private:
  // "" for a manifest without one, and for one that is not there or cannot be read: it may belong to another image.
  Result<std::string> subject_of(const oci::Descriptor& descriptor) {
    const auto known = subjects_.find(descriptor.digest);
    if (known != subjects_.end()) return known->second;
    auto& subject = subjects_[descriptor.digest];
    if (!store_.size(image_.naming.manifest(descriptor.digest))) return subject;
    const auto text = manifest(descriptor.digest);
    if (!text && text.error().kind == ErrorKind::kLimit) return tl::unexpected(text.error());
    if (!text) return subject;
    if (const auto document = codec::JsonDocument::parse(*text))
      subject = document->root()["subject"]["digest"].text_or("");
    return subject;
  }

  // distribution-spec, "Referrers Tag Schema": an index under the tag "sha256-HEX" names them.
  Result<void> add_fallback(const std::string& digest, std::vector<oci::Descriptor>& all) {
    const auto tag = "sha256-" + digest.substr(std::string_view("sha256:").size());
    for (const auto& one : image_.beside) {
      if (!is_tagged(one, tag)) continue;
      PQ_TRY(const auto text, manifest(one.digest));
      PQ_TRY(const auto document, codec::JsonDocument::parse(text));
      document.root()["manifests"].each([&](Json entry) {
        oci::Descriptor named{.digest = entry["digest"].text_or(""), .platform = {}, .annotations = {}};
        if (crypto::is_sha256(named.digest) && all.size() < kMaxFound) all.push_back(std::move(named));
      });
    }
    return {};
  }

  oci::Store& store_;
  const oci::Image& image_;
  std::map<std::string, std::string> subjects_;  // by the manifest's digest
  LookBudget budget_;
};

}  // namespace

std::unique_ptr<Neighbours> neighbours_in(oci::Store& store, const oci::Image& image) {
  // An image that was seen before had no SBOM then, most probably, or one that is cheap to look at again.
  const auto look = store.was_seen() ? TagLook::kByList : TagLook::kEach;
  if (auto* repository = store.repository()) return neighbours_in(*repository, look);
  return std::make_unique<InStore>(store, image);
}

}  // namespace pratique::attest
