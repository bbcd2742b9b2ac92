// Digests of files that language packages were read from, to tell whether a file is still the one that a
// package database lists.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/byte_reader.h"

namespace pratique::extract {

// Lower-case hex digits.
struct ContentDigests {
  std::string md5, sha1, sha256;
};
ContentDigests digests_of(base::Bytes content);

// Whether the file is the listed one; nothing when `listed` ("md5:…", "sha1:…", "sha256:…") is of another
// form.
std::optional<bool> agrees(const ContentDigests& content, std::string_view listed);

// Whether a language package may be read from a file of that name: databases list digests of everything, and
// only these are kept.
bool may_carry_package(std::string_view path);

// Whether a file is hashed when a package was read from it. Distributions install to usr/, and there
// everything is; elsewhere only small files outside of folders of modules, of which there may be 20,000.
bool is_worth_hashing(std::string_view path, std::uint64_t size);

}  // namespace pratique::extract
