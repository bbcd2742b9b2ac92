// `cache df --format json`: docs/api/cache-df.schema.json.
#include "codec/json_value.h"
#include "report/cache.h"

namespace pratique::report {
namespace {

codec::JsonValue moment(const std::string& text) {
  return text.empty() ? codec::JsonValue(nullptr) : codec::JsonValue(text);
}

class CacheDfJson final : public ReportOf<CacheUsage> {
 public:
  std::string_view format() const override { return "json"; }
  std::string_view about() const override { return "schema pratique/cache-df/1"; }

  Result<void> write(const CacheUsage& usage, const Options&, const Sink& sink) const override {
    return codec::write_json(sink, codec::JsonObject{{"schema", "pratique/cache-df/1"},
                                                     {"path", usage.path},
                                                     {"entries", usage.entries},
                                                     {"layers", usage.layers},
                                                     {"bytes", usage.bytes},
                                                     {"limit", usage.limit},
                                                     {"oldest", moment(usage.oldest)},
                                                     {"newest", moment(usage.newest)}});
  }
};

}  // namespace

std::unique_ptr<AnyReport> make_cache_df_json() { return std::make_unique<CacheDfJson>(); }

}  // namespace pratique::report
