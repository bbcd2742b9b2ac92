#include "sbom/write/common/cyclonedx_document.h"

#include <algorithm>
#include <set>
#include <span>
#include <unordered_map>
#include <utility>

#include "base/program.h"
#include "base/text_hash.h"
#include "crypto/digest.h"
#include "licence/expression.h"
#include "sbom/cpe.h"
#include "sbom/cyclonedx.h"
#include "sbom/cyclonedx_version.h"
#include "sbom/edges.h"
#include "sbom/identifier.h"
#include "sbom/native.h"
#include "sbom/party.h"
#include "sbom/properties.h"
#include "sbom/stable.h"
#include "sbom/write/common/spdx_terms.h"

namespace pratique::sbom {

using codec::JsonArray;
using codec::JsonObject;
using codec::JsonValue;
using codec::view;

namespace {

using enum CycloneDxPart;

// The closest of CycloneDX's component types; the exact kind is a property.
const char* type_of(model::SubjectKind kind, int minor) {
  switch (kind) {
    case model::SubjectKind::kImage:
      return "container";
    case model::SubjectKind::kFilesystem:
      return "file";
    case model::SubjectKind::kSource:
      return "application";
    case model::SubjectKind::kSbom:
      return can_say(minor, kDataType) ? "data" : "file";
  }
  return "container";
}

// The schema wants bare hex digits; "sha256:" is seven characters.
JsonArray sha256_hash(std::string_view digest) {
  JsonObject hash;
  hash.emplace("alg", "SHA-256");
  hash.emplace("content", view(digest.substr(7)));
  return {std::move(hash)};
}

// organizationalEntity and organizationalContact. A person stands as author and publisher, and as supplier
// too, since readers look for the supplier in one place.
void put_party(JsonObject& object, const Party& party, int minor) {
  JsonObject contact;
  contact.emplace("name", view(party.name));
  if (!party.mail.empty()) contact.emplace("email", view(party.mail));
  JsonObject supplier;
  supplier.emplace("name", view(party.name));
  if (!party.mail.empty()) supplier.emplace("contact", JsonArray{contact});
  object.emplace("supplier", std::move(supplier));
  if (!party.person) return;
  if (can_say(minor, kAuthors)) {
    object.emplace("authors", JsonArray{std::move(contact)});
  } else {
    object.emplace("author", view(party.mail.empty() ? party.name : party.name + " <" + party.mail + ">"));
  }
  object.emplace("publisher", view(party.name));
}

// What an image says of itself, in the native form where that has structure.
void add_facts(PropertyList& properties, const model::Subject& subject) {
  for (const auto& [key, value] : subject.annotations)
    properties.add_even_empty("pratique:annotation:" + key, value);
  if (subject.config != model::ImageConfig{}) properties.add("pratique:config", to_json(subject.config));
  for (const auto& instruction : subject.history)
    properties.add("pratique:instruction", to_json(instruction));
  for (const auto& base : subject.bases) properties.add("pratique:base", to_json(base));
  properties.add("pratique:obtained_from", subject.obtained_from);
  if (subject.provenance != model::Provenance{})
    properties.add("pratique:provenance", to_json(subject.provenance));
  for (const auto& statement : subject.attestations)
    properties.add("pratique:attestation", to_json(statement));
  if (subject.attested_sbom != model::AttestedSbom{})
    properties.add("pratique:attested-sbom", to_json(subject.attested_sbom));
}

// "version" of a container is what it is pinned by, as Syft has it. An empty name is allowed by the schema,
// an absent one is not.
JsonObject subject_component(const model::Subject& subject, int minor) {
  JsonObject object;
  object.emplace("bom-ref", "subject");
  object.emplace("type", type_of(subject.kind, minor));
  put_party(object, supplier_of(subject), minor);
  object.emplace("name", view(subject.name));
  object.emplace("version", view(version_of(subject)));
  if (crypto::is_sha256(subject.digest)) object.emplace("hashes", sha256_hash(subject.digest));
  put(object, "purl", purl_of(subject));
  return object;
}

PropertyList subject_properties(const model::Subject& subject) {
  PropertyList properties;
  properties.add("pratique:kind", model::to_string(subject.kind));
  if (version_of(subject) != subject.digest) properties.add_even_empty("pratique:digest", subject.digest);
  properties.add("pratique:config_digest", subject.config_digest);
  properties.add("pratique:os", subject.platform.os);
  properties.add("pratique:architecture", subject.platform.architecture);
  properties.add("pratique:variant", subject.platform.variant);
  properties.add("pratique:created", subject.created);
  if (subject.size != 0) properties.add("pratique:size", std::to_string(subject.size));
  // Empty labels are common ("LABEL maintainer=") and must come back.
  for (const auto& [key, value] : subject.labels) properties.add_even_empty("pratique:label:" + key, value);
  add_facts(properties, subject);
  for (const auto& layer : subject.layers) properties.add("pratique:layer", to_json(layer));
  return properties;
}

// What an image is made of is looked at when it is built ("post-build": the analysed SBOM of CISA's types); a tree of
// sources before.
const char* phase_of(model::SubjectKind kind) {
  return kind == model::SubjectKind::kSource ? "pre-build" : "post-build";
}

// The program, with its version: an object of components, or, before 1.5, a list of names.
JsonValue tools_of(int minor) {
  JsonObject tool;
  if (can_say(minor, kToolComponents)) tool.emplace("type", "application");
  tool.emplace("name", view(base::kProgram));
  tool.emplace("version", view(base::program_version()));
  if (!can_say(minor, kToolComponents)) return JsonArray{std::move(tool)};
  JsonObject tools;
  tools.emplace("components", JsonArray{std::move(tool)});
  return tools;
}

// Without the component and the properties.
JsonObject metadata_head(const model::Inventory& inventory, const std::string& time, int minor) {
  JsonObject object;
  object.emplace("timestamp", view(time));
  if (can_say(minor, kLifecycles)) {
    JsonObject phase;
    phase.emplace("phase", phase_of(inventory.subject.kind));
    object.emplace("lifecycles", JsonArray{std::move(phase)});
  }
  object.emplace("tools", tools_of(minor));
  JsonObject author;  // of the document, which no person wrote
  author.emplace("name", view(base::kProgram));
  object.emplace("authors", JsonArray{std::move(author)});
  return object;
}

PropertyList metadata_properties(const model::Inventory& inventory) {
  PropertyList properties;
  properties.add("pratique:schema", kSchema);
  for (const auto& one : inventory.observations) properties.add("pratique:observation", to_json(one));
  for (const auto& note : inventory.notes) properties.add("pratique:note", to_json(note));
  return properties;
}

// How far the list of what the subject holds goes, and what is known of how it hangs together: where something could not be read it is not all; that nothing
// escaped us, nobody can say of an image.
JsonArray compositions_of(const model::Inventory& inventory) {
  const bool incomplete = std::ranges::any_of(inventory.notes, &model::Note::incomplete);
  JsonObject composition;
  composition.emplace("aggregate", incomplete ? "incomplete" : "unknown");
  composition.emplace("assemblies", JsonArray{"subject"});
  composition.emplace("dependencies", JsonArray{"subject"});
  return {std::move(composition)};
}

// Other scanners look for this component to know which distribution's advisories to match.
JsonObject distro_component(const model::Distro& distro, int minor) {
  JsonObject object;
  object.emplace("bom-ref", "distro");
  object.emplace("type", "operating-system");
  put_party(object, {.name = distro.id.empty() ? "unknown" : distro.id, .mail = "", .person = false}, minor);
  object.emplace("name", view(distro.id));
  put(object, "version", distro.version_id);
  put(object, "description", distro.name);
  if (is_cpe(distro.cpe)) put(object, "cpe", distro.cpe);
  put(object, "purl", purl_of(distro));
  PropertyList properties;
  properties.add("pratique:distro", to_json(distro));
  std::move(properties).put_into(object);
  return object;
}

// An expression may only stand alone before 1.7, so beside other licences it becomes a name.
JsonObject license_of(std::string_view text, bool alone, int minor, const char* acknowledgement) {
  const bool expression = alone && !licence::is_licence_id(text) && licence::is_expression(text);
  JsonObject object, license;
  JsonObject& holder = expression ? object : license;
  const bool listed = licence::is_licence_id(text) && !licence::is_recent_id(text);
  holder.emplace(expression ? "expression" : listed ? "id" : "name", view(text));
  if (acknowledgement != nullptr && can_say(minor, kAcknowledgement))
    holder.emplace("acknowledgement", acknowledgement);
  if (!expression) object.emplace("license", std::move(license));
  return object;
}

// The licence that counts, where the declared ones do not say it.
struct Concluded {
  std::string expression;
  // It cannot stand beside them: they stand in properties, for it is the one that says most to other tools.
  bool alone = false;
};

Concluded concluded_license_of(const model::Component& component, int minor) {
  if (!can_say(minor, kAcknowledgement)) return {};
  const auto& declared = component.licenses;
  auto found = effective_license(component).expression;
  if (found.empty() || (declared.size() == 1 && declared.front() == found)) return {};
  const auto is_compound = [](const std::string& one) {
    return !licence::is_licence_id(one) && licence::is_expression(one);
  };
  const bool fits = can_say(minor, kMixedLicenses) || declared.empty() ||
                    (licence::is_licence_id(found) && std::ranges::none_of(declared, is_compound));
  return {std::move(found), !fits};
}

// The schema's licenseChoice: either a list of licences or exactly one expression, until 1.7 let them mix. What packages
// state is declared.
JsonArray licenses_of(const model::Component& component, const Concluded& concluded, int minor) {
  JsonArray array;
  const bool alone = component.licenses.size() == 1 || can_say(minor, kMixedLicenses);
  if (!concluded.alone) {
    for (const auto& license : component.licenses)
      array.emplace_back(license_of(license, alone, minor, "declared"));
  }
  if (!concluded.expression.empty())
    array.emplace_back(license_of(concluded.expression, true, minor, "concluded"));
  return array;
}

// What files of the package hold or name, each once: evidence. In which file, and how sure, stands in properties.
JsonArray found_licenses_of(const model::Component& component, int minor) {
  std::set<std::string_view> all;
  for (const auto& found : component.details->found_licenses) all.insert(found.expression);
  JsonArray array;
  const bool alone = all.size() == 1 || can_say(minor, kMixedLicenses);
  for (const auto license : all) array.emplace_back(license_of(license, alone, minor, nullptr));
  return array;
}

// What a version's evidence cannot hold of the locations stands in properties: all of them then.
bool holds_locations(const model::Component& component, int minor) {
  const auto has_layer = [](const model::Location& location) { return !location.layer.empty(); };
  return can_say(minor, kOccurrenceContext) ||
         (can_say(minor, kOccurrences) && std::ranges::none_of(component.locations, has_layer));
}

// How sure we are of what it is, where it was found (the layer is the occurrence's context), and the licences in its files.
JsonObject evidence_of(const model::Component& component, int minor) {
  JsonArray occurrences;
  for (const auto& location : component.locations) {
    JsonObject occurrence;
    occurrence.emplace("location", view(location.path));
    if (can_say(minor, kOccurrenceContext)) put(occurrence, "additionalContext", location.layer);
    occurrences.emplace_back(std::move(occurrence));
  }
  JsonObject evidence;
  if (component.confidence != kCertain && can_say(minor, kIdentity)) {
    JsonObject identity;
    identity.emplace("field", "purl");
    identity.emplace("confidence", component.confidence / static_cast<double>(kCertain));
    JsonValue held = can_say(minor, kIdentities) ? JsonValue(JsonArray{identity}) : JsonValue(identity);
    evidence.emplace("identity", std::move(held));
  }
  if (!occurrences.empty() && can_say(minor, kOccurrences))
    evidence.emplace("occurrences", std::move(occurrences));
  if (auto found = found_licenses_of(component, minor); !found.empty())
    evidence.emplace("licenses", std::move(found));
  return evidence;
}

// The field takes one CPE, and hashes of the right length only.
bool has_cpe_field(const model::Details& details) {
  return !details.cpes.empty() && is_cpe(details.cpes.front());
}
bool has_hash_field(const model::Details& details) {
  return !details.hashes.empty() &&
         std::all_of(details.hashes.begin(), details.hashes.end(), model::is_value);
}

void add_details(PropertyList& properties, const model::Details& details) {
  properties.add("pratique:license", details.license);
  properties.add("pratique:origin", details.origin);
  for (std::size_t i = has_cpe_field(details) ? 1 : 0; i < details.cpes.size(); ++i)
    properties.add_even_empty("pratique:cpe", details.cpes[i]);
  for (const auto& found : details.found_licenses) properties.add("pratique:found-license", to_json(found));
  if (has_hash_field(details)) return;
  for (const auto& hash : details.hashes)
    properties.add("pratique:hash", std::string(model::to_string(hash.algorithm)) + ":" + hash.value);
}

// What this version has no place for, though later ones do.
void add_what_is_newer(PropertyList& properties, const model::Component& component, int minor) {
  if (!holds_locations(component, minor)) {
    for (const auto& location : component.locations) {
      JsonObject place;
      put(place, "path", location.path);
      put(place, "layer", location.layer);
      properties.add("pratique:location", std::move(place));
    }
  }
  if (component.confidence != kCertain && !can_say(minor, kIdentity))
    properties.add("pratique:confidence", std::to_string(component.confidence));
}

// What CycloneDX has no field for. The order is part of the bytes: ours first, then the component's own by
// key.
PropertyList list_of_properties(const model::Component& component, const Concluded& concluded, int minor) {
  PropertyList properties;
  properties.add("pratique:evidence", model::to_string(component.evidence));
  properties.add("pratique:owner", component.owner);
  properties.add("pratique:source_name", component.source_name);
  properties.add("pratique:source_version", component.source_version);
  if (supplier_of(component).name != component.supplier)
    properties.add_even_empty("pratique:supplier", component.supplier);
  if (!is_url(component.homepage)) properties.add("pratique:homepage", component.homepage);
  if (needs_parts(component.purl)) properties.add("pratique:purl", parts_to_json(component.purl));
  add_details(properties, *component.details);
  add_what_is_newer(properties, component, minor);
  if (concluded.alone) {
    for (const auto& license : component.licenses)
      properties.add_even_empty("pratique:declared-license", license);
  }
  for (const auto& [key, value] : properties_of(component)) properties.add_even_empty(key, value);
  return properties;
}

// What is no URL would fail the schema's iri-reference in validators that check formats.
JsonArray references_of(const model::Component& component) {
  JsonArray array;
  const auto add = [&array](const char* type, std::string_view url) {
    if (!is_url(url)) return;
    JsonObject reference;
    reference.emplace("type", type);
    reference.emplace("url", view(url));
    array.emplace_back(std::move(reference));
  };
  add("website", component.homepage);
  add("vcs", source_url_of(component));
  return array;
}

// Two components may have one purl (two copies in two places); the second is "…|2". A purl holds no bar.
// The numbers, for the texts of all would be held at once.
class References {
 public:
  explicit References(const std::vector<model::Component>& components) : components_(components) {
    struct Seen {
      std::size_t first = 0;  // component of this purl
      int count = 0;
    };
    std::unordered_multimap<std::uint64_t, Seen> seen;  // by the hash of the purl
    for (std::size_t i = 0; i < components.size(); ++i) {
      const auto purl = components[i].purl.to_string();
      const auto hash = base::hash_text(purl);
      auto [at, end] = seen.equal_range(hash);
      while (at != end && components[at->second.first].purl.to_string() != purl) ++at;
      if (at == end) at = seen.emplace(hash, Seen{.first = i});
      numbers_.push_back(++at->second.count);
    }
  }
  std::size_t size() const { return numbers_.size(); }
  std::string operator[](std::size_t component) const {
    auto purl = components_[component].purl.to_string();
    const int number = numbers_[component];
    return number == 1 ? purl : purl + "|" + std::to_string(number);
  }

 private:
  const std::vector<model::Component>& components_;
  std::vector<int> numbers_;
};

// CycloneDX has a word for two kinds of edges: "dependsOn" and, since 1.6, "provides". The others are properties of the
// component that they start from, and so is what something is needed for, if not to run.
std::string property_of(const model::Edge& edge, int minor) {
  if (edge.kind == model::EdgeKind::kProvides) return can_say(minor, kProvides) ? "" : "pratique:provides";
  if (edge.kind == model::EdgeKind::kContains) return "pratique:contains";
  if (edge.kind == model::EdgeKind::kBuiltFrom) return "pratique:built-from";
  const bool plain = edge.kind != model::EdgeKind::kDependsOn || edge.scope == model::Scope::kRequired;
  return plain ? "" : std::string(kNeeds) + model::to_string(edge.scope);
}

// What runs is "required", which is what absence means; CycloneDX has no words for the rest.
const char* scope_of(model::Scope scope) {
  switch (scope) {
    case model::Scope::kRequired:
      return nullptr;
    case model::Scope::kOptional:
    case model::Scope::kPeer:
      return "optional";
    case model::Scope::kBuild:
    case model::Scope::kDev:
      return "excluded";
  }
  return nullptr;
}

JsonArray hashes_of(const model::Details& details) {
  JsonArray hashes;
  for (const auto& hash : details.hashes) {
    JsonObject object;
    object.emplace("alg", cyclonedx_name(hash.algorithm));
    object.emplace("content", view(hash.value));
    hashes.emplace_back(std::move(object));
  }
  return hashes;
}

// That the subject holds them all.
JsonObject holdings_of(bool has_system, const References& references) {
  JsonArray held;
  if (has_system) held.emplace_back("distro");
  for (std::size_t i = 0; i < references.size(); ++i) held.emplace_back(view(references[i]));
  JsonObject subject;
  subject.emplace("ref", "subject");
  if (!held.empty()) subject.emplace("dependsOn", std::move(held));
  return subject;
}

}  // namespace

struct CycloneDxDocument::State {
  State(const model::Inventory& whole, std::string when, int version, Carries carried)
      : inventory(whole),
        time(std::move(when)),
        minor(version),
        carries(std::move(carried)),
        references(whole.components),
        edges(whole) {}

  bool has_system() const { return inventory.subject.distro != model::Distro{}; }

  // With its properties, and the native form among them where the encoding would change a text.
  template <class Part>
  void close(JsonObject& object, PropertyList properties, const char* name, const Part& part) const {
    if (!carries) return std::move(properties).put_into(object);
    auto whole = object;
    auto copy = properties;
    std::move(copy).put_into(whole);
    if (!carries(whole)) properties.add(name, to_json(part));
    std::move(properties).put_into(object);
  }

  JsonObject subject() const {
    auto object = subject_component(inventory.subject, minor);
    PropertyList properties = subject_properties(inventory.subject);
    close(object, std::move(properties), "pratique:subject", inventory.subject);
    return object;
  }

  JsonObject component(std::size_t number) const;
  std::optional<JsonValue> needs(std::size_t number) const;

  const model::Inventory& inventory;
  std::string time;
  int minor;
  Carries carries;
  References references;
  Edges edges;
  std::size_t at = 0, needing = 0;
  bool told = false;
};

// Members in the order of the schema. "group" is the purl's namespace: what Maven calls group, npm scope, and
// deb vendor.
JsonObject CycloneDxDocument::State::component(std::size_t number) const {
  const auto& one = inventory.components[number];
  const auto purl = one.purl.to_string();
  JsonObject object;
  object.emplace("bom-ref", view(references[number]));
  object.emplace("type", "library");
  put_party(object, supplier_of(one), minor);
  put(object, "group", one.purl.name_space);
  object.emplace("name", view(one.purl.name));
  // Required until 1.3, and where 1.4 and later ones leave it out, readers stumble.
  put(object, "version", one.purl.version);
  put(object, "description", one.description);
  if (const char* scope = scope_of(one.scope)) object.emplace("scope", scope);
  if (has_hash_field(*one.details)) object.emplace("hashes", hashes_of(*one.details));
  const auto concluded = concluded_license_of(one, minor);
  if (auto licenses = licenses_of(one, concluded, minor); !licenses.empty())
    object.emplace("licenses", std::move(licenses));
  if (has_cpe_field(*one.details)) object.emplace("cpe", view(one.details->cpes.front()));
  object.emplace("purl", view(purl));
  if (auto list = references_of(one); !list.empty()) object.emplace("externalReferences", std::move(list));
  if (auto evidence = evidence_of(one, minor); !evidence.empty())
    object.emplace("evidence", std::move(evidence));
  auto properties = list_of_properties(one, concluded, minor);
  for (const auto& edge : edges.of(number)) {
    if (const auto name = property_of(edge, minor); !name.empty()) properties.add(name, references[edge.to]);
  }
  close(object, std::move(properties), "pratique:component", one);
  return object;
}

// What is known of whom a component needs; nothing where nothing is.
std::optional<JsonValue> CycloneDxDocument::State::needs(std::size_t number) const {
  JsonArray needed, provided;
  for (const auto& edge : edges.of(number)) {
    if (edge.kind == model::EdgeKind::kDependsOn) needed.emplace_back(view(references[edge.to]));
    if (edge.kind == model::EdgeKind::kProvides && can_say(minor, kProvides))
      provided.emplace_back(view(references[edge.to]));
  }
  if (needed.empty() && provided.empty()) return std::nullopt;
  JsonObject object;
  object.emplace("ref", view(references[number]));
  if (!needed.empty()) object.emplace("dependsOn", std::move(needed));
  if (!provided.empty()) object.emplace("provides", std::move(provided));
  return object;
}

CycloneDxDocument::CycloneDxDocument(const model::Inventory& inventory, std::string time, int minor,
                                     Carries carries)
    : state_(std::make_unique<State>(inventory, std::move(time), minor, std::move(carries))) {}
CycloneDxDocument::~CycloneDxDocument() = default;

JsonObject CycloneDxDocument::head() const {
  const auto& inventory = state_->inventory;
  const auto version = "1." + std::to_string(state_->minor);
  JsonObject root;
  root.emplace("$schema", view("http://cyclonedx.org/schema/bom-" + version + ".schema.json"));
  root.emplace("bomFormat", "CycloneDX");
  root.emplace("specVersion", view(version));
  const auto uuid = uuid_of_document("cyclonedx-" + version, inventory, state_->time);
  root.emplace("serialNumber", view("urn:uuid:" + uuid));
  root.emplace("version", 1);
  auto metadata = metadata_head(inventory, state_->time, state_->minor);
  metadata.emplace("component", state_->subject());
  metadata_properties(inventory).put_into(metadata);
  root.emplace("metadata", std::move(metadata));
  root.emplace("components", nullptr);
  root.emplace("dependencies", nullptr);
  root.emplace("compositions", compositions_of(inventory));
  return root;
}

std::optional<JsonValue> CycloneDxDocument::next_component() {
  const std::size_t before = state_->has_system() ? 1 : 0;
  const auto index = state_->at++;
  if (index < before) return distro_component(state_->inventory.subject.distro, state_->minor);
  if (index - before == state_->references.size()) return std::nullopt;
  return state_->component(index - before);
}

std::optional<JsonValue> CycloneDxDocument::next_dependency() {
  if (!std::exchange(state_->told, true)) return holdings_of(state_->has_system(), state_->references);
  while (state_->needing < state_->references.size()) {
    if (auto needs = state_->needs(state_->needing++)) return needs;
  }
  return std::nullopt;
}

}  // namespace pratique::sbom
