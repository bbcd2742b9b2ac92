// `fix --format json`: schema pratique/fix/1 (docs/fix.md).
#include "base/text.h"
#include "report/document.h"
#include "report/fix_plan.h"
#include "report/ways.h"
#include "sbom/native.h"

namespace pratique::report {
namespace {

using codec::JsonArray;
using codec::JsonObject;
using codec::JsonValue;
using codec::view;

JsonObject to_json(const fix::PackageUpgrade& one, const model::Inventory& inventory) {
  JsonObject object{{"type", view(one.type)},
                    {"name", view(one.name)},
                    {"version", view(one.version)},
                    {"to", view(one.to)}};
  sbom::put(object, "place", place_of(inventory, one));
  object.emplace("crosses_major", one.crosses_major);
  object.emplace("cleared", codec::texts(one.cleared));
  object.emplace("left", codec::texts(one.left));
  object.emplace("brought", codec::texts(one.brought));
  if (!one.in_major.empty())
    object.emplace("within_major", JsonObject{{"to", view(one.in_major)}, {"clears", one.cleared_in_major}});
  object.emplace("basis", view(one.basis));
  object.emplace("direct", one.direct);
  JsonArray way;
  for (const auto step : one.way) way.emplace_back(name_and_version(inventory.components[step]));
  object.emplace("way", std::move(way));
  if (one.carrier) {
    JsonObject carrier{{"name", view(one.carrier->name)}, {"version", view(one.carrier->version)}};
    sbom::put(carrier, "to", one.carrier->to);
    sbom::put(carrier, "why", one.carrier->why);
    object.emplace("carrier", std::move(carrier));
  }
  return object;
}

JsonObject to_json(const fix::SystemUpgrade& one) {
  JsonArray packages;
  for (const auto& package : one.packages)
    packages.emplace_back(JsonObject{{"name", view(package.name)},
                                     {"version", view(package.version)},
                                     {"to", view(package.to)},
                                     {"of_base", package.of_base}});
  return {{"type", view(one.type)},
          {"line", view(one.line)},
          {"packages", std::move(packages)},
          {"cleared", codec::texts(one.cleared)}};
}

JsonObject to_json(const FileEdit& file) {
  JsonObject object{{"path", view(file.path)}};
  JsonArray applied, refused;
  for (const auto& one : file.applied) {
    JsonObject entry{{"name", view(one.name)},
                     {"line", one.line},
                     {"before", view(one.before)},
                     {"after", view(one.after)}};
    sbom::put(entry, "remark", one.remark);
    applied.emplace_back(std::move(entry));
  }
  for (const auto& one : file.refused) {
    JsonObject entry{{"name", view(one.name)},
                     {"line", one.line},
                     {"reason", fix::to_string(one.reason)},
                     {"why", view(one.why)}};
    sbom::put(entry, "remedy", one.remedy);
    refused.emplace_back(std::move(entry));
  }
  object.emplace("applied", std::move(applied));
  object.emplace("refused", std::move(refused));
  object.emplace("diff", view(file.diff));
  sbom::put(object, "error", file.error);
  return object;
}

template <typename Items, typename Make>
JsonArray array_of(const Items& items, const Make& make) {
  JsonArray all;
  for (const auto& one : items) all.emplace_back(make(one));
  return all;
}

class FixJson final : public ReportOf<FixPlan> {
 public:
  std::string_view format() const override { return "json"; }
  std::string_view about() const override { return "schema pratique/fix/1"; }
  Result<void> write(const FixPlan& document, const Options&, const Sink& sink) const override {
    JudgedDocument judged(kFixSchema, document);
    auto& object = judged.object();
    const auto& plan = document.plan;
    object.emplace("chosen", plan.chosen);
    object.emplace("cleared", plan.cleared);
    if (document.base)
      object.emplace("base",
                     JsonObject{{"from", view(document.base->proposal.from)},
                                {"cleared", codec::texts(document.base->cleared)},
                                {"benefits", codec::texts(document.base->proposal.advice.benefits)},
                                {"drawbacks", codec::texts(document.base->proposal.advice.drawbacks)}});
    sbom::put(object, "base_why", document.base_why);
    object.emplace("systems", array_of(plan.systems, [](const auto& one) { return to_json(one); }));
    object.emplace("upgrades", array_of(plan.upgrades,
                                        [&](const auto& one) { return to_json(one, document.inventory); }));
    object.emplace("moves", array_of(plan.moves, [](const fix::DirectMove& one) {
                     return JsonObject{{"type", view(one.type)},
                                       {"name", view(one.name)},
                                       {"version", view(one.version)},
                                       {"to", view(one.to)},
                                       {"crosses_major", one.crosses_major},
                                       {"cleared", codec::texts(one.cleared)}};
                   }));
    object.emplace("files", array_of(document.files, [](const auto& one) { return to_json(one); }));
    object.emplace("written", document.written);
    object.emplace("unfixed", array_of(plan.unfixed, [](const fix::Unfixed& one) {
                     return JsonObject{{"whose", view(one.whose)},
                                       {"why", view(one.why)},
                                       {"packages", codec::texts(one.packages)},
                                       {"ids", codec::texts(one.ids)}};
                   }));
    judged.add_gaps();
    judged.add_notes();
    return judged.write(sink);
  }
};

}  // namespace

std::unique_ptr<AnyReport> make_fix_json() { return std::make_unique<FixJson>(); }

}  // namespace pratique::report
