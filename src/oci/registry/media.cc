#include "oci/registry/media.h"

#include "base/text.h"
#include "codec/json.h"

namespace pratique::oci::registry {

std::string accepted_manifests() {
  std::string types;
  for (const auto type : {kOciIndex, kOciManifest, kDockerList, kDockerManifest, kArtifactManifest})
    types += (types.empty() ? "" : ", ") + std::string(type);
  return types;
}

Result<std::string> media_type_of(std::string_view text, std::string_view header, const std::string& name) {
  const auto document = codec::JsonDocument::parse(text);
  if (!document) {
    auto error = document.error();
    return tl::unexpected(std::move(error).in(name));
  }
  const auto root = document->root();
  if (!root.is_object())
    return base::fail(ErrorKind::kInvalid, "the manifest is no JSON object", {.file = name});
  std::string type = root["mediaType"].text_or("");
  if (type.empty()) {
    // Without "; charset=utf-8".
    const auto parameters = header.find(';');
    type = std::string(base::trim(header.substr(0, parameters)));
  }
  const bool first = type.starts_with("application/vnd.docker.distribution.manifest.v1");
  if (first || root["schemaVersion"].integer() == 1) {
    return base::fail(ErrorKind::kUnsupported,
                      "a manifest of schema 1 (Docker before 1.10), whose layers cannot be verified",
                      {.file = name}, "push the image again with a tool of today");
  }
  return type;
}

}  // namespace pratique::oci::registry
