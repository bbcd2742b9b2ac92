// `base index list --format json`: docs/api/base-index.schema.json.
#include "codec/json_value.h"
#include "report/base_index.h"

namespace pratique::report {
namespace {

using codec::view;

class BaseIndexJson final : public ReportOf<BaseIndexList> {
 public:
  std::string_view format() const override { return "json"; }
  std::string_view about() const override { return "schema pratique/base-index/1"; }

  Result<void> write(const BaseIndexList& list, const Options&, const Sink& sink) const override {
    const codec::JsonObject head{{"schema", "pratique/base-index/1"},
                                 {"path", view(list.path)},
                                 {"official", list.official},
                                 {"images", nullptr}};
    const auto row = [](const BaseIndexRow& one) {
      return codec::JsonObject{{"name", view(one.name)},
                               {"platform", view(one.platform)},
                               {"digest", view(one.digest)},
                               {"created", view(one.created)},
                               {"layers", one.layers},
                               {"first_seen", view(one.first_seen)},
                               {"last_seen", view(one.last_seen)},
                               {"moved", one.moved}};
    };
    return codec::write_json(sink, head, {codec::stream_of("images", list.images, row)});
  }
};

}  // namespace

std::unique_ptr<AnyReport> make_base_index_json() { return std::make_unique<BaseIndexJson>(); }

}  // namespace pratique::report
