#include "sbom/identifier.h"

#include "base/text.h"
#include "crypto/digest.h"
#include "model/purl.h"

namespace pratique::sbom {
namespace {

// A name of an image as people write it: "registry://ghcr.io/org/app:1.2@sha256:…".
struct ImageName {
  std::string_view repository, tag;
};

ImageName parts_of(std::string_view name) {
  if (const auto scheme = name.find("://"); scheme != name.npos) name.remove_prefix(scheme + 3);
  name = name.substr(0, name.find('@'));
  const auto colon = name.rfind(':');
  const bool tagged = colon != name.npos && name.find('/', colon) == name.npos;
  return {.repository = name.substr(0, tagged ? colon : name.size()),
          .tag = tagged ? name.substr(colon + 1) : std::string_view()};
}

// distribution-spec: the first part is a registry if it could be a host. A path of this machine is none.
bool has_registry(std::string_view repository) {
  const auto host = repository.substr(0, repository.find('/'));
  const bool path = host.empty() || host == "." || host == "..";
  return host.size() < repository.size() && !path &&
         (host == "localhost" || host.find_first_of(".:") != host.npos);
}

}  // namespace

std::string purl_of(const model::Subject& subject) {
  if (subject.kind != model::SubjectKind::kImage || !crypto::is_sha256(subject.digest)) return {};
  const auto parts = parts_of(subject.name);
  const auto slash = parts.repository.rfind('/');
  auto name = parts.repository.substr(slash == parts.repository.npos ? 0 : slash + 1);
  if (name.empty()) return {};
  std::map<std::string, std::string> qualifiers;
  const auto put = [&](const char* key, std::string_view value) {
    if (!value.empty()) qualifiers.emplace(key, value);
  };
  put("arch", subject.platform.architecture);
  put("tag", parts.tag);
  if (has_registry(parts.repository)) put("repository_url", parts.repository);
  return model::make_purl("oci", "", base::to_lower(name), subject.digest, std::move(qualifiers)).to_string();
}

std::string purl_of(const model::Distro& distro) {
  if (base::trim(distro.id).empty()) return {};
  return model::make_purl("generic", "", distro.id, distro.version_id).to_string();
}

}  // namespace pratique::sbom
