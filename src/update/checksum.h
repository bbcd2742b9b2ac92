// Checksums that publishers give of their files: a file beside each, or one list of all.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace pratique::update {

// A file of a list. `digest`: "sha256:…" or "sha512:…", lower-case.
struct Checksum {
  std::string name;
  std::string digest;
  // 0: the list does not say it.
  std::uint64_t size = 0;
};

// What such a file gives of the file `name` (its last part counts): lines of sha256sum and sha512sum ("HEX  NAME",
// "HEX *NAME"), of BSD's ("SHA256 (NAME) = HEX"), of Pulp ("NAME,HEX,SIZE"), or one digest alone. Lines that are none of
// these, such as those of a signature around it, are passed over. Errors, kInvalid: nothing for that file, or
// different ones.
Result<std::string> checksum_of(std::string_view text, std::string_view name);

// Every line of a PULP_MANIFEST: "NAME,SHA256,SIZE". Lines that are none, or whose name is no plain path, are counted in
// `skipped`. Source: the Pulp project, pulp_file, "PULP_MANIFEST".
std::vector<Checksum> read_pulp_manifest(std::string_view text, std::uint64_t& skipped);

// "sha256:…" of 64 digits, "sha512:…" of 128, in lower case; "" for anything else.
std::string digest_of_hex(std::string_view hex);

}  // namespace pratique::update
