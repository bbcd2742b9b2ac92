#include "sbom/facts.h"

#include <unordered_map>
#include <unordered_set>

#include "base/text.h"
#include "base/text_hash.h"
#include "sbom/cyclonedx.h"
#include "sbom/properties.h"
#include "sbom/read.h"
#include "sbom/spdx.h"

namespace pratique::sbom::facts {
namespace {

using codec::Json;
using Names = std::unordered_set<std::string_view, base::TextHash>;

constexpr int kMaxNesting = 64;

bool is_said(std::string_view text) {
  return !base::trim(text).empty() && text != "NOASSERTION" && text != "NONE";
}

void add(std::vector<std::string>& list, std::string_view text) {
  if (is_said(text)) list.emplace_back(text);
}

std::string algorithm_of(std::string_view name) { return base::replace_all(base::to_lower(name), "-", ""); }

bool is_contact(std::string_view text) { return base::contains(text, "@") || base::contains(text, "://"); }

// CycloneDX

bool has_contact(Json entity) {
  bool any = is_contact(entity["email"].text()) || entity["url"].size() != 0;
  entity["contact"].each([&](Json one) { any = any || is_contact(one["email"].text()); });
  return any;
}

struct CycloneDx {
  DocumentFacts out;
  Names related;

  void read_relations(Json root) {
    root["dependencies"].each([&](Json one) {
      const bool any = one["dependsOn"].size() != 0 || one["provides"].size() != 0;
      if (any) related.insert(one["ref"].text());
      for (const char* list : {"dependsOn", "provides"})
        one[list].each([&](Json to) { related.insert(to.text()); });
    });
    root["compositions"].each([&](Json one) { out.completeness = out.completeness || one["aggregate"]; });
  }

  void add_component(Json json) {
    ComponentFacts one;
    one.name = json["name"].text();
    if (const auto group = json["group"].text(); !group.empty())
      one.name = std::string(group) + "/" + one.name;
    one.version = json["version"].text_or(json["versionRange"].text());
    for (const auto who : {json["supplier"], json["manufacturer"]}) {
      if (one.supplier.empty()) one.supplier = who["name"].text();
      one.supplier_contact = one.supplier_contact || has_contact(who);
    }
    json["authors"].each([&](Json author) {
      if (one.supplier.empty()) one.supplier = author["name"].text();
      one.supplier_contact = one.supplier_contact || has_contact(author);
    });
    for (const char* field : {"publisher", "author"}) {
      if (one.supplier.empty()) one.supplier = json[field].text();
      one.supplier_contact = one.supplier_contact || is_contact(json[field].text());
    }
    one.purl = !json["purl"].text().empty();
    one.cpe = !json["cpe"].text().empty() || json["swid"].is_object();
    json["hashes"].each([&](Json hash) { one.hashes.push_back(algorithm_of(hash["alg"].text())); });
    const auto licenses = cyclonedx_licenses(json);
    for (const auto& text : licenses.concluded.empty() ? licenses.declared : licenses.concluded)
      add(one.licenses, text);
    const Properties properties(json);
    one.filename = !properties["bsi:component:filename"].empty();
    one.properties = !properties["bsi:component:executable"].empty() &&
                     !properties["bsi:component:archive"].empty() &&
                     !properties["bsi:component:structured"].empty();
    json["externalReferences"].each([&](Json reference) {
      const auto type = reference["type"].text();
      one.source_url = one.source_url || type == "vcs" || type == "source-distribution";
    });
    one.related = related.contains(json["bom-ref"].text());
    out.components.push_back(std::move(one));
  }

  // The distribution is where the packages are from, not one of them.
  void add_components(Json list, int depth) {
    if (depth > kMaxNesting) return;
    list.each([&](Json json) {
      if (json["type"].text() != "operating-system" && json["type"].text() != "file") add_component(json);
      add_components(json["components"], depth + 1);
    });
  }

  void add_metadata(Json metadata) {
    out.timestamp = metadata["timestamp"].text();
    metadata["authors"].each([&](Json one) {
      add(out.authors, one["name"].text_or(one["email"].text()));
      out.author_contact = out.author_contact || has_contact(one);
    });
    for (const char* who : {"manufacturer", "manufacture", "supplier"}) {
      add(out.authors, metadata[who]["name"].text());
      out.author_contact = out.author_contact || has_contact(metadata[who]);
    }
    const auto tools = metadata["tools"];
    for (const auto& list : {tools, tools["components"], tools["services"]})
      list.each([&](Json one) { add(out.tools, one["name"].text()); });
    metadata["lifecycles"].each([&](Json one) {
      if (out.context.empty()) out.context = one["phase"].text_or(one["name"].text());
    });
    out.subject = metadata["component"]["name"].text();
  }
};

// SPDX 2: "Organization: NAME (MAIL)".
std::string_view name_of_actor(std::string_view actor) {
  const auto halves = base::cut(actor, ":");
  return base::trim(halves ? halves->after : actor);
}

ComponentFacts of_package(Json json, const Names& related) {
  ComponentFacts one;
  one.name = json["name"].text();
  if (is_said(json["versionInfo"].text())) one.version = json["versionInfo"].text();
  for (const char* who : {"supplier", "originator"}) {
    const auto actor = json[who].text();
    if (!is_said(actor) || !one.supplier.empty()) continue;
    one.supplier = name_of_actor(actor);
    one.supplier_contact = is_contact(actor);
  }
  json["externalRefs"].each([&](Json reference) {
    const auto type = reference["referenceType"].text();
    one.purl = one.purl || type.ends_with("purl");
    one.cpe = one.cpe || type.ends_with("cpe23Type") || type.ends_with("cpe22Type") || type.ends_with("swid");
  });
  json["checksums"].each(
      [&](Json checksum) { one.hashes.push_back(algorithm_of(checksum["algorithm"].text())); });
  add(one.licenses, json["licenseConcluded"].text());
  if (one.licenses.empty()) add(one.licenses, json["licenseDeclared"].text());
  one.filename = is_said(json["packageFileName"].text());
  one.source_url = is_said(json["downloadLocation"].text());
  one.related = related.contains(json["SPDXID"].text());
  return one;
}

// SPDX 3

std::string_view id_of(Json element) {
  return element.is_string() ? element.text() : element["spdxId"].text();
}

template <class Visit>
void each_of(Json value, Visit visit) {
  if (value.is_array()) return value.each(visit);
  if (value) visit(value);
}

struct Spdx3 {
  explicit Spdx3(Json whole) : graph(whole) {
    graph.each([&](Json json) {
      if (const auto id = id_of(json); !id.empty()) elements.try_emplace(id, json);
    });
  }
  Json graph;
  std::unordered_map<std::string_view, Json, base::TextHash> elements;
  std::unordered_map<std::string_view, std::vector<std::string>, base::TextHash> declared, concluded;
  Names related;
  std::string_view subject;
  DocumentFacts out;

  Json element(Json reference) const {
    const auto found = elements.find(id_of(reference));
    return found == elements.end() ? reference : found->second;
  }

  void read_relations() {
    graph.each([&](Json json) {
      const auto kind = json["relationshipType"].text();
      if (kind.empty()) return;
      const bool license = kind == "hasDeclaredLicense" || kind == "hasConcludedLicense";
      out.completeness = out.completeness || (!license && json["completeness"].is_string());
      each_of(json["to"], [&](Json to) {
        if (license) {
          const auto about = element(to);
          add((kind == "hasConcludedLicense" ? concluded : declared)[id_of(json["from"])],
              about["simplelicensing_licenseExpression"].text_or(id_of(to)));
        } else {
          related.insert(id_of(to));
          related.insert(id_of(json["from"]));
        }
      });
    });
  }

  void read_creation(Json creation) {
    if (!out.timestamp.empty()) return;
    out.timestamp = creation["created"].text();
    each_of(creation["createdBy"], [&](Json who) {
      add(out.authors, element(who)["name"].text());
      each_of(element(who)["externalIdentifier"], [&](Json one) {
        out.author_contact = out.author_contact || is_contact(one["identifier"].text());
      });
    });
    each_of(creation["createdUsing"], [&](Json tool) { add(out.tools, element(tool)["name"].text()); });
  }

  void read_collection(Json json) {
    if (json["type"].text() == "SpdxDocument") {
      out.identifier = id_of(json);
      if (const auto creation = element(json["creationInfo"]); creation.is_object()) read_creation(creation);
    }
    each_of(json["software_sbomType"], [&](Json type) {
      if (out.context.empty()) out.context = type.text();
    });
    each_of(json["rootElement"], [&](Json root) {
      if (element(root)["type"].text() == "software_Package" && subject.empty()) subject = id_of(root);
    });
  }

  void add_package(Json json) {
    if (json["software_primaryPurpose"].text() == "operatingSystem") return;
    ComponentFacts one;
    one.name = json["name"].text();
    if (is_said(json["software_packageVersion"].text())) one.version = json["software_packageVersion"].text();
    for (const char* who : {"suppliedBy", "originatedBy"}) {
      each_of(json[who], [&](Json reference) {
        const auto agent = element(reference);
        if (one.supplier.empty()) one.supplier = agent["name"].text();
        each_of(agent["externalIdentifier"], [&](Json id) {
          one.supplier_contact = one.supplier_contact || is_contact(id["identifier"].text());
        });
      });
    }
    one.purl = !json["software_packageUrl"].text().empty();
    each_of(json["externalIdentifier"], [&](Json id) {
      const auto type = id["externalIdentifierType"].text();
      one.purl = one.purl || type == "packageUrl";
      one.cpe = one.cpe || type.starts_with("cpe") || type == "swid" || type == "gitoid";
    });
    each_of(json["verifiedUsing"],
            [&](Json hash) { one.hashes.push_back(algorithm_of(hash["algorithm"].text())); });
    for (const auto* list : {&concluded, &declared}) {
      const auto found = list->find(id_of(json));
      if (one.licenses.empty() && found != list->end()) one.licenses = found->second;
    }
    one.source_url = is_said(json["software_downloadLocation"].text());
    one.related = related.contains(id_of(json));
    if (!subject.empty() && id_of(json) == subject) {
      out.subject = one.name;
    } else {
      out.components.push_back(std::move(one));
    }
  }
};

}  // namespace

DocumentFacts of_cyclonedx(Json root) {
  CycloneDx reader;
  reader.out.format = "CycloneDX";
  reader.out.version = root["specVersion"].text();
  reader.out.identifier = root["serialNumber"].text();
  reader.read_relations(root);
  reader.add_metadata(root["metadata"]);
  reader.add_components(root["metadata"]["component"]["components"], 0);
  reader.add_components(root["components"], 0);
  return std::move(reader.out);
}

DocumentFacts of_spdx(Json root) {
  DocumentFacts out;
  out.format = "SPDX";
  const auto version = base::cut(root["spdxVersion"].text(), "-");
  if (version) out.version = version->after;
  out.identifier = root["documentNamespace"].text();
  const auto info = root["creationInfo"];
  out.timestamp = info["created"].text();
  info["creators"].each([&](Json one) {
    const auto text = one.text();
    add(text.starts_with("Tool:") ? out.tools : out.authors, name_of_actor(text));
    out.author_contact = out.author_contact || (!text.starts_with("Tool:") && is_contact(text));
  });
  // 2.x has no field for it: words in the comment, as its tools write them.
  if (is_said(info["comment"].text())) out.context = info["comment"].text();
  Names related;
  std::string_view described = root["documentDescribes"].at(0).text();
  root["relationships"].each([&](Json one) {
    const auto from = one["spdxElementId"].text(), to = one["relatedSpdxElement"].text();
    if (one["relationshipType"].text() == "DESCRIBES" && described.empty()) described = to;
    if (to == "NONE" || to == "NOASSERTION") out.completeness = true;
    related.insert(from);
    related.insert(to);
  });
  root["packages"].each([&](Json one) {
    if (one["SPDXID"].text() == described) {
      out.subject = one["name"].text();
    } else if (!is_system_purpose(one["primaryPackagePurpose"].text()) &&
               !one["SPDXID"].text().starts_with("SPDXRef-OperatingSystem")) {
      out.components.push_back(of_package(one, related));
    }
  });
  return out;
}

DocumentFacts of_spdx3(Json root) {
  Spdx3 reader(root["@graph"]);
  reader.out.format = "SPDX";
  reader.out.version = "3.0";
  reader.read_relations();
  reader.graph.each([&](Json json) {
    const auto type = json["type"].text();
    if (type == "CreationInfo" && json["specVersion"].is_string())
      reader.out.version = json["specVersion"].text();
    if (type == "SpdxDocument" || type == "software_Sbom" || type == "Bom") reader.read_collection(json);
  });
  reader.graph.each([&](Json json) {
    if (json["type"].text() == "CreationInfo") reader.read_creation(json);
    if (json["type"].text() == "software_Package") reader.add_package(json);
  });
  return std::move(reader.out);
}

DocumentFacts of_inventory(const model::Inventory& inventory) {
  DocumentFacts out;
  out.subject = inventory.subject.name;
  std::vector<bool> related(inventory.components.size());
  for (const auto& edge : inventory.edges) related[edge.from] = related[edge.to] = true;
  for (std::size_t i = 0; i < inventory.components.size(); ++i) {
    const auto& component = inventory.components[i];
    ComponentFacts one;
    one.name = component.purl.name;
    one.version = component.purl.version;
    one.supplier = component.supplier;
    one.supplier_contact = is_contact(component.supplier);
    one.purl = true;
    one.cpe = !component.details->cpes.empty();
    for (const auto& hash : component.details->hashes)
      one.hashes.emplace_back(model::to_string(hash.algorithm));
    one.licenses = component.licenses;
    one.source_url = !source_url_of(component).empty();
    one.related = related[i];
    out.components.push_back(std::move(one));
  }
  return out;
}

}  // namespace pratique::sbom::facts

namespace pratique::sbom {

// Of formats without fields for these, what the inventory has counts.
Result<DocumentFacts> facts_of(std::string_view text) {
  DocumentFacts out;
  bool exchanged = true;
  const auto visit = [&](codec::Json root) -> Result<void> {
    if (root["bomFormat"].text() == "CycloneDX") {
      out = facts::of_cyclonedx(root);
    } else if (root["spdxVersion"].is_string()) {
      out = facts::of_spdx(root);
    } else if (root["@graph"].is_array()) {
      out = facts::of_spdx3(root);
    } else {
      exchanged = false;
      out.format = root["schema"].is_string() ? "Pratique" : root["descriptor"]["name"].text_or("other");
      out.tools.push_back(root["schema"].is_string() ? "pratique" : root["descriptor"]["name"].text_or(""));
      std::erase(out.tools, "");
    }
    return {};
  };
  PQ_CHECK(visit_document(text, visit));
  if (exchanged) return out;
  PQ_TRY(const auto inventory, read_document(text));
  auto found = facts::of_inventory(inventory);
  found.format = std::move(out.format);
  found.tools = std::move(out.tools);
  return found;
}

}  // namespace pratique::sbom
