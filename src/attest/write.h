// Attaching an attestation to an image: the statement, and the manifest that has the image as its subject
// (OCI image-spec v1.1, manifest.md, "Guidelines for Artifact Usage"). Equal arguments, equal bytes: no clock.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "attest/statement.h"
#include "oci/image.h"

namespace pratique::attest {

inline constexpr std::string_view kStatementMedia = "application/vnd.in-toto+json";
inline constexpr std::string_view kEmptyMedia = "application/vnd.oci.empty.v1+json";
inline constexpr std::string_view kEmpty = "{}";  // content of the empty descriptor (manifest.md)

// An unsigned statement v1 about one image, on one line. `predicate`: one sound JSON value.
std::string make_statement(std::string_view predicate_type, const std::string& name,
                           const std::string& digest, std::string_view predicate);

// What has to be stored: `config` and `layer` as blobs, `manifest` as a manifest; `entry` names it in an index, as the
// referrers API would: with artifactType and annotations.
struct Referrer {
  std::string layer, manifest;
  oci::Descriptor layer_descriptor, entry;
};
// `attestation`: a statement, envelope or bundle; it becomes the only layer, byte for byte. `subject`: media type, digest
// and size of the image's manifest.
Referrer make_referrer(std::string attestation, StatementWrapping wrapping, const std::string& predicate_type,
                       const oci::Descriptor& subject);

oci::Descriptor empty_config();
// As JSON, without line ends.
std::string to_text(const oci::Descriptor& descriptor);

// An index with one entry more, put behind the others; nothing else is touched, whatever it says.
struct EditedIndex {
  std::string text;
  // False: it was there.
  bool added = false;
};
// Errors: kInvalid for what is no index.
Result<EditedIndex> with_entry(const std::string& index, const oci::Descriptor& entry);

// Pushes a referrer of the image of that digest into its repository. A registry that does not list referrers by itself (before OCI
// 1.1) gets the list under the tag "sha256-HEX", as the distribution-spec says: it is read, added to, written if nobody did
// meanwhile, and looked at again until the entry stays, since such registries let the last writer win. Says whether it was
// new. Errors: those of the repository; kIo when others never stop writing.
Result<bool> attach_to_repository(oci::registry::Repository& repository, const Referrer& referrer,
                                  const std::string& subject);

// Writes a referrer into an OCI layout folder, its blobs first, then its entry into index.json, which is replaced as a
// whole; all else in it stays byte for byte. Says whether the entry was new. Several writers, of this program or not, lose
// nothing: ours wait for each other (a lock on the folder), and index.json is read again before it is replaced; when it is
// no longer what it was, it is done again. Errors: kUnsupported for a folder that is no layout, kLimit over 16 MiB of
// index.json, kIo.
Result<bool> attach_to_layout(const std::string& folder, const Referrer& referrer);

}  // namespace pratique::attest
