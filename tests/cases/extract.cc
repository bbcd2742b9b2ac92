// Cases of extractors: a root filesystem or source tree goes through the whole scan, so that triggers, links,
// owners and limits count, and what is told is the inventory without what every scan has. Cases of images are
// several layers, and go the same way from their bytes to the inventory. Cases of documents are
// read as a user's SBOM is; an error is what it says.
#include <filesystem>
#include <optional>

#include "cases/cases.h"
#include "cases/tree.h"
#include "model/file_facts.h"
#include "scan/scan.h"
#include "support/memory_scan.h"
#include "support/paths.h"

namespace pratique::cases {
namespace {

using codec::JsonArray;
using codec::JsonObject;
using codec::JsonValue;

void put_if(JsonObject& object, std::string_view key, bool holds) {
  if (holds) object.emplace(codec::view(key), true);
}

// What is usual is left out: required, installed, certain.
JsonObject to_json(const model::Component& component) {
  JsonObject out;
  JsonArray at, hashes, found;
  for (const auto& location : component.locations) at.emplace_back(codec::view(location.path));
  for (const auto& hash : component.details->hashes)
    hashes.emplace_back(codec::view(std::string(to_string(hash.algorithm)) + ":" + hash.value));
  for (const auto& one : component.details->found_licenses) {
    const auto how = one.likeness == 0 ? std::string("named") : std::to_string(one.likeness) + " %";
    found.emplace_back(codec::view(one.expression + " (" + how + ") in " + one.path));
  }
  put(out, "purl", component.purl.to_string());
  put(out, "evidence", to_string(component.evidence));
  put(out, "at", std::move(at));
  if (component.scope != model::Scope::kRequired) put(out, "scope", to_string(component.scope));
  if (component.state != model::State::kInstalled) put(out, "state", to_string(component.state));
  if (component.reason == model::InstallReason::kDependency) put(out, "reason", to_string(component.reason));
  put(out, "asked_in", component.details->asked_in);
  if (component.confidence != 100) out.emplace("confidence", component.confidence);
  put_if(out, "main", component.is_main);
  put_if(out, "database_removed", component.database_removed);
  put(out, "licenses", codec::texts(component.licenses));
  put(out, "found_licenses", std::move(found));
  if (!component.source_name.empty())
    put(out, "source", component.source_name + " " + component.source_version);
  put(out, "owner", component.owner);
  put(out, "supplier", component.supplier);
  put(out, "homepage", component.homepage);
  put(out, "description", component.description);
  put(out, "origin", component.details->origin);
  put(out, "module", component.details->module);
  put(out, "root", component.details->root);
  put(out, "listed_by", component.details->listed_by);
  put(out, "cpes", codec::texts(component.details->cpes));
  put(out, "hashes", std::move(hashes));
  for (const auto& [key, value] : component.properties) put(out, key, value);
  return out;
}

JsonObject to_json(const model::Note& note) {
  JsonObject out;
  put(out, "code", note.code);
  put(out, "file", note.file);
  put(out, "message", note.message);
  put_if(out, "incomplete", note.incomplete);
  return out;
}

JsonObject to_json(const model::Observation& seen) {
  JsonObject out;
  put(out, "rule", seen.rule);
  put(out, "at", seen.location.path);
  put(out, "message", seen.message);
  return out;
}

// "depends-on", "depends-on (optional)".
std::string verb_of(const model::Edge& edge) {
  const std::string kind = model::to_string(edge.kind);
  return edge.scope == model::Scope::kRequired ? kind : kind + " (" + model::to_string(edge.scope) + ")";
}

JsonValue to_json(const model::Inventory& inventory) {
  JsonObject out;
  JsonArray components, edges, observations, notes;
  for (const auto& component : inventory.components) components.push_back(to_json(component));
  for (const auto& edge : inventory.edges) {
    const auto name = [&](std::size_t number) { return inventory.components[number].purl.to_string(); };
    edges.emplace_back(codec::view(name(edge.from) + " " + verb_of(edge) + " " + name(edge.to)));
  }
  for (const auto& seen : inventory.observations) {
    // Whose the files are is whoever runs the test.
    if (!model::file_fact(seen) && seen.rule != model::kFileFactsRule) observations.push_back(to_json(seen));
  }
  for (const auto& note : inventory.notes) notes.push_back(to_json(note));
  const auto& distro = inventory.subject.distro;
  if (!distro.id.empty()) put(out, "distro", distro.id + " " + distro.version_id);
  put(out, "components", std::move(components));
  put(out, "edges", std::move(edges));
  put(out, "observations", std::move(observations));
  put(out, "notes", std::move(notes));
  return out;
}

layer::EntryType type_of(Member::Kind kind) {
  switch (kind) {
    case Member::Kind::kSymlink:
      return layer::EntryType::kSymlink;
    case Member::Kind::kHardLink:
      return layer::EntryType::kHardlink;
    case Member::Kind::kDirectory:
      return layer::EntryType::kFolder;
    case Member::Kind::kFile:
      break;
  }
  return layer::EntryType::kFile;
}

}  // namespace

Result<JsonValue> run_extractors(const Case& one) {
  std::optional<LaidOut> laid;
  scan::Target target{.path = one.in, .name = one.name};
  if (one.in.ends_with(".tar")) {
    PQ_TRY(target, scan::parse_target(one.in));
  } else if (!std::filesystem::is_directory(one.in)) {
    PQ_TRY(const auto tree, parse_tree(testing::read_file(one.in)));
    target.path = laid.emplace(tree).folder();
  }
  PQ_TRY(const auto scan, scan::scan(target, {}));
  return to_json(scan.inventory);
}

// Layers in memory, through all stages from their bytes to the inventory.
Result<JsonValue> run_images(const Case& one) {
  PQ_TRY(const auto trees, parse_layers(testing::read_file(one.in)));
  std::vector<support::Layer> layers;
  for (const auto& tree : trees) {
    auto& layer = layers.emplace_back();
    for (const auto& member : tree) layer.push_back({member.path, member.content, type_of(member.kind)});
  }
  base::Meter meter;
  return to_json(
      support::scan_layers(layers, extract::Catalogue(extract::all_extractors()), meter).inventory);
}

Result<JsonValue> run_documents(const Case& one) {
  // Told by its content.
  PQ_TRY(const auto target, scan::parse_target(one.in));
  const auto scan = scan::scan(target, {});
  if (scan) return to_json(scan->inventory);
  JsonObject out;
  put(out, "error", scan.error().what);
  put(out, "remedy", scan.error().hint);
  return out;
}

}  // namespace pratique::cases
