// A snapshot as GitHub's dependency submission interface takes it (REST API, "Dependency submission", version 0), which
// Syft and Trivy write as their "github" format. Only read: packages by manifest, each by its purl.
#include <map>

#include "base/text.h"
#include "crypto/digest.h"
#include "sbom/foreign.h"
#include "sbom/read.h"

namespace pratique::sbom {

using codec::Json;

namespace {

class Snapshot {
 public:
  explicit Snapshot(base::Meter& meter) : out_(meter) {}

  Result<model::Inventory> read(Json root) {
    add_distro(root["metadata"]);
    root["manifests"].each_member([this](std::string_view, Json manifest) { add(manifest); });
    for (std::uint32_t i = 0; i < out_.inventory.components.size(); ++i) {
      for (const auto& location : out_.inventory.components[i].locations)
        out_.ownership.found_by(i, location.path);
    }
    return std::move(out_).finish();
  }

 private:
  // Syft's: "pkg:generic/debian@12?like=".
  void add_distro(Json metadata) {
    const auto purl = model::parse_purl(metadata["syft:distro"].text());
    if (purl) out_.inventory.subject.distro = distro_of(purl->name, purl->version);
  }

  // Syft: "alpine:3.18:/lib/apk/db/installed", the image before the path. A name alone is no path.
  static model::Location location_of(Json manifest) {
    auto path = manifest["file"]["source_location"].text();
    if (const auto halves = base::cut(path, ":/")) path = halves->after;
    while (path.starts_with('/')) path.remove_prefix(1);
    const auto layer = manifest["metadata"]["syft:filesystem"].text();
    return {.path = std::string(path), .layer = crypto::is_sha256(layer) ? std::string(layer) : ""};
  }

  // Packages are named within their manifest: by their key, by their purl, or as "name@version" (Trivy).
  void add(Json manifest) {
    const auto location = location_of(manifest);
    bool tells_apart = false;  // Syft calls all of them direct
    manifest["resolved"].each_member([&](std::string_view, Json package) {
      tells_apart = tells_apart || package["relationship"].text() == "indirect";
    });
    std::map<std::string, std::uint32_t, std::less<>> numbers;
    manifest["resolved"].each_member([&](std::string_view name, Json package) {
      auto* component = add_package(name, package);
      if (component == nullptr) return;
      if (location != model::Location{}) component->locations.push_back(location);
      const auto relationship = package["relationship"].text();
      if (tells_apart && (relationship == "direct" || relationship == "indirect"))
        set_direct(*component, relationship == "direct");
      const auto whole = package["package_url"].text();
      for (auto key :
           {std::string(name), std::string(whole), std::string(name) + "@" + component->purl.version})
        numbers.try_emplace(std::move(key), out_.last());
    });
    manifest["resolved"].each_member([&](std::string_view name, Json package) {
      const auto from = numbers.find(name);
      if (from == numbers.end()) return;
      package["dependencies"].each([&](Json one) {
        const auto to = numbers.find(one.text());
        if (to != numbers.end()) out_.relate(from->second, to->second, model::EdgeKind::kDependsOn);
      });
    });
  }

  model::Component* add_package(std::string_view name, Json package) {
    const auto purl = package["package_url"].text();
    if (purl.empty()) return out_.count_without_purl(name), nullptr;
    auto* component = out_.add(purl, {});
    if (component != nullptr && package["scope"].text() == "development")
      component->scope = model::Scope::kDev;
    return component;
  }

  ForeignInventory out_;
};

class GithubSnapshotReader final : public Reader {
 public:
  bool recognises(Json root) const override {
    return root["manifests"].is_object() && root["detector"].is_object() && root["version"].integer() == 0;
  }
  Result<model::Inventory> read(Json root, base::Meter& meter) const override {
    return Snapshot(meter).read(root);
  }
};

}  // namespace

namespace readers {
std::unique_ptr<Reader> make_github_snapshot() { return std::make_unique<GithubSnapshotReader>(); }
}  // namespace readers

}  // namespace pratique::sbom
