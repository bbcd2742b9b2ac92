// The subject of an inventory: what was looked at, as its own configuration and its name tell it.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/box.h"
#include "base/result.h"

namespace pratique::model {

struct Platform {
  // "linux".
  std::string os;
  // GOARCH names: "amd64", "arm64".
  std::string architecture;
  // "v7"; may be empty.
  std::string variant;
  bool operator==(const Platform&) const = default;
};
std::string to_string(const Platform& platform);  // "linux/arm64/v8"
// "linux/arm/v7", "arm64" (then linux), "linux" (then amd64); as written, normal() makes one spelling.
Result<Platform> parse_platform(std::string_view text);

// Where an instruction of a build stands in its Dockerfile. All empty: that is not known.
struct SourceLines {
  // Path of the Dockerfile in its repository, or as the user gave it: "docker/Dockerfile".
  std::string file;
  // From 1, both included.
  std::uint32_t first = 0, last = 0;
  // The instruction as it stands there, in one line, secrets redacted, cut after some hundred bytes; may be empty.
  std::string text;
  // The build stage that it belongs to: its name, else its number from 0; empty: not known.
  std::string stage;
  // Found by comparing the history with a Dockerfile, not told by who built the image.
  bool guessed = false;
  bool operator==(const SourceLines&) const = default;
};

struct Layer {
  // "sha256:…" of the uncompressed tar.
  std::string diff_id;
  // Of the blob as stored; equals diff_id when it is not compressed.
  std::string digest;
  std::string media_type;
  // Bytes of the blob as stored.
  std::uint64_t size = 0;
  // History entry of the image config, secrets redacted; may be empty.
  std::string created_by;
  // Of the instruction that made it.
  SourceLines lines{};
  bool operator==(const Layer&) const = default;
};

// os-release(5). All empty when the image has none.
struct Distro {
  // "debian", "alpine", "almalinux".
  std::string id;
  // "12", "3.18.9".
  std::string version_id;
  // PRETTY_NAME, else NAME.
  std::string name;
  // VERSION_CODENAME; "" when there is none.
  std::string codename;
  // "rhel", "fedora"…, nearest first.
  std::vector<std::string> id_like;
  // CPE_NAME, as stated: "cpe:/o:almalinux:almalinux:9::baseos".
  std::string cpe;
  bool operator==(const Distro&) const = default;
};

enum class SubjectKind { kImage, kFilesystem, kSource, kSbom };
const char* to_string(SubjectKind kind);  // "image", "filesystem", "source", "sbom"
Result<SubjectKind> parse_subject_kind(std::string_view text);

// image-spec config.md, "healthcheck" of Docker's config: times in nanoseconds as there; 0 is the default.
struct Healthcheck {
  // "CMD-SHELL", "curl …"; secrets redacted.
  std::vector<std::string> test;
  std::uint64_t interval = 0, timeout = 0, start_period = 0;
  std::uint64_t retries = 0;
  bool operator==(const Healthcheck&) const = default;
};

// How a container of the image starts (image-spec config.md, "config"). Whatever in it looks secret was taken
// out when it was read (model/redact.h).
struct ImageConfig {
  // "1000:1000", "www-data"; empty: root.
  std::string user;
  std::string working_dir;
  // "NAME=value", in the order of the config.
  std::vector<std::string> env;
  std::vector<std::string> entrypoint, cmd, shell;
  // "8080/tcp", sorted.
  std::vector<std::string> ports;
  // Sorted.
  std::vector<std::string> volumes;
  std::string stop_signal;
  Healthcheck healthcheck;
  bool operator==(const ImageConfig&) const = default;
};

// One entry of the image's history, oldest first (image-spec config.md, "history").
inline constexpr std::int64_t kNoLayer = -1;
struct Instruction {
  // Secrets redacted.
  std::string created_by;
  // RFC 3339.
  std::string created;
  std::string author, comment;
  // Number of the layer that it made, from 0; kNoLayer: it made none, or the history does not fit the layers.
  std::int64_t layer = kNoLayer;
  SourceLines lines{};
  bool operator==(const Instruction&) const = default;
};

// The name of the base of what is built on nothing ("FROM scratch", or by a tool that knows no bases).
inline constexpr std::string_view kScratch = "scratch";

// An image that this one was built on, as far as it or somebody else says so.
struct BaseImage {
  // "docker.io/library/debian:12"; kScratch: nothing, the end of the chain.
  std::string name;
  // Of its manifest, or of an index that names it.
  std::string digest;
  // How many of the image's lowest layers it has; 0: not known, or none.
  std::uint64_t layers = 0;
  // "provenance", "label", "index" (base index), "dockerfile" (a guess).
  std::string known_by{};
  // Other names of the same digest, sorted.
  std::vector<std::string> also{};
  bool operator==(const BaseImage&) const = default;
};

// What went into a build, by the word of its provenance.
struct Material {
  // "image", "git", "http", "other".
  std::string kind;
  // As it stands there, secrets redacted: "pkg:docker/alpine@3.18?platform=linux%2Famd64".
  std::string uri;
  // "sha256:…", "sha1:…"; may be empty.
  std::string digest;
  // Of an image: "docker.io/library/alpine:3.18".
  std::string name;
  // Of an image: "base" (of the final stage), "stage" (of another one, or copied from), "frontend" (what read the
  // Dockerfile); empty: not known.
  std::string role;
  bool operator==(const Material&) const = default;
};

// Whether a fact is told, and how: nobody says it, or somebody says yes or no.
enum class Told : std::uint8_t { kNothing, kNo, kYes };

// Where the image comes from, by the word of who built it or of its labels. Nothing of it is verified.
struct Provenance {
  // A repository: "https://github.com/org/app".
  std::string source;
  // A commit there.
  std::string revision;
  // Path of the Dockerfile in the repository.
  std::string dockerfile;
  // Who built it (SLSA's builder.id), how (buildType), and in which run.
  std::string builder, build_type, invocation;
  // RFC 3339.
  std::string started, finished;
  // The build stage that was asked for; empty: the last one.
  std::string target;
  // Build arguments by name, secrets redacted.
  std::map<std::string, std::string> arguments;
  // Sorted by kind, then uri.
  std::vector<Material> materials;
  // Whether parameters, environment and materials are told in full; whether the build was without network; whether
  // it is said to be reproducible.
  Told complete_parameters = Told::kNothing, complete_environment = Told::kNothing,
       complete_materials = Told::kNothing, hermetic = Told::kNothing, reproducible = Told::kNothing;
  // Of its commands: "none", "default", "host"; "mixed"; empty: not known.
  std::string network;
  // BuildKit's: "min", "max"; else empty.
  std::string mode;
  // "attestation", "file", "label"; empty: nothing is known.
  std::string known_by;
  // Of the blob or file that says it.
  std::string digest;
  // "https://slsa.dev/provenance/v1".
  std::string predicate_type;
  // "unverified": nobody looked whether somebody signed it, and who. Empty for labels.
  std::string verification;
  bool operator==(const Provenance&) const = default;
};

// A statement about the image that lies beside it in its index (BuildKit's "attestation-manifest"). That it is
// there; it was neither read nor verified.
struct Attestation {
  // Of its manifest.
  std::string digest;
  bool operator==(const Attestation&) const = default;
};

// The SBOM that the components were taken from, where that is one that lies beside the image instead of its layers.
// All empty: the layers were read.
struct AttestedSbom {
  // Of the blob that holds it.
  std::string digest;
  // "https://spdx.dev/Document".
  std::string predicate_type;
  // The digest that it is about: of the image's manifest, or of the index that names only this image.
  std::string about;
  // "index", "referrer", "cosign": where it was found.
  std::string place;
  // What wrote it, by its own word; may be empty.
  std::string generator;
  // "unverified": nobody looked whether somebody signed it, and who.
  std::string verification;
  bool operator==(const AttestedSbom&) const = default;
};

struct Subject {
  SubjectKind kind = SubjectKind::kImage;
  // As the user gave it, or the reference inside the archive: "bench/node-app:latest".
  std::string name;
  // Who gave it, where several may: "registry docker.io", "registry mirror:5000 (mirror of docker.io)"; empty
  // for what lies in a file or folder.
  std::string obtained_from;
  // Of the manifest, "sha256:…"; empty when there is no manifest.
  std::string digest;
  // The image ID.
  std::string config_digest;
  Platform platform;
  // RFC 3339, from the image config.
  std::string created;
  // Of the config; secrets redacted.
  std::map<std::string, std::string> labels;
  // Of the manifest; secrets redacted.
  std::map<std::string, std::string> annotations;
  ImageConfig config;
  // Oldest first.
  std::vector<Instruction> history;
  // Lowest first.
  std::vector<Layer> layers;
  // Nearest first.
  std::vector<BaseImage> bases;
  Provenance provenance;
  std::vector<Attestation> attestations;
  AttestedSbom attested_sbom;
  // Bytes as stored: blobs of the image, or of the archive.
  std::uint64_t size = 0;
  Distro distro;
  bool operator==(const Subject&) const = default;
};

// Number from 0, in `bases`, of the base image that brought a layer: the farthest one that has it. Nothing: a layer of
// the image's own, or it is not known.
std::optional<std::size_t> base_of_layer(const Subject& subject, std::size_t layer);
// Whether it is known which layers are the base image's and which the image's own.
bool knows_own_layers(const Subject& subject);
// Number from 0 of the lowest layer with this diffID; nothing: there is none.
std::optional<std::size_t> layer_number(const Subject& subject, std::string_view diff_id);

}  // namespace pratique::model
