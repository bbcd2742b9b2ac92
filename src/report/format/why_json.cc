// `why --format json`: schema pratique/why/1 (docs/formats/why.md).
#include <map>
#include <span>
#include <utility>

#include "report/document.h"
#include "report/ways.h"
#include "report/why.h"
#include "sbom/native.h"

namespace pratique::report {
namespace {

using codec::JsonArray;
using codec::JsonObject;
using codec::texts;
using codec::view;

// What leads from one package to those that are shown, an entry for each kind and scope, as in the inventory.
void add_edges(std::span<const model::Link> links, const std::vector<bool>& shown,
               const std::vector<std::string>& ids, std::uint32_t from, JsonArray& edges) {
  std::map<std::pair<model::LinkKind, model::Scope>, JsonArray> all;
  for (const auto& link : links) {
    if (shown[link.to]) all[{link.kind, link.scope}].emplace_back(view(ids[link.to]));
  }
  for (auto& [how, to] : all) {
    JsonObject edge{{"from", view(ids[from])}};
    edge.emplace("to", std::move(to));
    edge.emplace("kind", model::to_string(how.first));
    if (how.second != model::Scope::kRequired) edge.emplace("scope", model::to_string(how.second));
    edges.emplace_back(std::move(edge));
  }
}

// Every package from which a way leads to it, and the edges between them.
JsonObject ways_to_json(const Why& document, const std::vector<std::string>& ids, std::size_t component) {
  const auto& graph = document.graph;
  JsonArray packages, edges;
  const auto above = graph.above(component);
  std::vector<bool> shown(graph.size());
  for (const auto one : above) shown[one] = true;
  for (const auto one : above) {
    JsonObject object{{"id", view(ids[one])}};
    object.emplace("purl", view(document.inventory.components[one].purl.to_string()));
    sbom::put(object, "root", model::to_string(graph.root(one)));
    sbom::put(object, "asked_in", document.inventory.components[one].details->asked_in);
    packages.emplace_back(std::move(object));
    add_edges(graph.links_from(one), shown, ids, one, edges);
  }
  JsonObject ways;
  ways.emplace("packages", std::move(packages));
  ways.emplace("edges", std::move(edges));
  return ways;
}

JsonObject package_to_json(const Why& document, const std::vector<std::string>& ids, std::size_t index) {
  const auto& component = document.inventory.components[index];
  JsonObject object{{"id", view(ids[index])}};
  object.emplace("purl", view(component.purl.to_string()));
  object.emplace("reason", model::to_string(component.reason));
  sbom::put(object, "asked_in", component.details->asked_in);
  object.emplace("locations", locations_to_json(component));
  object.emplace("path", way_to_json(document.inventory, document.graph, index));
  JsonArray direct;
  for (const auto& link : document.graph.links_to(index)) {
    JsonObject one{{"purl", view(document.inventory.components[link.to].purl.to_string())}};
    one.emplace("by", model::to_string(link.kind));
    if (link.scope != model::Scope::kRequired) one.emplace("scope", model::to_string(link.scope));
    direct.emplace_back(std::move(one));
  }
  object.emplace("needed_by", std::move(direct));
  if (document.all) object.emplace("ways", ways_to_json(document, ids, index));
  return object;
}

class WhyJson final : public ReportOf<Why> {
 public:
  std::string_view format() const override { return "json"; }
  std::string_view about() const override {
    return "the shortest way to each, or the graph of all; schema pratique/why/1";
  }
  Result<void> write(const Why& document, const Options&, const Sink& sink) const override {
    const auto ids = model::component_ids(document.inventory);
    JsonObject object{{"schema", view(kWhySchema)}};
    object.emplace("tool", tool_to_json());
    object.emplace("subject", sbom::head_to_json(document.inventory.subject));
    object.emplace("asked", view(document.asked));
    object.emplace("found_by", view(document.found.by));
    if (!document.found.near.empty()) object.emplace("near", texts(document.found.near));
    for (const char* key : {"packages", "notes"}) object.emplace(key, nullptr);  // written one by one
    return codec::write_json(
        sink, object,
        {codec::stream_of("packages", document.found.components,
                          [&](std::size_t index) { return package_to_json(document, ids, index); }),
         codec::stream_of("notes", document.inventory.notes,
                          [](const model::Note& note) { return sbom::to_json(note); })});
  }
};

}  // namespace

std::unique_ptr<AnyReport> make_why_json() { return std::make_unique<WhyJson>(); }

}  // namespace pratique::report
