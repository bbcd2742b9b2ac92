// Whom a statement is about: the image, or a component of it (docs/vex.md, "Whom a statement is about").
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "model/inventory.h"
#include "vex/statement.h"

namespace pratique::vex {

// The names that one image goes by. Whoever knows references fills it.
struct ImageNames {
  // "docker.io/library/alpine"; empty: nobody named it.
  std::string repository;
  // Each "3.18".
  std::vector<std::string> tags;
  // Each "sha256:…": of the manifest, of an index that names it, of the config.
  std::vector<std::string> digests;
  // As it was named, and its usual spellings: "alpine:3.18", "docker.io/library/alpine:3.18".
  std::vector<std::string> words;
  // "amd64", "linux/amd64".
  std::string architecture, platform;
};

// How closely a statement names what it is about; each more closely than those before it.
enum class VexNearness : unsigned char { kNot, kByName, kByVersion, kByDigest };

struct VexMatch {
  VexNearness nearness = VexNearness::kNot;
  // "by its digest", "by its purl pkg:apk/alpine/busybox"; of kNot empty.
  std::string how;
  explicit operator bool() const { return nearness != VexNearness::kNot; }
};

// A purl of a document against one of an inventory (go-vex's rule): type, namespace and name equal; a version that is
// given equal; each qualifier that is given there and equal. The subpath does not count.
VexMatch matches(const model::Purl& stated, const model::Purl& ours);
VexMatch matches(const VexThing& thing, const model::Component& component);
// pkg:oci with a repository_url with or without the last part, pkg:docker, "repository@digest", tags, digests, hashes.
VexMatch matches(const VexThing& thing, const ImageNames& image);

// Whether all of a text fits a pattern: "*" stands for anything but "/", "**" for anything.
bool fits_glob(std::string_view pattern, std::string_view text);

}  // namespace pratique::vex
