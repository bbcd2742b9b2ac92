// The index of base images: where it lies, what is put into it, and what it says of an image.
#pragma once

#include <optional>
#include <vector>

#include "bases/index.h"
#include "bases/library.h"
#include "cli.h"
#include "policy/subject.h"
#include "scan/target.h"
#include "teller.h"

namespace pratique::app {

// $PRATIQUE_BASE_INDEX; else base-images.db in the user's cache folder. kUsage where there is no such folder.
Result<std::string> base_index_path();
// An empty one where there is none.
Result<bases::IndexContent> read_base_index(const std::string& path);

// The image that a target is, without reading its layers; `platform`: empty for the usual one.
Result<bases::IndexedImage> indexed_image_of(const std::string& target, const std::string& platform,
                                             const std::string& ref, const CommonOptions& options,
                                             Teller& teller);
// The names in an OCI layout folder; one empty one where it names none.
Result<std::vector<std::string>> names_in_layout(const std::string& folder);

// Library files of official images at a path or an address ("https://…"). What none is of them is told.
Result<bases::Library> official_library(const std::string& where, const CommonOptions& options,
                                        const Teller& teller);
// A file says all of its repository: what stood there of it goes.
void replace_official(const bases::Library& library, bases::IndexContent& content);

// What the name of the image's base means today, by the index; nothing where there is no index or no known base.
std::optional<policy::BaseToday> base_today(const model::Inventory& inventory);

// What the index knows of the image's base, if there is an index. One that cannot be read is told and changes nothing.
void describe_base(model::Inventory& inventory, const Teller& teller);

}  // namespace pratique::app
