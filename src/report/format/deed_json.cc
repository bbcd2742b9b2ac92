// `--format json` of commands that do something, or print lines: docs/api/db-done.schema.json, vex.schema.json,
// exceptions.schema.json.
#include "codec/json_value.h"
#include "report/deed.h"

namespace pratique::report {
namespace {

using codec::JsonArray;
using codec::JsonObject;

void put(const Fact& fact, JsonObject& object) {
  if (const auto* text = std::get_if<std::string>(&fact.value)) {
    object.emplace(fact.name, *text);
  } else if (const auto* number = std::get_if<std::uint64_t>(&fact.value)) {
    object.emplace(fact.name, *number);
  } else if (const auto* flag = std::get_if<bool>(&fact.value)) {
    object.emplace(fact.name, *flag);
  } else {
    JsonArray list;
    for (const auto& line : std::get<std::vector<std::string>>(fact.value)) list.emplace_back(line);
    object.emplace(fact.name, std::move(list));
  }
}

class DeedJson final : public ReportOf<Deed> {
 public:
  std::string_view format() const override { return "json"; }
  std::string_view about() const override { return "what was done or found; its schema stands in it"; }

  Result<void> write(const Deed& deed, const Options&, const Sink& sink) const override {
    JsonObject whole{{"schema", codec::view(deed.schema)}, {"command", deed.command}};
    for (const auto& fact : deed.facts) put(fact, whole);
    for (const auto& [name, rows] : deed.lists) {
      JsonArray list;
      for (const auto& row : rows) {
        JsonObject object;
        for (const auto& fact : row) put(fact, object);
        list.emplace_back(std::move(object));
      }
      whole.emplace(name, std::move(list));
    }
    return codec::write_json(sink, whole);
  }
};

}  // namespace

std::unique_ptr<AnyReport> make_deed_json() { return std::make_unique<DeedJson>(); }

}  // namespace pratique::report
