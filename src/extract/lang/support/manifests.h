// Manifests beside lock files that do not repeat them: which packages the project asks for by name. A record of such a
// file is of RecordKind::kReasons and names them as add_need() does, in the form in which they are compared.
#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "extract/extractor.h"

namespace pratique::extract::lang {

// Folder of the manifest that speaks of the packages of a lock file at `path`.
using ManifestFolder = std::function<std::string_view(std::string_view path)>;
// How manifests of that kind call a package.
using ManifestName = std::function<std::string(const model::Purl& purl)>;

// assemble() of an extractor that reads both: after `assemble`, its own, what is in the manifest of its folder is asked
// for there.
void assemble_with_manifests(const Records& records, const ManifestFolder& folder_of,
                             const ManifestName& name_of, Assembly& out,
                             const std::function<void(const Records&, Assembly&)>& assemble);

}  // namespace pratique::extract::lang
