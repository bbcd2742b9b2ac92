// Reading back what write/cyclonedx.cc wrote, of every version and encoding.
#include <algorithm>
#include <tuple>
#include <unordered_map>

#include "base/text.h"
#include "base/text_hash.h"
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

template <class T, class Read>
Result<std::vector<T>> parts_from(const Properties& properties, std::string_view name, Read read) {
  std::vector<T> parts;
  for (const auto text : properties.all(name)) {
    PQ_TRY(auto part, part_from(text, read));
    parts.push_back(std::move(part));
  }
  return parts;
}

Result<void> read_facts(const Properties& properties, model::Subject& subject) {
  subject.annotations = properties.with_prefix("pratique:annotation:");
  if (const auto text = properties["pratique:config"]; !text.empty()) {
    PQ_TRY(subject.config, part_from(text, config_from));
  }
  PQ_TRY(subject.history,
         parts_from<model::Instruction>(properties, "pratique:instruction", instruction_from));
  PQ_TRY(subject.bases, parts_from<model::BaseImage>(properties, "pratique:base", base_from));
  subject.obtained_from = properties["pratique:obtained_from"];
  if (const auto text = properties["pratique:provenance"]; !text.empty()) {
    PQ_TRY(subject.provenance, part_from(text, provenance_from));
  } else {  // as older versions wrote it
    subject.provenance.source = properties["pratique:source"];
    subject.provenance.revision = properties["pratique:revision"];
  }
  if (const auto text = properties["pratique:attested-sbom"]; !text.empty()) {
    PQ_TRY(subject.attested_sbom, part_from(text, attested_sbom_from));
  }
  PQ_TRY(subject.attestations,
         parts_from<model::Attestation>(properties, "pratique:attestation", attestation_from));
  return {};
}

// Absent is empty, as it was written; only what cannot be empty in an inventory is an error here.
Result<model::Subject> subject_from_component(Json json) {
  const Properties properties(json);
  // Where the encoding could not carry a text.
  if (const auto native = properties["pratique:subject"]; !native.empty())
    return part_from(native, subject_from);
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
  PQ_TRY(subject.layers, parts_from<model::Layer>(properties, "pratique:layer", layer_from));
  PQ_CHECK(read_facts(properties, subject));
  return subject;
}

// The parts win: then the text is only the nearest that a purl can say.
Result<model::Purl> purl_of(Json json, const Properties& properties) {
  const auto parts = properties["pratique:purl"];
  if (!parts.empty()) return part_from(parts, purl_from_parts);
  return model::parse_purl(json["purl"].text());
}

// "sha256:VALUE"
Result<model::Hash> hash_of(std::string_view text) {
  const auto halves = base::cut(text, ":");
  if (!halves) return base::invalid("a hash without its algorithm");
  PQ_TRY(const auto algorithm, model::parse_hash_algorithm(halves->before));
  return model::Hash{algorithm, std::string(halves->after)};
}

Result<void> read_details(Json json, const Properties& properties, model::Component& component) {
  auto& details = component.details.edit();
  details.license = properties["pratique:license"];
  details.origin = properties["pratique:origin"];
  if (json["cpe"]) details.cpes.emplace_back(json["cpe"].text());
  for (const auto cpe : properties.all("pratique:cpe")) details.cpes.emplace_back(cpe);
  const auto exact = properties.all("pratique:hash");  // where one of them is none that the field takes
  if (exact.empty()) details.hashes = cyclonedx_hashes(json);
  for (const auto text : exact) {
    PQ_TRY(auto hash, hash_of(text));
    details.hashes.push_back(std::move(hash));
  }
  PQ_TRY(details.found_licenses,
         parts_from<model::FoundLicense>(properties, "pratique:found-license", found_license_from));
  component.details.settle();
  return {};
}

// Identity is an array since 1.6, an object in 1.5, and none before: then a property says it.
void read_confidence(Json json, const Properties& properties, model::Component& component) {
  const auto identity = json["evidence"]["identity"];
  const auto said = (identity.is_array() ? identity.at(0) : identity)["confidence"].number();
  if (said) component.confidence = static_cast<std::uint8_t>(std::clamp(*said, 0.0, 1.0) * kCertain + 0.5);
  if (const auto text = base::to_uint(properties["pratique:confidence"]))
    component.confidence = static_cast<std::uint8_t>(std::min<std::uint64_t>(*text, kCertain));
}

// Properties, where the version's evidence cannot hold them.
Result<void> read_locations(Json json, const Properties& properties, model::Component& component) {
  const auto stated = properties.all("pratique:location");
  for (const auto text : stated) {
    PQ_TRY(auto location, part_from(text, location_from));
    component.locations.push_back(std::move(location));
  }
  if (!stated.empty()) return {};
  json["evidence"]["occurrences"].each([&](Json occurrence) {
    component.locations.push_back(
        {.path = occurrence["location"].text_or(""), .layer = occurrence["additionalContext"].text_or("")});
  });
  return {};
}

// Order as written: an inventory that was sorted comes back sorted.
Result<model::Component> component_of(Json json, const Properties& properties) {
  if (const auto native = properties["pratique:component"]; !native.empty())
    return part_from(native, component_from);
  model::Component component;
  const auto evidence = properties["pratique:evidence"];
  if (evidence.empty()) return base::fail(ErrorKind::kMismatch, "our properties of it are missing");
  PQ_TRY(component.purl, purl_of(json, properties));
  PQ_TRY(component.evidence, model::parse_evidence(evidence));
  PQ_CHECK(read_locations(json, properties, component));
  read_confidence(json, properties, component);
  const auto declared = properties.all("pratique:declared-license");  // where they have no room in the list
  component.licenses.assign(declared.begin(), declared.end());
  if (declared.empty()) component.licenses = cyclonedx_licenses(json).declared;
  component.source_name = properties["pratique:source_name"];
  component.source_version = properties["pratique:source_version"];
  component.owner = properties["pratique:owner"];
  const auto supplier =
      properties.all("pratique:supplier");  // where the field is our reading of it, or a guess
  component.supplier = supplier.empty() ? json["supplier"]["name"].text() : supplier.front();
  component.homepage = properties["pratique:homepage"];
  if (component.homepage.empty()) component.homepage = cyclonedx_website(json);
  component.description = json["description"].text();
  PQ_CHECK(take_properties(unreserved(properties), component));
  PQ_CHECK(read_details(json, properties, component));
  return component;
}

// Components by their references, and the edges between them.
class Edges {
 public:
  // The component of that number, as the document calls it, and what its properties say of others.
  void add(std::string_view reference, std::uint32_t number, const Properties& properties) {
    numbers_.try_emplace(reference, number);
    properties.each([&](std::string_view name, std::string_view to) {
      if (name == "pratique:contains") stated_.push_back({number, to, model::EdgeKind::kContains});
      if (name == "pratique:provides") stated_.push_back({number, to, model::EdgeKind::kProvides});
      if (name == "pratique:built-from") stated_.push_back({number, to, model::EdgeKind::kBuiltFrom});
      if (!name.starts_with(kNeeds)) return;
      const auto scope = model::parse_scope(name.substr(kNeeds.size()));
      sound_ = sound_ && scope;
      if (scope) stated_.push_back({number, to, model::EdgeKind::kDependsOn, *scope});
    });
  }

  // Those and the document's "dependencies".
  Result<std::vector<model::Edge>> take(Json dependencies) && {
    for (const auto& one : stated_) relate(one.from, one.to, one.kind, one.scope);
    dependencies.each([&](Json json) {
      const auto from = json["ref"].text();
      if (from == "subject") return;
      const auto number = numbers_.find(from);
      sound_ = sound_ && number != numbers_.end();
      if (!sound_) return;
      json["dependsOn"].each(
          [&](Json to) { relate(number->second, to.text(), model::EdgeKind::kDependsOn); });
      json["provides"].each([&](Json to) { relate(number->second, to.text(), model::EdgeKind::kProvides); });
    });
    leave_out_doubles();
    if (edges_.size() > model::kMaxEdges)
      return base::invalid("CycloneDX: more than " + std::to_string(model::kMaxEdges) + " dependencies");
    if (!sound_)
      return base::fail(ErrorKind::kMismatch, "CycloneDX: dependencies of components that are not there");
    return std::move(edges_);
  }

 private:
  struct Stated {
    std::uint32_t from;
    std::string_view to;
    model::EdgeKind kind;
    model::Scope scope = model::Scope::kRequired;
  };

  void relate(std::uint32_t from, std::string_view to, model::EdgeKind kind,
              model::Scope scope = model::Scope::kRequired) {
    const auto number = numbers_.find(to);
    sound_ = sound_ && number != numbers_.end() && edges_.size() <= 2 * model::kMaxEdges;
    if (sound_) edges_.push_back({from, number->second, kind, scope});
  }

  // What has a scope stands among the dependencies too, without it.
  void leave_out_doubles() {
    std::sort(edges_.begin(), edges_.end(), [](const model::Edge& a, const model::Edge& b) {
      return std::tie(a.from, a.to, a.kind, b.scope) < std::tie(b.from, b.to, b.kind, a.scope);
    });
    const auto same = [](const model::Edge& a, const model::Edge& b) {
      return a.from == b.from && a.to == b.to && a.kind == b.kind;
    };
    edges_.erase(std::unique(edges_.begin(), edges_.end(), same), edges_.end());
  }

  std::unordered_map<std::string_view, std::uint32_t, base::TextHash> numbers_;
  std::vector<Stated> stated_;
  std::vector<model::Edge> edges_;
  bool sound_ = true;
};

// The distribution is the one component of type operating-system; whole in its property, for name and version
// are not all of it.
Result<void> add_component(model::Inventory& inventory, Edges& edges, Json json, base::Meter& meter) {
  const Properties properties(json);
  if (json["type"].text() == "operating-system") {
    const auto distro = properties["pratique:distro"];
    if (distro.empty()) return base::fail(ErrorKind::kMismatch, "our properties of it are missing");
    PQ_TRY(inventory.subject.distro, part_from(distro, distro_from));
    return {};
  }
  PQ_TRY(auto component, component_of(json, properties));
  PQ_CHECK(charge(meter, component));
  edges.add(json["bom-ref"].text(), static_cast<std::uint32_t>(inventory.components.size()), properties);
  inventory.components.push_back(std::move(component));
  return {};
}

}  // namespace

// Strict where the reader of foreign documents is lenient: a document that claims our schema and breaks it
// has been changed by somebody, and a silent repair would hide that. kMismatch: somebody put a component in or took one
// out; then it is read as another tool's, with a note.
Result<model::Inventory> read_own_cyclonedx(Json root, base::Meter& meter) {
  model::Inventory inventory;
  PQ_TRY(inventory.subject, subject_from_component(root["metadata"]["component"]));
  Result<void> result;
  Edges edges;
  // The first defect ends the reading, and its place is said by number: names may be what is wrong.
  std::size_t index = 0;
  root["components"].each([&](Json json) {
    if (result) result = add_component(inventory, edges, json, meter);
    if (result) ++index;
  });
  if (!result) {
    auto error = std::move(result).error();
    if (error.kind != ErrorKind::kMetered)
      error.what = "CycloneDX: component " + std::to_string(index) + ": " + error.what;
    return tl::unexpected(std::move(error));
  }
  PQ_TRY(inventory.edges, std::move(edges).take(root["dependencies"]));
  const Properties properties(root["metadata"]);
  PQ_TRY(inventory.observations,
         parts_from<model::Observation>(properties, "pratique:observation", observation_from));
  PQ_TRY(inventory.notes, parts_from<model::Note>(properties, "pratique:note", note_from));
  return inventory;
}

}  // namespace pratique::sbom
