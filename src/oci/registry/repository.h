// One repository of one registry, by the OCI distribution specification v1.1 (and Docker's registry API,
// which it came from): manifests, blobs, referrers and tags are read, blobs and manifests are written.
//
// Everything that is read by digest is verified here but the streams of blob(), whose reader verifies them. Who
// we are is said only to a registry that asks (401), and to nobody else but the token server that it names
// under the rules of realm.h. Reading goes to the mirrors first, in order; writing to the registry alone.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "codec/stream.h"
#include "net/proxy.h"
#include "oci/image.h"
#include "oci/reference.h"

namespace pratique::oci::registry {

inline constexpr std::uint64_t kMaxManifest = 4u << 20;
inline constexpr std::uint64_t kMaxConfig = 8u << 20;
inline constexpr std::size_t kMaxIndexEntries = 1'000;
inline constexpr int kMaxIndexDepth = 4;
inline constexpr std::size_t kMaxReferrers = 10'000;
inline constexpr std::size_t kMaxTags = 100'000;

// What the user's words and the environment say of all registries.
struct Settings {
  net::Environment environment = net::system_environment;
  // --registry-mirror.
  std::vector<std::string> mirrors;
  // --cacert: a file of more authorities; may be empty.
  std::string authorities;
  // --insecure: certificates are not checked, plain http is allowed.
  bool insecure = false;
  // For what would be good to know and nobody waits for: one try, a few seconds.
  bool hasty = false;
  // The registry of the command's image, to which PRATIQUE_REGISTRY_* belong; may be empty.
  std::string own_registry;
};

struct StoredManifest {
  std::string text;
  // What the text says of itself, else what the registry says.
  std::string media_type;
  // Of the text.
  std::string digest;
  // Of the answer; empty where the registry gives none.
  std::string etag;
};

struct Referrers {
  // With artifact_type and annotations, as the registry lists them.
  std::vector<Descriptor> manifests;
  // The registry has no such interface: these are what the tag "sha256-<hex>" of the specification's
  // "Referrers Tag Schema" lists; `index` is that manifest, if there is one.
  bool by_tag = false;
  std::optional<StoredManifest> index;
  // There are more than kMaxReferrers.
  bool cut = false;
};

struct PutResult {
  // False: the precondition did not hold, and nothing was written.
  bool written = false;
  std::string digest;
  // The registry knows the manifest's subject and lists it among the referrers (OCI-Subject).
  bool subject_known = false;
};

// Only what is there so is replaced. Registries that know no preconditions write all the same: who cannot
// stand that reads again afterwards.
struct Precondition {
  // ETag; or, empty, that there is nothing.
  std::string etag;
};

// All functions may be called by several threads at once. Errors, with the repository's name: kNotFound; kMismatch
// (digest, size); kLimit; kUnsupported (schema 1); kInvalid; kIo (also where who we are does not suffice).
class Repository {
 public:
  virtual ~Repository() = default;

  // By tag or digest. kUnsupported for manifests of schema 1.
  virtual Result<StoredManifest> manifest(const std::string& wanted) = 0;
  // Digest, size and media type, without the text; nothing when there is none.
  virtual Result<std::optional<Descriptor>> head_manifest(const std::string& wanted) = 0;
  // As it comes: goes on after a cut, ends after `size` bytes, or with kMismatch when there are more or less.
  // Whoever reads it verifies its digest.
  virtual Result<std::unique_ptr<codec::ByteSource>> blob(const std::string& digest, std::uint64_t size) = 0;
  virtual Result<bool> has_blob(const std::string& digest) = 0;
  // Of type `artifact_type`, or all: by the interface of OCI 1.1; nothing where the registry has none.
  virtual Result<std::optional<Referrers>> listed_referrers(const std::string& digest,
                                                            const std::string& artifact_type = "") = 0;
  // By "Referrers Tag Schema".
  virtual Result<Referrers> tagged_referrers(const std::string& digest,
                                             const std::string& artifact_type = "") = 0;
  // The one, or else the other.
  Result<Referrers> referrers(const std::string& digest, const std::string& artifact_type = "");
  virtual Result<std::vector<std::string>> tags() = 0;
  // Those that begin with `start`, which is no whole tag, asked for by one request. Nothing where that cannot tell:
  // the registry lists in another order than the specification says, or too many.
  virtual Result<std::optional<std::vector<std::string>>> tags_from(const std::string& start) = 0;

  // Unless it is there already.
  virtual Result<Descriptor> upload_blob(std::string_view bytes, const std::string& media_type) = 0;
  // The same of a stream of `size` bytes, opened again where the request has to be made again. The registry refuses
  // what has not this digest.
  virtual Result<Descriptor> upload_stream(
      const std::function<Result<std::unique_ptr<codec::ByteSource>>()>& open, const std::string& digest,
      std::uint64_t size, const std::string& media_type) = 0;
  // By tag or digest; for a text whose digest is `wanted` in the second case.
  virtual Result<PutResult> put_manifest(const std::string& wanted, std::string_view text,
                                         const std::string& media_type,
                                         const std::optional<Precondition>& precondition = std::nullopt) = 0;

  // Who gave the last manifest: "ghcr.io", or "mirror:5000 (mirror of docker.io)".
  virtual std::string answered_by() const = 0;
};

// The whole blob, verified. kLimit when it is larger than `limit`.
Result<std::string> read_blob(Repository& repository, const Descriptor& descriptor, std::uint64_t limit);

// Manifests and configs that were had before, by their digests. Thread-safe.
class KeptDocuments {
 public:
  virtual ~KeptDocuments() = default;
  // Whoever asks verifies it.
  virtual std::optional<std::string> find(const std::string& digest) = 0;
  virtual void keep(const std::string& digest, std::string_view text) = 0;
};

// The repository that a reference names. No request is made before its functions are called. Errors: those of
// read_rules(), places_of(), add_certificates(), net::ClientOptions::from().
Result<std::shared_ptr<Repository>> open_repository(const ImageReference& reference,
                                                    const Settings& settings);

// An image of a repository as a store: "manifest.json" is the manifest or index that the reference names,
// "<hex>.manifest.json" and "<hex>" are manifests and blobs by digest, as skopeo's "dir:" has them. Manifests
// and configs are verified; layers by whoever reads them. form() is Form::kRegistry. What the reference names is always
// asked of the registry; what that names by digest need not be, where it was `kept`.
std::unique_ptr<Store> open_store(std::shared_ptr<Repository> repository, const ImageReference& reference,
                                  std::unique_ptr<KeptDocuments> kept = nullptr);

}  // namespace pratique::oci::registry
