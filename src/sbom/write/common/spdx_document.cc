#include "sbom/write/common/spdx_document.h"

#include <utility>

#include "base/program.h"
#include "base/text.h"
#include "crypto/digest.h"
#include "sbom/cpe.h"
#include "sbom/identifier.h"
#include "sbom/native.h"
#include "sbom/party.h"
#include "sbom/spdx.h"
#include "sbom/stable.h"
#include "sbom/write/common/spdx_terms.h"

namespace pratique::sbom {

using codec::JsonArray;
using codec::JsonObject;
using codec::JsonValue;
using codec::view;

namespace {

// The annotator (8.1). The creator (6.8) has the version too.
constexpr std::string_view kTool = "Tool: pratique";
constexpr std::string_view kSystem = "SPDXRef-OperatingSystem";

}  // namespace

// Packages are made while they are written; what they give to the lists behind them is collected on the way.
struct SpdxDocument::State {
  State(const model::Inventory& inventory, std::string time, int minor)
      : inventory_(inventory),
        created_(std::move(time)),
        minor_(minor),
        ids_(model::component_ids(inventory)) {}

  JsonObject head() const {
    const auto version = "2." + std::to_string(minor_);
    JsonObject root;
    root.emplace("spdxVersion", view("SPDX-" + version));
    root.emplace("dataLicense", "CC0-1.0");
    root.emplace("SPDXID", "SPDXRef-DOCUMENT");
    // Unique to the content, and no address that anything could be fetched from (6.5).
    const auto uuid = uuid_of_document("spdx-" + version, inventory_, created_);
    root.emplace("documentNamespace", view("urn:uuid:" + uuid));
    root.emplace("name", view(inventory_.subject.name.empty() ? "inventory" : inventory_.subject.name));
    root.emplace("creationInfo", creation_info());
    root.emplace("documentDescribes", JsonArray{"SPDXRef-Subject"});
    root.emplace("annotations", JsonArray{annotation(codec::to_compact_text(header()))});
    for (const char* key : {"packages", "hasExtractedLicensingInfos", "relationships"})
      root.emplace(key, nullptr);
    return root;
  }

  JsonObject creation_info() const {
    JsonObject object;
    object.emplace("comment", phase());
    object.emplace("created", view(created_));
    object.emplace("creators",
                   JsonArray{view(std::string(kTool) + "-" + std::string(base::program_version()))});
    return object;
  }

  // There is no field for it: CISA's "Types of SBOM" (2023), in words.
  const char* phase() const {
    return inventory_.subject.kind == model::SubjectKind::kSource ? "SBOM type: source"
                                                                  : "SBOM type: analyzed";
  }

  // The schema, notes and observations: what belongs to the document and to no package.
  JsonObject header() const {
    JsonObject object;
    object.emplace("schema", view(kSchema));
    JsonArray notes;
    for (const auto& note : inventory_.notes) notes.emplace_back(to_json(note));
    object.emplace("notes", std::move(notes));
    JsonArray observations;
    for (const auto& one : inventory_.observations) observations.emplace_back(to_json(one));
    if (!observations.empty()) object.emplace("observations", std::move(observations));
    return object;
  }

  JsonObject annotation(std::string_view native) const {
    JsonObject object;
    object.emplace("annotationDate", view(created_));
    object.emplace("annotationType", "OTHER");
    object.emplace("annotator", view(kTool));
    object.emplace("comment", view(std::string(kAnnotation).append(native)));
    return object;
  }

  std::optional<JsonValue> next_package() {
    const auto number = done_++;
    const std::size_t before = has_system() ? 2 : 1;
    if (number == 0) return subject_package();
    if (number < before) return system_package();
    if (number - before < inventory_.components.size()) return package_of(number - before);
    extracted_at_ = terms_.extracted().begin();
    return std::nullopt;
  }

  // Sorted by reference: a map, so that the bytes do not depend on the order of packages.
  std::optional<JsonValue> next_license() {
    if (extracted_at_ == terms_.extracted().end()) return std::nullopt;
    const auto& [reference, text] = *extracted_at_++;
    JsonObject object;
    object.emplace("licenseId", view(reference));
    object.emplace("name", view(base::printable(text)));
    object.emplace("extractedText", view(text));
    return object;
  }

  std::optional<JsonValue> next_relationship() {
    const auto number = related_++;
    if (number == 0) return relationship("SPDXRef-DOCUMENT", "DESCRIBES", "SPDXRef-Subject");
    const std::size_t before = has_system() ? 2 : 1;
    if (number < before) return relationship("SPDXRef-Subject", "CONTAINS", kSystem);
    if (number - before < ids_.size())
      return relationship("SPDXRef-Subject", "CONTAINS", identifier(number - before));
    const auto edge = number - before - ids_.size();
    if (edge == inventory_.edges.size()) return std::nullopt;
    return relationship(inventory_.edges[edge]);
  }

  // Clause 11.1 has no word for "provides".
  JsonObject relationship(const model::Edge& edge) const {
    const auto from = identifier(edge.from), to = identifier(edge.to);
    if (edge.kind == model::EdgeKind::kDependsOn) {
      const auto* word = spdx_dependency(edge.scope);
      return word == nullptr ? relationship(from, "DEPENDS_ON", to) : relationship(to, word, from);
    }
    if (edge.kind == model::EdgeKind::kContains) return relationship(from, "CONTAINS", to);
    if (edge.kind == model::EdgeKind::kBuiltFrom) return relationship(from, "GENERATED_FROM", to);
    auto object = relationship(from, "OTHER", to);
    object.emplace("comment", "provides");
    return object;
  }

  // Clause 11.1. documentDescribes says the first of these a second time, for readers that look only there.
  static JsonObject relationship(std::string_view from, std::string_view type, std::string_view to) {
    JsonObject object;
    object.emplace("spdxElementId", view(from));
    object.emplace("relationshipType", view(type));
    object.emplace("relatedSpdxElement", view(to));
    return object;
  }

  bool has_system() const { return inventory_.subject.distro != model::Distro{}; }

  // What every package has: nothing was looked at file by file.
  static JsonObject package(std::string_view id, std::string_view name, std::string_view version,
                            std::string_view location = kNoAssertion) {
    JsonObject object;
    object.emplace("SPDXID", view(id));
    object.emplace("name", view(name.empty() ? kUnknown : name));
    object.emplace("versionInfo", view(version.empty() ? kUnknown : version));
    object.emplace("downloadLocation", view(location));
    object.emplace("filesAnalyzed", false);
    return object;
  }

  JsonObject subject_package() const {
    const auto& subject = inventory_.subject;
    auto object = package("SPDXRef-Subject", subject.name, version_of(subject));
    object.emplace("supplier", view(actor(supplier_of(subject))));
    put_purpose(object, purpose_of(subject.kind));
    if (crypto::is_sha256(subject.digest)) {
      JsonObject checksum;
      checksum.emplace("algorithm", "SHA256");
      checksum.emplace("checksumValue", view(std::string_view(subject.digest).substr(7)));
      object.emplace("checksums", JsonArray{std::move(checksum)});
    }
    put_no_licenses(object);
    if (const auto purl = purl_of(subject); !purl.empty())
      object.emplace("externalRefs", JsonArray{purl_reference(purl)});
    object.emplace("annotations", JsonArray{annotation(codec::to_compact_text(to_json(subject)))});
    return object;
  }

  // Not in 2.2.
  void put_purpose(JsonObject& object, const char* purpose) const {
    constexpr int kFirst = 3;
    if (minor_ >= kFirst) object.emplace("primaryPackagePurpose", purpose);
  }
  // 2.2 demands these fields of every package; that nothing is known is said in 2.3 too.
  static void put_no_licenses(JsonObject& object) {
    for (const char* field : {"licenseConcluded", "licenseDeclared", "copyrightText"})
      object.emplace(field, view(kNoAssertion));
  }

  static const char* purpose_of(model::SubjectKind kind) {
    if (kind == model::SubjectKind::kImage) return "CONTAINER";
    return kind == model::SubjectKind::kSource ? "SOURCE" : "OTHER";
  }

  // For readers that look for the distribution; read back from the subject's annotation.
  JsonObject system_package() const {
    const auto& distro = inventory_.subject.distro;
    auto object = package(kSystem, distro.id, distro.version_id);
    object.emplace("supplier",
                   view(actor({.name = base::printable(distro.id), .mail = "", .person = false})));
    put_purpose(object, "OPERATING_SYSTEM");  // as the schema spells it
    put_no_licenses(object);
    JsonArray references;
    if (is_cpe(distro.cpe)) references.emplace_back(cpe_reference(distro.cpe));
    if (const auto purl = purl_of(distro); !purl.empty()) references.emplace_back(purl_reference(purl));
    if (!references.empty()) object.emplace("externalRefs", std::move(references));
    return object;
  }

  // The same from scan to scan.
  std::string identifier(std::size_t component) const { return "SPDXRef-Package-" + ids_[component]; }

  // Members in the order of clause 7. copyrightText is NOASSERTION: no copyright file is quoted.
  JsonObject package_of(std::size_t number) {
    const auto& component = inventory_.components[number];
    const auto native = codec::to_compact_text(to_json(component));
    auto object = package(identifier(number), component.purl.name, component.purl.version,
                          download_location_of(component));
    object.emplace("supplier", view(actor(supplier_of(component))));
    if (auto checksums = checksums_of(component); !checksums.empty())
      object.emplace("checksums", std::move(checksums));
    if (is_url(component.homepage)) object.emplace("homepage", view(component.homepage));
    put(object, "sourceInfo", source_info_of(component));
    object.emplace("licenseConcluded", view(terms_.concluded(component)));
    object.emplace("licenseDeclared", view(terms_.declared(component)));
    object.emplace("copyrightText", view(kNoAssertion));
    put(object, "description", component.description);
    object.emplace("externalRefs", references(component));
    object.emplace("annotations", JsonArray{annotation(native)});
    return object;
  }

  // 7.5.2: "Person: NAME (MAIL)" or "Organization: NAME" on one line.
  static std::string actor(const Party& party) {
    const auto name = party.name.empty() ? std::string("unknown") : party.name;
    return (party.person ? "Person: " : "Organization: ") + name +
           (party.mail.empty() ? "" : " (" + party.mail + ")");
  }

  // 7.10: values of the right length only.
  static JsonArray checksums_of(const model::Component& component) {
    JsonArray array;
    for (const auto& hash : component.details->hashes) {
      if (!model::is_value(hash)) continue;
      JsonObject object;
      object.emplace("algorithm", spdx_name(hash.algorithm));
      object.emplace("checksumValue", view(base::to_lower(hash.value)));
      array.emplace_back(std::move(object));
    }
    return array;
  }

  static const char* spdx_name(model::HashAlgorithm algorithm) {
    static constexpr const char* kNames[] = {"MD5", "SHA1", "SHA256", "SHA384", "SHA512"};
    return kNames[static_cast<std::size_t>(algorithm)];
  }

  // Annexes F.2.2 and F.3.5.
  JsonArray references(const model::Component& component) const {
    JsonArray array;
    for (const auto& cpe : component.details->cpes) {
      if (is_cpe(cpe)) array.emplace_back(cpe_reference(cpe));
    }
    array.emplace_back(purl_reference(component.purl.to_string()));
    return array;
  }

  static JsonObject cpe_reference(std::string_view cpe) {
    JsonObject object;
    object.emplace("referenceCategory", "SECURITY");
    object.emplace("referenceType", cpe.starts_with("cpe:/") ? "cpe22Type" : "cpe23Type");
    object.emplace("referenceLocator", view(cpe));
    return object;
  }

  // Annex F.3.5. The category is spelt with a hyphen since 2.3.
  JsonObject purl_reference(std::string_view purl) const {
    constexpr int kHyphen = 3;
    JsonObject object;
    object.emplace("referenceCategory", minor_ >= kHyphen ? "PACKAGE-MANAGER" : "PACKAGE_MANAGER");
    object.emplace("referenceType", "purl");
    object.emplace("referenceLocator", view(purl));
    return object;
  }

  const model::Inventory& inventory_;
  std::string created_;
  int minor_;
  std::size_t done_ = 0, related_ = 0;
  std::vector<std::string> ids_;  // of the components
  LicenseTerms terms_;
  std::map<std::string, std::string>::const_iterator extracted_at_ = terms_.extracted().end();
};

SpdxDocument::SpdxDocument(const model::Inventory& inventory, std::string time, int minor)
    : state_(std::make_unique<State>(inventory, std::move(time), minor)) {}
SpdxDocument::~SpdxDocument() = default;

JsonObject SpdxDocument::head() const { return state_->head(); }
std::optional<JsonValue> SpdxDocument::next_package() { return state_->next_package(); }
std::optional<JsonValue> SpdxDocument::next_license() { return state_->next_license(); }
std::optional<JsonValue> SpdxDocument::next_relationship() { return state_->next_relationship(); }

}  // namespace pratique::sbom
