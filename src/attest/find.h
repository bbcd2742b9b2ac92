// What lies beside an image: attestations, SBOMs and signatures, wherever one of the ways to attach them put it.
//
// Sources: BuildKit docs/attestations/attestation-storage.md (manifests in the image's index, of two shapes);
// OCI distribution-spec v1.1, "Listing Referrers" and "Referrers Tag Schema"; cosign's specs/SIGNATURE_SPEC.md and
// ATTESTATION_SPEC.md (tags "sha256-HEX.att", ".sbom", ".sig").
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "attest/statement.h"
#include "oci/image.h"

namespace pratique::attest {

// Bytes of one.
inline constexpr std::uint64_t kMaxManifest = 4u << 20;
// Manifests and blobs that are opened for one image, and their bytes.
inline constexpr std::size_t kMaxManifests = 300;
inline constexpr std::uint64_t kMaxAllBytes = 96ull << 20;
// Attachments of one image that are told.
inline constexpr std::size_t kMaxFound = 1'000;

// Where it was found, in the order in which it is looked for.
enum class AttachedAt {
  kIndex,  // an attestation manifest of BuildKit: the image's index names it, and so binds it by its digest
  kReferrer,  // a manifest whose subject is the image
  kCosign,    // a tag made of the image's digest
};
const char* to_string(AttachedAt place);  // "index", "referrer", "cosign"

enum class Content {
  kStatements,  // in-toto statements, bare or wrapped
  kSbom,        // an SBOM as it is: what it is about, only its place says
  kSignature,   // says nothing but that somebody signed
};

// One blob that is attached to the image.
struct AttachedBlob {
  AttachedAt place = AttachedAt::kIndex;
  Content content = Content::kStatements;
  oci::Descriptor blob;
  // Digest of the manifest that names it.
  std::string manifest;
  // Digest that it is attached to: the image's manifest, or an index that names the image.
  std::string attached_to;
  // By the annotations: a hint, the statement counts.
  std::string predicate_type;
};

// Where it is looked: a layout or archive, or a repository of a registry. One thread.
class Neighbours {
 public:
  virtual ~Neighbours() = default;
  // Manifests whose subject has this digest.
  virtual Result<std::vector<oci::Descriptor>> referrers(const std::string& digest) = 0;
  // Digests of the manifests under a tag: one in a registry, none when there is no such tag.
  virtual Result<std::vector<std::string>> tagged(const std::string& tag) = 0;
  // Of these tags each will be asked for: whoever is far away may ask for all of them at once.
  virtual void expect(const std::vector<std::string>& /*tags*/) {}
  // A manifest's text, its digest verified; kLimit over kMaxManifest.
  virtual Result<std::string> manifest(const std::string& digest) = 0;
  // A blob, size and digest verified; kLimit over kMaxAttestation.
  virtual Result<std::string> blob(const oci::Descriptor& descriptor) = 0;
  // Whether each look costs a request: then no more is looked at than can be used.
  virtual bool is_far() const { return false; }
};

// What may be opened for one image.
class LookBudget {
 public:
  // kLimit, always with the same words, when it is over kMaxManifests or kMaxAllBytes.
  Result<void> take(std::uint64_t bytes);

 private:
  std::size_t opened_ = 0;
  std::uint64_t bytes_ = 0;
};

// How tags that may be there are asked for.
enum class TagLook {
  kEach,    // each by its own request: surest, and what is there costs no second one
  kByList,  // first by one request whether there are any: fewest where there are none
};
// In a repository of a registry, which must outlive it. No more than what can be used is asked for.
std::unique_ptr<Neighbours> neighbours_in(oci::registry::Repository& repository, TagLook look);
// In the store that the image was loaded from; both must outlive it.
std::unique_ptr<Neighbours> neighbours_in(oci::Store& store, const oci::Image& image);

struct Finds {
  std::vector<AttachedBlob> all;
  // What could not be read, limits that were reached. None makes the image's own packages less known, so none is
  // incomplete.
  std::vector<model::Note> notes;
  // A place had an SBOM, by its annotations, and others were not looked at.
  bool stopped = false;
};

enum class SearchReach {
  kAll,
  kSboms,      // for SBOMs only: no signatures, and far away nothing that is about several images
  kFirstSbom,  // the same, no further than the first place that has one
  kIndex,      // what the image's own index names, and nothing further
};
// In a fixed order: by place, in each as the store has them; nothing twice.
Finds find(Neighbours& neighbours, const oci::Image& image, SearchReach reach);

// The digest of the image that a statement is about.
struct About {
  std::string digest;
  // Of an index: the statement speaks of all its images at once.
  bool is_index = false;
  // How many images that is.
  std::size_t images = 1;
  bool operator==(const About&) const = default;
};

// The digests that one image goes by.
class ImageIdentity {
 public:
  // Both must outlive it.
  ImageIdentity(Neighbours& neighbours, const oci::Image& image) : neighbours_(neighbours), image_(image) {}

  // Which of them a statement is about, the image's own manifest first; nothing: about something else. A subject
  // matches by sha256 or sha512, and no digest of these two that it has may differ. Other algorithms say nothing.
  std::optional<About> matches(const InTotoStatement& statement);
  // The same of a digest that something is attached to.
  std::optional<About> matches(const std::string& digest) const;

 private:
  bool fits(const StatementSubject& subject, const std::string& digest);

  Neighbours& neighbours_;
  const oci::Image& image_;
  // By digest; made when a statement speaks of it.
  std::map<std::string, std::string> sha512_;
};

// A blob that was read.
struct Attached {
  AttachedBlob found;
  // Of Content::kStatements.
  InTotoStatement statement;
  // Of Content::kSbom.
  std::string document;
  // Nothing: it is about another image, and must not be used for this one.
  std::optional<About> about;

  // What it says it is: the statement's word, or for a plain SBOM that of its media type.
  std::string predicate_type() const;
};
// Several when the blob holds several statements; signatures give one without a statement. Errors: of reading, and those
// of read_statements().
Result<std::vector<Attached>> load(Neighbours& neighbours, ImageIdentity& identity, const AttachedBlob& found,
                                   std::vector<model::Note>& notes);

}  // namespace pratique::attest
