#include "sbom/syft.h"

#include <algorithm>

#include "base/text.h"
#include "crypto/digest.h"
#include "sbom/foreign.h"
#include "sbom/read.h"

namespace pratique::sbom {

using codec::Json;

namespace {

// Absolute paths in the image; layerID is a diffID for images, and absent for folders.
void add_locations(model::Component& component, Json artifact) {
  artifact["locations"].each([&](Json json) {
    auto path = json["path"].text();
    while (path.starts_with('/')) path.remove_prefix(1);
    const auto layer = json["layerID"].text();
    component.locations.push_back(
        {.path = std::string(path), .layer = crypto::is_sha256(layer) ? std::string(layer) : ""});
  });
  auto& all = component.locations;
  std::sort(all.begin(), all.end());
  all.erase(std::unique(all.begin(), all.end()), all.end());
}

// Objects with "value" since schema 7, plain texts before.
void add_licenses(model::Component& component, Json artifact) {
  artifact["licenses"].each([&](Json json) {
    const auto expression = json["spdxExpression"].text();
    const auto text = json.is_string() ? json.text() : expression.empty() ? json["value"].text() : expression;
    if (!text.empty()) component.licenses.emplace_back(text);
  });
}

// The purl has the source package as `upstream`; ForeignInventory takes it from there. "metadata" differs
// from type to type and is not needed.
void add_artifact(ForeignInventory& out, Json artifact) {
  const auto purl = artifact["purl"].text();
  if (purl.empty()) return out.count_without_purl(artifact["name"].text());
  auto* component = out.add(purl, artifact["version"].text());
  if (component == nullptr) return;
  set_module(*component, artifact["metadata"]["modularityLabel"].text());
  add_locations(*component, artifact);
  add_licenses(*component, artifact);
  // Objects with "cpe" since schema 15, plain texts before.
  auto& cpes = component->details.edit().cpes;
  artifact["cpes"].each([&](Json json) {
    const auto cpe = json.is_string() ? json.text() : json["cpe"].text();
    if (!cpe.empty()) cpes.emplace_back(cpe);
  });
  component->details.settle();
}

void add_subject(model::Subject& subject, Json source) {
  // "metadata" since schema 9, "target" before.
  const auto image = source["metadata"] ? source["metadata"] : source["target"];
  subject.name = image["userInput"].text_or(source["name"].text());
  subject.digest = image["manifestDigest"].text();
  subject.config_digest = image["imageID"].text();
  subject.platform = {.os = image["os"].text_or(""), .architecture = image["architecture"].text_or("")};
  image["layers"].each([&](Json layer) {
    subject.layers.push_back(
        {.diff_id = layer["digest"].text_or(""), .media_type = layer["mediaType"].text_or("")});
  });
}

// os-release as it is, and so the closest to what our own scan says.
model::Distro distro_from_release(Json json) {
  auto distro = distro_of(json["id"].text(), json["versionID"].text());
  distro.name = json["prettyName"].text();
  distro.codename = json["versionCodename"].text();
  json["idLike"].each([&](Json like) { distro.id_like.emplace_back(like.text()); });
  return distro;
}

}  // namespace

// Grype's reports also have a descriptor, but matches instead of artifacts.
bool is_syft(Json root) {
  return root["artifacts"].is_array() && root["descriptor"]["name"].text() == "syft";
}

Result<model::Inventory> read_syft(Json root, base::Meter& meter) {
  ForeignInventory out(meter);
  add_subject(out.inventory.subject, root["source"]);
  out.inventory.subject.distro = distro_from_release(root["distro"]);
  root["artifacts"].each([&](Json artifact) { add_artifact(out, artifact); });
  return std::move(out).finish();
}

namespace {

class SyftReader final : public Reader {
 public:
  bool recognises(codec::Json root) const override { return is_syft(root); }
  Result<model::Inventory> read(codec::Json root, base::Meter& meter) const override {
    return read_syft(root, meter);
  }
};

}  // namespace

namespace readers {
std::unique_ptr<Reader> make_syft() { return std::make_unique<SyftReader>(); }
}  // namespace readers

}  // namespace pratique::sbom
