// What lock files of Python projects and their pyproject.toml share.
#pragma once

#include <string>
#include <string_view>

#include "codec/toml.h"
#include "extract/record.h"
#include "model/component.h"

namespace pratique::extract::python {

// Names are one by PEP 503, however they are written.
std::string project_key(std::string_view name);

// A requirement by PEP 508, "requests[socks]>=2 ; python_version > '3'": its name as written, and the marker; views.
struct NamedRequirement {
  std::string_view name, marker;
};
NamedRequirement named_requirement(std::string_view text);

// Whether a marker says that a requirement is for other systems than Linux.
bool is_for_other_systems(std::string_view marker);

// What the project asks for in the tables of PEP 621, in groups (PEP 735), and in those of Poetry, PDM and uv. A record of
// RecordKind::kReasons, names as project_key() gives them; an empty record where it asks for nothing.
Record needs_of_project(codec::Toml root);

// {file = "click-8.1.3.tar.gz", hash = "sha256:…"}: adds the hash of the archive of the sources, else of the only one.
void add_archive_hash(model::Component& component, codec::Toml files);

// Says that the package is from a repository or folder, and which; secrets in an address are taken out.
void set_repository(model::Component& component, std::string_view address);
void set_folder(model::Component& component, std::string_view path);

}  // namespace pratique::extract::python
