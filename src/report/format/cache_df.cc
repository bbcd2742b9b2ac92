// `cache df` for people.
#include "base/meter.h"
#include "report/cache.h"
#include "report/database.h"
#include "report/sections.h"

namespace pratique::report {
namespace {

class CacheDf final : public ReportOf<CacheUsage> {
 public:
  std::string_view format() const override { return "text"; }
  std::string_view about() const override { return "for people: how much lies where, and since when"; }

  Result<void> write(const CacheUsage& usage, const Options& options, const Sink& sink) const override {
    const auto columns = Style(options).columns();
    const auto entries = std::to_string(usage.entries) + ", of " + std::to_string(usage.layers) + " layers";
    const auto used = base::amount_to_words(usage.bytes) + " of " + base::amount_to_words(usage.limit);
    auto text = named_line("Cache", usage.path, columns) + named_line("Entries", entries, columns) +
                named_line("Used", used, columns);
    if (usage.entries > 0) {
      text += named_line("Oldest", "used " + usage.oldest, columns) +
              named_line("Newest", "used " + usage.newest, columns);
    }
    return sink(text);
  }
};

}  // namespace

std::unique_ptr<AnyReport> make_cache_df() { return std::make_unique<CacheDf>(); }

}  // namespace pratique::report
