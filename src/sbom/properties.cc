#include "sbom/properties.h"

#include <algorithm>

namespace pratique::sbom {

namespace {

constexpr std::string_view kOurs = "pratique:";
constexpr std::string_view kEscape = "pratique:property:";
// Names with a meaning of their own on a component.
constexpr std::string_view kReserved[] = {
    "pratique:evidence", "pratique:homepage",    "pratique:owner",         "pratique:purl",
    "pratique:supplier", "pratique:source_name", "pratique:source_version"};

// Six names: a scan of them is cheaper than a set.
bool is_reserved(std::string_view key) {
  return std::find(std::begin(kReserved), std::end(kReserved), key) != std::end(kReserved);
}

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

std::string escaped_key(std::string_view key) {
  const bool plain = key.starts_with(kOurs) && !key.starts_with(kEscape) && !is_reserved(key);
  return plain ? std::string(key) : std::string(kEscape).append(key);
}

// The escaped ones first, so that a forged plain name cannot replace one.
std::map<std::string, std::string> own_properties(const Properties& properties) {
  auto own = properties.with_prefix(kEscape);
  for (const auto& [name, value] : properties.with_prefix(kOurs)) {
    const auto key = std::string(kOurs) + name;
    if (!key.starts_with(kEscape) && !is_reserved(key)) own.emplace(key, value);
  }
  return own;
}

}  // namespace pratique::sbom
