#include <algorithm>
#include <limits>

#include "sbom/native.h"
#include "sbom/stable.h"
#include "sbom/write.h"

namespace pratique::sbom {

using codec::JsonArray;
using codec::JsonObject;
using codec::view;

namespace {

// Boost has a string view of its own.
template <class Strings>
JsonArray list_of(const Strings& texts) {
  JsonArray array;
  for (const auto& text : texts) array.emplace_back(view(text));
  return array;
}

JsonObject map_of(const std::map<std::string, std::string>& map) {
  JsonObject object;
  for (const auto& [key, value] : map) object.emplace(view(key), view(value));
  return object;
}

// Absent instead of empty keeps documents short: most components have most members empty.
void put_list(JsonObject& object, std::string_view key, JsonArray array) {
  if (!array.empty()) object.emplace(view(key), std::move(array));
}

void put_object(JsonObject& object, std::string_view key, JsonObject value) {
  if (!value.empty()) object.emplace(view(key), std::move(value));
}

// JSON numbers are read as 64-bit signed ones; no image comes near.
void put_size(JsonObject& object, std::uint64_t size) {
  constexpr auto kMost = static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max());
  if (size != 0) object.emplace("size", std::min(size, kMost));
}

JsonArray locations_of(const model::Component& component) {
  JsonArray array;
  for (const auto& location : component.locations) {
    JsonObject object;
    object.emplace("path", view(location.path));
    put(object, "layer", location.layer);
    array.emplace_back(std::move(object));
  }
  return array;
}

JsonObject platform_of(const model::Platform& platform) {
  JsonObject object;
  put(object, "os", platform.os);
  put(object, "architecture", platform.architecture);
  put(object, "variant", platform.variant);
  return object;
}

template <class T>
JsonArray array_of(const std::vector<T>& items) {
  JsonArray array;
  for (const auto& item : items) array.emplace_back(to_json(item));
  return array;
}

}  // namespace

// emplace() keeps the order of adding, and with it the order of members in the text.
void put(JsonObject& object, std::string_view key, std::string_view text) {
  if (!text.empty()) object.emplace(view(key), view(text));
}

// Asked of every component, and true of next to none: a purl that a parser gives back unchanged needs nothing
// beside it.
bool needs_parts(const model::Purl& purl) {
  const auto parsed = model::parse_purl(purl.to_string());
  return !parsed || *parsed != purl;
}

// The parts as held: decoded, and normalised by make_purl() as far as that went.
JsonObject parts_to_json(const model::Purl& purl) {
  JsonObject object;
  put(object, "type", purl.type);
  put(object, "namespace", purl.name_space);
  put(object, "name", purl.name);
  put(object, "version", purl.version);
  put_object(object, "qualifiers", map_of(purl.qualifiers));
  put(object, "subpath", purl.subpath);
  return object;
}

JsonObject to_json(const model::Layer& layer) {
  JsonObject object;
  put(object, "diff_id", layer.diff_id);
  put(object, "digest", layer.digest);
  put(object, "media_type", layer.media_type);
  put_size(object, layer.size);
  put(object, "created_by", layer.created_by);
  return object;
}

JsonObject to_json(const model::Distro& distro) {
  JsonObject object;
  put(object, "id", distro.id);
  put(object, "version_id", distro.version_id);
  put(object, "name", distro.name);
  put(object, "codename", distro.codename);
  put_list(object, "id_like", list_of(distro.id_like));
  return object;
}

// The order is the schema's, from what names the image to what is in it.
JsonObject to_json(const model::Subject& subject) {
  JsonObject object;
  object.emplace("kind", model::to_string(subject.kind));
  put(object, "name", subject.name);
  put(object, "digest", subject.digest);
  put(object, "config_digest", subject.config_digest);
  put_object(object, "platform", platform_of(subject.platform));
  put(object, "created", subject.created);
  put_object(object, "labels", map_of(subject.labels));
  put_list(object, "layers", array_of(subject.layers));
  put_size(object, subject.size);
  put_object(object, "distro", to_json(subject.distro));
  return object;
}

// purl and evidence are always there: without the first there is no component, without the second no judging
// it.
JsonObject to_json(const model::Component& component) {
  JsonObject object;
  object.emplace("purl", view(component.purl.to_string()));
  if (needs_parts(component.purl)) object.emplace("purl_parts", parts_to_json(component.purl));
  object.emplace("evidence", model::to_string(component.evidence));
  put_list(object, "locations", locations_of(component));
  put_list(object, "licenses", list_of(component.licenses));
  put(object, "source_name", component.source_name);
  put(object, "source_version", component.source_version);
  put(object, "owner", component.owner);
  put(object, "supplier", component.supplier);
  put(object, "homepage", component.homepage);
  put_object(object, "properties", map_of(component.properties));
  return object;
}

// `incomplete` is written even when false: a reader must not have to guess which way absence leans.
JsonObject to_json(const model::Note& note) {
  JsonObject object;
  object.emplace("code", view(note.code));
  object.emplace("message", view(note.message));
  put(object, "file", note.file);
  put(object, "layer", note.layer);
  object.emplace("incomplete", note.incomplete);
  return object;
}

// Lists that are empty are written here: that there are no notes is a statement.
std::string write_native(const model::Inventory& inventory) {
  JsonObject object;
  object.emplace("schema", view(kSchema));
  object.emplace("subject", to_json(inventory.subject));
  object.emplace("components", nullptr);  // written one by one
  object.emplace("notes", array_of(inventory.notes));
  std::size_t at = 0;
  const auto next = [&]() -> std::optional<codec::JsonValue> {
    if (at == inventory.components.size()) return std::nullopt;
    return to_json(inventory.components[at++]);
  };
  constexpr std::uint64_t kTimesHeld = 3;
  return codec::to_text(object, {{.key = "components", .next = next}}, expected_bytes(inventory, kTimesHeld));
}

namespace {

class JsonWriter final : public Writer {
 public:
  std::string_view name() const override { return "json"; }
  Result<std::string> write(const model::Inventory& inventory, const Stamp&) const override {
    return write_native(inventory);
  }
};

}  // namespace

namespace writers {
std::unique_ptr<Writer> make_json() { return std::make_unique<JsonWriter>(); }
}  // namespace writers

}  // namespace pratique::sbom
