// Package URLs of what an inventory is about: the image, and the system in it. They name these to readers that look for an
// identifier of everything; our own readers do not ask for them.
#pragma once

#include <string>

#include "model/subject.h"

namespace pratique::sbom {

// "pkg:oci/app@sha256:…?arch=amd64&repository_url=ghcr.io%2Forg%2Fapp&tag=1.2" (purl-spec, types/oci) of an image whose manifest
// has a digest; "" for everything else, which nothing pins. The repository is told where the name has a registry.
std::string purl_of(const model::Subject& subject);

// "pkg:generic/debian@12": there is no type for systems. "" without an ID.
std::string purl_of(const model::Distro& distro);

}  // namespace pratique::sbom
