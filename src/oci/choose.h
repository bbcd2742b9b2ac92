// Which images an index names, and which of them is meant. Inside oci only.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "oci/documents.h"

namespace pratique::oci {

// One image that an index, or an index in it, names.
struct Choice {
  // May be empty.
  std::string reference;
  // Of its manifest.
  std::string digest;
  std::uint64_t size = 0;
  std::optional<model::Platform> platform;
  // Digests of the indexes that name it, nearest first, index.json left out.
  std::vector<std::string> indexes;
};

struct Listing {
  // In the order of the indexes, unique.
  std::vector<Choice> images;
  // What a limit kept from us.
  std::vector<model::Note> notes;
  // Entries that are no images, those that may tell of one: Image::beside.
  std::vector<Descriptor> beside;
  // How many entries are no images: attestations, signatures, unknown types.
  std::size_t others = 0;
};

// BuildKit's mark of a manifest that holds attestations (docs/attestations/attestation-storage.md); other values of
// "vnd.docker.reference.type" are something else.
bool is_attestation_manifest(const Descriptor& descriptor);

struct IndexLimits {
  int depth = 8;
  // In all indexes together.
  std::size_t entries = 10'000;
};

// Reads an index and the indexes it names, each once. Limits besides those given: 256 indexes, 64 MiB of them. Reaching one is a note (incomplete), or, when no image was found, the error kLimit. Where several
// images are named, the manifests of those without a platform are read (256 at most): what has a subject, or a config
// that is no image's, is none. Otherwise errors of read_verified() and read_descriptor().
Result<Listing> list_images(Store& store, std::string_view text, const std::string& name,
                            const Naming& naming, const IndexLimits& limits = {});

// Errors as of load_image(). Where descriptors name no platform, the configs of up to 256 images are read
// for it. Adds a note to `notes` when several images fit equally.
Result<Choice> choose(Store& store, Listing listing, const Selection& selection, const Naming& naming,
                      std::vector<model::Note>& notes);

// Whether a user who wrote `wanted` means the reference: all of it, what follows a "/", or its tag.
bool refers(const std::string& reference, const std::string& wanted);

// "a, b, c", sorted and unique, long lists cut: "a, b and 98 more". An empty name is "(unnamed)".
std::string list_of(std::vector<std::string> names);

}  // namespace pratique::oci
