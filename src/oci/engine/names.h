// By which of the names that an engine or a store knows an image somebody meant it. Inside oci only.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace pratique::oci::engine {

// The full names that a reference may stand for, the likeliest first: "alpine" is as it is written, and
// "localhost/alpine:latest" (what Podman builds), "docker.io/library/alpine:latest". With a digest
// ("alpine@sha256:…") the names keep it, and the tag goes.
std::vector<std::string> spellings(std::string_view reference);

// "sha256:<64 hex digits>" of "name@sha256:…", else "".
std::string_view digest_of(std::string_view reference);

}  // namespace pratique::oci::engine
