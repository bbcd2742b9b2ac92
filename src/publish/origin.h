// Whose a database is that lies here: what was remembered when it was pulled, held against its bytes.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "trust/metadata.h"

namespace pratique::publish {

struct Origin {
  // Of the targets that name it.
  std::uint64_t version = 0;
  // When the first of root, targets, snapshot and timestamp expires, as they were seen last.
  trust::Time expires = 0;
  // Ids of the keys that signed the targets, and how many must.
  std::vector<std::string> keys;
  std::uint64_t threshold = 0;
};

// Nothing: no signed publication is remembered that names just these bytes (it was built here, pulled unsigned, or
// changed since). Reads the whole file once. Errors: kIo, kInvalid for a memory that cannot be read.
Result<std::optional<Origin>> origin_of(const std::string& database);

}  // namespace pratique::publish
