// One header block of a tar archive: v7, ustar (POSIX.1-2017, pax, "ustar Interchange Format"), GNU tar
// ("Basic Tar Format" of its manual) and star.
#pragma once

#include <cstdint>
#include <string_view>

#include "base/byte_reader.h"

namespace pratique::codec::tar {

inline constexpr std::size_t kBlock = 512;

// The fields that say what a member is. The views lie in the block that was parsed.
struct Header {
  // The type flag; NUL in v7.
  char type = '0';
  // GNU's magic: the block has GNU's fields where ustar has a prefix.
  bool gnu = false;
  // Up to its first NUL; the prefix is apart.
  std::string_view name;
  // To be put before the name with a '/'; may be empty.
  std::string_view prefix;
  // Of a link.
  std::string_view target;
  // Bytes of content that follow, without padding.
  std::uint64_t size = 0;
  // Permission bits; 0 when the field is no number.
  std::uint32_t mode = 0;
  // The fields of its user's and its group's numbers, one after the other; see parse_owner().
  base::Bytes owner{};
  // The digits of the size stand behind NULs, see has_late_digits().
  bool late_size = false;
};

// `block` is kBlock bytes, here and below. kInvalid: the checksum is wrong, or the size is no number or
// negative.
Result<Header> parse_header(base::Bytes block);

// Of Header::owner, either kUnknownOwner (codec/tar.h) where it is no number or does not fit.
struct OwnerNumbers {
  std::uint32_t uid = 0, gid = 0;
};
OwnerNumbers parse_owner(base::Bytes fields);

bool is_zero(base::Bytes block);
// The sum over all bytes, the checksum's own taken as blanks. Old programs summed signed bytes: either will
// do.
bool has_checksum(base::Bytes block);

// A number as headers hold it: octal digits between blanks and NULs, or GNU's base 256 with the first bit
// set. Empty: 0.
Result<std::uint64_t> parse_number(base::Bytes field);
// Whether a NUL stands before the digits: parse_number() and Go skip it, libarchive and GNU tar read 0.
bool has_late_digits(base::Bytes field);

}  // namespace pratique::codec::tar
