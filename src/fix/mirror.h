// Mirrors of registries, as a user names them: "npm=mirror/npm", "pypi=https://mirror.example/".
#pragma once

#include <string>
#include <string_view>

#include "fix/metadata.h"

namespace pratique::fix {

struct RegistryMirror {
  // One that a reader is there for.
  std::string purl_type;
  // A folder, or an address without a "/" at its end.
  std::string place;
  // http:// or https://; else a folder of this machine.
  bool is_address = false;
};

// TYPE=PLACE; TYPE is a purl type, or "go" for golang and "pip" for pypi. Errors: kUsage, with the types that there are.
Result<RegistryMirror> parse_registry_mirror(std::string_view text);

// Documents of a folder that is laid out by the registry's paths, as mirrors, GOPROXY folders and Maven repositories are.
// Regular files only.
MetadataSource folder_source(std::string folder);

}  // namespace pratique::fix
