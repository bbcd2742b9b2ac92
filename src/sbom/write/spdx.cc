#include "sbom/spdx.h"

#include <algorithm>

#include "base/program.h"
#include "base/text.h"
#include "crypto/digest.h"
#include "licence/expression.h"
#include "sbom/native.h"
#include "sbom/party.h"
#include "sbom/stable.h"
#include "sbom/write.h"

namespace pratique::sbom {

using codec::JsonArray;
using codec::JsonObject;
using codec::JsonValue;
using codec::view;

namespace {

// The annotator (8.1). The creator (6.8) has the version too.
constexpr std::string_view kTool = "Tool: pratique";
constexpr std::string_view kSystem = "SPDXRef-OperatingSystem";
constexpr std::string_view kNoAssertion = "NOASSERTION";

// Packages are made while they are written; what they give to the lists behind them is collected on the way.
class SpdxDocument {
 public:
  SpdxDocument(const model::Inventory& inventory, const std::string& time)
      : inventory_(inventory), created_(time), ids_(model::component_ids(inventory)) {}

  Result<void> write(const base::Sink& sink) {
    JsonObject root;
    root.emplace("spdxVersion", "SPDX-2.3");
    root.emplace("dataLicense", "CC0-1.0");
    root.emplace("SPDXID", "SPDXRef-DOCUMENT");
    // Unique to the content, and no address that anything could be fetched from (6.5).
    root.emplace("documentNamespace", view("urn:uuid:" + uuid_of_document("spdx", inventory_, created_)));
    root.emplace("name", view(inventory_.subject.name.empty() ? "inventory" : inventory_.subject.name));
    root.emplace("creationInfo", creation_info());
    root.emplace("documentDescribes", JsonArray{"SPDXRef-Subject"});
    root.emplace("annotations", JsonArray{annotation(codec::to_compact_text(header()))});
    // In this order: each knows what the one before it found out.
    for (const char* key : {"packages", "hasExtractedLicensingInfos", "relationships"})
      root.emplace(key, nullptr);
    return codec::write_json(
        sink, root,
        {{.key = "packages", .next = [this] { return next_package(); }},
         {.key = "hasExtractedLicensingInfos", .next = [this] { return next_license(); }, .omit_empty = true},
         {.key = "relationships", .next = [this] { return next_relationship(); }}});
  }

 private:
  JsonObject creation_info() const {
    JsonObject object;
    object.emplace("created", view(created_));
    object.emplace("creators",
                   JsonArray{view(std::string(kTool) + "-" + std::string(base::program_version()))});
    return object;
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
    extracted_at_ = extracted_.begin();
    return std::nullopt;
  }

  // Sorted by reference: a map, so that the bytes do not depend on the order of packages.
  std::optional<JsonValue> next_license() {
    if (extracted_at_ == extracted_.end()) return std::nullopt;
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

  // What every package has: nothing was looked at file by file, nothing is said about where to get it.
  static JsonObject package(std::string_view id, std::string_view name, std::string_view version) {
    JsonObject object;
    object.emplace("SPDXID", view(id));
    object.emplace("name", view(name.empty() ? kNoAssertion : name));
    object.emplace("versionInfo", view(version.empty() ? kNoAssertion : version));
    object.emplace("downloadLocation", view(kNoAssertion));
    object.emplace("filesAnalyzed", false);
    return object;
  }

  JsonObject subject_package() const {
    const auto& subject = inventory_.subject;
    auto object = package("SPDXRef-Subject", subject.name, version_of(subject));
    object.emplace("supplier", view(actor(supplier_of(subject))));
    object.emplace("primaryPackagePurpose", purpose_of(subject.kind));
    if (crypto::is_sha256(subject.digest)) {
      JsonObject checksum;
      checksum.emplace("algorithm", "SHA256");
      checksum.emplace("checksumValue", view(std::string_view(subject.digest).substr(7)));
      object.emplace("checksums", JsonArray{std::move(checksum)});
    }
    object.emplace("annotations", JsonArray{annotation(codec::to_compact_text(to_json(subject)))});
    return object;
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
    object.emplace("primaryPackagePurpose", "OPERATING-SYSTEM");
    if (is_cpe(distro.cpe)) object.emplace("externalRefs", JsonArray{cpe_reference(distro.cpe)});
    return object;
  }

  // The same from scan to scan.
  std::string identifier(std::size_t component) const { return "SPDXRef-Package-" + ids_[component]; }

  // Members in the order of clause 7. copyrightText is NOASSERTION: no copyright file is quoted.
  JsonObject package_of(std::size_t number) {
    const auto& component = inventory_.components[number];
    const auto native = codec::to_compact_text(to_json(component));
    auto object = package(identifier(number), component.purl.name, component.purl.version);
    object.emplace("supplier", view(actor(supplier_of(component))));
    if (auto checksums = checksums_of(component); !checksums.empty())
      object.emplace("checksums", std::move(checksums));
    if (is_url(component.homepage)) object.emplace("homepage", view(component.homepage));
    put(object, "sourceInfo", source_of(component));
    object.emplace("licenseConcluded", view(concluded(component)));
    object.emplace("licenseDeclared", view(declared(component)));
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

  // In Trivy's words, so that others find the source package too.
  static std::string source_of(const model::Component& component) {
    if (component.source_name.empty()) return {};
    const auto& version =
        component.source_version.empty() ? component.purl.version : component.source_version;
    return "built package from: " + component.source_name + " " + version;
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
  static JsonArray references(const model::Component& component) {
    JsonArray array;
    for (const auto& cpe : component.details->cpes) {
      if (is_cpe(cpe)) array.emplace_back(cpe_reference(cpe));
    }
    array.emplace_back(purl_reference(component.purl));
    return array;
  }

  // Of either form (NISTIR 7695, 6.1 and 6.2): a URI of at most eight parts, or a formatted string of thirteen.
  static bool is_cpe(std::string_view text) {
    constexpr std::size_t kParts = 13, kUriParts = 8;
    const bool plain = std::all_of(text.begin(), text.end(), [](char c) { return c > ' ' && c < '\x7f'; });
    const auto parts = base::split(base::replace_all(text, "\\:", ""), ':').size();
    if (text.starts_with("cpe:/")) return plain && parts <= kUriParts;
    return text.starts_with("cpe:2.3:") && plain && parts == kParts;
  }

  static JsonObject cpe_reference(std::string_view cpe) {
    JsonObject object;
    object.emplace("referenceCategory", "SECURITY");
    object.emplace("referenceType", cpe.starts_with("cpe:/") ? "cpe22Type" : "cpe23Type");
    object.emplace("referenceLocator", view(cpe));
    return object;
  }

  std::string concluded(const model::Component& component) {
    const auto& license = component.details->license;
    return licence::is_expression(license) ? term_of(license) : std::string(kNoAssertion);
  }

  // Annex F.3.5. The category is spelt with a hyphen since 2.3.
  static JsonObject purl_reference(const model::Purl& purl) {
    JsonObject object;
    object.emplace("referenceCategory", "PACKAGE-MANAGER");
    object.emplace("referenceType", "purl");
    object.emplace("referenceLocator", view(purl.to_string()));
    return object;
  }

  // All licences at once: an expression joined by AND, where free text stands as a LicenseRef (10.1).
  std::string declared(const model::Component& component) {
    std::vector<std::string> terms;
    for (const auto& license : component.licenses) {
      if (license.empty()) continue;
      const auto term = term_of(license);
      terms.push_back(component.licenses.size() > 1 && licence::is_compound(term) ? "(" + term + ")" : term);
    }
    return terms.empty() ? std::string(kNoAssertion) : base::join(terms, " AND ");
  }

  // References that a package brought along are declared too, for a document with an unexplained one is not
  // valid.
  std::string term_of(const std::string& license) {
    if (licence::is_expression(license)) {
      for (const auto& reference : licence::references(license)) extracted_.emplace(reference, kNoAssertion);
      return licence::with_single_blanks(license);
    }
    const auto reference = "LicenseRef-" + short_hash(license);
    extracted_[reference] = license;
    return reference;
  }

  const model::Inventory& inventory_;
  std::string created_;
  std::size_t done_ = 0, related_ = 0;
  std::vector<std::string> ids_;  // of the components
  std::map<std::string, std::string> extracted_;
  std::map<std::string, std::string>::const_iterator extracted_at_ = extracted_.end();
};

class SpdxWriter final : public Writer {
 public:
  std::string_view name() const override { return "spdx"; }
  std::string_view about() const override { return "SPDX 2.3 JSON"; }
  Result<void> write(const model::Inventory& inventory, const Stamp& stamp,
                     const base::Sink& sink) const override {
    return SpdxDocument(inventory, time_of(inventory.subject, stamp.time)).write(sink);
  }
};

}  // namespace

namespace writers {
std::unique_ptr<Writer> make_spdx() { return std::make_unique<SpdxWriter>(); }
}  // namespace writers

}  // namespace pratique::sbom
