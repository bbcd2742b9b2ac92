// SLSA provenance as facts: what was built from what, by whom, and how layers hang together with steps of the build and
// lines of the Dockerfile. Pure functions of a predicate; nothing is fetched or verified.
//
// Sources: SLSA provenance v0.2 and v1 (slsa.dev/spec); BuildKit docs/attestations/slsa-definitions.md (its members
// "…#metadata", "buildkit_metadata" and their forms before and after 2025); GitHub's build type
// actions.github.io/buildtypes/workflow/v1; GitLab Runner's PROVENANCE.md.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "model/subject.h"

namespace pratique::provenance {

// Steps of a build, digests in all its chains, materials, build arguments, Dockerfiles; bytes of a text that is kept.
inline constexpr std::size_t kMaxSteps = 20'000;
inline constexpr std::size_t kMaxChained = 200'000;
inline constexpr std::size_t kMaxMaterials = 2'000;
inline constexpr std::size_t kMaxArguments = 2'000;
inline constexpr std::size_t kMaxFiles = 20;
inline constexpr std::size_t kMaxFactBytes = 2'000;

// A file that the build was made by.
struct BuildFile {
  // "Dockerfile", as the frontend was told.
  std::string name;
  std::string text;
};

struct BuildStep {
  enum class Kind { kOther, kImage, kRun, kFiles, kMerge };
  Kind kind = Kind::kOther;
  // Of kImage: "docker.io/library/alpine:3.18@sha256:…".
  std::string image;
  // The step whose result it goes on from; empty: from nothing, or not known.
  std::string on;
  // Whether it stands on something that could not be told.
  bool unclear = false;
  // Lines of its instruction, from 1, and in which of the files; first 0: not told.
  std::size_t file = 0;
  std::uint32_t first = 0, last = 0;
};

// Digests of the layers that a step's result has, lowest first.
struct LayerChain {
  std::string step;
  std::vector<std::string> digests;
};

struct BuildRecord {
  // Without what only the caller knows: known_by, digest, verification. Secrets are redacted.
  model::Provenance facts;
  std::vector<BuildFile> files;
  // Folder of the Dockerfile in the repository; files' names are told from there.
  std::string folder;
  std::map<std::string, BuildStep> steps;
  // The step whose result is the image; empty: not told.
  std::string result;
  std::vector<LayerChain> chains;
  // What a limit cut off, in a sentence; empty: nothing.
  std::string cut;
};

// Errors: kUnsupported for another type than SLSA's v0.2 and v1, kInvalid for what is no JSON object, kLimit for more
// than kMaxSteps or kMaxChained.
Result<BuildRecord> read_build_record(std::string_view predicate_type, std::string_view predicate);

// The predicate type of a document that is provenance without a statement around it, as buildx prints it ("buildType",
// "buildDefinition"), maybe in {"SLSA": …}; and where it stands in the text. Nothing: it is none.
struct BarePredicate {
  std::string predicate_type;
  std::string_view predicate;
};
std::optional<BarePredicate> bare_predicate(std::string_view document, const model::Platform& platform);

// How the layers of an image came about.
struct LayerTrace {
  // Of each layer the step that made it; empty: not known.
  std::vector<std::string> steps;
  // The image that it stands on, as BuildStep::image has it; "scratch": none. Nothing: not known.
  std::optional<std::string> base;
  // How many of the lowest layers are that image's.
  std::size_t base_layers = 0;
};
// `digests`: of the layers as stored, lowest first. Only chains that are exactly the image's own layers count: a squashed
// image is nobody's chain.
LayerTrace trace_layers(const BuildRecord& record, const std::vector<std::string>& digests);

}  // namespace pratique::provenance
