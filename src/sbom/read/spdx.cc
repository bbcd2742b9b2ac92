#include "sbom/spdx.h"

#include <algorithm>
#include <unordered_map>

#include "base/text.h"
#include "base/text_hash.h"
#include "crypto/digest.h"
#include "sbom/changed.h"
#include "sbom/foreign.h"
#include "sbom/native.h"
#include "sbom/read.h"

namespace pratique::sbom {

using codec::Json;

namespace {

// Our annotation of an element; "" when there is none.
std::string_view annotation_of(Json element) {
  std::string_view found;
  element["annotations"].each([&](Json annotation) {
    const auto comment = annotation["comment"].text();
    if (found.empty() && comment.starts_with(kAnnotation)) found = comment.substr(kAnnotation.size());
  });
  return found;
}

// Calls `add` for each package until one fails; says which.
// Json::each() cannot stop, so the ones after a failure are passed over.
template <class Add>
Result<void> for_each_package(Json root, Add add) {
  Result<void> result;
  root["packages"].each([&](Json package) {
    if (!result) return;
    result = add(package);
    if (!result && result.error().kind != ErrorKind::kMetered)
      result.error().what = "SPDX: " + package["SPDXID"].text_or("a package") + ": " + result.error().what;
  });
  return result;
}

// The first external reference of type purl; PACKAGE_MANAGER in 2.2, PACKAGE-MANAGER in 2.3, so the category
// is not asked.
std::string_view purl_of(Json package) {
  std::string_view purl;
  package["externalRefs"].each([&](Json reference) {
    if (purl.empty() && reference["referenceType"].text().ends_with("purl"))
      purl = reference["referenceLocator"].text();
  });
  return purl;
}

// What the annotation says counts; SPDX's own fields are a rendering of it.
Result<void> add_own(model::Inventory& inventory, Json package, base::Meter& meter) {
  const auto id = package["SPDXID"].text();
  if (id == "SPDXRef-OperatingSystem") return {};  // the subject's annotation says it all
  const auto annotation = annotation_of(package);
  if (annotation.empty()) return check_annotated(purl_of(package), nullptr);
  PQ_TRY(const auto document, codec::JsonDocument::parse(annotation));
  if (id == "SPDXRef-Subject") {
    PQ_TRY(inventory.subject, subject_from(document.root()));
    return {};
  }
  PQ_TRY(auto component, component_from(document.root()));
  PQ_CHECK(check_annotated(purl_of(package), &component));
  PQ_CHECK(charge(meter, component));
  inventory.components.push_back(std::move(component));
  return {};
}

template <class T, class Read>
Result<std::vector<T>> all_of(Json list, Read read) {
  std::vector<T> all;
  Result<void> result;
  list.each([&](Json json) {
    auto one = read(json);
    if (one) all.push_back(*std::move(one));
    if (!one && result) result = tl::unexpected(std::move(one).error());
  });
  PQ_CHECK(std::move(result));
  return all;
}

// Relationships of clause 11.1 that are edges.
struct Relation {
  std::string_view word;
  model::EdgeKind kind;
  model::Scope scope = model::Scope::kRequired;
  // Said of the second of the two.
  bool reversed = false;
};
constexpr Relation kRelations[] = {
    {"DEPENDS_ON", model::EdgeKind::kDependsOn},
    {"CONTAINS", model::EdgeKind::kContains},
    {"GENERATED_FROM", model::EdgeKind::kBuiltFrom},
    {"DEPENDENCY_OF", model::EdgeKind::kDependsOn, model::Scope::kRequired, true},
    {"RUNTIME_DEPENDENCY_OF", model::EdgeKind::kDependsOn, model::Scope::kRequired, true},
    {"OPTIONAL_DEPENDENCY_OF", model::EdgeKind::kDependsOn, model::Scope::kOptional, true},
    {"PROVIDED_DEPENDENCY_OF", model::EdgeKind::kDependsOn, model::Scope::kPeer, true},
    {"BUILD_DEPENDENCY_OF", model::EdgeKind::kDependsOn, model::Scope::kBuild, true},
    {"DEV_DEPENDENCY_OF", model::EdgeKind::kDependsOn, model::Scope::kDev, true},
    {"TEST_DEPENDENCY_OF", model::EdgeKind::kDependsOn, model::Scope::kDev, true},
    {"CONTAINED_BY", model::EdgeKind::kContains, model::Scope::kRequired, true},
    {"GENERATES", model::EdgeKind::kBuiltFrom, model::Scope::kRequired, true},
};
// Ours for "provides", told by a comment: other tools may mean anything by it.
constexpr Relation kOther{"OTHER", model::EdgeKind::kProvides};

const Relation* relation_of(std::string_view word) {
  const auto* found = std::find_if(std::begin(kRelations), std::end(kRelations),
                                   [&](const Relation& one) { return one.word == word; });
  return found == std::end(kRelations) ? nullptr : found;
}

// Between the components of a document of ours; what the subject contains is said by their being there.
Result<std::vector<model::Edge>> edges_of(Json root) {
  std::unordered_map<std::string_view, std::uint32_t, base::TextHash> numbers;
  root["packages"].each([&](Json package) {
    const auto id = package["SPDXID"].text();
    if (id.starts_with("SPDXRef-Package-"))
      numbers.try_emplace(id, static_cast<std::uint32_t>(numbers.size()));
  });
  std::vector<model::Edge> edges;
  bool sound = true;
  root["relationships"].each([&](Json json) {
    const auto first = numbers.find(json["spdxElementId"].text());
    if (first == numbers.end()) return;
    const auto second = numbers.find(json["relatedSpdxElement"].text());
    const auto word = json["relationshipType"].text();
    const auto* relation = word == kOther.word ? &kOther : relation_of(word);
    sound = sound && second != numbers.end() && relation != nullptr && edges.size() < model::kMaxEdges;
    if (!sound) return;
    const auto from = relation->reversed ? second : first, to = relation->reversed ? first : second;
    edges.push_back({from->second, to->second, relation->kind, relation->scope});
  });
  if (!sound)
    return base::invalid(
        "SPDX: relationships of packages that are not there or not ours, or more than 1000000");
  std::sort(edges.begin(), edges.end());
  return edges;
}

// "NOASSERTION" and "NONE" are SPDX's two ways to say nothing (clause 7).
bool is_said(std::string_view text) { return !text.empty() && text != "NOASSERTION" && text != "NONE"; }

// "Organization: NAME (mail)", "Person: NAME".
std::string supplier_of(Json package) {
  for (const auto field : {package["supplier"].text(), package["originator"].text()}) {
    if (!is_said(field)) continue;
    const auto halves = base::cut(field, ":");
    return std::string(base::trim(halves ? halves->after : field));
  }
  return {};
}

// Trivy: "built package from: openssl 1:1.0.2k-16.el7". Other tools write prose here.
void add_source(model::Component& component, Json package) {
  constexpr std::string_view kBuiltFrom = "built package from: ";
  const auto info = package["sourceInfo"].text();
  if (!info.starts_with(kBuiltFrom)) return;
  const auto words = base::words(info.substr(kBuiltFrom.size()));
  if (words.size() != 2) return;
  set_source(component, words[0], without_own_epoch(component, words[1]));
}

// Trivy's name-value pairs: "LayerDiffID: sha256:…", in attributionTexts, since 0.60 in annotation comments.
std::string_view attribution(Json element, std::string_view name) {
  std::string_view found;
  const auto look = [&](std::string_view text) {
    const auto halves = base::cut(text, ": ");
    if (found.empty() && halves && halves->before == name) found = halves->after;
  };
  element["attributionTexts"].each([&](Json text) { look(text.text()); });
  element["annotations"].each([&](Json annotation) { look(annotation["comment"].text()); });
  return found;
}

// Two passes: which package is the subject stands at the end of the document, among the relationships.
class ForeignDocument {
 public:
  ForeignDocument(Json root, base::Meter& meter) : root_(root), out_(meter) {
    root["hasExtractedLicensingInfos"].each([this](Json info) {
      const auto name = info["name"].text();
      names_[std::string(info["licenseId"].text())] = is_said(name) ? name : info["extractedText"].text();
    });
  }

  Result<model::Inventory> read() {
    find_described();
    PQ_CHECK(for_each_package(root_,
                              [this](Json package) -> Result<void> { return add(package), Result<void>(); }));
    read_files();
    root_["relationships"].each([this](Json relation) { add_relationship(relation); });
    if (out_.inventory.subject.name.empty()) out_.inventory.subject.name = root_["name"].text();
    return std::move(out_).finish();
  }

 private:
  // The element that the document is about: its package is the subject, and a component too where it is one.
  void find_described() {
    described_ = root_["documentDescribes"].at(0).text();
    root_["relationships"].each([this](Json relation) {
      if (!described_.empty()) return;
      const auto type = relation["relationshipType"].text();
      auto from = relation["spdxElementId"].text(), to = relation["relatedSpdxElement"].text();
      if (type == "DESCRIBED_BY") std::swap(from, to);
      if ((type == "DESCRIBES" || type == "DESCRIBED_BY") && from == "SPDXRef-DOCUMENT") described_ = to;
    });
  }

  // The package of an image has its digest as version (Syft, BuildKit) or its image ID among the attributions
  // (Trivy).
  void add_subject(Json package) {
    auto& subject = out_.inventory.subject;
    subject.name = package["name"].text();
    if (crypto::is_sha256(package["versionInfo"].text())) subject.digest = package["versionInfo"].text();
    subject.config_digest = attribution(package, "ImageID");
  }

  // The purpose exists since 2.3; Trivy's identifier tells in older documents.
  static bool is_operating_system(Json package) {
    return is_system_purpose(package["primaryPackagePurpose"].text()) ||
           package["SPDXID"].text().starts_with("SPDXRef-OperatingSystem");
  }

  void add(Json package) {
    std::string purl(purl_of(package));
    const bool is_subject = !described_.empty() && package["SPDXID"].text() == described_;
    if (is_subject) add_subject(package);
    if (purl.empty() && !is_subject) purl = purl_by_cpe(package);
    if (is_operating_system(package)) {
      out_.inventory.subject.distro = distro_of(package["name"].text(), package["versionInfo"].text());
    } else if (purl.empty()) {
      if (!is_subject && !is_lock_file(package)) out_.count_without_purl(package["name"].text());
    } else if (!is_subject) {
      add_component(package, purl);
    } else if (const auto parsed = model::parse_purl(purl); !parsed || is_package(*parsed)) {
      if (add_component(package, purl)) out_.set_main();
    }
  }

  // Of a package that has no other name than the CPE of an application.
  static std::string purl_by_cpe(Json package) {
    std::string purl;
    package["externalRefs"].each([&](Json reference) {
      const auto type = reference["referenceType"].text();
      if (purl.empty() && (type == "cpe23Type" || type == "cpe22Type"))
        purl = purl_of_cpe(reference["referenceLocator"].text(), package["versionInfo"].text());
    });
    return purl;
  }

  // Trivy's package for the lock file or folder that others were read from.
  static bool is_lock_file(Json package) {
    return package["SPDXID"].text().starts_with("SPDXRef-Application-");
  }

  // Concluded licences are somebody's judgement; declared ones are what the package says of itself.
  bool add_component(Json package, std::string_view purl) {
    auto* component = out_.add(purl, package["versionInfo"].text());
    if (component == nullptr) return false;
    add_source(*component, package);
    set_module(*component, attribution(package, "Modularitylabel"));
    component->supplier = supplier_of(package);
    if (is_said(package["homepage"].text())) component->homepage = package["homepage"].text();
    const auto declared = package["licenseDeclared"].text();
    const auto license = is_said(declared) ? declared : package["licenseConcluded"].text();
    if (is_said(license)) component->licenses.push_back(named(license));
    const auto layer = attribution(package, "LayerDiffID");
    if (crypto::is_sha256(layer)) {
      component->locations.push_back(
          {.path = std::string(attribution(package, "FilePath")), .layer = std::string(layer)});
    }
    add_places(*component, package["sourceInfo"].text());
    out_.name_last(package["SPDXID"].text());
    add_details(*component, package);
    return true;
  }

  // Syft: "acquired package info from installed python package manifest file: /a/METADATA, /a/RECORD".
  static void add_places(model::Component& component, std::string_view info) {
    if (!info.starts_with("acquired package info from ")) return;
    const auto halves = base::cut(info, ": ");
    if (!halves) return;
    for (const auto part : base::split(halves->after, ',')) {
      auto path = base::trim(part);
      while (path.starts_with('/')) path.remove_prefix(1);
      if (!path.empty()) component.locations.push_back({.path = std::string(path), .layer = {}});
    }
  }

  static void add_details(model::Component& component, Json package) {
    auto& details = component.details.edit();
    component.description = shown(package["description"].text_or(package["summary"].text()));
    const auto declared = package["licenseDeclared"].text(), concluded = package["licenseConcluded"].text();
    if (is_said(declared) && is_said(concluded) && concluded != declared) details.license = concluded;
    package["externalRefs"].each([&](Json reference) {
      if (reference["referenceType"].text() == "cpe23Type" ||
          reference["referenceType"].text() == "cpe22Type")
        details.cpes.emplace_back(reference["referenceLocator"].text());
    });
    package["checksums"].each([&](Json checksum) {
      const auto algorithm = model::parse_hash_algorithm(base::to_lower(checksum["algorithm"].text()));
      if (!algorithm) return;
      model::Hash hash{*algorithm, base::to_lower(checksum["checksumValue"].text())};
      if (model::is_value(hash)) details.hashes.push_back(std::move(hash));
    });
    component.details.settle();
  }

  // Files that packages were found by, before who has them.
  void read_files() {
    for (std::uint32_t i = 0; i < out_.inventory.components.size(); ++i) {
      for (const auto& location : out_.inventory.components[i].locations)
        out_.ownership.found_by(i, location.path);
    }
    root_["relationships"].each([this](Json json) {
      const auto package = out_.called(json["spdxElementId"].text());
      if (package && (syft_relation(json) == "evident-by" || json["relationshipType"].text() == "CONTAINS"))
        out_.ownership.found_by_file(*package, json["relatedSpdxElement"].text());
    });
    root_["packages"].each([this](Json json) {
      const auto package = out_.called(json["SPDXID"].text());
      if (!package) return;
      json["hasFiles"].each([&](Json file) { out_.ownership.found_by_file(*package, file.text()); });
    });
    root_["files"].each(
        [this](Json file) { out_.ownership.name_file(file["SPDXID"].text(), file["fileName"].text()); });
    root_["packages"].each([this](Json json) {
      const auto package = out_.called(json["SPDXID"].text());
      if (!package) return;
      json["hasFiles"].each([&](Json file) { out_.ownership.list_file(*package, file.text()); });
    });
  }

  // The word of Syft's own relations, which stand as OTHER: "ownership-by-file-overlap: indicates that …".
  static std::string_view syft_relation(Json json) {
    if (json["relationshipType"].text() != "OTHER") return {};
    const auto comment = json["comment"].text();
    return comment.substr(0, comment.find(':'));
  }

  void add_ownership(Json json) {
    const auto type = json["relationshipType"].text();
    auto owner = json["spdxElementId"].text(), owned = json["relatedSpdxElement"].text();
    if (type == "CONTAINED_BY") std::swap(owner, owned);
    const bool has = type == "CONTAINS" || type == "CONTAINED_BY";
    const auto package = out_.called(owner), part = out_.called(owned);
    if (!package || !(has || syft_relation(json) == "ownership-by-file-overlap")) return;
    if (part) out_.ownership.claim(*package, *part);
    if (!part && has) out_.ownership.list_file(*package, owned);
  }

  void add_relationship(Json json) {
    add_ownership(json);
    const auto* relation = relation_of(json["relationshipType"].text());
    if (relation == nullptr) return;
    auto from = json["spdxElementId"].text(), to = json["relatedSpdxElement"].text();
    if (relation->reversed) std::swap(from, to);
    out_.relate(from, to, relation->kind, relation->scope);
  }

  // A licence that is one reference by the text that it stands for; expressions as they are.
  std::string named(std::string_view license) const {
    const auto found = names_.find(std::string(license));
    return found == names_.end() || found->second.empty() ? std::string(license) : found->second;
  }

  Json root_;
  ForeignInventory out_;
  std::string_view described_;
  std::map<std::string, std::string> names_;
};

}  // namespace

bool is_system_purpose(std::string_view purpose) {
  return purpose == "OPERATING-SYSTEM" || purpose == "OPERATING_SYSTEM";
}

const char* spdx_dependency(model::Scope scope) {
  if (scope == model::Scope::kRequired) return nullptr;
  const auto* found = std::find_if(std::begin(kRelations), std::end(kRelations), [&](const Relation& one) {
    return one.kind == model::EdgeKind::kDependsOn && one.scope == scope;
  });
  return found->word.data();
}

Result<void> check_annotated(std::string_view purl, const model::Component* annotated) {
  if (annotated == nullptr) return base::fail(ErrorKind::kMismatch, "our annotation of it is missing");
  const auto ours = annotated->purl.to_string();
  if (ours == purl) return {};
  return base::fail(ErrorKind::kMismatch, "its purl is " + std::string(purl) + ", by our annotation " + ours);
}

// By our annotation on the document, not by the creator: any tool may call itself so.
bool is_own_spdx(Json root) {
  const auto document = codec::JsonDocument::parse(annotation_of(root));
  return document && document->root()["schema"].text() == kSchema;
}

// Strict, as for CycloneDX: a defect in an annotation of ours is an error with the package named.
Result<model::Inventory> read_own_spdx(Json root, base::Meter& meter) {
  model::Inventory inventory;
  PQ_CHECK(for_each_package(root, [&](Json package) { return add_own(inventory, package, meter); }));
  PQ_TRY(const auto header, codec::JsonDocument::parse(annotation_of(root)));
  PQ_TRY(inventory.notes, all_of<model::Note>(header.root()["notes"], note_from));
  PQ_TRY(inventory.observations, all_of<model::Observation>(header.root()["observations"], observation_from));
  PQ_TRY(inventory.edges, edges_of(root));
  return inventory;
}

Result<model::Inventory> read_foreign_spdx(Json root, base::Meter& meter) {
  return ForeignDocument(root, meter).read();
}

namespace {

class SpdxReader final : public Reader {
 public:
  // SPDX 3 is JSON-LD and has no such member: read_document() names it.
  bool recognises(codec::Json root) const override { return root["spdxVersion"].text().starts_with("SPDX-"); }

  Result<model::Inventory> read(codec::Json root, base::Meter& meter) const override {
    const auto version = root["spdxVersion"].text();
    // 2.2 and 2.3 differ in names of enumerations and in which members may be absent; one reader serves both.
    if (!version.starts_with("SPDX-2.")) {
      return base::fail(ErrorKind::kUnsupported, "SPDX version \"" + std::string(version) + "\"", {},
                        "Write the document as SPDX 2.3 JSON");
    }
    const auto kind = root["packages"].kind();  // null: of some tools, for a list without an entry
    if (kind != codec::Json::Kind::kAbsent && kind != codec::Json::Kind::kNull &&
        kind != codec::Json::Kind::kArray)
      return base::invalid("SPDX: packages are no array");
    if (!is_own_spdx(root)) return read_foreign_spdx(root, meter);
    auto own = read_own_spdx(root, meter);
    if (own || own.error().kind != ErrorKind::kMismatch) return own;
    auto changed = read_foreign_spdx(root, meter);
    if (changed) changed->notes.push_back(changed_note(own.error()));
    return changed;
  }
};

}  // namespace

namespace readers {
std::unique_ptr<Reader> make_spdx() { return std::make_unique<SpdxReader>(); }
}  // namespace readers

}  // namespace pratique::sbom
