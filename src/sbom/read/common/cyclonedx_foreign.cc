// Reading CycloneDX documents of other tools.
#include <algorithm>

#include "base/text.h"
#include "crypto/digest.h"
#include "model/ecosystem.h"
#include "sbom/cyclonedx.h"
#include "sbom/foreign.h"
#include "sbom/properties.h"
#include "sbom/stable.h"

namespace pratique::sbom {

using codec::Json;

namespace {

// Components within components: assemblies are a few levels deep in practice.
constexpr int kMaxNesting = 64;

constexpr std::string_view kTrivy = "aquasecurity:trivy:";

// Trivy's names are those of its Go structures (Package.SrcName…), stable since 0.30.
std::string_view trivy(const Properties& properties, std::string_view name) {
  return properties[std::string(kTrivy).append(name)];
}

// Types of components that are no package even when nothing else is said: data, keys, and the files that Syft
// lists.
bool may_be_package(Json component, const Properties& properties) {
  const auto type = component["type"].text();
  for (const auto other : {"file", "data", "cryptographic-asset", "machine-learning-model"}) {
    if (type == other) return false;
  }
  // Trivy's "application" is the lock file that the libraries below it were read from.
  return !(type == "application" && !trivy(properties, "Class").empty());
}

// [epoch:]version[-release], as the package manager writes it.
std::string full_version(const Properties& properties) {
  std::string version(trivy(properties, "SrcVersion"));
  const auto release = trivy(properties, "SrcRelease");
  const auto epoch = trivy(properties, "SrcEpoch");
  if (!release.empty()) version.append("-").append(release);
  return epoch.empty() || epoch == "0" ? version : std::string(epoch).append(":").append(version);
}

void add_source(model::Component& component, const Properties& properties) {
  const auto name = trivy(properties, "SrcName");
  if (name.empty()) return;
  const auto version = full_version(properties);
  set_source(component, name, without_own_epoch(component, version));
}

void add_location(model::Component& component, std::string_view path, std::string_view layer) {
  while (path.starts_with('/')) path.remove_prefix(1);
  model::Location location{.path = std::string(path),
                           .layer = crypto::is_sha256(layer) ? std::string(layer) : ""};
  if (location != model::Location{}) component.locations.push_back(std::move(location));
}

// Trivy: one file and layer. Syft: "syft:location:0:path". Others: evidence (since 1.5).
void add_locations(model::Component& component, const Properties& properties, Json json) {
  add_location(component, trivy(properties, "FilePath"), trivy(properties, "LayerDiffID"));
  for (const auto& [key, path] : properties.with_prefix("syft:location:")) {
    const auto halves = base::cut(key, ":");
    if (!halves || halves->after != "path") continue;
    add_location(component, path, properties["syft:location:" + std::string(halves->before) + ":layerID"]);
  }
  json["evidence"]["occurrences"].each([&](Json occurrence) {
    add_location(component, occurrence["location"].text(), occurrence["additionalContext"].text());
  });
  auto& all = component.locations;
  std::sort(all.begin(), all.end());
  all.erase(std::unique(all.begin(), all.end()), all.end());
}

// In order of how close the field is to what a package manager calls the maintainer. "manufacturer" is new
// in 1.6, "author" deprecated since.
std::string supplier_of(Json json) {
  for (const auto who :
       {json["supplier"]["name"], json["manufacturer"]["name"], json["publisher"], json["author"]}) {
    if (!who.text().empty()) return std::string(who.text());
  }
  return {};
}

class ForeignDocument {
 public:
  explicit ForeignDocument(base::Meter& meter) : out_(meter) {}

  Result<model::Inventory> read(Json root) {
    const auto about = root["metadata"]["component"];
    add_subject(about);
    if (const auto text = about["purl"].text(); !text.empty()) {
      const auto purl = model::parse_purl(text);
      if ((!purl || is_package(*purl)) && add(about)) out_.set_main();
    }
    walk(about["components"], 1);
    walk(root["components"], 1);
    root["dependencies"].each([this](Json one) {
      const auto from = one["ref"].text();
      one["dependsOn"].each([&](Json to) { out_.relate(from, to.text(), model::EdgeKind::kDependsOn); });
      one["provides"].each([&](Json to) { out_.relate(from, to.text(), model::EdgeKind::kProvides); });
    });
    if (too_deep_)
      out_.note("limit", "components nested deeper than " + std::to_string(kMaxNesting) + " were not read");
    return std::move(out_).finish();
  }

 private:
  // Syft puts the manifest digest into the version; Trivy names the image ID and one diffID a layer, lowest
  // first.
  void add_subject(Json json) {
    const Properties properties(json);
    auto& subject = out_.inventory.subject;
    subject.name = json["name"].text();
    if (crypto::is_sha256(json["version"].text())) subject.digest = json["version"].text();
    subject.config_digest = trivy(properties, "ImageID");
    for (const auto diff_id : properties.all(std::string(kTrivy) + "DiffID")) {
      subject.layers.push_back({.diff_id = std::string(diff_id)});
    }
  }

  // The first operating system with a version; Kubernetes documents have one for each node.
  void add_distro(Json json) {
    const Properties properties(json);
    auto& distro = out_.inventory.subject.distro;
    if (!distro.id.empty()) return;
    const auto id = properties["syft:distro:id"];
    distro = distro_of(id.empty() ? json["name"].text() : id, json["version"].text());
    distro.name = properties["syft:distro:prettyName"];
    distro.codename = properties["syft:distro:versionCodename"];
    for (const auto& [index, like] : properties.with_prefix("syft:distro:idLike:"))
      distro.id_like.push_back(like);
  }

  // A component is judged by its purl: group, name and version without one say nothing about the ecosystem, and a guess
  // would match advisories of another. One that has the CPE of an application alone is a program, judged by that.
  // True when it became one of the inventory.
  bool add(Json json) {
    if (json["type"].text() == "operating-system") return add_distro(json), false;
    const Properties properties(json);
    std::string purl(json["purl"].text());
    if (purl.empty()) purl = purl_of_cpe(json["cpe"].text(), json["version"].text());
    if (purl.empty()) {
      if (may_be_package(json, properties)) out_.count_without_purl(json["name"].text());
      return false;
    }
    auto* component = out_.add(purl, json["version"].text());
    if (component == nullptr) return false;
    add_source(*component, properties);
    for (const auto label :
         {trivy(properties, "Modularitylabel"), properties["syft:metadata:modularityLabel"]})
      set_module(*component, label);
    add_locations(*component, properties, json);
    auto licenses = cyclonedx_licenses(json);
    if (licenses.declared.empty()) {
      component->licenses = std::move(licenses.concluded);
    } else {
      component->licenses = std::move(licenses.declared);
      if (licenses.concluded.size() == 1) component->details.edit().license = licenses.concluded.front();
    }
    component->supplier = supplier_of(json);
    component->homepage = cyclonedx_website(json);
    out_.name_last(json["bom-ref"].text());
    out_.ownership.claim_by_purl(properties["pratique:owner"], out_.last());
    add_details(*component, json);
    return true;
  }

  // "excluded" is for what is not in the product: tests, tools.
  static void add_details(model::Component& component, Json json) {
    const auto scope = json["scope"].text();
    if (scope == "optional") component.scope = model::Scope::kOptional;
    if (scope == "excluded") component.scope = model::Scope::kDev;
    auto& details = component.details.edit();
    component.description = shown(json["description"].text());
    if (!json["cpe"].text().empty()) details.cpes.emplace_back(json["cpe"].text());
    details.hashes = cyclonedx_hashes(json);
    std::erase_if(details.hashes, [](const model::Hash& hash) { return !model::is_value(hash); });
    for (auto& hash : details.hashes) hash.value = base::to_lower(hash.value);
    add_found_licenses(details, json);
    component.details.settle();
    json["externalReferences"].each([&](Json reference) {
      const auto type = reference["type"].text(), url = reference["url"].text();
      if ((type == "vcs" || type == "source-distribution") && is_url(url))
        component.properties.try_emplace("pratique:source-url", url);
    });
  }

  // What a scanner saw in the files; in which, the format does not say.
  static void add_found_licenses(model::Details& details, Json json) {
    json["evidence"]["licenses"].each([&](Json choice) {
      const auto license = choice["license"];
      const auto named = license["id"] ? license["id"].text() : license["name"].text();
      const auto text = choice["expression"] ? choice["expression"].text() : named;
      if (!text.empty()) details.found_licenses.push_back({.expression = std::string(text), .path = {}});
    });
  }

  // Nested components are parts of an assembly (a bundle and what is in it); each may be vulnerable by
  // itself.
  // What is in a system package is its own.
  void walk(Json components, int depth, std::optional<std::uint32_t> around = {}) {
    if (depth > kMaxNesting) {
      too_deep_ = too_deep_ || components.size() != 0;
      return;
    }
    components.each([&](Json json) {
      auto inner = around;
      if (add(json)) {
        if (around) out_.ownership.claim(*around, out_.last());
        if (model::is_system(out_.inventory.components.back().purl.type)) inner = out_.last();
      }
      walk(json["components"], depth + 1, inner);
    });
  }

  ForeignInventory out_;
  bool too_deep_ = false;
};

}  // namespace

// 1.2 to 1.6: a list of {"license": {"id" or "name"}}, or one {"expression"}; 1.7 lets them mix. A name may
// be empty.
CycloneDxLicenses cyclonedx_licenses(Json component) {
  CycloneDxLicenses all;
  component["licenses"].each([&](Json choice) {
    const auto license = choice["license"];
    const auto holder = license ? license : choice;
    auto& list = holder["acknowledgement"].text() == "concluded" ? all.concluded : all.declared;
    for (const auto text : {license["id"], license["name"], choice["expression"]}) {
      if (text.is_string()) return list.emplace_back(text.text()), void();
    }
  });
  return all;
}

const char* cyclonedx_name(model::HashAlgorithm algorithm) {
  static constexpr const char* kNames[] = {"MD5", "SHA-1", "SHA-256", "SHA-384", "SHA-512"};
  return kNames[static_cast<std::size_t>(algorithm)];
}

std::vector<model::Hash> cyclonedx_hashes(Json component) {
  using enum model::HashAlgorithm;
  std::vector<model::Hash> hashes;
  component["hashes"].each([&](Json json) {
    for (const auto algorithm : {kMd5, kSha1, kSha256, kSha384, kSha512}) {
      if (json["alg"].text() == cyclonedx_name(algorithm))
        hashes.push_back({algorithm, std::string(json["content"].text())});
    }
  });
  return hashes;
}

// Other types of reference (vcs, distribution, issue-tracker) are not where a person would read about the
// package.
std::string cyclonedx_website(Json component) {
  std::string url;
  component["externalReferences"].each([&](Json reference) {
    if (url.empty() && reference["type"].text() == "website") url = reference["url"].text();
  });
  return url;
}

Result<model::Inventory> read_foreign_cyclonedx(Json root, base::Meter& meter) {
  return ForeignDocument(meter).read(root);
}

}  // namespace pratique::sbom
