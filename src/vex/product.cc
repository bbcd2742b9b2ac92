#include "vex/product.h"

#include <algorithm>
#include <array>

#include "base/text.h"

namespace pratique::vex {

namespace {

bool has(const std::vector<std::string>& list, std::string_view text) {
  return std::find(list.begin(), list.end(), text) != list.end();
}

// "v1.2.3" of Go's modules is often written without its letter, and the standard library's never has one.
std::string_view without_v(std::string_view version) {
  return version.starts_with('v') ? version.substr(1) : version;
}

bool same_version(const model::Purl& stated, const model::Purl& ours) {
  if (stated.version == ours.version) return true;
  return stated.type == "golang" && without_v(stated.version) == without_v(ours.version);
}

// An attribute of the statement's CPE is any, or equal.
bool same_cpe(std::string_view stated, std::string_view ours) {
  if (stated == ours) return true;
  const auto a = base::split(stated, ':'), b = base::split(ours, ':');
  if (a.size() != b.size() || !stated.starts_with("cpe:2.3:")) return false;
  for (std::size_t i = 0; i < a.size(); ++i) {
    if (a[i] != "*" && a[i] != b[i]) return false;
  }
  return true;
}

VexMatch found(VexNearness nearness, std::string how) {
  return {.nearness = nearness, .how = std::move(how)};
}

// One spelling of a repository: no scheme, Docker Hub's domain and its "library".
std::string repository_in_one_spelling(std::string_view text) {
  for (const std::string_view scheme : {"https://", "http://", "oci://", "docker://"}) {
    if (text.starts_with(scheme)) text.remove_prefix(scheme.size());
  }
  while (text.ends_with('/')) text.remove_suffix(1);
  auto low = base::to_lower(text);
  for (const std::string_view alias :
       {"index.docker.io/", "registry-1.docker.io/", "registry.hub.docker.com/"}) {
    if (low.starts_with(alias)) low = "docker.io/" + low.substr(alias.size());
  }
  return low;
}

// With or without the image's own name: Trivy writes it, Grype does not.
bool same_repository(std::string_view url, const ImageNames& image) {
  const auto stated = repository_in_one_spelling(url);
  const auto ours = repository_in_one_spelling(image.repository);
  if (ours.empty()) return false;
  const auto folder = std::string(base::folder_of(ours));
  const std::string_view library = "docker.io/library/";
  const bool official = ours.starts_with(library);
  return stated == ours || stated == folder ||
         (official && stated == "docker.io/" + ours.substr(library.size())) ||
         (official && (stated == "docker.io" || stated == "index.docker.io"));
}

// The qualifiers of a purl of an image; whether the digest or tag in them names it comes back by `nearness`.
bool same_qualifiers(const model::Purl& stated, const ImageNames& image, VexNearness& nearness) {
  for (const auto& [key, value] : stated.qualifiers) {
    if (key == "repository_url") {
      if (!same_repository(value, image)) return false;
    } else if (key == "tag") {
      if (!has(image.tags, value)) return false;
      nearness = std::max(nearness, VexNearness::kByVersion);
    } else if (key == "digest") {
      if (!has(image.digests, value)) return false;
      nearness = VexNearness::kByDigest;
    } else if (key == "arch") {
      if (value != image.architecture && value != image.platform) return false;
    } else if (key == "platform") {
      if (value != image.platform) return false;
    } else {
      return false;
    }
  }
  return true;
}

// pkg:oci's version is a digest, pkg:docker's a tag or a digest.
bool same_image_version(const std::string& version, const ImageNames& image, VexNearness& nearness) {
  if (version.empty()) return true;
  if (has(image.digests, version)) {
    nearness = VexNearness::kByDigest;
    return true;
  }
  nearness = VexNearness::kByVersion;
  return has(image.tags, version);
}

// The repository that the namespace and name of pkg:docker are.
bool same_docker_name(const model::Purl& stated, const ImageNames& image) {
  const auto name =
      base::to_lower(stated.name_space.empty() ? stated.name : stated.name_space + "/" + stated.name);
  const auto ours = repository_in_one_spelling(image.repository);
  return ours == repository_in_one_spelling(name) || ours == "docker.io/" + name ||
         ours == "docker.io/library/" + name;
}

VexMatch image_purl(const model::Purl& stated, const ImageNames& image) {
  auto nearness = VexNearness::kByName;
  if (stated.type == "oci") {
    if (!stated.name_space.empty() && !same_docker_name(stated, image)) return {};
    if (base::to_lower(stated.name) != base::base_name(repository_in_one_spelling(image.repository))) {
      // An image that nobody named can be known by its digest alone.
      if (!image.repository.empty() || !has(image.digests, stated.version)) return {};
    }
  } else if (stated.type != "docker" || !same_docker_name(stated, image)) {
    return {};
  }
  if (!same_image_version(stated.version, image, nearness)) return {};
  if (!same_qualifiers(stated, image, nearness)) return {};
  return found(nearness, "by " + stated.to_string());
}

// "debian-12" and "debian-12.13" are one release, told with and without its point.
bool same_release(std::string_view one, std::string_view other) {
  const auto shorter = one.size() < other.size() ? one : other;
  const auto longer = one.size() < other.size() ? other : one;
  return longer.starts_with(shorter) && (longer.size() == shorter.size() || longer[shorter.size()] == '.');
}

// What Docker's documents say of packages of its hardened images in place of "distro=dhi-3.24":
// "os_name=dhi&os_distro=alpine&os_version=3.24".
bool same_hardened(std::string_view key, std::string_view value, const model::Purl& ours) {
  if (ours.name_space != "dhi") return false;
  if (key == "os_name") return value == "dhi";
  if (key == "os_distro") return value == (ours.type == "apk" ? "alpine" : "debian");
  const auto distro = ours.qualifiers.find("distro");
  return key == "os_version" && distro != ours.qualifiers.end() &&
         same_release("dhi-" + std::string(value), distro->second);
}

}  // namespace

VexMatch matches(const model::Purl& stated, const model::Purl& ours) {
  if (stated.type != ours.type || stated.name_space != ours.name_space || stated.name != ours.name) return {};
  if (!stated.version.empty() && !same_version(stated, ours)) return {};
  for (const auto& [key, value] : stated.qualifiers) {
    const auto at = ours.qualifiers.find(key);
    if (at != ours.qualifiers.end() &&
        (at->second == value || (key == "distro" && same_release(value, at->second))))
      continue;
    if (!same_hardened(key, value, ours)) return {};
  }
  return found(stated.version.empty() ? VexNearness::kByName : VexNearness::kByVersion,
               "by " + stated.to_string());
}

VexMatch matches(const VexThing& thing, const model::Component& component) {
  VexMatch best;
  for (const auto& purl : thing.purls) {
    if (auto match = matches(purl, component.purl); match.nearness > best.nearness) best = std::move(match);
  }
  for (const auto& hash : component.details->hashes) {
    if (has(thing.hashes, hash.value)) return found(VexNearness::kByDigest, "by its hash " + hash.value);
  }
  if (best) return best;
  for (const auto& stated : thing.cpes) {
    for (const auto& ours : component.details->cpes) {
      if (same_cpe(stated, base::to_lower(ours))) return found(VexNearness::kByName, "by " + stated);
    }
  }
  return best;
}

VexMatch matches(const VexThing& thing, const ImageNames& image) {
  for (const auto& digest : image.digests) {
    const auto hex = digest.substr(digest.find(':') + 1);
    if (has(thing.hashes, hex) || has(thing.names, digest) || has(thing.names, hex))
      return found(VexNearness::kByDigest, "by the image's digest");
    if (!image.repository.empty() && has(thing.names, image.repository + "@" + digest))
      return found(VexNearness::kByDigest, "by the image's digest");
  }
  for (const auto& word : image.words) {
    if (has(thing.names, word)) return found(VexNearness::kByVersion, "by the image's name " + word);
  }
  VexMatch best;
  for (const auto& purl : thing.purls) {
    if (auto match = image_purl(purl, image); match.nearness > best.nearness) best = std::move(match);
  }
  return best;
}

// Which beginnings of the text fit the pattern so far; time is the product of both lengths, whatever the pattern.
bool fits_glob(std::string_view pattern, std::string_view text) {
  constexpr std::size_t kMost = 4096;
  if (pattern.size() > kMost || text.size() > kMost) return pattern == text;
  std::vector<bool> fits(text.size() + 1, false);
  fits[0] = true;
  for (std::size_t p = 0; p < pattern.size(); ++p) {
    if (pattern[p] != '*') {
      for (std::size_t t = text.size(); t > 0; --t)
        fits[t] = fits[t - 1] && (pattern[p] == text[t - 1] || pattern[p] == '?');
      fits[0] = false;
      continue;
    }
    const bool deep = p + 1 < pattern.size() && pattern[p + 1] == '*';
    if (deep) ++p;
    for (std::size_t t = 1; t <= text.size(); ++t)
      fits[t] = fits[t] || (fits[t - 1] && (deep || text[t - 1] != '/'));
  }
  return fits[text.size()];
}

}  // namespace pratique::vex
