#include "sbom/properties.h"

#include <algorithm>

namespace pratique::sbom {

namespace {

constexpr std::string_view kOurs = "pratique:";
constexpr std::string_view kEscape = "pratique:property:";
// Names of CycloneDX properties that are members of the native form.
constexpr std::string_view kReserved[] = {
    "pratique:built-from",    "pratique:component",     "pratique:confidence",
    "pratique:contains",      "pratique:cpe",           "pratique:declared-license",
    "pratique:evidence",      "pratique:found-license", "pratique:hash",
    "pratique:homepage",      "pratique:license",       "pratique:location",
    "pratique:origin",        "pratique:owner",         "pratique:provides",
    "pratique:purl",          "pratique:supplier",      "pratique:source_name",
    "pratique:source_version"};

// Members of Details that are texts, and their names among the properties.
struct TextProperty {
  std::string_view name;
  std::string model::Details::* text;
};
constexpr TextProperty kTexts[] = {{"pratique:asked-in", &model::Details::asked_in},
                                   {"pratique:built-for", &model::Details::built_for},
                                   {"pratique:go:functions", &model::Details::functions},
                                   {"pratique:listed-by", &model::Details::listed_by},
                                   {"pratique:root", &model::Details::root},
                                   {"pratique:rpm:module", &model::Details::module}};
constexpr std::string_view kDatabase = "pratique:database", kMain = "pratique:main",
                           kReason = "pratique:reason", kScope = "pratique:scope", kState = "pratique:state";

bool is_member(std::string_view key) {
  for (const auto name : {kDatabase, kMain, kReason, kScope, kState}) {
    if (key == name) return true;
  }
  return std::any_of(std::begin(kTexts), std::end(kTexts), [&](const auto& row) { return row.name == key; });
}

// Of members that stand elsewhere in the native form.
bool is_elsewhere(std::string_view key) {
  return key.starts_with(kNeeds) ||
         std::find(std::begin(kReserved), std::end(kReserved), key) != std::end(kReserved);
}

bool is_reserved(std::string_view key) { return is_member(key) || is_elsewhere(key); }

using codec::view;

}  // namespace

void PropertyList::add(std::string_view name, std::string_view value) {
  if (!value.empty()) add_even_empty(name, value);
}

// "value" is optional in the schema, but readers stumble over its absence, so an empty one is written.
void PropertyList::add_even_empty(std::string_view name, std::string_view value) {
  codec::JsonObject pair;
  pair.emplace("name", view(name));
  pair.emplace("value", view(value));
  array_.emplace_back(std::move(pair));
}

void PropertyList::add(std::string_view name, codec::JsonObject value) {
  add(name, codec::to_compact_text(std::move(value)));
}

void PropertyList::put_into(codec::JsonObject& object) && {
  if (!array_.empty()) object.emplace("properties", std::move(array_));
}

// Views into the document: cheap, and as short-lived as it.
Properties::Properties(codec::Json owner) {
  owner["properties"].each(
      [this](codec::Json pair) { pairs_.emplace_back(pair["name"].text(), pair["value"].text()); });
}

std::string_view Properties::operator[](std::string_view name) const {
  const auto found =
      std::find_if(pairs_.begin(), pairs_.end(), [&](const auto& pair) { return pair.first == name; });
  return found == pairs_.end() ? std::string_view() : found->second;
}

std::vector<std::string_view> Properties::all(std::string_view name) const {
  std::vector<std::string_view> values;
  for (const auto& [key, value] : pairs_) {
    if (key == name) values.push_back(value);
  }
  return values;
}

std::map<std::string, std::string> Properties::with_prefix(std::string_view prefix) const {
  std::map<std::string, std::string> found;
  for (const auto& [name, value] : pairs_) {
    if (name.starts_with(prefix)) found.emplace(name.substr(prefix.size()), value);
  }
  return found;
}

std::string_view source_url_of(const model::Component& component) {
  const auto found = component.properties.find("pratique:source-url");
  return found == component.properties.end() ? std::string_view() : std::string_view(found->second);
}

std::map<std::string, std::string> unreserved(const Properties& properties) {
  std::map<std::string, std::string> all;
  properties.each([&](std::string_view name, std::string_view value) {
    if (name.starts_with(kOurs) && !is_elsewhere(name)) all.emplace(name, value);
  });
  return all;
}

std::string escaped_key(std::string_view key) {
  const bool plain = key.starts_with(kOurs) && !key.starts_with(kEscape) && !is_reserved(key);
  return plain ? std::string(key) : std::string(kEscape).append(key);
}

std::map<std::string, std::string> properties_of(const model::Component& component) {
  std::map<std::string, std::string> all;
  for (const auto& [key, value] : component.properties) all.emplace(escaped_key(key), value);
  if (component.database_removed) all.emplace(kDatabase, "removed");
  if (component.is_main) all.emplace(kMain, "true");
  if (component.reason != model::InstallReason::kUnknown)
    all.emplace(kReason, model::to_string(component.reason));
  if (component.scope != model::Scope::kRequired) all.emplace(kScope, model::to_string(component.scope));
  if (component.state != model::State::kInstalled) all.emplace(kState, model::to_string(component.state));
  for (const auto& [name, text] : kTexts) {
    const auto& value = (*component.details).*text;
    if (!value.empty()) all.emplace(name, value);
  }
  return all;
}

// The escaped ones first, so that a forged plain name cannot replace one.
Result<void> take_properties(std::map<std::string, std::string> written, model::Component& component) {
  const auto take = [&](std::string_view key) {
    const auto node = written.extract(std::string(key));
    return node.empty() ? std::string() : node.mapped();
  };
  component.database_removed = take(kDatabase) == "removed";
  component.is_main = take(kMain) == "true";
  if (const auto reason = take(kReason); !reason.empty()) {
    PQ_TRY(component.reason, model::parse_reason(reason));
  }
  if (const auto scope = take(kScope); !scope.empty()) {
    PQ_TRY(component.scope, model::parse_scope(scope));
  }
  if (const auto state = take(kState); !state.empty()) {
    PQ_TRY(component.state, model::parse_state(state));
  }
  for (const auto& [name, text] : kTexts) {
    if (auto value = take(name); !value.empty()) component.details.edit().*text = std::move(value);
  }
  for (auto& [key, value] : written) {
    if (key.starts_with(kEscape)) component.properties[key.substr(kEscape.size())] = std::move(value);
  }
  for (auto& [key, value] : written) {
    if (!key.starts_with(kEscape)) component.properties.emplace(key, std::move(value));
  }
  return {};
}

}  // namespace pratique::sbom
