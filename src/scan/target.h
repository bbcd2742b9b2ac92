// What the user asks us to look at: a prefix and a path, a path told by its content, or an image's reference.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "base/result.h"
#include "oci/reference.h"
#include "scan/spool.h"

namespace pratique::oci::engine {
struct LocalImage;
}  // namespace pratique::oci::engine

namespace pratique::scan {

enum class TargetKind {
  kOciFolder,   // OCI layout directory, or another form of image (oci::Form) in a folder
  kArchive,     // docker-archive or OCI layout in a tar, maybe compressed
  kRootTar,     // a root filesystem or source tree in a tar, maybe compressed
  kFolder,      // a root filesystem or source directory
  kSbom,        // an SBOM document; path "-" is standard input
  kNamed,       // an image by its reference, wherever it lies
  kEngine,      // an image that an engine of this machine was found to have
  kContainerd,  // an image in containerd's store on the disk; the path is its name
  kStorage,     // an image in Podman's and Buildah's storage on the disk; the path is its name
};

// Who is asked for an image that is named by its reference: first those of this machine, then its registry.
struct Holders {
  bool engines = false, registry = false;
};

struct Target {
  TargetKind kind = TargetKind::kFolder;
  std::string path;
  // As the user wrote it.
  std::string name;
  // Told by its content. A kRootTar is a guess then, from its first names: it is an image after all if,
  // wherever in the archive, a file declares one (oci::form_of).
  bool told = false;
  // What came through a pipe; `path` leads to it.
  std::shared_ptr<Spool> kept{};
  // Of kNamed; `name` is what people call it then.
  oci::ImageReference reference{};
  // The same as the user wrote it: engines know ids and their beginnings too.
  std::string word{};
  Holders asked{};
  // Of kEngine.
  std::shared_ptr<const oci::engine::LocalImage> local{};
};

// "oci-dir://P", "archive://P", "fs://P", "sbom://P" ("sbom://" and "sbom://-" read standard input), an
// existing path, told by its content, or an image: "registry://REF" asks its registry, "local://REF" the
// engines of this machine, "image://REF" and a word that is no path both, "containerd://REF" and
// "containers-storage://REF" those stores on the disk. Nobody is asked here. Errors:
// kNotFound, kIo, kInvalid when a file is none of the forms, or a word neither a path nor a reference.
Result<Target> parse_target(std::string_view argument);

// The image built last, of the first engine that has any. Errors: kNotFound, with what was asked.
Result<Target> newest_target();

}  // namespace pratique::scan
