// Reading back what cyclonedx_write.cc wrote.
#include "base/text.h"
#include "sbom/cyclonedx.h"
#include "sbom/foreign.h"
#include "sbom/native.h"
#include "sbom/properties.h"

namespace pratique::sbom {

using codec::Json;

namespace {

// A part of the native form, kept as text in a property.
template <class Read>
auto part_from(std::string_view text, Read read) -> decltype(read(Json())) {
  PQ_TRY(const auto document, codec::JsonDocument::parse(text));
  return read(document.root());
}

// Absent is empty, as it was written; only what cannot be empty in an inventory is an error here.
Result<model::Subject> subject_from_component(Json json) {
  const Properties properties(json);
  model::Subject subject;
  PQ_TRY(subject.kind, model::parse_subject_kind(properties["pratique:kind"]));
  subject.name = json["name"].text();
  const auto digest = properties.all("pratique:digest");  // where "version" is something else
  subject.digest = digest.empty() ? json["version"].text() : digest.front();
  subject.config_digest = properties["pratique:config_digest"];
  subject.platform = {.os = std::string(properties["pratique:os"]),
                      .architecture = std::string(properties["pratique:architecture"]),
                      .variant = std::string(properties["pratique:variant"])};
  subject.created = properties["pratique:created"];
  subject.size = base::to_uint(properties["pratique:size"]).value_or(0);
  subject.labels = properties.with_prefix("pratique:label:");
  for (const auto text : properties.all("pratique:layer")) {
    PQ_TRY(auto layer, part_from(text, layer_from));
    subject.layers.push_back(std::move(layer));
  }
  return subject;
}

// The parts win: then the text is only the nearest that a purl can say.
Result<model::Purl> purl_of(Json json, const Properties& properties) {
  const auto parts = properties["pratique:purl"];
  if (!parts.empty()) return part_from(parts, purl_from_parts);
  return model::parse_purl(json["purl"].text());
}

// Order as written: an inventory that was sorted comes back sorted.
Result<model::Component> component_of(Json json) {
  const Properties properties(json);
  model::Component component;
  PQ_TRY(component.purl, purl_of(json, properties));
  PQ_TRY(component.evidence, model::parse_evidence(properties["pratique:evidence"]));
  json["evidence"]["occurrences"].each([&](Json occurrence) {
    component.locations.push_back(
        {.path = occurrence["location"].text_or(""), .layer = occurrence["additionalContext"].text_or("")});
  });
  component.licenses = cyclonedx_licenses(json);
  component.source_name = properties["pratique:source_name"];
  component.source_version = properties["pratique:source_version"];
  component.owner = properties["pratique:owner"];
  const auto supplier =
      properties.all("pratique:supplier");  // where the field is our reading of it, or a guess
  component.supplier = supplier.empty() ? json["supplier"]["name"].text() : supplier.front();
  component.homepage = properties["pratique:homepage"];
  if (component.homepage.empty()) component.homepage = cyclonedx_website(json);
  component.properties = own_properties(properties);
  return component;
}

// The distribution is the one component of type operating-system; whole in its property, for name and version
// are not all of it.
Result<void> add_component(model::Inventory& inventory, Json json) {
  if (json["type"].text() == "operating-system") {
    PQ_TRY(inventory.subject.distro, part_from(Properties(json)["pratique:distro"], distro_from));
    return {};
  }
  if (inventory.components.size() == kMaxComponents)
    return base::over_limit("more than 40000 components in the document");
  PQ_TRY(auto component, component_of(json));
  inventory.components.push_back(std::move(component));
  return {};
}

}  // namespace

// Strict where the reader of foreign documents is lenient: a document that claims our schema and breaks it
// has been changed by somebody, and a silent repair would hide that.
Result<model::Inventory> read_own_cyclonedx(Json root) {
  model::Inventory inventory;
  PQ_TRY(inventory.subject, subject_from_component(root["metadata"]["component"]));
  Result<void> result;
  // The first defect ends the reading, and its place is said by number: names may be what is wrong.
  std::size_t index = 0;
  root["components"].each([&](Json json) {
    if (result) result = add_component(inventory, json);
    if (result) ++index;
  });
  if (!result) {
    auto error = std::move(result).error();
    error.what = "CycloneDX: component " + std::to_string(index) + ": " + error.what;
    return tl::unexpected(std::move(error));
  }
  for (const auto text : Properties(root["metadata"]).all("pratique:note")) {
    PQ_TRY(auto note, part_from(text, note_from));
    inventory.notes.push_back(std::move(note));
  }
  return inventory;
}

}  // namespace pratique::sbom
