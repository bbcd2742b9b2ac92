// The native JSON form of an inventory and of its parts (docs/formats/inventory.md,
// docs/api/inventory.schema.json). The other formats carry such parts where they have no word of their own.
#pragma once

#include "base/meter.h"
#include "base/sink.h"
#include "codec/json.h"
#include "codec/json_value.h"
#include "model/inventory.h"

namespace pratique::sbom {

inline constexpr std::uint8_t kCertain = 100;  // per cent; the confidence that is not written
inline constexpr std::string_view kSchema = "pratique/inventory/1";

// Empty texts, lists and maps are left out; absent reads as empty.
codec::JsonObject to_json(const model::Layer& layer);
codec::JsonObject to_json(const model::Distro& distro);
codec::JsonObject to_json(const model::ImageConfig& config);
codec::JsonObject to_json(const model::Instruction& instruction);
codec::JsonObject to_json(const model::BaseImage& base);
codec::JsonObject to_json(const model::SourceLines& lines);
codec::JsonObject to_json(const model::Provenance& provenance);
codec::JsonObject to_json(const model::Attestation& attestation);
codec::JsonObject to_json(const model::AttestedSbom& attested);
codec::JsonObject to_json(const model::Observation& observation);
codec::JsonObject to_json(const model::Subject& subject);
// Without what an image says of itself (annotations, config, history…): for reports, which name their subject.
codec::JsonObject head_to_json(const model::Subject& subject);
codec::JsonObject to_json(const model::Component& component);
codec::JsonObject to_json(const model::Note& note);
codec::JsonObject to_json(const model::FoundLicense& found);
// A component with its name in the inventory (model::component_ids()).
codec::JsonObject to_json(const model::Component& component, const std::string& id);
// The parts of a purl, for one that no purl text can say (without a name, with a qualifier key that is
// none…).
codec::JsonObject parts_to_json(const model::Purl& purl);
bool needs_parts(const model::Purl& purl);

// Errors: kInvalid with the member named. Unknown members are passed over: a later minor version may add
// some.
Result<model::Layer> layer_from(codec::Json json);
Result<model::Location> location_from(codec::Json json);
Result<model::Distro> distro_from(codec::Json json);
Result<model::FoundLicense> found_license_from(codec::Json json);
Result<model::ImageConfig> config_from(codec::Json json);
Result<model::Instruction> instruction_from(codec::Json json);
Result<model::BaseImage> base_from(codec::Json json);
Result<model::SourceLines> lines_from(codec::Json json);
Result<model::Provenance> provenance_from(codec::Json json);
Result<model::Attestation> attestation_from(codec::Json json);
Result<model::AttestedSbom> attested_sbom_from(codec::Json json);
Result<model::Observation> observation_from(codec::Json json);
Result<model::Subject> subject_from(codec::Json json);
Result<model::Component> component_from(codec::Json json);
Result<model::Note> note_from(codec::Json json);
Result<model::Inventory> inventory_from(codec::Json json, base::Meter& meter);
// Charges a component of a document of ours; the error names the account that does not bear it.
Result<void> charge(base::Meter& meter, const model::Component& component);
Result<model::Purl> purl_from_parts(codec::Json json);

// The whole document. Errors are the sink's.
Result<void> write_native(const model::Inventory& inventory, const base::Sink& sink);

// Adds the member unless the text is empty.
void put(codec::JsonObject& object, std::string_view key, std::string_view text);

}  // namespace pratique::sbom
