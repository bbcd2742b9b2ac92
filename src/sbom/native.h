// The native JSON form of an inventory and of its parts (docs/formats/inventory.md,
// docs/api/inventory.schema.json). The other formats carry such parts where they have no word of their own.
#pragma once

#include "codec/json.h"
#include "codec/json_value.h"
#include "model/inventory.h"

namespace pratique::sbom {

inline constexpr std::string_view kSchema = "pratique/inventory/1";

// Empty texts, lists and maps are left out; absent reads as empty.
codec::JsonObject to_json(const model::Layer& layer);
codec::JsonObject to_json(const model::Distro& distro);
codec::JsonObject to_json(const model::Subject& subject);
codec::JsonObject to_json(const model::Component& component);
codec::JsonObject to_json(const model::Note& note);
std::string write_native(const model::Inventory& inventory);
// The parts of a purl, for one that no purl text can say (without a name, with a qualifier key that is
// none…).
codec::JsonObject parts_to_json(const model::Purl& purl);
bool needs_parts(const model::Purl& purl);

// Errors: kInvalid with the member named. Unknown members are passed over: a later minor version may add
// some.
Result<model::Layer> layer_from(codec::Json json);
Result<model::Distro> distro_from(codec::Json json);
Result<model::Subject> subject_from(codec::Json json);
Result<model::Component> component_from(codec::Json json);
Result<model::Note> note_from(codec::Json json);
Result<model::Inventory> inventory_from(codec::Json json);
Result<model::Purl> purl_from_parts(codec::Json json);

// Adds the member unless the text is empty.
void put(codec::JsonObject& object, std::string_view key, std::string_view text);

}  // namespace pratique::sbom
