#include "sbom/write.h"

namespace pratique::sbom {

// A function-local static is made once, under a lock, and never changes: safe to share.
const std::vector<std::unique_ptr<Writer>>& all_writers() {
  static const auto all = writers::all_writers();
  return all;
}

const Writer* find_writer(std::string_view name) {
  for (const auto& writer : all_writers()) {
    if (writer->name() == name) return writer.get();
  }
  return nullptr;
}

}  // namespace pratique::sbom
