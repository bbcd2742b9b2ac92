// What the user asks us to look at: a prefix and a path, or a path told by its content.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "base/result.h"
#include "scan/spool.h"

namespace pratique::scan {

enum class TargetKind {
  kOciFolder,  // OCI layout directory, or another form of image (oci::Form) in a folder
  kArchive,    // docker-archive or OCI layout in a tar, maybe compressed
  kRootTar,    // a root filesystem or source tree in a tar, maybe compressed
  kFolder,     // a root filesystem or source directory
  kSbom,       // an SBOM document; path "-" is standard input
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
};

// "oci-dir://P", "archive://P", "fs://P", "sbom://P" ("sbom://" and "sbom://-" read standard input), or an
// existing path, told by its content. Errors: kUnsupported for image://, local://, registry:// and words that
// are no path (pulling comes with a later version), kNotFound, kIo, kInvalid when a file is none of the
// forms.
Result<Target> parse_target(std::string_view argument);

}  // namespace pratique::scan
