#include "sbom/syft.h"

#include <algorithm>

#include "base/text.h"
#include "crypto/digest.h"
#include "sbom/foreign.h"
#include "sbom/read.h"

namespace pratique::sbom {

using codec::Json;

namespace {

constexpr std::size_t kCommitDigits = 40;

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

// "metadata" differs from type to type: dpkg and apk state a maintainer, rpm a vendor.
void add_builder(ForeignInventory& out, model::Component& component, Json metadata) {
  component.supplier = metadata["maintainer"].text_or(metadata["vendor"].text());
  // Of what Alpine's builders and those of its kin made, the database has the commit of the package tree and the
  // source package; of what others made, one of the two is missing. Older documents do not tell.
  const auto commit = metadata["gitCommitOfApkPort"];
  if (component.purl.type != "apk" || !commit) return;
  if (commit.text().size() != kCommitDigits || metadata["originPackage"].text().empty())
    out.ownership.mark_foreign(out.last());
}

// The purl has the source package as `upstream`; ForeignInventory takes it from there.
void add_artifact(ForeignInventory& out, Json artifact) {
  const auto purl = artifact["purl"].text();
  if (purl.empty()) return out.count_without_purl(artifact["name"].text());
  auto* component = out.add(purl, artifact["version"].text());
  if (component == nullptr) return;
  out.name_last(artifact["id"].text());
  add_builder(out, *component, artifact["metadata"]);
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

// Artifacts and files by their ids, and how they hang together: {"parent", "child", "type"}.
//   ownership-by-file-overlap   the parent lists files that the child was found by: metadata.files
//   contains                    the parent has the child, an artifact or a file
//   evident-by                  the parent was found by the child, a file
//   dependency-of               the child needs the parent
class Relations {
 public:
  Relations(ForeignInventory& out, Json root) : out_(out), root_(root) {}

  // Whom files tell of is asked before who lists them.
  void read() {
    for (std::uint32_t i = 0; i < out_.inventory.components.size(); ++i) {
      for (const auto& location : out_.inventory.components[i].locations)
        out_.ownership.found_by(i, location.path);
    }
    each([this](Json json, std::string_view type, std::uint32_t parent) {
      if (type == "evident-by") out_.ownership.found_by_file(parent, json["child"].text());
    });
    root_["files"].each(
        [this](Json file) { out_.ownership.name_file(file["id"].text(), file["location"]["path"].text()); });
    root_["artifacts"].each([this](Json artifact) { add_list(artifact); });
    each([this](Json json, std::string_view type, std::uint32_t parent) { add(json, type, parent); });
  }

 private:
  template <class Visit>
  void each(Visit visit) {
    root_["artifactRelationships"].each([&](Json json) {
      if (const auto parent = out_.called(json["parent"].text())) visit(json, json["type"].text(), *parent);
    });
  }

  // dpkg, apk and rpm: objects with "path"; others plain texts.
  void add_list(Json artifact) {
    const auto owner = out_.called(artifact["id"].text());
    if (!owner) return;
    artifact["metadata"]["files"].each([&](Json file) {
      out_.ownership.list(*owner, file.is_string() ? file.text() : file["path"].text());
    });
  }

  void add(Json json, std::string_view type, std::uint32_t parent) {
    const auto name = json["child"].text();
    const auto child = out_.called(name);
    if (type == "contains" && !child) return out_.ownership.list_file(parent, name);
    if (!child) return;
    if (type == "dependency-of") out_.relate(name, json["parent"].text(), model::EdgeKind::kDependsOn);
    if (type == "contains") {
      out_.relate(json["parent"].text(), name, model::EdgeKind::kContains);
      out_.ownership.claim(parent, *child);
    }
    if (type == "ownership-by-file-overlap") add_overlap(parent, *child, json["metadata"]["files"]);
  }

  void add_overlap(std::uint32_t parent, std::uint32_t child, Json files) {
    if (files.size() == 0) return out_.ownership.claim(parent, child);
    files.each([&](Json file) { out_.ownership.claim(parent, child, file.text()); });
  }

  ForeignInventory& out_;
  Json root_;
};

void add_subject(model::Subject& subject, Json source) {
  // "metadata" since schema 9, "target" before.
  const auto image = source["metadata"] ? source["metadata"] : source["target"];
  // Of a folder or file "target" is its path, as text, before schema 9, and "metadata" has it as "path".
  subject.name = image["userInput"].text_or(source["name"].text());
  if (subject.name.empty()) subject.name = image["path"].text_or(image.text());
  subject.digest = image["manifestDigest"].text();
  subject.config_digest = image["imageID"].text();
  subject.platform = {.os = image["os"].text_or(""), .architecture = image["architecture"].text_or("")};
  image["layers"].each([&](Json layer) {
    subject.layers.push_back(
        {.diff_id = layer["digest"].text_or(""), .media_type = layer["mediaType"].text_or("")});
  });
}

// os-release as it is, and so the closest to what our own scan says. Before schema 3 {"name", "version",
// "idLike": text}, the name being the ID.
model::Distro distro_from_release(Json json) {
  if (!json["id"]) {
    auto distro = distro_of(json["name"].text(), json["version"].text());
    for (const auto like : base::words(json["idLike"].text())) distro.id_like.emplace_back(like);
    return distro;
  }
  auto distro = distro_of(json["id"].text(), json["versionID"].text());
  distro.name = json["prettyName"].text();
  distro.codename = json["versionCodename"].text();
  json["idLike"].each([&](Json like) { distro.id_like.emplace_back(like.text()); });
  return distro;
}

}  // namespace

// Grype's reports also have a descriptor, but matches instead of artifacts.
bool is_syft(Json root) {
  return (root["artifacts"].is_array() || root["artifacts"].is_null()) &&
         root["descriptor"]["name"].text() == "syft";
}

Result<model::Inventory> read_syft(Json root, base::Meter& meter) {
  ForeignInventory out(meter);
  add_subject(out.inventory.subject, root["source"]);
  out.inventory.subject.distro = distro_from_release(root["distro"]);
  root["artifacts"].each([&](Json artifact) { add_artifact(out, artifact); });
  Relations(out, root).read();
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
