// The JSON documents of an image, each read whole, bounded, and checked against what names it: descriptors,
// manifests and configs of the OCI image specification v1.1 (Docker's have the same members).
// Inside oci only; load_image() of image.h is the door.
#pragma once

#include <initializer_list>
#include <string>
#include <string_view>

#include "codec/json.h"
#include "oci/image.h"

namespace pratique::oci {

inline constexpr std::uint64_t kMaxDocument = 16u << 20;  // index, manifest, config
inline constexpr std::size_t kMaxLayers = 10'000;

// "./a//b" → "a/b"; "" for a name that leaves the store.
std::string clean_name(std::string_view name);

// A name from outside, short enough for one line.
std::string shortened(std::string_view name);

// Of the regular file that the path leads to now, or of a part of it; nothing for a file without a name.
std::optional<FileStamp> stamp_of(const std::string& path, std::uint64_t offset,
                                  std::optional<std::uint64_t> size);

Result<std::string> read_file(Store& store, const std::string& name);
Result<codec::JsonDocument> read_json(std::string_view text, const std::string& name);

// kInvalid when a member that decides what the image is stands in the object twice. Readers differ in which
// one they take, and Go's, which most tools use, takes "layers" and "Layers" for one.
Result<void> check_members(codec::Json object, std::initializer_list<std::string_view> keys,
                           const std::string& name);

// The content of `name`, whose size and digest are what the descriptor says (else kMismatch).
Result<std::string> read_verified(Store& store, const Descriptor& descriptor, const std::string& name);
Result<Descriptor> read_descriptor(codec::Json json);
model::Platform read_platform(codec::Json json);

// The texts among an object's members.
std::map<std::string, std::string> text_map(codec::Json object);
// Parts of a config or manifest; secrets are taken out and told as observations of the image.
void read_start(codec::Json config, Image& image);
void read_history(codec::Json config, Image& image);
void read_annotations(std::map<std::string, std::string> annotations, Image& image);

// What the config says, diff_ids and history of image.layers included; these are in image.layers already.
Result<void> read_config(std::string_view text, const std::string& name, Image& image);
// An image from its manifest's text.
Result<Image> read_manifest(Store& store, std::string_view text, const std::string& name,
                            const Naming& naming);

}  // namespace pratique::oci
