#include "provenance/materials.h"

#include <algorithm>
#include <array>
#include <utility>
#include <vector>

#include "base/text.h"
#include "crypto/digest.h"
#include "model/purl.h"
#include "model/redact.h"
#include "oci/reference.h"

namespace pratique::provenance {

using codec::Json;

namespace {

constexpr std::string_view kDockerPurl = "pkg:docker/", kOciPurl = "pkg:oci/";

// "sha256:…" of "sha256" and its digits; the strongest first.
std::string digest_in(Json digests) {
  constexpr std::array<std::string_view, 5> kAlgorithms{"sha256", "sha512", "sha384", "gitCommit", "sha1"};
  for (const auto name : kAlgorithms) {
    const auto value = digests[name].text();
    if (value.empty()) continue;
    return std::string(name == "gitCommit" ? "sha1" : name) + ":" + kept_text(value);
  }
  return {};
}

std::string at(const std::map<std::string, std::string>& map, const std::string& key) {
  const auto found = map.find(key);
  return found == map.end() ? std::string() : found->second;
}

// pkg:docker/gcr.io/distroless/static@TAG?digest=sha256:…, pkg:oci/static@sha256:…?repository_url=gcr.io/distroless/static&tag=T.
NamedDigest image_of_purl(std::string_view uri) {
  const auto purl = model::parse_purl(uri);
  if (!purl) return {};
  std::string repository = at(purl->qualifiers, "repository_url"), tag = purl->version;
  std::string digest = at(purl->qualifiers, "digest");
  if (tag.starts_with("sha256:")) digest = std::exchange(tag, at(purl->qualifiers, "tag"));
  // purl's docker type has the registry as "repository_url" or as the first part of the namespace.
  const auto path = purl->name_space.empty() ? purl->name : purl->name_space + "/" + purl->name;
  if (purl->type == "docker") repository += repository.empty() ? path : "/" + path;
  if (repository.empty()) repository = path;
  if (!tag.empty()) repository += ":" + tag;
  if (crypto::is_sha256(digest)) repository += "@" + digest;
  return image_named(repository);
}

std::string ref_type_of(std::string_view uri) {
  const auto purl = model::parse_purl(uri);
  return purl ? at(purl->qualifiers, "ref_type") : std::string();
}

std::string without_scheme(std::string_view uri) {
  std::string text(uri);
  if (text.starts_with("git+")) text.erase(0, 4);
  if (const auto at = text.find("://"); at != text.npos) {
    text.erase(0, at + 3);
    const auto user = text.find('@');
    if (user != text.npos && user < text.find('/')) text.erase(0, user + 1);
  } else if (text.starts_with("git@")) {
    text.erase(0, 4);
    if (const auto colon = text.find(':'); colon != text.npos) text[colon] = '/';
  }
  if (const auto end = text.find_first_of("#?"); end != text.npos) text.erase(end);
  // "@refs/heads/main" stands behind the path.
  if (const auto ref = text.rfind('@'); ref != text.npos && ref > text.find('/')) text.erase(ref);
  while (text.ends_with('/')) text.pop_back();
  if (text.ends_with(".git")) text.erase(text.size() - 4);
  return base::to_lower(text);
}

}  // namespace

std::string kept_text(std::string_view text) {
  auto plain = model::redact_text(text.substr(0, kMaxFactBytes)).text;
  if (plain.size() > kMaxFactBytes) plain.resize(kMaxFactBytes);
  while (!plain.empty() && !base::is_valid_utf8(plain)) plain.pop_back();
  return plain;
}

std::string in_folder(std::string_view folder, std::string_view path) {
  if (path.empty()) return {};
  std::vector<std::string_view> parts;
  for (const auto whole : {path.starts_with('/') ? std::string_view() : folder, path}) {
    for (const auto part : base::split(whole, '/')) {
      if (part.empty() || part == ".") continue;
      if (part != "..") {
        parts.push_back(part);
      } else if (parts.empty()) {
        return {};
      } else {
        parts.pop_back();
      }
    }
  }
  std::string joined;
  for (const auto part : parts) joined.append(joined.empty() ? "" : "/").append(part);
  return joined;
}

bool is_git(std::string_view uri, Json digests) {
  if (uri.starts_with("pkg:github/") || uri.starts_with("pkg:gitlab/") || uri.starts_with("pkg:bitbucket/"))
    return true;
  if (uri.starts_with("pkg:")) return false;
  const auto path = uri.substr(0, uri.find_first_of("#?"));
  return uri.starts_with("git+") || uri.starts_with("git@") || uri.starts_with("git://") ||
         uri.starts_with("ssh://") || path.ends_with(".git") || digests["gitCommit"].is_string() ||
         digests["sha1"].is_string();
}

std::string repository_in(std::string_view uri) {
  if (uri.starts_with("git+")) uri.remove_prefix(4);
  uri = uri.substr(0, uri.find_first_of("#?"));
  const auto path = uri.find("://") == uri.npos ? 0 : uri.find('/', uri.find("://") + 3);
  if (const auto ref = uri.rfind('@'); ref != uri.npos && path != uri.npos && ref > path && path > 0)
    uri = uri.substr(0, ref);
  return std::string(uri);
}

bool same_repository(std::string_view a, std::string_view b) {
  return without_scheme(a) == without_scheme(b);
}

model::Material material_of(std::string_view uri, Json digests) {
  model::Material material{
      .kind = "other", .uri = kept_text(uri), .digest = digest_in(digests), .name = {}, .role = {}};
  if (uri.starts_with(kDockerPurl) || uri.starts_with(kOciPurl)) {
    // A file that a registry keeps ("blob"), or a Git repository as one ("bundle"), is no image.
    if (!ref_type_of(uri).empty()) return material;
    material.kind = "image";
    auto image = image_of_purl(uri);
    material.name = std::move(image.name);
    if (material.digest.empty()) material.digest = image.digest;
  } else if (is_git(uri, digests)) {
    material.kind = "git";
  } else if (uri.starts_with("http://") || uri.starts_with("https://")) {
    material.kind = "http";
  }
  return material;
}

NamedDigest image_named(std::string_view reference) {
  const auto parsed = oci::parse_reference(reference);
  if (!parsed) return {};
  auto name = oci::repository_of(*parsed);
  if (!parsed->tag.empty()) name += ":" + parsed->tag;
  return {std::move(name), parsed->digest};
}

bool is_generator(std::string_view image) {
  constexpr std::array<std::string_view, 2> kGenerators{"docker.io/docker/buildkit-syft-scanner",
                                                        "docker.io/docker/scout-sbom-indexer"};
  return base::is_one_of(image.substr(0, image.rfind(':')), kGenerators);
}

std::string base_by_steps(const BuildRecord& record) {
  auto id = record.result;
  for (std::size_t hops = 0; hops < kMaxSteps && !id.empty(); ++hops) {
    const auto found = record.steps.find(id);
    if (found == record.steps.end() || found->second.unclear) return {};
    const auto& step = found->second;
    if (step.kind == BuildStep::Kind::kImage) return step.image;
    if (step.on.empty())
      return step.kind == BuildStep::Kind::kOther ? std::string() : std::string(model::kScratch);
    id = step.on;
  }
  return {};
}

void tell_roles(BuildRecord& record, std::string_view frontend) {
  const auto read_by = image_named(frontend);
  const auto base = base_by_steps(record);
  const auto stands_on = image_named(base);
  std::vector<NamedDigest> used;
  for (const auto& [id, step] : record.steps) {
    if (step.kind == BuildStep::Kind::kImage) used.push_back(image_named(step.image));
  }
  for (auto& one : record.facts.materials) {
    if (one.kind != "image") continue;
    const auto is = [&](const NamedDigest& image) {
      if (image.name.empty()) return false;
      if (!image.digest.empty() && !one.digest.empty()) return image.digest == one.digest;
      return image.name == one.name;
    };
    // What no step begins with is none of the stages': an SBOM generator.
    if (!base.empty() && std::ranges::any_of(used, is)) one.role = is(stands_on) ? "base" : "stage";
    if (is(read_by)) one.role = "frontend";
  }
}

}  // namespace pratique::provenance
