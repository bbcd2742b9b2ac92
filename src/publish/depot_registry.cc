#include <algorithm>
#include <map>

#include "codec/json.h"
#include "crypto/digest.h"
#include "oci/reference.h"
#include "publish/artifact.h"
#include "publish/depot.h"

namespace pratique::publish {

namespace {

constexpr std::size_t kMaxFiles = 4096;

// The files of one manifest: a push in the meantime changes nothing of it.
class RegistryDepot : public Depot {
 public:
  RegistryDepot(std::shared_ptr<oci::registry::Repository> repository,
                std::map<std::string, oci::Descriptor> files)
      : repository_(std::move(repository)), files_(std::move(files)) {}

  Result<std::optional<std::string>> document(const std::string& name, std::uint64_t limit) override {
    const auto at = files_.find(name);
    if (at == files_.end()) return std::optional<std::string>();
    PQ_TRY(auto text, oci::registry::read_blob(*repository_, at->second, limit));
    return std::optional(std::move(text));
  }
  Result<std::unique_ptr<codec::ByteSource>> open(const std::string& name, std::uint64_t) override {
    const auto at = files_.find(name);
    if (at == files_.end()) return base::fail(ErrorKind::kNotFound, "not in the artifact", {.file = name});
    return repository_->blob(at->second.digest, at->second.size);
  }

 private:
  std::shared_ptr<oci::registry::Repository> repository_;
  std::map<std::string, oci::Descriptor> files_;
};

Result<std::map<std::string, oci::Descriptor>> files_of(std::string_view manifest, const std::string& name) {
  PQ_TRY(const auto document, codec::JsonDocument::parse(manifest));
  const auto root = document.root();
  if (root["artifactType"].text() != kArtifactType) {
    return base::fail(ErrorKind::kInvalid, "no advisory database is published there", {.file = name},
                      "an image, or an artifact of another kind; pratique db push makes one");
  }
  std::map<std::string, oci::Descriptor> files;
  const auto layers = root["layers"];
  if (layers.size() > kMaxFiles)
    return base::fail(ErrorKind::kLimit, "more than 4,096 files", {.file = name});
  layers.each([&](codec::Json one) {
    oci::Descriptor file{
        .media_type = std::string(one["mediaType"].text()),
        .digest = std::string(one["digest"].text()),
        .size = static_cast<std::uint64_t>(std::max<std::int64_t>(one["size"].integer().value_or(0), 0))};
    const auto title = one["annotations"][kTitle].text();
    if (crypto::is_sha256(file.digest) && !title.empty()) files.emplace(title, std::move(file));
  });
  return files;
}

}  // namespace

Result<std::unique_ptr<Depot>> open_registry_depot(const std::string& reference,
                                                   const oci::registry::Settings& settings) {
  PQ_TRY(const auto parsed, oci::parse_reference(reference));
  auto own = settings;
  own.own_registry = parsed.domain;
  PQ_TRY(const auto repository, oci::registry::open_repository(parsed, own));
  PQ_TRY(const auto manifest, repository->manifest(oci::wanted(parsed)));
  PQ_TRY(auto files, files_of(manifest.text, reference));
  return std::make_unique<RegistryDepot>(repository, std::move(files));
}

}  // namespace pratique::publish
