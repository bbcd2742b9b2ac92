// What lies at a path that the user named, or a sentence that a newcomer understands.
#pragma once

#include <string>

#include "base/result.h"

namespace pratique::scan {

enum class PathKind {
  kFile,
  kFolder,
  kStream,  // a pipe: its bytes come once, in order
};

// Links are followed. Errors: kNotFound, also for a link that leads nowhere; kInvalid for an empty file and
// for a socket; kIo for a loop of links and where permission is missing.
Result<PathKind> look_at_path(const std::string& path);

}  // namespace pratique::scan
