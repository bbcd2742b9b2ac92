// Trivy's own JSON report where it lists packages (`--list-all-pkgs`, and always for SBOM formats since 0.69): types.Report of
// aquasecurity/trivy, schema 2. Only read. Vulnerabilities in it are Trivy's findings and are passed over.
#include <map>

#include "crypto/digest.h"
#include "sbom/foreign.h"
#include "sbom/read.h"

namespace pratique::sbom {

using codec::Json;

namespace {

void add_location(model::Component& component, Json package, std::string_view target) {
  auto path = package["FilePath"].text();
  // Of lock files: the file itself, which is the result's target.
  if (path.empty() && package["Locations"].size() != 0) path = target;
  while (path.starts_with('/')) path.remove_prefix(1);
  const auto layer = package["Layer"]["DiffID"].text();
  model::Location location{.path = std::string(path),
                           .layer = crypto::is_sha256(layer) ? std::string(layer) : ""};
  if (location != model::Location{}) component.locations.push_back(std::move(location));
}

// [epoch:]version[-release].
std::string source_version_of(Json package) {
  std::string version(package["SrcVersion"].text());
  if (const auto release = package["SrcRelease"].text(); !release.empty())
    version.append("-").append(release);
  const auto epoch = package["SrcEpoch"].integer().value_or(0);
  return epoch == 0 ? version : std::to_string(epoch) + ":" + version;
}

// "sha1:…", "sha256:…".
void add_hash(model::Component& component, std::string_view digest) {
  const auto colon = digest.find(':');
  if (colon == digest.npos) return;
  const auto algorithm = model::parse_hash_algorithm(digest.substr(0, colon));
  if (!algorithm) return;
  model::Hash hash{*algorithm, std::string(digest.substr(colon + 1))};
  if (model::is_value(hash)) component.details.edit().hashes.push_back(std::move(hash));
}

class Report {
 public:
  Report(Json root, base::Meter& meter) : root_(root), out_(meter) {}

  Result<model::Inventory> read() {
    add_subject();
    root_["Results"].each([this](Json result) { add_result(result); });
    settle();
    return std::move(out_).finish();
  }

 private:
  void add_subject() {
    auto& subject = out_.inventory.subject;
    const auto metadata = root_["Metadata"], config = metadata["ImageConfig"];
    subject.name = root_["ArtifactName"].text();
    subject.config_digest = metadata["ImageID"].text();
    subject.platform = {.os = config["os"].text_or(""),
                        .architecture = config["architecture"].text_or(""),
                        .variant = config["variant"].text_or("")};
    subject.created = config["created"].text();
    metadata["DiffIDs"].each([&](Json id) { subject.layers.push_back({.diff_id = id.text_or("")}); });
    const auto os = metadata["OS"];
    if (os["Family"].is_string() && os["Family"].text() != "none")
      subject.distro = distro_of(os["Family"].text(), os["Name"].text());
  }

  void add_result(Json result) {
    // Ids are unique within a result only.
    std::map<std::string_view, std::uint32_t> numbers;
    result["Packages"].each([&](Json package) {
      if (add(package, result["Target"].text())) numbers.try_emplace(package["ID"].text(), out_.last());
    });
    result["Packages"].each([&](Json package) {
      const auto from = numbers.find(package["ID"].text());
      if (from == numbers.end()) return;
      package["DependsOn"].each([&](Json id) {
        const auto to = numbers.find(id.text());
        if (to != numbers.end()) out_.relate(from->second, to->second, model::EdgeKind::kDependsOn);
      });
    });
    result["Packages"].each([&](Json package) {
      const auto owner = numbers.find(package["ID"].text());
      if (owner != numbers.end()) owners_.emplace_back(owner->second, package["InstalledFiles"]);
    });
  }

  bool add(Json package, std::string_view target) {
    const auto purl = package["Identifier"]["PURL"].text();
    if (purl.empty()) return out_.count_without_purl(package["Name"].text()), false;
    auto* component = out_.add(purl, package["Version"].text());
    if (component == nullptr) return false;
    const auto source = source_version_of(package);
    set_source(*component, package["SrcName"].text(), without_own_epoch(*component, source));
    set_module(*component, package["Modularitylabel"].text());
    package["Licenses"].each([&](Json license) {
      if (!license.text().empty()) component->licenses.emplace_back(license.text());
    });
    component->supplier = package["Maintainer"].text();
    const auto relationship = package["Relationship"].text();
    component->is_main = relationship == "root" || relationship == "workspace";
    if (package["Dev"].boolean().value_or(false)) component->scope = model::Scope::kDev;
    add_location(*component, package, target);
    if (relationship == "direct" || relationship == "indirect")
      set_direct(*component, relationship == "direct");
    add_hash(*component, package["Digest"].text());
    component->details.settle();
    return true;
  }

  // Whom a system package's files belong to, when all packages of the report are known.
  void settle() {
    for (std::uint32_t i = 0; i < out_.inventory.components.size(); ++i) {
      for (const auto& location : out_.inventory.components[i].locations)
        out_.ownership.found_by(i, location.path);
    }
    for (const auto& [owner, files] : owners_)
      files.each([&, one = owner](Json file) { out_.ownership.list(one, file.text()); });
    owners_.clear();
  }

  Json root_;
  ForeignInventory out_;
  std::vector<std::pair<std::uint32_t, Json>> owners_;
};

class TrivyReader final : public Reader {
 public:
  // A report without packages is none of an inventory; read_document() says so.
  bool recognises(Json root) const override {
    if (!root["Results"].is_array() || !root["ArtifactName"].is_string()) return false;
    bool lists = false;
    root["Results"].each([&](Json result) { lists = lists || result["Packages"].is_array(); });
    return lists;
  }
  Result<model::Inventory> read(Json root, base::Meter& meter) const override {
    return Report(root, meter).read();
  }
};

}  // namespace

namespace readers {
std::unique_ptr<Reader> make_trivy() { return std::make_unique<TrivyReader>(); }
}  // namespace readers

}  // namespace pratique::sbom
