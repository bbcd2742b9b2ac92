#include "policy/rego/documents.h"

#include <map>

#include "advisory/vulnerabilities.h"
#include "base/text.h"
#include "match/finding.h"

namespace pratique::policy {

namespace {

using codec::JsonArray;
using codec::JsonObject;
using codec::view;

void add_text(JsonObject& object, std::string_view name, std::string_view text) {
  if (!text.empty()) object[view(name)] = view(text);
}

void add_list(JsonObject& object, std::string_view name, const std::vector<std::string>& list) {
  if (!list.empty()) object[view(name)] = codec::texts(list);
}

JsonObject map_of(const std::map<std::string, std::string>& texts) {
  JsonObject object;
  for (const auto& [key, value] : texts) object[view(key)] = view(value);
  return object;
}

// Names as a set, as the specification writes ports and volumes: {"8080/tcp": {}}.
JsonObject set_of(const std::vector<std::string>& names) {
  JsonObject object;
  for (const auto& name : names) object[view(name)] = JsonObject();
  return object;
}

JsonObject run_config_of(const model::Subject& subject) {
  const auto& config = subject.config;
  JsonObject object;
  object["User"] = view(config.user);
  add_list(object, "Env", config.env);
  add_list(object, "Entrypoint", config.entrypoint);
  add_list(object, "Cmd", config.cmd);
  add_list(object, "Shell", config.shell);
  add_text(object, "WorkingDir", config.working_dir);
  add_text(object, "StopSignal", config.stop_signal);
  if (!config.ports.empty()) object["ExposedPorts"] = set_of(config.ports);
  if (!config.volumes.empty()) object["Volumes"] = set_of(config.volumes);
  if (const auto& check = config.healthcheck; !check.test.empty()) {
    object["Healthcheck"] = JsonObject{{"Test", codec::texts(check.test)},
                                       {"Interval", check.interval},
                                       {"Timeout", check.timeout},
                                       {"StartPeriod", check.start_period},
                                       {"Retries", check.retries}};
  }
  object["Labels"] = map_of(subject.labels);
  return object;
}

JsonObject config_of(const model::Subject& subject) {
  JsonObject object;
  add_text(object, "created", subject.created);
  add_text(object, "architecture", subject.platform.architecture);
  add_text(object, "os", subject.platform.os);
  add_text(object, "variant", subject.platform.variant);
  object["config"] = run_config_of(subject);
  JsonArray diff_ids, history;
  for (const auto& layer : subject.layers) diff_ids.emplace_back(view(layer.diff_id));
  for (const auto& instruction : subject.history) {
    JsonObject entry;
    add_text(entry, "created", instruction.created);
    add_text(entry, "created_by", instruction.created_by);
    add_text(entry, "comment", instruction.comment);
    if (instruction.layer == model::kNoLayer) entry["empty_layer"] = true;
    history.emplace_back(std::move(entry));
  }
  object["rootfs"] = JsonObject{{"type", "layers"}, {"diff_ids", std::move(diff_ids)}};
  object["history"] = std::move(history);
  return object;
}

JsonObject manifest_of(const model::Subject& subject) {
  JsonArray layers;
  for (const auto& layer : subject.layers) {
    layers.emplace_back(JsonObject{
        {"mediaType", view(layer.media_type)}, {"digest", view(layer.digest)}, {"size", layer.size}});
  }
  return {{"annotations", map_of(subject.annotations)}, {"layers", std::move(layers)}};
}

JsonObject distro_of(const model::Distro& distro) {
  JsonObject object;
  add_text(object, "os_distro", distro.id);
  add_text(object, "os_version", distro.version_id);
  add_text(object, "os_name", distro.name);
  add_text(object, "os_codename", distro.codename);
  return object;
}

JsonObject image_of(const PolicySubject& asked) {
  const auto& subject = asked.inventory.subject;
  JsonObject image;
  image["name"] = view(subject.name);
  image["digest"] = view(subject.digest);
  image["size"] = subject.size;
  image["platform"] = JsonObject{{"os", view(subject.platform.os)},
                                 {"architecture", view(subject.platform.architecture)},
                                 {"variant", view(subject.platform.variant)}};
  image["distro"] = distro_of(subject.distro);
  image["config"] = config_of(subject);
  image["manifest"] = manifest_of(subject);
  image["base_images"] = base_images_document(asked);
  return image;
}

JsonObject artifact_of(const model::Component& component,
                       const std::map<std::string_view, std::size_t>& layers) {
  JsonObject object;
  object["type"] = view(component.purl.type);
  add_text(object, "namespace", component.purl.name_space);
  object["name"] = view(component.purl.name);
  object["version"] = view(component.purl.version);
  object["purl"] = view(component.purl.to_string());
  object["licenses"] = codec::texts(component.licenses);
  JsonArray locations;
  for (const auto& location : component.locations) {
    JsonObject place{{"path", view("/" + location.path)}};
    add_text(place, "layer", location.layer);
    if (const auto found = layers.find(location.layer); found != layers.end())
      place["layer_index"] = found->second;
    locations.emplace_back(std::move(place));
  }
  object["locations"] = std::move(locations);
  add_text(object, "author", component.supplier);
  add_text(object, "description", component.description);
  add_text(object, "url", component.homepage);
  object["evidence"] = model::to_string(component.evidence);
  object["scope"] = model::to_string(component.scope);
  add_text(object, "owner", component.owner);
  return object;
}

JsonObject cvss_of_finding(const match::Finding& finding) {
  JsonObject cvss{{"severity", advisory::to_string(finding.severity)}};
  const auto& rating = match::cvss_of(finding);
  if (rating.vector.empty()) return cvss;
  cvss["score"] = rating.score;
  cvss["vector"] = view(rating.vector);
  cvss["version"] = view(match::cvss_version_of(rating.vector));
  return cvss;
}

JsonObject vulnerability_of(const match::Finding& finding) {
  JsonObject object;
  object["source"] = view(finding.source);
  object["source_id"] = view(finding.id);
  object["aliases"] = codec::texts(finding.aliases);
  // Not there when no fix is known: policies ask whether it is.
  add_text(object, "fixed_by", finding.fixed);
  add_text(object, "vulnerable_range", finding.range);
  if (finding.vulnerability != nullptr) {
    add_text(object, "published_at", finding.vulnerability->published);
    add_text(object, "updated_at", finding.vulnerability->modified);
  }
  object["cisa_exploited"] = finding.exploitation.known;
  add_text(object, "cisa_added_at", advisory::to_text(finding.exploitation.added));
  object["cvss"] = cvss_of_finding(finding);
  if (finding.epss.known())
    object["epss"] =
        JsonObject{{"score", static_cast<double>(finding.epss.score) / advisory::kEpssUnit},
                   {"percentile", static_cast<double>(finding.epss.percentile) / advisory::kEpssUnit}};
  object["cwes"] = codec::texts(finding.cwes);
  add_text(object, "category", finding.category);
  return object;
}

}  // namespace

JsonObject sbom_document(const PolicySubject& subject) {
  std::map<std::string_view, std::size_t> layers;
  const auto& stack = subject.inventory.subject.layers;
  for (std::size_t i = 0; i < stack.size(); ++i) layers.emplace(stack[i].diff_id, i);
  JsonArray artifacts;
  artifacts.reserve(subject.inventory.components.size());
  for (const auto& component : subject.inventory.components)
    artifacts.emplace_back(artifact_of(component, layers));
  JsonObject source{{"type", model::to_string(subject.inventory.subject.kind)}, {"image", image_of(subject)}};
  return {{"source", std::move(source)}, {"artifacts", std::move(artifacts)}};
}

JsonArray vulnerabilities_document(const PolicySubject& subject) {
  JsonArray all;
  // Findings come sorted by component; components of one purl are one entry.
  std::map<std::string, std::size_t> entries;
  for (const auto& finding : subject.judgement.findings) {
    if (finding.state != match::FindingState::kOpen) continue;
    const auto purl = subject.inventory.components[finding.component].purl.to_string();
    const auto [entry, is_new] = entries.emplace(purl, all.size());
    if (is_new) all.emplace_back(JsonObject{{"purl", view(purl)}, {"vulnerabilities", JsonArray()}});
    all[entry->second].as_object()["vulnerabilities"].as_array().emplace_back(vulnerability_of(finding));
  }
  return all;
}

JsonObject provenance_document(const PolicySubject& subject) {
  const auto& told = subject.inventory.subject.provenance;
  JsonObject object;
  if (const auto& bases = subject.inventory.subject.bases; !bases.empty())
    object["base_image"] = JsonObject{{"name", view(bases.front().name)},
                                      {"digest", view(bases.front().digest)},
                                      {"known_by", view(bases.front().known_by)}};
  add_text(object, "source", told.source);
  add_text(object, "revision", told.revision);
  add_text(object, "dockerfile", told.dockerfile);
  add_text(object, "builder", told.builder);
  add_text(object, "build_type", told.build_type);
  add_text(object, "mode", told.mode);
  add_text(object, "target", told.target);
  add_text(object, "network", told.network);
  JsonArray materials;
  for (const auto& material : told.materials) {
    JsonObject entry{{"kind", view(material.kind)}, {"uri", view(material.uri)}};
    add_text(entry, "digest", material.digest);
    add_text(entry, "name", material.name);
    add_text(entry, "role", material.role);
    materials.emplace_back(std::move(entry));
  }
  object["materials"] = std::move(materials);
  add_text(object, "known_by", told.known_by);
  add_text(object, "verification", told.verification);
  return object;
}

JsonArray base_images_document(const PolicySubject& subject) {
  JsonArray all;
  for (const auto& base : subject.inventory.subject.bases) {
    JsonObject entry{{"name", view(base.name)}, {"layers", base.layers}, {"also", codec::texts(base.also)}};
    add_text(entry, "digest", base.digest);
    add_text(entry, "known_by", base.known_by);
    all.emplace_back(std::move(entry));
  }
  return all;
}

}  // namespace pratique::policy
