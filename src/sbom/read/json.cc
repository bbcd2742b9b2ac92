#include <algorithm>
#include <unordered_map>

#include "base/text_hash.h"
#include "model/held_bytes.h"
#include "sbom/native.h"
#include "sbom/properties.h"
#include "sbom/read.h"

namespace pratique::sbom {

using codec::Json;

namespace {

// JSON has no line numbers once parsed; the member's name is the place.
tl::unexpected<Error> wrong(std::string_view key, std::string_view wanted) {
  return base::invalid("inventory: \"" + std::string(key) + "\" is not " + std::string(wanted));
}

// The text of a member; "" when it is not there.
// null is not absence: we never write it, so whoever did meant something that we do not know.
Result<std::string> text_of(Json json, std::string_view key) {
  const auto member = json[key];
  if (member && !member.is_string()) return wrong(key, "a string");
  return std::string(member.text());
}

// A size that is a fraction or negative would be a forged document, not an old one.
Result<std::uint64_t> size_of(Json json, std::string_view key) {
  const auto member = json[key];
  if (!member) return std::uint64_t{0};
  const auto number = member.integer();
  if (!number || *number < 0) return wrong(key, key == "size" ? "a size in bytes" : "a number");
  return static_cast<std::uint64_t>(*number);
}

Result<void> check_object(Json json, std::string_view key) {
  if (!json.is_object()) return wrong(key, "an object");
  return {};
}

// Lists up to this long are made room for at once; of longer ones a document could say more than it holds.
constexpr std::size_t kExpected = 1 << 17;

// Every element of an array member through `read`; an absent member has none.
template <class T, class Read>
Result<std::vector<T>> list_from(Json json, std::string_view key, Read read) {
  const auto member = json[key];
  // Other tools write null for a list without an entry.
  if (member && !member.is_null() && !member.is_array()) return wrong(key, "an array");
  std::vector<T> out;
  out.reserve(std::min(member.size(), kExpected));
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

// A key that occurs twice: the last one counts, as everywhere in our JSON.
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

Result<model::Hash> hash_from(Json json) {
  PQ_CHECK(check_object(json, "hashes"));
  model::Hash hash;
  PQ_TRY(hash.algorithm, model::parse_hash_algorithm(json["algorithm"].text()));
  PQ_TRY(hash.value, text_of(json, "value"));
  return hash;
}

Result<std::uint8_t> per_cent_from(Json json, const char* key, std::uint8_t otherwise) {
  const auto member = json[key];
  if (!member) return otherwise;
  const auto number = member.integer();
  if (!number || *number < 0 || *number > kCertain) return wrong(key, "a number from 0 to 100");
  return static_cast<std::uint8_t>(*number);
}

}  // namespace

Result<model::FoundLicense> found_license_from(Json json) {
  PQ_CHECK(check_object(json, "found_licenses"));
  model::FoundLicense found;
  PQ_TRY(found.expression, text_of(json, "expression"));
  PQ_TRY(found.path, text_of(json, "path"));
  PQ_TRY(found.likeness, per_cent_from(json, "likeness", 0));
  return found;
}

namespace {

// Most components have none, and then nothing is made.
Result<void> read_details(Json json, model::Component& component) {
  auto& details = component.details.edit();
  PQ_TRY(details.license, text_of(json, "license"));
  PQ_TRY(details.origin, text_of(json, "origin"));
  PQ_TRY(details.cpes, texts_from(json, "cpes"));
  PQ_TRY(details.hashes, list_from<model::Hash>(json, "hashes", hash_from));
  PQ_TRY(details.found_licenses, list_from<model::FoundLicense>(json, "found_licenses", found_license_from));
  PQ_TRY(auto properties, map_from(json, "properties"));
  PQ_CHECK(take_properties(std::move(properties), component));
  component.details.settle();
  return {};
}

// Not parse_platform(): here the parts are apart already, and any may be empty.
Result<model::Platform> platform_from(Json json) {
  model::Platform platform;
  if (!json) return platform;
  PQ_CHECK(check_object(json, "platform"));
  PQ_TRY(platform.os, text_of(json, "os"));
  PQ_TRY(platform.architecture, text_of(json, "architecture"));
  PQ_TRY(platform.variant, text_of(json, "variant"));
  return platform;
}

Result<model::Healthcheck> healthcheck_from(Json json) {
  model::Healthcheck healthcheck;
  if (!json) return healthcheck;
  PQ_CHECK(check_object(json, "healthcheck"));
  PQ_TRY(healthcheck.test, texts_from(json, "test"));
  PQ_TRY(healthcheck.interval, size_of(json, "interval"));
  PQ_TRY(healthcheck.timeout, size_of(json, "timeout"));
  PQ_TRY(healthcheck.start_period, size_of(json, "start_period"));
  PQ_TRY(healthcheck.retries, size_of(json, "retries"));
  return healthcheck;
}

// Components by their names in the document.
using Numbers = std::unordered_map<std::string_view, std::uint32_t, base::TextHash>;

// An entry names those that one component leads to in one way; of documents of older versions, one of them.
Result<void> read_edges(Json json, const Numbers& numbers, std::vector<model::Edge>& edges) {
  const auto from = numbers.find(json["from"].text());
  model::Edge edge;
  PQ_TRY(edge.kind, model::parse_edge_kind(json["kind"].text()));
  if (json["scope"]) {
    PQ_TRY(edge.scope, model::parse_scope(json["scope"].text()));
  }
  bool sound = from != numbers.end();
  const auto add = [&](Json one) {
    const auto to = numbers.find(one.text());
    sound = sound && to != numbers.end();
    if (!sound) return;
    edge.from = from->second, edge.to = to->second;
    edges.push_back(edge);
  };
  const auto to = json["to"];
  if ((to.is_array() ? to.size() : 1) > model::kMaxEdges - edges.size())
    return base::over_limit("more than 1000000 edges in the document");
  if (to.is_array()) {
    to.each(add);
  } else {
    add(to);
  }
  if (!sound) return base::invalid("inventory: an edge between components that are not there");
  return {};
}

// Documents of older versions have neither names nor edges.
Result<std::vector<model::Edge>> edges_from(Json json) {
  std::vector<model::Edge> edges;
  if (json["edges"].size() == 0) return edges;
  if (json["edges"].size() > model::kMaxEdges)
    return base::over_limit("more than 1000000 edges in the document");
  Numbers numbers;
  numbers.reserve(json["components"].size());
  json["components"].each([&](Json component) {
    numbers.try_emplace(component["id"].text(), static_cast<std::uint32_t>(numbers.size()));
  });
  if (numbers.size() != json["components"].size())
    return base::invalid("inventory: components share an \"id\"");
  Result<void> result;
  json["edges"].each([&](Json one) {
    if (result) result = read_edges(one, numbers, edges);
  });
  PQ_CHECK(std::move(result));
  std::sort(edges.begin(), edges.end());
  return edges;
}

// Leniently: what was written by us is canonical, and what an older version thought canonical is still a
// name.
Result<model::Purl> purl_of(Json json) {
  if (json["purl_parts"]) return purl_from_parts(json["purl_parts"]);
  PQ_TRY(const auto text, text_of(json, "purl"));
  return model::parse_purl(text);
}

}  // namespace

// An empty path is allowed: a record may know its layer only.
Result<model::Location> location_from(Json json) {
  PQ_CHECK(check_object(json, "locations"));
  model::Location location;
  PQ_TRY(location.path, text_of(json, "path"));
  PQ_TRY(location.layer, text_of(json, "layer"));
  return location;
}

// As they are, unnormalised: they are here because normal form cannot hold them.
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
  PQ_TRY(layer.lines, lines_from(json["lines"]));
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
  PQ_TRY(distro.cpe, text_of(json, "cpe"));
  return distro;
}

Result<model::ImageConfig> config_from(Json json) {
  model::ImageConfig config;
  if (!json) return config;
  PQ_CHECK(check_object(json, "config"));
  PQ_TRY(config.user, text_of(json, "user"));
  PQ_TRY(config.working_dir, text_of(json, "working_dir"));
  PQ_TRY(config.env, texts_from(json, "env"));
  PQ_TRY(config.entrypoint, texts_from(json, "entrypoint"));
  PQ_TRY(config.cmd, texts_from(json, "cmd"));
  PQ_TRY(config.shell, texts_from(json, "shell"));
  PQ_TRY(config.ports, texts_from(json, "ports"));
  PQ_TRY(config.volumes, texts_from(json, "volumes"));
  PQ_TRY(config.stop_signal, text_of(json, "stop_signal"));
  PQ_TRY(config.healthcheck, healthcheck_from(json["healthcheck"]));
  return config;
}

Result<model::Instruction> instruction_from(Json json) {
  PQ_CHECK(check_object(json, "history"));
  model::Instruction instruction;
  PQ_TRY(instruction.created_by, text_of(json, "created_by"));
  PQ_TRY(instruction.created, text_of(json, "created"));
  PQ_TRY(instruction.author, text_of(json, "author"));
  PQ_TRY(instruction.comment, text_of(json, "comment"));
  if (json["layer"]) {
    PQ_TRY(const auto layer, size_of(json, "layer"));
    instruction.layer = static_cast<std::int64_t>(layer);
  }
  PQ_TRY(instruction.lines, lines_from(json["lines"]));
  return instruction;
}

Result<model::Attestation> attestation_from(Json json) {
  PQ_CHECK(check_object(json, "attestations"));
  model::Attestation attestation;
  PQ_TRY(attestation.digest, text_of(json, "digest"));
  return attestation;
}

// Absent in documents of images whose layers were read.
Result<model::AttestedSbom> attested_sbom_from(Json json) {
  model::AttestedSbom attested;
  if (!json) return attested;
  PQ_CHECK(check_object(json, "attested_sbom"));
  PQ_TRY(attested.digest, text_of(json, "digest"));
  PQ_TRY(attested.predicate_type, text_of(json, "predicate_type"));
  PQ_TRY(attested.about, text_of(json, "about"));
  PQ_TRY(attested.place, text_of(json, "place"));
  PQ_TRY(attested.generator, text_of(json, "generator"));
  PQ_TRY(attested.verification, text_of(json, "verification"));
  return attested;
}

Result<model::Observation> observation_from(Json json) {
  PQ_CHECK(check_object(json, "observations"));
  model::Observation observation;
  PQ_TRY(observation.kind, model::parse_observation_kind(json["kind"].text()));
  PQ_TRY(observation.rule, text_of(json, "rule"));
  PQ_TRY(observation.message, text_of(json, "message"));
  PQ_TRY(observation.location.path, text_of(json, "path"));
  PQ_TRY(observation.location.layer, text_of(json, "layer"));
  PQ_TRY(observation.line, size_of(json, "line"));
  return observation;
}

// kind has no default: an inventory of an unknown kind of thing cannot be judged by any rule.
Result<model::Subject> subject_from(Json json) {
  PQ_CHECK(check_object(json, "subject"));
  model::Subject subject;
  PQ_TRY(subject.kind, model::parse_subject_kind(json["kind"].text()));
  PQ_TRY(subject.name, text_of(json, "name"));
  PQ_TRY(subject.obtained_from, text_of(json, "obtained_from"));
  PQ_TRY(subject.digest, text_of(json, "digest"));
  PQ_TRY(subject.config_digest, text_of(json, "config_digest"));
  PQ_TRY(subject.platform, platform_from(json["platform"]));
  PQ_TRY(subject.created, text_of(json, "created"));
  PQ_TRY(subject.labels, map_from(json, "labels"));
  PQ_TRY(subject.annotations, map_from(json, "annotations"));
  PQ_TRY(subject.config, config_from(json["config"]));
  PQ_TRY(subject.history, list_from<model::Instruction>(json, "history", instruction_from));
  PQ_TRY(subject.bases, list_from<model::BaseImage>(json, "bases", base_from));
  PQ_TRY(subject.provenance, provenance_from(json["provenance"]));
  PQ_TRY(subject.attestations, list_from<model::Attestation>(json, "attestations", attestation_from));
  PQ_TRY(subject.attested_sbom, attested_sbom_from(json["attested_sbom"]));
  PQ_TRY(subject.layers, list_from<model::Layer>(json, "layers", layer_from));
  PQ_TRY(subject.size, size_of(json, "size"));
  PQ_TRY(subject.distro, distro_from(json["distro"]));
  return subject;
}

// The first wrong component ends the reading: half an inventory would look like a small image.
Result<model::Component> component_from(Json json) {
  PQ_CHECK(check_object(json, "components"));
  model::Component component;
  PQ_TRY(component.purl, purl_of(json));
  PQ_TRY(component.evidence, model::parse_evidence(json["evidence"].text()));
  PQ_TRY(component.confidence, per_cent_from(json, "confidence", kCertain));
  PQ_TRY(component.locations, list_from<model::Location>(json, "locations", location_from));
  PQ_TRY(component.licenses, texts_from(json, "licenses"));
  PQ_TRY(component.source_name, text_of(json, "source_name"));
  PQ_TRY(component.source_version, text_of(json, "source_version"));
  PQ_TRY(component.owner, text_of(json, "owner"));
  PQ_TRY(component.supplier, text_of(json, "supplier"));
  PQ_TRY(component.homepage, text_of(json, "homepage"));
  PQ_TRY(component.description, text_of(json, "description"));
  PQ_CHECK(read_details(json, component));
  return component;
}

Result<void> charge(base::Meter& meter, const model::Component& component) {
  using base::Account;
  for (const auto& [account, amount] : {std::pair(Account::kComponents, std::uint64_t{1}),
                                        std::pair(Account::kRecords, model::held_bytes(component))}) {
    if (meter.charge(account, amount)) continue;
    const auto refuser = meter.refuser(account);
    return base::fail(ErrorKind::kMetered,
                      "the document is not read: " + base::to_words(refuser, meter.limit(refuser)), {},
                      "raise it by --limit " + std::string(base::info(refuser).name) + "=VALUE");
  }
  return {};
}

// Codes that this version does not know pass through to the report.
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

// The order of components is kept and not checked; whoever compares inventories normalises them first.
Result<model::Inventory> inventory_from(Json json, base::Meter& meter) {
  model::Inventory inventory;
  PQ_TRY(inventory.subject, subject_from(json["subject"]));
  PQ_TRY(inventory.components,
         list_from<model::Component>(json, "components", [&](Json one) -> Result<model::Component> {
           PQ_TRY(auto component, component_from(one));
           PQ_CHECK(charge(meter, component));
           return component;
         }));
  PQ_TRY(inventory.edges, edges_from(json));
  PQ_TRY(inventory.observations, list_from<model::Observation>(json, "observations", observation_from));
  PQ_TRY(inventory.notes, list_from<model::Note>(json, "notes", note_from));
  return inventory;
}

namespace {

constexpr std::string_view kSchemaFamily = "pratique/inventory/";

class JsonReader final : public Reader {
 public:
  // Any version is ours to refuse with a word about the version; only version 1 is read.
  bool recognises(codec::Json root) const override {
    return root["schema"].text().starts_with(kSchemaFamily);
  }

  Result<model::Inventory> read(codec::Json root, base::Meter& meter) const override {
    if (root["schema"].text() != kSchema) {
      return base::fail(ErrorKind::kUnsupported, "inventory of schema \"" + root["schema"].text_or("") + "\"",
                        {}, "Use a newer Pratique, or write the inventory again");
    }
    return inventory_from(root, meter);
  }
};

}  // namespace

namespace readers {
std::unique_ptr<Reader> make_json() { return std::make_unique<JsonReader>(); }
}  // namespace readers

}  // namespace pratique::sbom
