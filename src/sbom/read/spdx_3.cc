// SPDX 3.0 as JSON-LD (spdx-spec 3.0.1, "Serialization"): a flat list of elements that name each other by IRIs.
#include <algorithm>
#include <map>
#include <unordered_map>

#include "base/text.h"
#include "base/text_hash.h"
#include "crypto/digest.h"
#include "sbom/changed.h"
#include "sbom/foreign.h"
#include "sbom/native.h"
#include "sbom/read.h"
#include "sbom/spdx.h"

namespace pratique::sbom {

using codec::Json;

namespace {

using Elements = std::unordered_map<std::string_view, Json, base::TextHash>;

// An element is named by its IRI, or stands where its name could.
std::string_view id_of(Json element) {
  if (element.is_string()) return element.text();
  const auto id = element["spdxId"].text();
  return id.empty() ? element["@id"].text() : id;
}

std::string_view type_of(Json element) {
  const auto type = element["type"].text();
  return type.empty() ? element["@type"].text() : type;
}

// "to", "rootElement" and their like: a list, or one alone.
template <class Visit>
void each_of(Json value, Visit visit) {
  if (value.is_array()) return value.each(visit);
  if (value) visit(value);
}

Json first_of(Json value) { return value.is_array() ? value.at(0) : value; }

bool is_relationship(Json element) {
  return type_of(element) == "Relationship" || type_of(element) == "LifecycleScopedRelationship";
}

// Ours on an element: its native form.
std::string_view statement_of(Json annotation) {
  const auto text = annotation["statement"].text();
  return type_of(annotation) == "Annotation" && text.starts_with(kAnnotation)
             ? text.substr(kAnnotation.size())
             : std::string_view();
}

struct Relation {
  std::string_view type, scope;
  model::EdgeKind kind;
  model::Scope needed_for = model::Scope::kRequired;
};
constexpr Relation kRelations[] = {
    {"dependsOn", "", model::EdgeKind::kDependsOn},
    {"dependsOn", "runtime", model::EdgeKind::kDependsOn},
    {"dependsOn", "build", model::EdgeKind::kDependsOn, model::Scope::kBuild},
    {"dependsOn", "development", model::EdgeKind::kDependsOn, model::Scope::kDev},
    {"dependsOn", "test", model::EdgeKind::kDependsOn, model::Scope::kDev},
    {"hasOptionalDependency", "", model::EdgeKind::kDependsOn, model::Scope::kOptional},
    {"hasProvidedDependency", "", model::EdgeKind::kDependsOn, model::Scope::kPeer},
    {"contains", "", model::EdgeKind::kContains},
    {"generates", "", model::EdgeKind::kBuiltFrom},
};

// "other" is ours for "provides", told by the comment.
const Relation* relation_of(Json json) {
  static constexpr Relation kProvides{"other", "", model::EdgeKind::kProvides};
  const auto type = json["relationshipType"].text(), scope = json["scope"].text();
  if (type == kProvides.type) return json["comment"].text() == "provides" ? &kProvides : nullptr;
  const Relation* any = nullptr;
  for (const auto& one : kRelations) {
    if (one.type == type && one.scope == scope) return &one;
    if (one.type == type && any == nullptr) any = &one;
  }
  return any;
}

// Calls visit(from, to, relation) for each pair that a relationship of the graph is an edge between.
template <class Visit>
void each_edge(Json graph, Visit visit) {
  graph.each([&](Json json) {
    const auto* relation = is_relationship(json) ? relation_of(json) : nullptr;
    if (relation == nullptr) return;
    each_of(json["to"], [&](Json other) {
      auto from = id_of(json["from"]), to = id_of(other);
      if (relation->kind == model::EdgeKind::kBuiltFrom) std::swap(from, to);
      visit(from, to, *relation);
    });
  });
}

// A document of ours, by what is annotated to it.
class OwnDocument {
 public:
  OwnDocument(Json graph, base::Meter& meter) : graph_(graph), meter_(meter) {}

  Result<model::Inventory> read() {
    graph_.each([&](Json json) {
      const auto name = fragment_of(id_of(json));
      if (type_of(json) == "software_Package" && name != "#Subject" && name != "#OperatingSystem")
        purls_.try_emplace(id_of(json), json["software_packageUrl"].text());
    });
    Result<void> result;
    graph_.each([&](Json json) {
      if (result && !statement_of(json).empty()) result = take(id_of(json["subject"]), statement_of(json));
    });
    if (!result) return tl::unexpected(std::move(result).error());
    for (const auto& [package, purl] : purls_) {
      if (numbers_.contains(package)) continue;
      auto error = check_annotated(purl, nullptr).error();
      error.what = "SPDX: " + std::string(package) + ": " + error.what;
      return tl::unexpected(std::move(error));
    }
    bool sound = true;
    each_edge(graph_, [&](std::string_view from, std::string_view to, const Relation& relation) {
      const auto first = numbers_.find(from), second = numbers_.find(to);
      if (first == numbers_.end()) return;  // what the subject contains
      sound = sound && second != numbers_.end() && inventory_.edges.size() < model::kMaxEdges;
      if (sound)
        inventory_.edges.push_back({first->second, second->second, relation.kind, relation.needed_for});
    });
    if (!sound)
      return base::invalid(
          "SPDX: relationships of packages that are not there, or more than a document may have");
    std::sort(inventory_.edges.begin(), inventory_.edges.end());
    return std::move(inventory_);
  }

 private:
  static std::string_view fragment_of(std::string_view id) {
    return id.substr(std::min(id.find('#'), id.size()));
  }

  Result<void> take(std::string_view subject, std::string_view native) {
    auto done = take_part(fragment_of(subject), subject, native);
    if (!done && done.error().kind != ErrorKind::kMetered)
      done.error().what = "SPDX: " + std::string(subject) + ": " + done.error().what;
    return done;
  }

  Result<void> take_part(std::string_view name, std::string_view subject, std::string_view native) {
    PQ_TRY(const auto document, codec::JsonDocument::parse(native));
    const auto root = document.root();
    if (name == "#Subject") {
      PQ_TRY(inventory_.subject, subject_from(root));
    } else if (name == "#Document") {
      PQ_CHECK(take_all(root["notes"], inventory_.notes, note_from));
      PQ_CHECK(take_all(root["observations"], inventory_.observations, observation_from));
    } else {
      PQ_TRY(auto component, component_from(root));
      const auto package = purls_.find(subject);
      PQ_CHECK(check_annotated(package == purls_.end() ? "" : package->second, &component));
      PQ_CHECK(charge(meter_, component));
      numbers_.try_emplace(subject, static_cast<std::uint32_t>(inventory_.components.size()));
      inventory_.components.push_back(std::move(component));
    }
    return {};
  }

  template <class T, class Read>
  static Result<void> take_all(Json list, std::vector<T>& all, Read read) {
    Result<void> result;
    list.each([&](Json json) {
      if (!result) return;
      auto one = read(json);
      one ? all.push_back(*std::move(one)) : void(result = tl::unexpected(std::move(one).error()));
    });
    return result;
  }

  Json graph_;
  base::Meter& meter_;
  model::Inventory inventory_;
  // Of each package of a component.
  std::map<std::string_view, std::string_view> purls_;
  std::unordered_map<std::string_view, std::uint32_t, base::TextHash> numbers_;
};

class ForeignGraph {
 public:
  ForeignGraph(Json graph, base::Meter& meter) : graph_(graph), out_(meter) {
    // What has no name is nothing's reference.
    graph.each([this](Json json) {
      if (const auto id = id_of(json); !id.empty()) elements_.try_emplace(id, json);
    });
  }

  Result<model::Inventory> read() {
    find_roots();
    find_licenses();
    graph_.each([this](Json json) {
      if (is_package(json)) add(json);
    });
    read_files();
    each_edge(graph_, [this](std::string_view from, std::string_view to, const Relation& relation) {
      out_.relate(from, to, relation.kind, relation.needed_for);
    });
    return std::move(out_).finish();
  }

 private:
  Json element(Json reference) const {
    if (reference.is_object()) return reference;
    const auto found = elements_.find(reference.text());
    return found == elements_.end() ? Json() : found->second;
  }

  // Of the profiles AI and Dataset too, whose packages are packages.
  static bool is_package(Json json) {
    const auto type = type_of(json);
    return type == "software_Package" || type == "ai_AIPackage" || type == "dataset_DatasetPackage" ||
           json["software_packageUrl"].is_string();
  }

  // What the document is about: the root of its SBOM, else its own.
  void find_roots() {
    graph_.each([this](Json json) {
      const auto type = type_of(json);
      if (type == "SpdxDocument") out_.inventory.subject.name = json["name"].text();
      if (type != "SpdxDocument" && type != "software_Sbom") return;
      each_of(json["rootElement"], [this](Json root) {
        const auto about = element(root);
        if (described_.empty() && is_package(about)) described_ = id_of(about);
      });
    });
  }

  // "MIT" of an expression, of a listed licence by its name in SPDX's list.
  std::string license_of(Json reference) const {
    const auto about = element(reference);
    const auto expression = about["simplelicensing_licenseExpression"].text();
    if (!expression.empty()) return std::string(expression);
    const auto text = about["simplelicensing_licenseText"].text();
    const auto name = about["name"].text();
    if (!name.empty() && !text.empty()) return std::string(name);
    const auto id = about ? id_of(about) : reference.text();
    constexpr std::string_view kListed = "://spdx.org/licenses/";
    const auto at = id.find(kListed);
    return at == id.npos ? std::string() : std::string(id.substr(at + kListed.size()));
  }

  void find_licenses() {
    graph_.each([this](Json json) {
      if (!is_relationship(json)) return;
      const auto type = json["relationshipType"].text();
      if (type != "hasDeclaredLicense" && type != "hasConcludedLicense") return;
      auto& list = type == "hasDeclaredLicense" ? declared_ : concluded_;
      each_of(json["to"], [&](Json to) {
        auto license = license_of(to);
        if (!license.empty() && license != "NOASSERTION" && license != "NONE")
          list[id_of(json["from"])].push_back(std::move(license));
      });
    });
  }

  static std::string_view identifier(Json package, std::string_view type) {
    std::string_view found;
    each_of(package["externalIdentifier"], [&](Json one) {
      if (found.empty() && one["externalIdentifierType"].text() == type) found = one["identifier"].text();
    });
    return found;
  }

  // 3.0's "packageUrl"; drafts called it "purl".
  static std::string_view purl_of(Json package) {
    const auto stated = package["software_packageUrl"].text();
    if (!stated.empty()) return stated;
    const auto purl = identifier(package, "packageUrl");
    return purl.empty() ? identifier(package, "purl") : purl;
  }

  void add_subject(Json package) {
    auto& subject = out_.inventory.subject;
    subject.name = package["name"].text();
    const auto version = package["software_packageVersion"].text();
    if (crypto::is_sha256(version)) subject.digest = version;
  }

  void add(Json package) {
    const auto purl = purl_of(package);
    const bool is_subject = !described_.empty() && id_of(package) == described_;
    if (is_subject) add_subject(package);
    if (package["software_primaryPurpose"].text() == "operatingSystem") {
      out_.inventory.subject.distro =
          distro_of(package["name"].text(), package["software_packageVersion"].text());
    } else if (purl.empty()) {
      if (!is_subject) out_.count_without_purl(package["name"].text());
    } else if (const auto parsed = model::parse_purl(purl);
               !is_subject || !parsed || sbom::is_package(*parsed)) {
      if (add_component(package, purl) && is_subject) out_.set_main();
    }
  }

  bool add_component(Json package, std::string_view purl) {
    auto* component = out_.add(purl, package["software_packageVersion"].text());
    if (component == nullptr) return false;
    out_.name_last(id_of(package));
    component->supplier = element(first_of(package["suppliedBy"]))["name"].text();
    if (component->supplier.empty())
      component->supplier = element(first_of(package["originatedBy"]))["name"].text();
    component->homepage = package["software_homePage"].text();
    component->description = shown(package["description"].text_or(package["summary"].text()));
    add_source(*component, package["software_sourceInfo"].text());
    const auto declared = declared_.find(id_of(package)), concluded = concluded_.find(id_of(package));
    if (declared != declared_.end()) {
      component->licenses = declared->second;
      if (concluded != concluded_.end() && concluded->second != declared->second)
        component->details.edit().license = concluded->second.front();
    } else if (concluded != concluded_.end()) {
      component->licenses = concluded->second;
    }
    add_details(*component, package);
    return true;
  }

  // As Trivy and we write it: "built package from: openssl 3.0.2".
  static void add_source(model::Component& component, std::string_view info) {
    constexpr std::string_view kBuiltFrom = "built package from: ";
    if (!info.starts_with(kBuiltFrom)) return;
    const auto words = base::words(info.substr(kBuiltFrom.size()));
    if (words.size() == 2) set_source(component, words[0], without_own_epoch(component, words[1]));
  }

  static void add_details(model::Component& component, Json package) {
    auto& details = component.details.edit();
    each_of(package["externalIdentifier"], [&](Json one) {
      const auto type = one["externalIdentifierType"].text();
      if (type == "cpe23" || type == "cpe22") details.cpes.emplace_back(one["identifier"].text());
    });
    each_of(package["verifiedUsing"], [&](Json one) {
      const auto algorithm = model::parse_hash_algorithm(one["algorithm"].text());
      if (!algorithm) return;
      model::Hash hash{*algorithm, base::to_lower(one["hashValue"].text())};
      if (model::is_value(hash)) details.hashes.push_back(std::move(hash));
    });
    component.details.settle();
  }

  // Which files packages contain: whose a package is that was found by one of them.
  void read_files() {
    for (std::uint32_t i = 0; i < out_.inventory.components.size(); ++i) {
      for (const auto& location : out_.inventory.components[i].locations)
        out_.ownership.found_by(i, location.path);
    }
    each_content([this](std::uint32_t package, std::string_view file) {
      out_.ownership.found_by_file(package, file);
    });
    graph_.each([this](Json json) {
      if (type_of(json) == "software_File") out_.ownership.name_file(id_of(json), json["name"].text());
    });
    each_content([this](std::uint32_t package, std::string_view file) {
      if (const auto part = out_.called(file)) return out_.ownership.claim(package, *part);
      out_.ownership.list_file(package, file);
    });
  }

  template <class Visit>
  void each_content(Visit visit) {
    each_edge(graph_, [&](std::string_view from, std::string_view to, const Relation& relation) {
      if (relation.kind != model::EdgeKind::kContains) return;
      if (const auto package = out_.called(from)) visit(*package, to);
    });
  }

  Json graph_;
  ForeignInventory out_;
  Elements elements_;
  std::string_view described_;
  std::map<std::string_view, std::vector<std::string>> declared_, concluded_;
};

// Our annotation on the document names our schema.
bool is_own(Json graph) {
  bool own = false;
  graph.each([&](Json json) {
    if (own || statement_of(json).empty() || !id_of(json["subject"]).ends_with("#Document")) return;
    const auto document = codec::JsonDocument::parse(statement_of(json));
    own = document && document->root()["schema"].text() == kSchema;
  });
  return own;
}

class Spdx3Reader final : public Reader {
 public:
  // The context is a text, or a list of texts and definitions.
  bool recognises(Json root) const override {
    bool ours = false;
    each_of(root["@context"], [&](Json one) { ours = ours || base::contains(one.text(), "spdx.org/rdf/"); });
    return ours && (root["@graph"].is_array() || root["spdxId"].is_string());
  }

  Result<model::Inventory> read(Json root, base::Meter& meter) const override {
    const auto graph = root["@graph"];
    if (!graph.is_array())
      return base::fail(ErrorKind::kUnsupported, "SPDX 3: one element without a graph", {},
                        "Give the document that it is of");
    if (!is_own(graph)) return ForeignGraph(graph, meter).read();
    auto own = OwnDocument(graph, meter).read();
    if (own || own.error().kind != ErrorKind::kMismatch) return own;
    auto changed = ForeignGraph(graph, meter).read();
    if (changed) changed->notes.push_back(changed_note(own.error()));
    return changed;
  }
};

}  // namespace

Spdx3Relation spdx3_relation(model::EdgeKind kind, model::Scope scope) {
  if (kind == model::EdgeKind::kProvides) return {"other"};
  for (const auto& one : kRelations) {
    if (one.kind == kind && one.needed_for == scope)
      return {one.type.data(), one.scope.empty() ? nullptr : one.scope.data()};
  }
  return {"dependsOn"};
}

namespace readers {
std::unique_ptr<Reader> make_spdx_3() { return std::make_unique<Spdx3Reader>(); }
}  // namespace readers

}  // namespace pratique::sbom
