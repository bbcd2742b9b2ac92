// What went into a build: images, repositories and files by the words of a provenance.
#pragma once

#include <map>
#include <string>
#include <string_view>

#include "codec/json.h"
#include "model/subject.h"
#include "provenance/build_record.h"

namespace pratique::provenance {

// Without secrets, at most kMaxFactBytes.
std::string kept_text(std::string_view text);

// "docker", "Dockerfile" → "docker/Dockerfile"; "." and "/" are the root. Empty when the path is, or leads out.
std::string in_folder(std::string_view folder, std::string_view path);

// Whether it is a repository: by its scheme, its ending, or a commit among its digests.
bool is_git(std::string_view uri, codec::Json digests);
// "git+https://github.com/org/app@refs/heads/main" → "https://github.com/org/app".
std::string repository_in(std::string_view uri);
bool same_repository(std::string_view a, std::string_view b);

// `digests`: of several the strongest is kept.
model::Material material_of(std::string_view uri, codec::Json digests);

// The image that the build's result stands on, as BuildStep::image has it; kScratch; empty: not told.
std::string base_by_steps(const BuildRecord& record);
// An image's name with defaults filled in, without digest ("docker.io/library/alpine:3.18"), and its digest; both may be
// empty.
struct NamedDigest {
  std::string name, digest;
};
NamedDigest image_named(std::string_view reference);

// Whether it is one that BuildKit is usually given to make SBOMs with, by its name.
bool is_generator(std::string_view image);

// Tells images apart by what they were for. `frontend`: the image that read the Dockerfile, as the build was asked.
void tell_roles(BuildRecord& record, std::string_view frontend);

}  // namespace pratique::provenance
