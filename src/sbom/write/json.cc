#include <algorithm>
#include <limits>
#include <optional>
#include <tuple>

#include "sbom/native.h"
#include "sbom/properties.h"
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
void put_number(JsonObject& object, std::string_view key, std::uint64_t number) {
  constexpr auto kMost = static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max());
  if (number != 0) object.emplace(view(key), std::min(number, kMost));
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

JsonArray hashes_of(const model::Component& component) {
  JsonArray array;
  for (const auto& hash : component.details->hashes) {
    JsonObject object;
    object.emplace("algorithm", model::to_string(hash.algorithm));
    object.emplace("value", view(hash.value));
    array.emplace_back(std::move(object));
  }
  return array;
}

JsonArray found_licenses_of(const model::Component& component) {
  JsonArray array;
  for (const auto& found : component.details->found_licenses) array.emplace_back(to_json(found));
  return array;
}

JsonObject platform_of(const model::Platform& platform) {
  JsonObject object;
  put(object, "os", platform.os);
  put(object, "architecture", platform.architecture);
  put(object, "variant", platform.variant);
  return object;
}

JsonObject healthcheck_of(const model::Healthcheck& healthcheck) {
  JsonObject object;
  put_list(object, "test", list_of(healthcheck.test));
  put_number(object, "interval", healthcheck.interval);
  put_number(object, "timeout", healthcheck.timeout);
  put_number(object, "start_period", healthcheck.start_period);
  put_number(object, "retries", healthcheck.retries);
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

JsonObject to_json(const model::FoundLicense& found) {
  JsonObject object;
  object.emplace("expression", view(found.expression));
  put(object, "path", found.path);
  if (found.likeness > 0) object.emplace("likeness", found.likeness);
  return object;
}

JsonObject to_json(const model::Layer& layer) {
  JsonObject object;
  put(object, "diff_id", layer.diff_id);
  put(object, "digest", layer.digest);
  put(object, "media_type", layer.media_type);
  put_number(object, "size", layer.size);
  put(object, "created_by", layer.created_by);
  put_object(object, "lines", to_json(layer.lines));
  return object;
}

JsonObject to_json(const model::Distro& distro) {
  JsonObject object;
  put(object, "id", distro.id);
  put(object, "version_id", distro.version_id);
  put(object, "name", distro.name);
  put(object, "codename", distro.codename);
  put_list(object, "id_like", list_of(distro.id_like));
  put(object, "cpe", distro.cpe);
  return object;
}

JsonObject to_json(const model::ImageConfig& config) {
  JsonObject object;
  put(object, "user", config.user);
  put(object, "working_dir", config.working_dir);
  put_list(object, "env", list_of(config.env));
  put_list(object, "entrypoint", list_of(config.entrypoint));
  put_list(object, "cmd", list_of(config.cmd));
  put_list(object, "shell", list_of(config.shell));
  put_list(object, "ports", list_of(config.ports));
  put_list(object, "volumes", list_of(config.volumes));
  put(object, "stop_signal", config.stop_signal);
  put_object(object, "healthcheck", healthcheck_of(config.healthcheck));
  return object;
}

JsonObject to_json(const model::Instruction& instruction) {
  JsonObject object;
  put(object, "created_by", instruction.created_by);
  put(object, "created", instruction.created);
  put(object, "author", instruction.author);
  put(object, "comment", instruction.comment);
  if (instruction.layer != model::kNoLayer) object.emplace("layer", instruction.layer);
  put_object(object, "lines", to_json(instruction.lines));
  return object;
}

JsonObject to_json(const model::Attestation& attestation) {
  JsonObject object;
  put(object, "digest", attestation.digest);
  return object;
}

JsonObject to_json(const model::AttestedSbom& attested) {
  JsonObject object;
  put(object, "digest", attested.digest);
  put(object, "predicate_type", attested.predicate_type);
  put(object, "about", attested.about);
  put(object, "place", attested.place);
  put(object, "generator", attested.generator);
  put(object, "verification", attested.verification);
  return object;
}

JsonObject head_to_json(const model::Subject& subject) {
  model::Subject head = subject;
  head.annotations.clear();
  head.config = {};
  head.history.clear();
  head.provenance.arguments.clear();
  head.provenance.materials.clear();
  head.attestations.clear();
  return to_json(head);
}

// The order is the schema's, from what names the image to what is in it.
JsonObject to_json(const model::Subject& subject) {
  JsonObject object;
  object.emplace("kind", model::to_string(subject.kind));
  put(object, "name", subject.name);
  put(object, "obtained_from", subject.obtained_from);
  put(object, "digest", subject.digest);
  put(object, "config_digest", subject.config_digest);
  put_object(object, "platform", platform_of(subject.platform));
  put(object, "created", subject.created);
  put_object(object, "labels", map_of(subject.labels));
  put_object(object, "annotations", map_of(subject.annotations));
  put_object(object, "config", to_json(subject.config));
  put_list(object, "history", array_of(subject.history));
  put_list(object, "layers", array_of(subject.layers));
  put_list(object, "bases", array_of(subject.bases));
  put_object(object, "provenance", to_json(subject.provenance));
  put_list(object, "attestations", array_of(subject.attestations));
  put_object(object, "attested_sbom", to_json(subject.attested_sbom));
  put_number(object, "size", subject.size);
  put_object(object, "distro", to_json(subject.distro));
  return object;
}

JsonObject to_json(const model::Component& component) { return to_json(component, {}); }

// purl and evidence are always there: without the first there is no component, without the second no judging
// it.
JsonObject to_json(const model::Component& component, const std::string& id) {
  JsonObject object;
  put(object, "id", id);
  object.emplace("purl", view(component.purl.to_string()));
  if (needs_parts(component.purl)) object.emplace("purl_parts", parts_to_json(component.purl));
  object.emplace("evidence", model::to_string(component.evidence));
  if (component.confidence != kCertain) object.emplace("confidence", component.confidence);
  put_list(object, "locations", locations_of(component));
  put_list(object, "licenses", list_of(component.licenses));
  put(object, "license", component.details->license);
  put_list(object, "found_licenses", found_licenses_of(component));
  put(object, "source_name", component.source_name);
  put(object, "source_version", component.source_version);
  put(object, "owner", component.owner);
  put(object, "supplier", component.supplier);
  put(object, "homepage", component.homepage);
  put(object, "description", component.description);
  put(object, "origin", component.details->origin);
  put_list(object, "cpes", list_of(component.details->cpes));
  put_list(object, "hashes", hashes_of(component));
  put_object(object, "properties", map_of(properties_of(component)));
  return object;
}

namespace {

// Edges that begin at one component, of one kind and scope, are one entry: a graph has six times as many edges as
// components, and an id takes 32 bytes.
class EdgeGroups {
 public:
  EdgeGroups(const std::vector<model::Edge>& edges, const std::vector<std::string>& ids)
      : edges_(edges), ids_(ids) {
    const auto key = [](const model::Edge& one) { return std::tie(one.from, one.kind, one.scope, one.to); };
    std::sort(edges_.begin(), edges_.end(), [&](const auto& a, const auto& b) { return key(a) < key(b); });
  }

  std::optional<codec::JsonValue> next() {
    if (at_ == edges_.size()) return std::nullopt;
    const auto first = edges_[at_];
    JsonObject object;
    object.emplace("from", view(ids_[first.from]));
    JsonArray to;
    for (; at_ < edges_.size(); ++at_) {
      const auto& one = edges_[at_];
      if (one.from != first.from || one.kind != first.kind || one.scope != first.scope) break;
      to.emplace_back(view(ids_[one.to]));
    }
    object.emplace("to", std::move(to));
    object.emplace("kind", model::to_string(first.kind));
    if (first.scope != model::Scope::kRequired) object.emplace("scope", model::to_string(first.scope));
    return object;
  }

 private:
  std::vector<model::Edge> edges_;
  const std::vector<std::string>& ids_;
  std::size_t at_ = 0;
};

}  // namespace

JsonObject to_json(const model::Observation& observation) {
  JsonObject object;
  object.emplace("kind", model::to_string(observation.kind));
  put(object, "rule", observation.rule);
  put(object, "message", observation.message);
  put(object, "path", observation.location.path);
  put(object, "layer", observation.location.layer);
  put_number(object, "line", observation.line);
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
Result<void> write_native(const model::Inventory& inventory, const base::Sink& sink) {
  const auto ids = model::component_ids(inventory);
  JsonObject object;
  object.emplace("schema", view(kSchema));
  object.emplace("subject", to_json(inventory.subject));
  for (const char* key : {"components", "edges", "observations", "notes"}) object.emplace(key, nullptr);
  const auto component = [&, at = std::size_t{0}](const model::Component& one) mutable {
    return to_json(one, ids[at++]);
  };
  EdgeGroups edges(inventory.edges, ids);
  const auto plain = [](const auto& one) { return to_json(one); };
  std::vector<codec::JsonStream> streams = {codec::stream_of("components", inventory.components, component),
                                            {.key = "edges", .next = [&] { return edges.next(); }},
                                            codec::stream_of("observations", inventory.observations, plain),
                                            codec::stream_of("notes", inventory.notes, plain)};
  streams[1].omit_empty = streams[2].omit_empty = true;
  return codec::write_json(sink, object, streams);
}

namespace {

class JsonWriter final : public Writer {
 public:
  std::string_view name() const override { return "json"; }
  std::string_view about() const override {
    return "the inventory as it is, without loss; schema pratique/inventory/1";
  }
  Result<void> write(const model::Inventory& inventory, const Stamp&, const base::Sink& sink) const override {
    return write_native(inventory, sink);
  }
};

}  // namespace

namespace writers {
std::vector<std::unique_ptr<Writer>> make_json() {
  std::vector<std::unique_ptr<Writer>> all;
  all.push_back(std::make_unique<JsonWriter>());
  return all;
}
}  // namespace writers

}  // namespace pratique::sbom
