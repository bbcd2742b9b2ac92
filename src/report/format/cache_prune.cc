// `cache prune` for people.
#include <fmt/format.h>

#include "base/meter.h"
#include "report/cache.h"
#include "report/database.h"
#include "report/sections.h"

namespace pratique::report {
namespace {

class CachePrune final : public ReportOf<CachePruning> {
 public:
  std::string_view format() const override { return "text"; }
  std::string_view about() const override { return "for people: what went, and what is left"; }

  Result<void> write(const CachePruning& pruning, const Options& options, const Sink& sink) const override {
    const auto columns = Style(options).columns();
    const auto words = [](std::uint64_t entries, std::uint64_t bytes) {
      return fmt::format("{} {}, {}", entries, entries == 1 ? "entry" : "entries",
                         base::amount_to_words(bytes));
    };
    return sink(named_line("Cache", pruning.path, columns) +
                named_line("Removed", words(pruning.removed_entries, pruning.removed_bytes), columns) +
                named_line("Left", words(pruning.entries, pruning.bytes), columns));
  }
};

}  // namespace

std::unique_ptr<AnyReport> make_cache_prune() { return std::make_unique<CachePrune>(); }

}  // namespace pratique::report
