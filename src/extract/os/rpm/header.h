// One package's header as the rpm database holds it (rpm: lib/header.c; docs/manual/format_header.md). All
// big-endian.
//
// index entries n · bytes of data m · n × (tag, type, offset into data, count) · m bytes of data. A database
// blob has no magic number in front. The tags of "regions" (61–63) only seal the part that was signed; the
// entries inside and behind are found alike.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "base/byte_reader.h"

namespace pratique::extract::os {

// Views into the blob, which must outlive it.
struct RpmHeader {
  std::string_view name, version, release, architecture, vendor, license, url, packager, source_rpm,
      module_label, summary;
  std::optional<std::uint32_t> epoch;
  // Files: file i is directories[directory_of[i]] + names[i]; modes[i] is its st_mode. The last three have
  // one length, or modes is empty.
  std::vector<std::string_view> directories, names;
  std::vector<std::uint32_t> directory_of;
  std::vector<std::uint16_t> modes;
  // Hex digits, of the algorithm with OpenPGP's number (1 MD5, 2 SHA-1, 8 SHA-256); empty for what is no
  // regular file. Of the length of names, or empty.
  std::vector<std::string_view> digests;
  std::uint32_t digest_algorithm = 1;
  // rpmfileState: 1 where another package replaced the file. Of the length of names, or empty.
  std::vector<std::uint8_t> states;

  // What the package needs and offers; of a list the three have one length, or all are empty. Flags: rpmsenseFlags of
  // rpmds.h.
  struct Relations {
    std::vector<std::string_view> names, versions;
    std::vector<std::uint32_t> flags;
  };
  Relations needs, offers;

  bool is_replaced(std::size_t file) const { return file < states.size() && states[file] == 1; }
  bool is_folder(std::size_t file) const { return file < modes.size() && (modes[file] & 0170000) == 0040000; }
};

// Errors: kInvalid with the offset in the blob, kLimit for more than 65,536 index entries or a million files.
Result<RpmHeader> parse_header(base::Bytes blob);

}  // namespace pratique::extract::os
