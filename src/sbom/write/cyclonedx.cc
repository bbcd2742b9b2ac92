#include "sbom/cyclonedx.h"

#include <algorithm>
#include <span>
#include <unordered_map>
#include <utility>

#include "base/program.h"
#include "base/text_hash.h"
#include "crypto/digest.h"
#include "licence/expression.h"
#include "sbom/native.h"
#include "sbom/party.h"
#include "sbom/properties.h"
#include "sbom/stable.h"
#include "sbom/write.h"

namespace pratique::sbom {

using codec::JsonArray;
using codec::JsonObject;
using codec::JsonValue;
using codec::view;

namespace {

// The closest of CycloneDX's component types; the exact kind is a property.
const char* type_of(model::SubjectKind kind) {
  switch (kind) {
    case model::SubjectKind::kImage:
      return "container";
    case model::SubjectKind::kFilesystem:
      return "file";
    case model::SubjectKind::kSource:
      return "application";
    case model::SubjectKind::kSbom:
      return "data";
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
void put_party(JsonObject& object, const Party& party) {
  JsonObject contact;
  contact.emplace("name", view(party.name));
  if (!party.mail.empty()) contact.emplace("email", view(party.mail));
  JsonObject supplier;
  supplier.emplace("name", view(party.name));
  if (!party.mail.empty()) supplier.emplace("contact", JsonArray{contact});
  object.emplace("supplier", std::move(supplier));
  if (!party.person) return;
  object.emplace("authors", JsonArray{std::move(contact)});
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
JsonObject subject_component(const model::Subject& subject) {
  JsonObject object;
  object.emplace("bom-ref", "subject");
  object.emplace("type", type_of(subject.kind));
  put_party(object, supplier_of(subject));
  object.emplace("name", view(subject.name));
  object.emplace("version", view(version_of(subject)));
  if (crypto::is_sha256(subject.digest)) object.emplace("hashes", sha256_hash(subject.digest));
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
  std::move(properties).put_into(object);
  return object;
}

JsonObject metadata_of(const model::Inventory& inventory, const std::string& time) {
  JsonObject object;
  object.emplace("timestamp", view(time));
  JsonObject tool;
  tool.emplace("type", "application");
  tool.emplace("name", view(base::kProgram));
  tool.emplace("version", view(base::program_version()));
  JsonObject tools;
  tools.emplace("components", JsonArray{std::move(tool)});
  object.emplace("tools", std::move(tools));
  JsonObject author;  // of the document, which no person wrote
  author.emplace("name", view(base::kProgram));
  object.emplace("authors", JsonArray{std::move(author)});
  object.emplace("component", subject_component(inventory.subject));
  PropertyList properties;
  properties.add("pratique:schema", kSchema);
  for (const auto& one : inventory.observations) properties.add("pratique:observation", to_json(one));
  for (const auto& note : inventory.notes) properties.add("pratique:note", to_json(note));
  std::move(properties).put_into(object);
  return object;
}

// Other scanners look for this component to know which distribution's advisories to match.
JsonObject distro_component(const model::Distro& distro) {
  JsonObject object;
  object.emplace("bom-ref", "distro");
  object.emplace("type", "operating-system");
  put_party(object, {.name = distro.id.empty() ? "unknown" : distro.id, .mail = "", .person = false});
  object.emplace("name", view(distro.id));
  put(object, "version", distro.version_id);
  put(object, "description", distro.name);
  put(object, "cpe", distro.cpe);
  PropertyList properties;
  properties.add("pratique:distro", to_json(distro));
  std::move(properties).put_into(object);
  return object;
}

// An expression may only stand alone, so beside other licences it becomes a name.
JsonObject license_of(std::string_view text, bool alone) {
  JsonObject object;
  if (alone && !licence::is_licence_id(text) && licence::is_expression(text)) {
    object.emplace("expression", view(text));
    return object;
  }
  JsonObject license;
  license.emplace(licence::is_licence_id(text) ? "id" : "name", view(text));
  object.emplace("license", std::move(license));
  return object;
}

// The schema's licenseChoice: either a list of licences or exactly one expression, never both.
JsonArray licenses_of(const model::Component& component) {
  JsonArray array;
  for (const auto& license : component.licenses)
    array.emplace_back(license_of(license, component.licenses.size() == 1));
  return array;
}

// How sure we are of what it is, and where it was found; the layer is the occurrence's context.
JsonObject evidence_of(const model::Component& component) {
  JsonArray occurrences;
  for (const auto& location : component.locations) {
    JsonObject occurrence;
    occurrence.emplace("location", view(location.path));
    put(occurrence, "additionalContext", location.layer);
    occurrences.emplace_back(std::move(occurrence));
  }
  JsonObject evidence;
  if (component.confidence != kCertain) {
    JsonObject identity;
    identity.emplace("field", "purl");
    identity.emplace("confidence", component.confidence / static_cast<double>(kCertain));
    evidence.emplace("identity", JsonArray{std::move(identity)});
  }
  if (!occurrences.empty()) evidence.emplace("occurrences", std::move(occurrences));
  return evidence;
}

// The field takes one CPE, and hashes of the right length only.
bool has_cpe_field(const model::Details& details) {
  return !details.cpes.empty() && !details.cpes.front().empty();
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
  if (has_hash_field(details)) return;
  for (const auto& hash : details.hashes)
    properties.add("pratique:hash", std::string(model::to_string(hash.algorithm)) + ":" + hash.value);
}

// What CycloneDX has no field for. The order is part of the bytes: ours first, then the component's own by
// key.
PropertyList list_of_properties(const model::Component& component) {
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
  for (const auto& [key, value] : properties_of(component)) properties.add_even_empty(key, value);
  return properties;
}

// A homepage that is no URL would fail the schema's iri-reference in validators that check formats.
JsonArray website(std::string_view url) {
  JsonObject reference;
  reference.emplace("type", "website");
  reference.emplace("url", view(url));
  return {std::move(reference)};
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

// Edges by the component that they start from.
class Edges {
 public:
  explicit Edges(const model::Inventory& inventory) : edges_(inventory.edges) {
    std::stable_sort(edges_.begin(), edges_.end(),
                     [](const auto& a, const auto& b) { return a.from < b.from; });
  }
  std::span<const model::Edge> of(std::size_t component) const {
    const auto range = std::ranges::equal_range(edges_, component, {}, &model::Edge::from);
    return {range.begin(), range.end()};
  }

 private:
  std::vector<model::Edge> edges_;
};

// CycloneDX has a word for two kinds of edges: "dependsOn" and "provides". The others are properties of the
// component that they start from, and so is what something is needed for, if not to run.
std::string property_of(const model::Edge& edge) {
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

// Members in the order of the schema. "group" is the purl's namespace: what Maven calls group, npm scope, and
// deb vendor.
JsonObject component_of(const model::Component& component, const References& references, std::size_t number,
                        std::span<const model::Edge> edges) {
  const auto purl = component.purl.to_string();
  JsonObject object;
  object.emplace("bom-ref", view(references[number]));
  object.emplace("type", "library");
  put_party(object, supplier_of(component));
  put(object, "group", component.purl.name_space);
  object.emplace("name", view(component.purl.name));
  put(object, "version", component.purl.version);
  put(object, "description", component.description);
  if (const char* scope = scope_of(component.scope)) object.emplace("scope", scope);
  if (has_hash_field(*component.details)) object.emplace("hashes", hashes_of(*component.details));
  if (!component.licenses.empty()) object.emplace("licenses", licenses_of(component));
  if (has_cpe_field(*component.details)) object.emplace("cpe", view(component.details->cpes.front()));
  object.emplace("purl", view(purl));
  if (is_url(component.homepage)) object.emplace("externalReferences", website(component.homepage));
  if (auto evidence = evidence_of(component); !evidence.empty())
    object.emplace("evidence", std::move(evidence));
  auto properties = list_of_properties(component);
  for (const auto& edge : edges) {
    if (const auto name = property_of(edge); !name.empty()) properties.add(name, references[edge.to]);
  }
  std::move(properties).put_into(object);
  return object;
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

// What is known of whom a component needs; nothing where nothing is.
std::optional<JsonValue> needs_of(std::size_t component, const References& references, const Edges& edges) {
  JsonArray needs, provides;
  for (const auto& edge : edges.of(component)) {
    if (edge.kind == model::EdgeKind::kDependsOn) needs.emplace_back(view(references[edge.to]));
    if (edge.kind == model::EdgeKind::kProvides) provides.emplace_back(view(references[edge.to]));
  }
  if (needs.empty() && provides.empty()) return std::nullopt;
  JsonObject object;
  object.emplace("ref", view(references[component]));
  if (!needs.empty()) object.emplace("dependsOn", std::move(needs));
  if (!provides.empty()) object.emplace("provides", std::move(provides));
  return object;
}

Result<void> write_cyclonedx(const model::Inventory& inventory, const std::string& time,
                             const base::Sink& sink) {
  const bool has_system = inventory.subject.distro != model::Distro{};
  const References references(inventory.components);
  const Edges edges(inventory);
  JsonObject root;
  root.emplace("$schema", "http://cyclonedx.org/schema/bom-1.6.schema.json");
  root.emplace("bomFormat", "CycloneDX");
  root.emplace("specVersion", "1.6");
  root.emplace("serialNumber", view("urn:uuid:" + uuid_of_document("cyclonedx", inventory, time)));
  root.emplace("version", 1);
  root.emplace("metadata", metadata_of(inventory, time));
  root.emplace("components", nullptr);  // written one by one
  root.emplace("dependencies", nullptr);
  const std::size_t before = has_system ? 1 : 0;
  std::size_t at = 0;
  const auto next = [&]() -> std::optional<JsonValue> {
    const auto index = at++;
    if (index < before) return distro_component(inventory.subject.distro);
    const auto number = index - before;
    if (number == references.size()) return std::nullopt;
    return component_of(inventory.components[number], references, number, edges.of(number));
  };
  bool told = false;
  std::size_t needing = 0;
  const auto dependencies = [&]() -> std::optional<JsonValue> {
    if (!std::exchange(told, true)) return holdings_of(has_system, references);
    while (needing < references.size()) {
      if (auto needs = needs_of(needing++, references, edges)) return needs;
    }
    return std::nullopt;
  };
  return codec::write_json(
      sink, root, {{.key = "components", .next = next}, {.key = "dependencies", .next = dependencies}});
}

class CycloneDxWriter final : public Writer {
 public:
  std::string_view name() const override { return "cyclonedx"; }
  std::string_view about() const override { return "CycloneDX 1.6 JSON"; }
  Result<void> write(const model::Inventory& inventory, const Stamp& stamp,
                     const base::Sink& sink) const override {
    return write_cyclonedx(inventory, time_of(inventory.subject, stamp.time), sink);
  }
};

}  // namespace

namespace writers {
std::unique_ptr<Writer> make_cyclonedx() { return std::make_unique<CycloneDxWriter>(); }
}  // namespace writers

}  // namespace pratique::sbom
