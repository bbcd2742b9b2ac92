// Where an installed distribution came from, if that is no index: direct_url.json in its dist-info
// (https://packaging.python.org/specifications/direct-url/), and the NAME.egg-link of setuptools' development mode.
#pragma once

#include <string>
#include <string_view>

#include "extract/extractor.h"

namespace pratique::extract::python {

// Whether a file is one of the two, in a folder of installed distributions.
bool is_source(std::string_view path);

// "KIND\nWHERE": "folder" and a folder as it is written ("/app") for what was installed from one, "editable" for what is
// used from there, "repository" and an address for a version control system. "" for archives, which are how everybody's
// packages are installed as well, and for what cannot be read.
std::string source_of(std::string_view path, std::string_view text);

// What a file of a distribution describes: its dist-info; of an egg-link and of an egg-info in the folder that it leads
// to nothing joins the two but the name, so that "" comes.
std::string_view described_by(std::string_view path);

// Whether the folder of a project, "/app", is in the image.
bool project_is_in(std::string_view folder, const View& view);

}  // namespace pratique::extract::python
