#include "scan/pull.h"

#include <fmt/format.h>

#include "cache/documents.h"

namespace pratique::scan {

namespace {

class InCache final : public oci::registry::KeptDocuments {
 public:
  explicit InCache(cache::Folder& folder) : documents_(folder) {}
  std::optional<std::string> find(const std::string& digest) override { return documents_.find(digest); }
  void keep(const std::string& digest, std::string_view text) override { documents_.keep(digest, text); }

 private:
  cache::Documents documents_;
};

}  // namespace

Result<std::unique_ptr<oci::Store>> open_named(const Target& target, const ScanOptions& options) {
  PQ_TRY(auto repository, oci::registry::open_repository(target.reference, options.pull.registry));
  std::unique_ptr<oci::registry::KeptDocuments> kept;
  if (options.cache != nullptr) kept = std::make_unique<InCache>(*options.cache);
  return oci::registry::open_store(std::move(repository), target.reference, std::move(kept));
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
