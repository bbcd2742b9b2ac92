#include "scan/pull.h"

#include <fmt/format.h>

namespace pratique::scan {

Result<std::unique_ptr<oci::Store>> open_named(const Target& target, const ScanOptions& options) {
  PQ_TRY(auto repository, oci::registry::open_repository(target.reference, options.pull.registry));
  return oci::registry::open_store(std::move(repository), target.reference);
}

tl::unexpected<Error> told_of(const Target& target, Error error) {
  if (!target.told) return tl::unexpected(std::move(error).in(target.name));
  const auto hint = std::move(error.hint);
  error.hint.clear();
  return base::fail(
      error.kind,
      fmt::format("\"{}\" is no file or directory, and as an image: {}", target.name, base::to_line(error)),
      {}, hint);
}

}  // namespace pratique::scan
