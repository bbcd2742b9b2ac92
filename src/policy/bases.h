// What policies on base images share.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "policy/policy.h"
#include "policy/subject.h"

namespace pratique::policy {

// The image that it was built on, the nearest; nullptr: it is not known. kScratch in its name: there is none.
const model::BaseImage* base_of(const PolicySubject& subject);
// The answer where it is not known.
PolicyOutcome base_unknown();
// The name as patterns are written for: "docker.io/library/debian:12", without a digest.
std::string pattern_name(const model::BaseImage& base);
// "docker.io" of "docker.io/library/debian:12", "docker.io" of "debian:12".
std::string registry_of(std::string_view name);

}  // namespace pratique::policy
