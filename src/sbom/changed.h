// Documents of ours that somebody changed.
#pragma once

#include "base/result.h"
#include "model/note.h"

namespace pratique::sbom {

// What is told of one, which is read as another tool's then.
model::Note changed_note(const Error& error);

}  // namespace pratique::sbom
