// `cache prune --format json`: docs/api/cache-prune.schema.json.
#include "codec/json_value.h"
#include "report/cache.h"

namespace pratique::report {
namespace {

class CachePruneJson final : public ReportOf<CachePruning> {
 public:
  std::string_view format() const override { return "json"; }
  std::string_view about() const override { return "schema pratique/cache-prune/1"; }

  Result<void> write(const CachePruning& pruning, const Options&, const Sink& sink) const override {
    const auto amount = [](std::uint64_t entries, std::uint64_t bytes) {
      return codec::JsonObject{{"entries", entries}, {"bytes", bytes}};
    };
    return codec::write_json(
        sink, codec::JsonObject{{"schema", "pratique/cache-prune/1"},
                                {"path", pruning.path},
                                {"removed", amount(pruning.removed_entries, pruning.removed_bytes)},
                                {"left", amount(pruning.entries, pruning.bytes)}});
  }
};

}  // namespace

std::unique_ptr<AnyReport> make_cache_prune_json() { return std::make_unique<CachePruneJson>(); }

}  // namespace pratique::report
