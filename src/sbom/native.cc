#include "sbom/native.h"

#include <limits>

namespace pratique::sbom {

using codec::Json;
using codec::JsonArray;
using codec::JsonObject;

namespace {

boost::json::string_view view(std::string_view text) { return {text.data(), text.size()}; }

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

tl::unexpected<Error> wrong(std::string_view key, std::string_view wanted) {
  return base::invalid("inventory: \"" + std::string(key) + "\" is not " + std::string(wanted));
}

// The text of a member; "" when it is not there.
Result<std::string> text_of(Json json, std::string_view key) {
  const auto member = json[key];
  if (member && !member.is_string()) return wrong(key, "a string");
  return std::string(member.text());
}

Result<std::uint64_t> size_of(Json json, std::string_view key) {
  const auto member = json[key];
  if (!member) return std::uint64_t{0};
  const auto number = member.integer();
  if (!number || *number < 0) return wrong(key, "a size in bytes");
  return static_cast<std::uint64_t>(*number);
}

Result<void> check_object(Json json, std::string_view key) {
  if (!json.is_object()) return wrong(key, "an object");
  return {};
}

// Every element of an array member through `read`; an absent member has none.
template <class T, class Read>
Result<std::vector<T>> list_from(Json json, std::string_view key, Read read) {
  const auto member = json[key];
  if (member && !member.is_array()) return wrong(key, "an array");
  std::vector<T> out;
  Result<void> result;
  member.each([&](Json element) {
    if (!result) return;
    auto one = read(element);
    if (one) {
      out.push_back(*std::move(one));
    } else {
      result = tl::unexpected(std::move(one).error());
    }
  });
  PQ_CHECK(std::move(result));
  return out;
}

Result<std::vector<std::string>> texts_from(Json json, std::string_view key) {
  return list_from<std::string>(json, key, [&](Json element) -> Result<std::string> {
    if (!element.is_string()) return wrong(key, "an array of strings");
    return std::string(element.text());
  });
}

Result<std::map<std::string, std::string>> map_from(Json json, std::string_view key) {
  const auto member = json[key];
  if (member && !member.is_object()) return wrong(key, "an object");
  std::map<std::string, std::string> out;
  bool strings = true;
  member.each_member([&](std::string_view name, Json value) {
    strings = strings && value.is_string();
    out[std::string(name)] = value.text();
  });
  if (!strings) return wrong(key, "an object of strings");
  return out;
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

Result<model::Location> location_from(Json json) {
  PQ_CHECK(check_object(json, "locations"));
  model::Location location;
  PQ_TRY(location.path, text_of(json, "path"));
  PQ_TRY(location.layer, text_of(json, "layer"));
  return location;
}

JsonObject platform_of(const model::Platform& platform) {
  JsonObject object;
  put(object, "os", platform.os);
  put(object, "architecture", platform.architecture);
  put(object, "variant", platform.variant);
  return object;
}

Result<model::Platform> platform_from(Json json) {
  model::Platform platform;
  if (!json) return platform;
  PQ_CHECK(check_object(json, "platform"));
  PQ_TRY(platform.os, text_of(json, "os"));
  PQ_TRY(platform.architecture, text_of(json, "architecture"));
  PQ_TRY(platform.variant, text_of(json, "variant"));
  return platform;
}

template <class T>
JsonArray array_of(const std::vector<T>& items) {
  JsonArray array;
  for (const auto& item : items) array.emplace_back(to_json(item));
  return array;
}

Result<model::Purl> purl_of(Json json) {
  if (json["purl_parts"]) return purl_from_parts(json["purl_parts"]);
  PQ_TRY(const auto text, text_of(json, "purl"));
  return model::parse_purl(text);
}

}  // namespace

void put(JsonObject& object, std::string_view key, std::string_view text) {
  if (!text.empty()) object.emplace(view(key), view(text));
}

bool needs_parts(const model::Purl& purl) {
  const auto parsed = model::parse_purl(purl.to_string());
  return !parsed || *parsed != purl;
}

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

JsonObject to_json(const model::Note& note) {
  JsonObject object;
  object.emplace("code", view(note.code));
  object.emplace("message", view(note.message));
  put(object, "file", note.file);
  put(object, "layer", note.layer);
  object.emplace("incomplete", note.incomplete);
  return object;
}

JsonObject to_json(const model::Inventory& inventory) {
  JsonObject object;
  object.emplace("schema", view(kSchema));
  object.emplace("subject", to_json(inventory.subject));
  object.emplace("components", array_of(inventory.components));
  object.emplace("notes", array_of(inventory.notes));
  return object;
}

Result<model::Purl> purl_from_parts(Json json) {
  PQ_CHECK(check_object(json, "purl_parts"));
  model::Purl purl;
  PQ_TRY(purl.type, text_of(json, "type"));
  PQ_TRY(purl.name_space, text_of(json, "namespace"));
  PQ_TRY(purl.name, text_of(json, "name"));
  PQ_TRY(purl.version, text_of(json, "version"));
  PQ_TRY(purl.qualifiers, map_from(json, "qualifiers"));
  PQ_TRY(purl.subpath, text_of(json, "subpath"));
  return purl;
}

Result<model::Layer> layer_from(Json json) {
  PQ_CHECK(check_object(json, "layers"));
  model::Layer layer;
  PQ_TRY(layer.diff_id, text_of(json, "diff_id"));
  PQ_TRY(layer.digest, text_of(json, "digest"));
  PQ_TRY(layer.media_type, text_of(json, "media_type"));
  PQ_TRY(layer.size, size_of(json, "size"));
  PQ_TRY(layer.created_by, text_of(json, "created_by"));
  return layer;
}

Result<model::Distro> distro_from(Json json) {
  model::Distro distro;
  if (!json) return distro;
  PQ_CHECK(check_object(json, "distro"));
  PQ_TRY(distro.id, text_of(json, "id"));
  PQ_TRY(distro.version_id, text_of(json, "version_id"));
  PQ_TRY(distro.name, text_of(json, "name"));
  PQ_TRY(distro.codename, text_of(json, "codename"));
  PQ_TRY(distro.id_like, texts_from(json, "id_like"));
  return distro;
}

Result<model::Subject> subject_from(Json json) {
  PQ_CHECK(check_object(json, "subject"));
  model::Subject subject;
  PQ_TRY(subject.kind, model::parse_subject_kind(json["kind"].text()));
  PQ_TRY(subject.name, text_of(json, "name"));
  PQ_TRY(subject.digest, text_of(json, "digest"));
  PQ_TRY(subject.config_digest, text_of(json, "config_digest"));
  PQ_TRY(subject.platform, platform_from(json["platform"]));
  PQ_TRY(subject.created, text_of(json, "created"));
  PQ_TRY(subject.labels, map_from(json, "labels"));
  PQ_TRY(subject.layers, list_from<model::Layer>(json, "layers", layer_from));
  PQ_TRY(subject.size, size_of(json, "size"));
  PQ_TRY(subject.distro, distro_from(json["distro"]));
  return subject;
}

Result<model::Component> component_from(Json json) {
  PQ_CHECK(check_object(json, "components"));
  model::Component component;
  PQ_TRY(component.purl, purl_of(json));
  PQ_TRY(component.evidence, model::parse_evidence(json["evidence"].text()));
  PQ_TRY(component.locations, list_from<model::Location>(json, "locations", location_from));
  PQ_TRY(component.licenses, texts_from(json, "licenses"));
  PQ_TRY(component.source_name, text_of(json, "source_name"));
  PQ_TRY(component.source_version, text_of(json, "source_version"));
  PQ_TRY(component.owner, text_of(json, "owner"));
  PQ_TRY(component.supplier, text_of(json, "supplier"));
  PQ_TRY(component.homepage, text_of(json, "homepage"));
  PQ_TRY(component.properties, map_from(json, "properties"));
  return component;
}

Result<model::Note> note_from(Json json) {
  PQ_CHECK(check_object(json, "notes"));
  model::Note note;
  PQ_TRY(note.code, text_of(json, "code"));
  PQ_TRY(note.message, text_of(json, "message"));
  PQ_TRY(note.file, text_of(json, "file"));
  PQ_TRY(note.layer, text_of(json, "layer"));
  note.incomplete = json["incomplete"].boolean().value_or(false);
  return note;
}

Result<model::Inventory> inventory_from(Json json) {
  model::Inventory inventory;
  PQ_TRY(inventory.subject, subject_from(json["subject"]));
  PQ_TRY(inventory.components, list_from<model::Component>(json, "components", component_from));
  PQ_TRY(inventory.notes, list_from<model::Note>(json, "notes", note_from));
  return inventory;
}

}  // namespace pratique::sbom
