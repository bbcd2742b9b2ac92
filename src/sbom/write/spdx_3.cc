// SPDX 3.0.1 as JSON-LD (spdx-spec 3.0.1: profiles Core, Software and SimpleLicensing). How an inventory maps to it:
// docs/formats/spdx.md.
#include <algorithm>
#include <deque>
#include <span>
#include <utility>

#include "base/program.h"
#include "base/text.h"
#include "crypto/digest.h"
#include "licence/expression.h"
#include "sbom/cpe.h"
#include "sbom/edges.h"
#include "sbom/identifier.h"
#include "sbom/native.h"
#include "sbom/party.h"
#include "sbom/properties.h"
#include "sbom/spdx.h"
#include "sbom/stable.h"
#include "sbom/write.h"
#include "sbom/write/common/spdx_terms.h"

namespace pratique::sbom {
namespace {

using codec::JsonArray;
using codec::JsonObject;
using codec::JsonValue;
using codec::view;

constexpr std::string_view kContext = "https://spdx.org/rdf/3.0.1/spdx-context.jsonld";
// Blank node that every element's creation is told by.
constexpr std::string_view kCreation = "_:creation";

const char* algorithm_of(model::HashAlgorithm algorithm) {
  static constexpr const char* kNames[] = {"md5", "sha1", "sha256", "sha384", "sha512"};
  return kNames[static_cast<std::size_t>(algorithm)];
}

const char* purpose_of(model::SubjectKind kind) {
  if (kind == model::SubjectKind::kImage) return "container";
  if (kind == model::SubjectKind::kFilesystem) return "filesystemImage";
  return kind == model::SubjectKind::kSource ? "source" : "bom";
}

// The graph, element by element: those of the document, of each component in turn, then what these referred to.
class Graph {
 public:
  Graph(const model::Inventory& inventory, std::string time)
      : inventory_(inventory),
        time_(std::move(time)),
        base_("urn:uuid:" + uuid_of_document("spdx-3", inventory, time_) + "#"),
        incomplete_(std::ranges::any_of(inventory.notes, &model::Note::incomplete)),
        ids_(model::component_ids(inventory)),
        edges_(inventory) {}

  std::optional<JsonValue> next() {
    while (made_.empty()) {
      if (!make_more()) return std::nullopt;
    }
    JsonValue one = std::move(made_.front());
    made_.pop_front();
    return one;
  }

 private:
  // False: that was all.
  bool make_more() {
    const auto step = step_++;
    const auto count = inventory_.components.size();
    if (step == 0) {
      add_document();
      add_subject();
      if (inventory_.subject.distro != model::Distro{}) add_system();
    } else if (step <= count) {
      add_component(step - 1);
    } else if (step == count + 1) {
      add_contents();
      add_licenses();
      add_agents();
    } else {
      return false;
    }
    return true;
  }

  std::string id(std::string_view name) const { return base_ + std::string(name); }
  std::string package_id(std::size_t number) const { return id("Package-" + ids_[number]); }

  JsonObject element(const char* type, std::string_view identifier) const {
    JsonObject object;
    object.emplace("type", type);
    object.emplace("spdxId", view(identifier));
    object.emplace("creationInfo", view(kCreation));
    return object;
  }

  void annotate(const std::string& subject, std::string_view native) {
    auto object = element("Annotation", subject + "-annotation");
    object.emplace("annotationType", "other");
    object.emplace("subject", view(subject));
    object.emplace("statement", view(std::string(kAnnotation).append(native)));
    made_.push_back(std::move(object));
  }

  void relate(const char* kind, const std::string& from, JsonArray to, std::string_view name,
              const char* scope = nullptr, const char* comment = nullptr) {
    auto object = element(scope == nullptr ? "Relationship" : "LifecycleScopedRelationship",
                          from + "-" + std::string(name));
    if (comment != nullptr) object.emplace("comment", comment);
    // That nothing escaped us, nobody can say of an image.
    if (std::string_view(kind) == "contains" || std::string_view(kind) == "dependsOn")
      object.emplace("completeness", incomplete_ ? "incomplete" : "noAssertion");
    object.emplace("from", view(from));
    object.emplace("relationshipType", kind);
    object.emplace("to", std::move(to));
    if (scope != nullptr) object.emplace("scope", scope);
    made_.push_back(std::move(object));
  }

  void add_document() {
    JsonObject creation;
    creation.emplace("type", "CreationInfo");
    creation.emplace("@id", view(kCreation));
    creation.emplace("specVersion", "3.0.1");
    creation.emplace("created", view(time_));
    creation.emplace("createdBy", JsonArray{view(id("Author"))});
    creation.emplace("createdUsing", JsonArray{view(id("Tool"))});
    made_.push_back(std::move(creation));
    // No person wrote the document.
    auto author = element("SoftwareAgent", id("Author"));
    author.emplace("name", view(base::kProgram));
    made_.push_back(std::move(author));
    auto tool = element("Tool", id("Tool"));
    tool.emplace("name", view(std::string(base::kProgram) + "-" + std::string(base::program_version())));
    made_.push_back(std::move(tool));

    const auto& name = inventory_.subject.name;
    auto document = element("SpdxDocument", id("Document"));
    document.emplace("name", view(name.empty() ? "inventory" : name));
    document.emplace("rootElement", JsonArray{view(id("Sbom"))});
    document.emplace("profileConformance", JsonArray{"core", "software", "simpleLicensing"});
    made_.push_back(std::move(document));
    JsonObject header;
    header.emplace("schema", view(kSchema));
    JsonArray notes, observations;
    for (const auto& note : inventory_.notes) notes.emplace_back(to_json(note));
    for (const auto& one : inventory_.observations) observations.emplace_back(to_json(one));
    header.emplace("notes", std::move(notes));
    if (!observations.empty()) header.emplace("observations", std::move(observations));
    annotate(id("Document"), codec::to_compact_text(header));

    auto sbom = element("software_Sbom", id("Sbom"));
    sbom.emplace("rootElement", JsonArray{view(id("Subject"))});
    const bool source = inventory_.subject.kind == model::SubjectKind::kSource;
    sbom.emplace("software_sbomType", JsonArray{source ? "source" : "analyzed"});
    made_.push_back(std::move(sbom));
  }

  JsonObject package(std::string_view identifier, std::string_view name, std::string_view version,
                     const char* purpose, const Party& supplier) {
    auto object = element("software_Package", identifier);
    object.emplace("name", view(name.empty() ? kUnknown : name));
    object.emplace("software_packageVersion", view(version.empty() ? kUnknown : version));
    object.emplace("software_primaryPurpose", purpose);
    object.emplace("suppliedBy", view(agent(supplier)));
    return object;
  }

  std::string agent(const Party& party) {
    const auto key =
        std::string(party.person ? "Person" : "Organization") + "\n" + party.name + "\n" + party.mail;
    auto identifier = id("Agent-" + short_hash(key));
    agents_.try_emplace(identifier, party);
    return identifier;
  }

  void add_subject() {
    const auto& subject = inventory_.subject;
    auto object = package(id("Subject"), subject.name, version_of(subject), purpose_of(subject.kind),
                          supplier_of(subject));
    if (crypto::is_sha256(subject.digest))
      object.emplace("verifiedUsing", JsonArray{hash("sha256", std::string_view(subject.digest).substr(7))});
    put_purl(object, purl_of(subject), {});
    made_.push_back(std::move(object));
    annotate(id("Subject"), codec::to_compact_text(to_json(subject)));
  }

  // For readers that look for the distribution; read back from the subject's annotation.
  void add_system() {
    const auto& distro = inventory_.subject.distro;
    const auto name = base::printable(distro.id.empty() ? "unknown" : distro.id);
    auto object = package(id("OperatingSystem"), distro.id, distro.version_id, "operatingSystem",
                          {.name = name, .mail = "", .person = false});
    JsonArray identifiers;
    if (is_cpe(distro.cpe)) identifiers.emplace_back(cpe(distro.cpe));
    put_purl(object, purl_of(distro), std::move(identifiers));
    made_.push_back(std::move(object));
  }

  // Both places that readers look in, and what else identifies the package.
  static void put_purl(JsonObject& object, const std::string& purl, JsonArray others) {
    JsonArray identifiers;
    if (!purl.empty()) identifiers.emplace_back(identifier("packageUrl", purl));
    for (auto& one : others) identifiers.emplace_back(std::move(one));
    if (!identifiers.empty()) object.emplace("externalIdentifier", std::move(identifiers));
    put(object, "software_packageUrl", purl);
  }

  static JsonObject hash(const char* algorithm, std::string_view value) {
    JsonObject object;
    object.emplace("type", "Hash");
    object.emplace("algorithm", algorithm);
    object.emplace("hashValue", view(value));
    return object;
  }

  static JsonObject identifier(const char* type, std::string_view text) {
    JsonObject object;
    object.emplace("type", "ExternalIdentifier");
    object.emplace("externalIdentifierType", type);
    object.emplace("identifier", view(text));
    return object;
  }
  static JsonObject cpe(std::string_view text) {
    return identifier(is_formatted_cpe(text) ? "cpe23" : "cpe22", text);
  }

  void add_component(std::size_t number) {
    const auto& component = inventory_.components[number];
    const auto self = package_id(number), purl = component.purl.to_string();
    auto object =
        package(self, component.purl.name, component.purl.version, "library", supplier_of(component));
    put(object, "description", component.description);
    JsonArray hashes, cpes;
    for (const auto& one : component.details->hashes) {
      if (model::is_value(one))
        hashes.emplace_back(hash(algorithm_of(one.algorithm), base::to_lower(one.value)));
    }
    if (!hashes.empty()) object.emplace("verifiedUsing", std::move(hashes));
    for (const auto& one : component.details->cpes) {
      if (is_cpe(one)) cpes.emplace_back(cpe(one));
    }
    put_purl(object, purl, std::move(cpes));
    if (is_url(component.homepage)) object.emplace("software_homePage", view(component.homepage));
    if (const auto url = source_url_of(component); is_url(url))
      object.emplace("software_downloadLocation", view(url));
    put(object, "software_sourceInfo", source_info_of(component));
    made_.push_back(std::move(object));
    annotate(self, codec::to_compact_text(to_json(component)));
    relate_license("hasDeclaredLicense", self, terms_.declared(component));
    relate_license("hasConcludedLicense", self, terms_.concluded(component));
    add_edges(number);
  }

  void relate_license(const char* kind, const std::string& self, const std::string& expression) {
    if (expression == kNoAssertion) return;
    const auto license = id("License-" + short_hash(expression));
    licenses_.try_emplace(license, expression);
    relate(kind, self, {view(license)}, kind);
  }

  // One relationship for all that a component is related to in the same way. Clause "RelationshipType" has no word for
  // "provides"; what something was made of generates it.
  void add_edges(std::size_t number) {
    std::map<std::pair<model::EdgeKind, model::Scope>, JsonArray> all;
    for (const auto& edge : edges_.of(number)) {
      if (edge.kind == model::EdgeKind::kBuiltFrom) {
        relate("generates", package_id(edge.to), {view(package_id(number))}, "generates-" + ids_[number]);
      } else {
        all[{edge.kind, edge.scope}].emplace_back(view(package_id(edge.to)));
      }
    }
    for (auto& [way, to] : all) {
      const auto word = spdx3_relation(way.first, way.second);
      const auto name = std::string(word.type) + (word.scope == nullptr ? "" : word.scope);
      relate(word.type, package_id(number), std::move(to), name, word.scope,
             way.first == model::EdgeKind::kProvides ? "provides" : nullptr);
    }
  }

  void add_contents() {
    JsonArray all;
    if (inventory_.subject.distro != model::Distro{}) all.emplace_back(view(id("OperatingSystem")));
    for (std::size_t i = 0; i < ids_.size(); ++i) all.emplace_back(view(package_id(i)));
    if (!all.empty()) relate("contains", id("Subject"), std::move(all), "contains");
  }

  void add_licenses() {
    for (const auto& [identifier, expression] : licenses_) {
      auto object = element("simplelicensing_LicenseExpression", identifier);
      object.emplace("simplelicensing_licenseExpression", view(expression));
      JsonArray map;
      for (const auto& reference : licence::references(expression)) {
        JsonObject entry;
        entry.emplace("type", "DictionaryEntry");
        entry.emplace("key", view(reference));
        entry.emplace("value", view(id(reference)));
        map.emplace_back(std::move(entry));
      }
      if (!map.empty()) object.emplace("simplelicensing_customIdToUri", std::move(map));
      made_.push_back(std::move(object));
    }
    for (const auto& [reference, text] : terms_.extracted()) {
      auto object = element("simplelicensing_SimpleLicensingText", id(reference));
      object.emplace("name", view(base::printable(text)));
      object.emplace("simplelicensing_licenseText", view(text));
      made_.push_back(std::move(object));
    }
  }

  void add_agents() {
    for (const auto& [identifier_, party] : agents_) {
      auto object = element(party.person ? "Person" : "Organization", identifier_);
      object.emplace("name", view(party.name));
      if (!party.mail.empty())
        object.emplace("externalIdentifier", JsonArray{identifier("email", party.mail)});
      made_.push_back(std::move(object));
    }
  }

  const model::Inventory& inventory_;
  std::string time_, base_;
  // A note says that something could not be read.
  bool incomplete_ = false;
  std::vector<std::string> ids_;  // of the components
  Edges edges_;
  LicenseTerms terms_;
  std::map<std::string, std::string> licenses_;  // expression by identifier
  std::map<std::string, Party> agents_;
  std::size_t step_ = 0;
  std::deque<JsonObject> made_;
};

class Spdx3Writer final : public Writer {
 public:
  std::string_view name() const override { return "spdx-3"; }
  std::string_view about() const override { return "SPDX 3.0.1 JSON-LD"; }
  Result<void> write(const model::Inventory& inventory, const Stamp& stamp,
                     const base::Sink& sink) const override {
    Graph graph(inventory, time_of(inventory.subject, stamp.time));
    JsonObject root;
    root.emplace("@context", view(kContext));
    root.emplace("@graph", nullptr);
    return codec::write_json(sink, root, {{.key = "@graph", .next = [&] { return graph.next(); }}});
  }
};

}  // namespace

namespace writers {
std::vector<std::unique_ptr<Writer>> make_spdx_3() {
  std::vector<std::unique_ptr<Writer>> all;
  all.push_back(std::make_unique<Spdx3Writer>());
  return all;
}
}  // namespace writers

}  // namespace pratique::sbom
