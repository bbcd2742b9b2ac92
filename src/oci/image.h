// Images as the OCI image specification v1.1 and `docker save` describe them: descriptors, manifests,
// configs; and the place that blobs come from.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/meter.h"
#include "codec/stream.h"
#include "model/inventory.h"

namespace pratique::oci::registry {
class Repository;
}

namespace pratique::oci {

// What stored bytes are known by without being read: while it is the same, so are they.
struct FileStamp {
  // Device and number of the file, its size and times, the place in it.
  std::string text;
  // Of the bytes.
  std::uint64_t size = 0;
  // When the file was last changed. Its system's clock goes in steps: two changes in one leave the same stamp.
  std::chrono::system_clock::time_point changed;
};

// What the files of a store declare, by their content: names alone are no proof (a web application has a
// manifest.json and an index.json too).
enum class Form {
  kNone,          // no image
  kLayout,        // OCI image layout: oci-layout, index.json
  kDocker,        // `docker save` and its likes: manifest.json with Config and Layers
  kSkopeoFolder,  // skopeo's "dir:": manifest.json of a registry
  kOldDocker,     // `docker save` before 1.10: repositories, no manifest.json; load_image() refuses it
  kRegistry,      // a repository of a registry, with the names of "dir:"
};

// Where the files of an image lie: a folder (OCI layout), a tar, a registry. Names are paths inside it
// ("index.json", "blobs/sha256/<hex>"); nothing outside it can be named. open() may be called by several
// threads at once.
class Store {
 public:
  virtual ~Store() = default;
  // kNotFound when there is no such file.
  virtual Result<std::unique_ptr<codec::ByteSource>> open(const std::string& name) = 0;
  // Nothing: no such file.
  virtual std::optional<std::uint64_t> size(const std::string& name) const = 0;
  // Offset in the store, for reading in the order in which things lie.
  virtual std::uint64_t position(const std::string& name) const = 0;
  // True when going back costs reading all again (a compressed archive): then open in the order of
  // position(), one at a time, and finish with each before the next.
  virtual bool forward_only() const = 0;
  // Nothing: no such file, or none whose bytes could be told by it.
  virtual std::optional<FileStamp> stamp(const std::string& /*name*/) const { return std::nullopt; }
  // True when bytes are had by their digest, and verified when they come (a registry): what lies there cannot be
  // damaged.
  virtual bool is_addressed() const { return false; }
  // What it is, where that need not be told by its files.
  virtual std::optional<Form> form() const { return std::nullopt; }
  // Who gave the image, when it is not simply where the user said: "registry ghcr.io". Known once it is read.
  virtual std::string answered_by() const { return {}; }
  // Whether the image's config was had before and kept, so that most probably nothing else is new. Known once it is
  // read.
  virtual bool was_seen() const { return false; }
  // The repository that it is of a registry, for what lies beside the image; nullptr: it is none.
  virtual registry::Repository* repository() { return nullptr; }
  // What is odd about it: a deciding file that an archive holds twice.
  virtual std::vector<model::Note> notes() const { return {}; }
};

// A folder (OCI layout directory).
std::unique_ptr<Store> open_folder(const std::string& path);
// A tar archive, plain or compressed by gzip, zstd or xz. Reads all headers now (skipping over contents where
// the file can seek); kInvalid when it is no tar. What a compressed one unpacks to is charged to the meter,
// which must outlive the store: "inflated" for the headers, "reread" for what is opened later.
Result<std::unique_ptr<Store>> open_archive(const std::string& path, base::Meter& meter);

// A file of an archive that passes by.
struct PassingFile {
  std::string name;
  // Offset in the archive, and bytes.
  std::uint64_t position = 0, size = 0;
};

// An archive that comes as a stream, and again only when it is asked for again: what an engine saves.
struct PassingArchive {
  // For messages: the archive has no path.
  std::string name;
  // The stream from its start, as often as needed. Plain or compressed.
  std::function<Result<std::unique_ptr<codec::ByteSource>>()> open;
  // Called while all of it passes for the first time, with each file that is not kept (small ones are): most
  // probably a layer, though nobody knows yet of which image. What it leaves unread is passed over.
  std::function<void(const PassingFile& file, codec::ByteSource& bytes)> passing;
};
// Reads all of it, and gives a store that forgets nothing but what passed: open() of such a file asks for the
// stream again, and is kMismatch when that is another archive by then. Errors as of open_archive().
Result<std::unique_ptr<Store>> open_passing(PassingArchive archive, base::Meter& meter);

// How a store names the blobs of a digest. OCI layout (image-layout.md): "blobs/sha256/<hex>"; skopeo's
// "dir:": "<hex>", manifests "<hex>.manifest.json".
struct Naming {
  std::string folder = "blobs/sha256/";
  std::string manifest_ending;

  std::string blob(const std::string& digest) const;
  std::string manifest(const std::string& digest) const { return blob(digest) + manifest_ending; }
};

// image-spec descriptor.md.
struct Descriptor {
  std::string media_type;
  // What is no image says what it is.
  std::string artifact_type;
  // Checked: "sha256:" + 64 hex digits.
  std::string digest;
  std::uint64_t size = 0;
  std::optional<model::Platform> platform;
  std::map<std::string, std::string> annotations;
};

struct ImageLayer {
  // Name in the store.
  std::string file;
  // Of the blob as stored; empty in a docker-archive of the old form.
  std::string digest;
  // Of the blob as stored.
  std::uint64_t size = 0;
  // Of the tar inside.
  std::string diff_id;
  std::string media_type;
  std::string created_by;
};

// An index that names an image, itself or through another index.
struct NamingIndex {
  // Of the index.
  std::string digest;
  // How many images it names.
  std::size_t images = 0;
};

struct Image {
  // "bench/node-app:latest"; may be empty.
  std::string reference;
  // Empty in a docker-archive of the old form.
  std::string manifest_digest;
  std::string config_digest;
  model::Platform platform;
  std::string created;
  std::map<std::string, std::string> labels;
  // Of the manifest.
  std::map<std::string, std::string> annotations;
  model::ImageConfig config;
  std::vector<model::Instruction> history;
  // Lowest first.
  std::vector<ImageLayer> layers;
  std::vector<model::BaseImage> bases;
  model::Provenance provenance;
  std::vector<model::Attestation> attestations;
  // Nearest first; the store's own index.json has no digest and is none of them.
  std::vector<NamingIndex> indexes;
  // What the store's indexes name besides images, whatever image it belongs to: manifests of attestations,
  // signatures and other referrers, and what cosign's tags name. At most kMaxBeside, annotations of interest only.
  std::vector<Descriptor> beside;
  Naming naming;
  // Secrets that stood in the config, without them.
  std::vector<model::Observation> observations;
  // Index entries beyond a limit, a choice between equals.
  std::vector<model::Note> notes;
};

inline constexpr std::size_t kMaxBeside = 1'000;

// Whether a layer of this media type may lie elsewhere than the others, by licence (image-spec layer.md,
// "Non-Distributable Layers"; Docker's "foreign" ones).
bool is_foreign(std::string_view media_type);
// Whether it is a tar, as far as the type says: image-spec media-types.md and Docker's, in any packing; also
// none at all, which old writers leave out.
bool is_layer(std::string_view media_type);

// Which image of a store that holds several.
struct Selection {
  // Default: the only one there is, else linux/amd64. Spellings and variants meet as platform.h has it.
  std::optional<model::Platform> platform;
  // --ref: a reference, its tag, or the digest of a manifest or (docker-archive) config; empty: the only one.
  std::string ref;
};

// Told by its files, unless the store knows.
Form form_of(Store& store);

// Whether this text of a manifest.json is that of a docker-archive: an array of objects with Config and
// Layers. One that is cut off counts by its beginning.
bool is_docker_manifest(std::string_view text);

// Finds the image and verifies digest and size of every index, manifest and config on the way; layers are
// verified when they are read. Errors: kNotFound, kMismatch, kInvalid, kLimit, each naming the file; kUsage
// when the selection fits none or several (the message lists what there is).
Result<Image> load_image(Store& store, const Selection& selection);

// A blob or manifest (`name` in the store) whose size and digest are what the descriptor says, else kMismatch. kLimit,
// before a byte is read, when it says more than `limit` bytes; kNotFound when it is not there.
Result<std::string> read_blob(Store& store, const Descriptor& descriptor, const std::string& name,
                              std::uint64_t limit);

}  // namespace pratique::oci
