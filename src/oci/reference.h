// References: what people call an image in a registry. Docker's grammar and defaults (distribution/reference):
//   reference = [domain "/"] path [":" tag] ["@" digest]
// "alpine" is docker.io/library/alpine:latest, "localhost/x" and "h:5000/x" name another registry.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"

namespace pratique::oci {

inline constexpr std::size_t kMaxRepositoryName = 255;  // characters of the path
inline constexpr std::size_t kMaxTag = 128;

struct ImageReference {
  // "docker.io", "localhost:5000", "[::1]:5000"; as written, but "index.docker.io" is "docker.io".
  std::string domain{};
  // "library/alpine".
  std::string path{};
  // Empty when only a digest is given; "latest" when neither is.
  std::string tag{};
  // "sha256:<64 hex digits>", or empty. Where both are given the digest says which manifest is meant.
  std::string digest{};

  bool operator==(const ImageReference&) const = default;
};

// What the word means, defaults filled in. A first component is a domain if there is a "/" behind it and it
// holds a "." or ":", or an upper-case letter, or is "localhost". Errors, each naming what is wrong: kInvalid
// for a word outside the grammar, kUnsupported for a digest that is not sha256.
Result<ImageReference> parse_reference(std::string_view word);

// All of it: "docker.io/library/alpine:3.18@sha256:…".
std::string to_string(const ImageReference& reference);
// As people write it: "alpine:3.18", "org/app@sha256:…", "ghcr.io/org/app:1". The tag is always there.
std::string familiar(const ImageReference& reference);
// "docker.io/library/alpine", without tag and digest.
std::string repository_of(const ImageReference& reference);
// The manifest's name in the registry's interface: the digest, else the tag.
const std::string& wanted(const ImageReference& reference);

// Whether a text is a tag: [A-Za-z0-9_][A-Za-z0-9_.-]{0,127}.
bool is_tag(std::string_view text);

}  // namespace pratique::oci
