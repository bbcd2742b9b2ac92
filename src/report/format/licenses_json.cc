// `licenses --format json`: schema pratique/licenses/1 (docs/formats/licenses.md).
#include "licence/obligations.h"
#include "report/document.h"
#include "report/licenses.h"
#include "sbom/native.h"

namespace pratique::report {
namespace {

using codec::JsonArray;
using codec::JsonObject;
using codec::texts;
using codec::view;

JsonObject counts_to_json(const Licenses& document) {
  JsonObject object;
  for (const auto category : licence::kCategories) {
    const auto& count = document.counts.at(static_cast<std::size_t>(category));
    JsonObject one{{"licenses", count.licences}};
    one.emplace("packages", count.packages);
    object.emplace(licence::to_string(category), std::move(one));
  }
  return object;
}

JsonObject gate_to_json(const Licenses& document) {
  const auto gate = decide(document);
  JsonObject object{{"outcome", to_string(gate.outcome)}};
  object.emplace("deny", texts(document.deny));
  object.emplace("allow", texts(document.allow));
  object.emplace("blind", texts(gate.blind));
  return object;
}

JsonObject group_to_json(const Licenses& document, const LicenceGroup& group) {
  JsonObject object;
  sbom::put(object, "license", group.licence.id);
  sbom::put(object, "exception", group.licence.exception);
  sbom::put(object, "text", group.text);
  if (const auto* listed = licence::find_listed(group.licence.id)) {
    sbom::put(object, "name", std::string(listed->name));
    sbom::put(object, "url", std::string(listed->url));
  }
  object.emplace("category", licence::to_string(group.category));
  object.emplace("obligations", view(licence::obligations_of(group.licence.id, group.licence.exception)));
  JsonArray packages;
  for (const auto& member : group.members) {
    const auto first = document.packages[member.package].components.front();
    JsonObject one{{"purl", view(document.inventory.components[first].purl.to_string())}};
    if (member.choice) one.emplace("choice", true);
    packages.emplace_back(std::move(one));
  }
  object.emplace("packages", std::move(packages));
  return object;
}

JsonArray found_to_json(const std::vector<model::FoundLicense>& found) {
  JsonArray array;
  for (const auto& one : found) {
    JsonObject object{{"expression", view(one.expression)}};
    sbom::put(object, "path", one.path);
    if (one.likeness > 0) object.emplace("likeness", one.likeness);
    array.emplace_back(std::move(object));
  }
  return array;
}

JsonObject package_to_json(const Licenses& document, const LicensedPackage& package) {
  const auto& component = document.inventory.components[package.components.front()];
  JsonObject object{{"purl", view(component.purl.to_string())}};
  object.emplace("expression", view(package.licence.expression));
  object.emplace("category", licence::to_string(package.category));
  object.emplace("basis", licence::to_string(package.licence.basis));
  if (!package.stated.empty()) object.emplace("stated", texts(package.stated));
  sbom::put(object, "concluded", package.concluded);
  if (!package.found.empty()) object.emplace("found", found_to_json(package.found));
  if (!package.licence.references.empty()) {
    JsonObject references;
    for (const auto& [reference, text] : package.licence.references)
      references.emplace(view(reference), view(text));
    object.emplace("references", std::move(references));
  }
  if (!package.denied.empty()) {
    JsonArray denied;
    for (const auto& one : package.denied) denied.emplace_back(view(licence::to_string(one)));
    object.emplace("denied", std::move(denied));
  }
  if (package.blind) object.emplace("undecided", true);
  return object;
}

class LicensesJson final : public ReportOf<Licenses> {
 public:
  std::string_view format() const override { return "json"; }
  std::string_view about() const override {
    return "licences, packages and where it was read; schema pratique/licenses/1";
  }
  Result<void> write(const Licenses& document, const Options&, const Sink& sink) const override {
    JsonObject object{{"schema", view(kLicensesSchema)}};
    object.emplace("tool", tool_to_json());
    object.emplace("subject", sbom::head_to_json(document.inventory.subject));
    object.emplace("categories", counts_to_json(document));
    if (!document.rules.empty()) object.emplace("gate", gate_to_json(document));
    for (const char* key : {"licenses", "packages", "notes"})
      object.emplace(key, nullptr);  // written one by one
    return codec::write_json(
        sink, object,
        {codec::stream_of("licenses", document.groups,
                          [&](const LicenceGroup& group) { return group_to_json(document, group); }),
         codec::stream_of("packages", document.packages,
                          [&](const LicensedPackage& package) { return package_to_json(document, package); }),
         codec::stream_of("notes", document.inventory.notes,
                          [](const model::Note& note) { return sbom::to_json(note); })});
  }
};

}  // namespace

std::unique_ptr<AnyReport> make_licenses_json() { return std::make_unique<LicensesJson>(); }

}  // namespace pratique::report
