// Docker Scout's own JSON, as `docker scout sbom` prints it and as the predicate https://scout.docker.com/sbom/v0.1 has
// it. Only read. There is no published schema; what is read is what the documents show: "source.image" with digest,
// platform and distro, "artifacts" with purl, licences and locations by diffID, "descriptor" with the name of the tool.
#include "crypto/digest.h"
#include "sbom/foreign.h"
#include "sbom/read.h"

namespace pratique::sbom {

using codec::Json;

namespace {

void add_locations(model::Component& component, Json artifact) {
  artifact["locations"].each([&](Json json) {
    auto path = json["path"].text();
    while (path.starts_with('/')) path.remove_prefix(1);
    const auto layer = json["diff_id"].text();
    component.locations.push_back(
        {.path = std::string(path), .layer = crypto::is_sha256(layer) ? std::string(layer) : ""});
  });
  model::normalise(component);
}

void add_artifact(ForeignInventory& out, Json artifact) {
  const auto purl = artifact["purl"].text();
  if (purl.empty()) return out.count_without_purl(artifact["name"].text());
  auto* component = out.add(purl, artifact["version"].text());
  if (component == nullptr) return;
  component->supplier = shown(artifact["author"].text());
  component->description = shown(artifact["description"].text());
  component->homepage = artifact["url"].text();
  artifact["licenses"].each([&](Json license) {
    if (!license.text().empty()) component->licenses.emplace_back(license.text());
  });
  add_locations(*component, artifact);
}

void add_subject(model::Subject& subject, Json image) {
  subject.name = image["name"].text();
  subject.digest = image["digest"].text();
  const auto platform = image["platform"];
  subject.platform = {.os = platform["os"].text_or(""),
                      .architecture = platform["architecture"].text_or(""),
                      .variant = platform["variant"].text_or("")};
  const auto distro = image["distro"];
  if (distro["os_name"].is_string())
    subject.distro = distro_of(distro["os_name"].text(), distro["os_version"].text());
  image["config"]["rootfs"]["diff_ids"].each(
      [&](Json diff_id) { subject.layers.push_back({.diff_id = diff_id.text_or("")}); });
}

class ScoutReader final : public Reader {
 public:
  // Syft's documents have artifacts and a descriptor too, but no image in their source and a name of their own.
  bool recognises(Json root) const override {
    return root["artifacts"].is_array() && root["source"]["image"].is_object() &&
           root["descriptor"]["name"].text() != "syft";
  }
  Result<model::Inventory> read(Json root, base::Meter& meter) const override {
    ForeignInventory out(meter);
    add_subject(out.inventory.subject, root["source"]["image"]);
    root["artifacts"].each([&](Json artifact) { add_artifact(out, artifact); });
    return std::move(out).finish();
  }
};

}  // namespace

namespace readers {
std::unique_ptr<Reader> make_scout() { return std::make_unique<ScoutReader>(); }
}  // namespace readers

}  // namespace pratique::sbom
