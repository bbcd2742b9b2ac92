// Where things come from, in words: which instruction or base image brought a layer, what an image was built from.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "report/table.h"
#include "report/terminal.h"

namespace pratique::report {

// "Dockerfile:3-4: RUN apk add curl", a link to these lines; "Dockerfile:3 (guessed): …"; of a base image's layer
// "base image alpine:3.18"; "" where neither is known. Printable.
std::string layer_origin(const model::Subject& subject, std::string_view diff_id, const Style& style,
                         const Options& options);
// The same of a component: of its first place, or the build stage that it was found in.
std::string component_origin(const model::Subject& subject, const model::Component& component,
                             const Style& style, const Options& options);

// Rows of an overview: where the image's sources are and what it was built on. Each a name and cells.
struct OriginRow {
  std::string name;
  Cell cell;
};
std::vector<OriginRow> origin_rows(const model::Subject& subject, const Style& style, const Options& options);

// "## Layers": a line each, with what brought it. Empty where of no layer is known what brought it.
std::string layers_section(const model::Subject& subject, const Style& style, const Options& options);

// "alpine:3.18", without what Docker Hub's names have for granted; else the digest's beginning.
std::string base_name_of(const model::BaseImage& base);

}  // namespace pratique::report
