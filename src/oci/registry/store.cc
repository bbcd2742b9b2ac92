// An image of a repository as a store of files.
#include <fmt/format.h>

#include <atomic>
#include <map>
#include <mutex>
#include <set>

#include "base/text.h"
#include "crypto/digest.h"
#include "oci/documents.h"
#include "oci/registry/repository.h"

namespace pratique::oci::registry {

namespace {

constexpr const char* kTop = "manifest.json";
constexpr std::string_view kManifestEnding = ".manifest.json";
// Manifests are asked for more than once, to choose among them and to read the chosen one.
constexpr std::size_t kKeptBytes = 16u << 20;

// Bytes that live as long as somebody reads them.
class Kept : public codec::ByteSource {
 public:
  explicit Kept(std::shared_ptr<const std::string> text)
      : text_(std::move(text)), bytes_(codec::from_memory(base::as_bytes(*text_))) {}
  Result<std::size_t> read(std::span<std::byte> into) override { return bytes_->read(into); }
  Result<base::Bytes> next() override { return bytes_->next(); }

 private:
  std::shared_ptr<const std::string> text_;
  std::unique_ptr<codec::ByteSource> bytes_;
};

class RegistryStore : public Store {
 public:
  RegistryStore(std::shared_ptr<Repository> repository, ImageReference reference,
                std::unique_ptr<KeptDocuments> kept)
      : repository_(std::move(repository)), reference_(std::move(reference)), documents_(std::move(kept)) {}

  Result<std::unique_ptr<codec::ByteSource>> open(const std::string& name) override {
    if (name == kTop) return manifest(wanted(reference_));
    if (name.ends_with(kManifestEnding))
      return manifest("sha256:" + name.substr(0, name.size() - kManifestEnding.size()));
    const auto size = known_size(name);
    if (!size) return base::fail(ErrorKind::kNotFound, "no manifest names it", {.file = name});
    const auto digest = "sha256:" + name;
    if (documents_ && is_config(name) && *size <= kMaxConfig) return config(digest, *size);
    return repository_->blob(digest, *size);
  }

  std::optional<std::uint64_t> size(const std::string& name) const override {
    // What an index names is taken for there: to ask for each would be a request for each.
    if (name == kTop || name.ends_with(kManifestEnding)) return 0;
    const auto size = known_size(name);
    if (!size || !may_lack(name)) return size;
    const auto there = repository_->has_blob("sha256:" + name);
    return there && *there ? size : std::nullopt;
  }
  std::uint64_t position(const std::string&) const override { return 0; }
  bool forward_only() const override { return false; }
  bool is_addressed() const override { return true; }
  std::optional<Form> form() const override { return Form::kRegistry; }
  Repository* repository() override { return repository_.get(); }
  bool was_seen() const override { return was_seen_; }
  std::string answered_by() const override { return "registry " + repository_->answered_by(); }

 private:
  Result<std::unique_ptr<codec::ByteSource>> manifest(const std::string& wanted) {
    {
      const std::lock_guard lock(mutex_);
      const auto found = texts_.find(wanted);
      if (found != texts_.end()) return std::make_unique<Kept>(found->second);
    }
    PQ_TRY(auto text, manifest_text(wanted));
    const std::lock_guard lock(mutex_);
    remember_sizes(*text);
    kept_ += text->size();
    if (kept_ <= kKeptBytes || wanted == oci::wanted(reference_)) texts_.emplace(wanted, text);
    return std::make_unique<Kept>(std::move(text));
  }

  // What is named by digest may have been kept; a tag may lead elsewhere today, and whether a digest is still to be
  // had here only the registry knows.
  Result<std::shared_ptr<const std::string>> manifest_text(const std::string& wanted) {
    const bool by_digest = documents_ && wanted != oci::wanted(reference_);
    if (by_digest) {
      if (auto text = kept_text(wanted)) return text;
    }
    PQ_TRY(auto manifest, repository_->manifest(wanted));
    if (by_digest) documents_->keep(wanted, manifest.text);
    return std::make_shared<const std::string>(std::move(manifest.text));
  }

  Result<std::unique_ptr<codec::ByteSource>> config(const std::string& digest, std::uint64_t size) {
    auto text = kept_text(digest);
    if (text) {
      was_seen_ = true;
    } else {
      const Descriptor descriptor{.digest = digest, .size = size, .platform = {}, .annotations = {}};
      PQ_TRY(auto fetched, read_blob(*repository_, descriptor, kMaxConfig));
      documents_->keep(digest, fetched);
      text = std::make_shared<const std::string>(std::move(fetched));
    }
    return std::make_unique<Kept>(std::move(text));
  }

  // nullptr: it was not kept, or is not what it was.
  std::shared_ptr<const std::string> kept_text(const std::string& digest) {
    auto text = documents_->find(digest);
    if (!text || crypto::sha256(base::as_bytes(*text)) != digest) return nullptr;
    return std::make_shared<const std::string>(*std::move(text));
  }

  // How large the blobs are, so that no answer may be larger.
  void remember_sizes(const std::string& text) {
    const auto document = codec::JsonDocument::parse(text);
    if (!document) return;
    const auto remember = [&](codec::Json json, bool layer) {
      const auto descriptor = read_descriptor(json);
      if (!descriptor || sizes_.size() == kMaxLayers) return;
      const auto name = descriptor->digest.substr(std::string_view("sha256:").size());
      sizes_.try_emplace(name, descriptor->size);
      if (layer && is_foreign(descriptor->media_type)) foreign_.insert(name);
      if (!layer) configs_.insert(name);
    };
    remember(document->root()["config"], false);
    for (const char* list : {"layers", "blobs"})
      document->root()[list].each([&](codec::Json json) { remember(json, true); });
  }

  std::optional<std::uint64_t> known_size(const std::string& name) const {
    const std::lock_guard lock(mutex_);
    const auto found = sizes_.find(name);
    return found == sizes_.end() ? std::nullopt : std::optional(found->second);
  }
  bool may_lack(const std::string& name) const {
    const std::lock_guard lock(mutex_);
    return foreign_.contains(name);
  }

  bool is_config(const std::string& name) const {
    const std::lock_guard lock(mutex_);
    return configs_.contains(name);
  }

  const std::shared_ptr<Repository> repository_;
  const ImageReference reference_;
  const std::unique_ptr<KeptDocuments> documents_;  // may be null
  std::atomic<bool> was_seen_ = false;
  mutable std::mutex mutex_;
  std::map<std::string, std::shared_ptr<const std::string>> texts_;
  std::size_t kept_ = 0;
  std::map<std::string, std::uint64_t> sizes_;  // by hex digits
  std::set<std::string> foreign_, configs_;
};

}  // namespace

std::unique_ptr<Store> open_store(std::shared_ptr<Repository> repository, const ImageReference& reference,
                                  std::unique_ptr<KeptDocuments> kept) {
  return std::make_unique<RegistryStore>(std::move(repository), reference, std::move(kept));
}

}  // namespace pratique::oci::registry
