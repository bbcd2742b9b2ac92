#include "sbom/changed.h"

namespace pratique::sbom {

model::Note changed_note(const Error& error) {
  return {.code = "changed-document",
          .message = "the document is ours, and somebody changed it: it is read as another tool's (" +
                     error.what + ")",
          .file = {},
          .layer = {},
          .incomplete = false};
}

}  // namespace pratique::sbom
