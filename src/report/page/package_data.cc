#include "report/page/package_data.h"

#include <fmt/format.h>

#include <set>

#include "base/text.h"
#include "licence/effective.h"
#include "licence/expression.h"
#include "model/ecosystem.h"
#include "model/stage.h"
#include "report/origin.h"
#include "report/source_link.h"
#include "report/terminal.h"
#include "report/ways.h"

namespace pratique::report {

namespace {

using codec::view;

constexpr std::size_t kLinkKinds = 4, kScopes = 5;

// Adds the member unless the text is empty.
void put(codec::JsonObject& object, std::string_view key, std::string_view text) {
  if (!text.empty()) object.emplace(view(key), view(base::printable(text)));
}

std::string effective_licence(const model::Component& component) {
  std::vector<licence::FileLicence> files;
  for (const auto& one : component.details->found_licenses)
    files.push_back({.expression = one.expression, .likeness = one.likeness});
  return licence::effective(component.details->license, component.licenses, files).expression;
}

// Of all that effective_licence() looks at.
std::string licence_key(const model::Component& component) {
  auto key = component.details->license;
  for (const auto& one : component.licenses) key.append(1, '\0').append(one);
  for (const auto& one : component.details->found_licenses)
    key.append(2, '\0').append(one.expression).append(1, one.likeness > 0 ? '+' : '-');
  return key;
}

std::string category_text(std::string_view expression) {
  return base::replace_all(licence::to_string(licence::category_of(expression)), "-", " ");
}

// "Dockerfile:3-4".
std::string line_text(const model::SourceLines& lines) {
  auto text = lines.file.empty() ? std::string("Dockerfile") : lines.file;
  text += ":" + std::to_string(lines.first);
  return lines.last > lines.first ? text + "-" + std::to_string(lines.last) : text;
}

// A number for each way in which one package leads to another.
std::size_t how_of(const model::Link& link) {
  return static_cast<std::size_t>(link.kind) * kScopes + static_cast<std::size_t>(link.scope);
}

// What stands before the name of what is led to, and behind it: ["was built from", ""], ["", " (optional)"].
codec::JsonArray hows_to_json() {
  codec::JsonArray hows;
  for (std::size_t kind = 0; kind < kLinkKinds; ++kind) {
    for (std::size_t scope = 0; scope < kScopes; ++scope) {
      const model::Link link{.kind = static_cast<model::LinkKind>(kind),
                             .scope = static_cast<model::Scope>(scope)};
      hows.emplace_back(codec::JsonArray{view(link_text(link)), view(scope_text(link))});
    }
  }
  return hows;
}

// What few packages have.
void put_oddities(codec::JsonObject& object, const model::Component& component) {
  if (component.evidence != model::Evidence::kInstalled)
    object.emplace("evidence", model::to_string(component.evidence));
  if (component.scope != model::Scope::kRequired) object.emplace("scope", model::to_string(component.scope));
  if (component.database_removed)
    object.emplace("state", "listed by a package database that a later layer removed");
  else if (component.state != model::State::kInstalled)
    object.emplace("state", model::to_string(component.state));
  if (component.confidence < 100) object.emplace("confidence", component.confidence);
  put(object, "stage", model::stage_of(component));
}

}  // namespace

PackageData::PackageData(const model::Inventory& inventory, const Options& options)
    : inventory_(inventory), options_(options), graph_(inventory) {
  const auto& layers = inventory.subject.layers;
  // Where a layer stands twice, its files are the lower one's.
  for (std::size_t i = 0; i < layers.size(); ++i)
    layers_.try_emplace(layers[i].diff_id, static_cast<std::int64_t>(i));
  read_licences();
  find_doubles();
}

void PackageData::read_licences() {
  std::unordered_map<std::string, std::uint32_t, base::TextHash> by_key, by_expression;
  for (const auto& component : inventory_.components) {
    const auto [at, added] = by_key.try_emplace(licence_key(component), kNone);
    if (added) {
      auto expression = effective_licence(component);
      if (!expression.empty()) {
        const auto number = static_cast<std::uint32_t>(expressions_.size());
        const auto [known, first] = by_expression.try_emplace(expression, number);
        if (first) expressions_.push_back(std::move(expression));
        at->second = known->second;
      }
    }
    licences_.push_back(at->second);
  }
}

void PackageData::find_doubles() {
  std::map<model::PackageKey, std::uint32_t> firsts;
  for (std::size_t i = 0; i < inventory_.components.size(); ++i) {
    const auto number = static_cast<std::uint32_t>(i);
    const auto [first, added] = firsts.try_emplace(model::package_of(inventory_.components[i]), number);
    same_.push_back(added ? kNone : first->second);
  }
}

std::int64_t PackageData::layer_named(std::string_view diff_id) const {
  const auto found = layers_.find(diff_id);
  return found == layers_.end() ? model::kNoLayer : found->second;
}

std::string_view PackageData::licence_of(std::size_t component) const {
  return licences_[component] == kNone ? std::string_view() : expressions_[licences_[component]];
}

std::int64_t PackageData::layer_of(std::size_t component) const {
  const auto& locations = inventory_.components[component].locations;
  return locations.empty() ? model::kNoLayer : layer_named(locations.front().layer);
}

codec::JsonObject PackageData::layer_to_json(std::size_t number) const {
  const auto& subject = inventory_.subject;
  const auto& layer = subject.layers[number];
  codec::JsonObject object;
  put(object, "digest", layer.diff_id);
  if (layer.size > 0) object.emplace("size", size_text(layer.size));
  put(object, "instruction", layer.lines.text.empty() ? layer.created_by : layer.lines.text);
  if (const auto base = model::base_of_layer(subject, number))
    put(object, "base", base_name_of(subject.bases[*base]));
  else if (model::knows_own_layers(subject))
    object.emplace("own", true);
  if (layer.lines.first == 0) return object;
  put(object, "line", line_text(layer.lines));
  put(object, "url", lines_url(subject.provenance, layer.lines, options_.forges));
  put(object, "stage", layer.lines.stage);
  if (layer.lines.guessed) object.emplace("guessed", true);
  return object;
}

codec::JsonObject PackageData::tables() const {
  codec::JsonArray layers, licences, expressions;
  for (std::size_t i = 0; i < inventory_.subject.layers.size(); ++i) layers.emplace_back(layer_to_json(i));
  std::map<std::string, std::uint32_t> numbers;
  for (const auto& expression : expressions_) {
    codec::JsonArray own;
    for (const auto& id : licence::licences_of(expression)) {
      const auto [at, added] = numbers.try_emplace(id, static_cast<std::uint32_t>(licences.size()));
      if (added)
        licences.emplace_back(codec::JsonObject{{"name", view(id)}, {"category", view(category_text(id))}});
      own.emplace_back(at->second);
    }
    expressions.emplace_back(codec::JsonObject{{"name", view(expression)},
                                               {"category", view(category_text(expression))},
                                               {"licences", std::move(own)}});
  }
  return {{"layers", std::move(layers)},
          {"licences", std::move(licences)},
          {"expressions", std::move(expressions)},
          {"hows", hows_to_json()}};
}

void PackageData::put_licences(codec::JsonObject& object, std::size_t component) const {
  const auto& one = inventory_.components[component];
  if (licences_[component] != kNone) object.emplace("licence", licences_[component]);
  // What it states, where that was not simply taken.
  const bool same = one.licenses.size() == 1 && one.licenses.front() == licence_of(component);
  if (one.licenses.empty() || same) return;
  std::vector<std::string> stated;
  for (const auto& text : one.licenses) stated.push_back(base::printable(text));
  object.emplace("stated", codec::texts(stated));
}

void PackageData::put_places(codec::JsonObject& object, const model::Component& component) const {
  if (component.locations.empty()) return;
  codec::JsonArray places;
  for (const auto& one : component.locations)
    places.emplace_back(codec::JsonArray{layer_named(one.layer), view(base::printable(one.path))});
  object.emplace("places", std::move(places));
}

void PackageData::put_links(codec::JsonObject& object, std::size_t component) const {
  const auto root = graph_.root(component);
  if (root != model::RootKind::kNone) {
    put(object, "root", root_text(inventory_.components[component], root));
  } else {
    const auto step = graph_.last_step(component);
    object.emplace("before", step.component);
    object.emplace("how", how_of(step.by));
  }
  codec::JsonArray links;
  for (const auto& link : graph_.links_from(component)) {
    links.emplace_back(link.to);
    links.emplace_back(how_of(link));
  }
  if (!links.empty()) object.emplace("links", std::move(links));
}

codec::JsonObject PackageData::package_to_json(std::size_t component) const {
  const auto& one = inventory_.components[component];
  codec::JsonObject object;
  object.emplace("name", view(base::printable(model::display_name(one.purl))));
  put(object, "version", one.purl.version);
  put(object, "type", one.purl.type);
  object.emplace("purl", view(base::printable(one.purl.to_string())));
  put_places(object, one);
  put_licences(object, component);
  if (!one.source_name.empty())
    put(object, "source", one.source_name + (one.source_version.empty() ? "" : " " + one.source_version));
  put(object, "supplier", one.supplier);
  put(object, "homepage", one.homepage);
  put(object, "description", one.description);
  put(object, "owner", one.owner);
  put(object, "origin", one.details->origin);
  put_oddities(object, one);
  if (same_[component] != kNone) object.emplace("same", same_[component]);
  put_links(object, component);
  return object;
}

codec::JsonStream PackageData::packages() const {
  const auto next = [this, at = std::size_t{0}]() mutable -> std::optional<codec::JsonValue> {
    if (at == inventory_.components.size()) return std::nullopt;
    return package_to_json(at++);
  };
  return {.key = "packages", .next = next};
}

}  // namespace pratique::report
