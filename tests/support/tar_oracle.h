// What an archive holds, by our reader and by libarchive's: for tests that compare the two.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace pratique::testing {

struct TarMember {
  // F file, d folder, l symbolic link, h hard link, o other.
  char type = 'f';
  std::string path, target;
  // Of files; unpacked.
  std::uint64_t size = 0;
  // FNV-1a over what is stored, holes left out, with the offsets of its runs.
  std::uint64_t content = 0;
  bool operator==(const TarMember&) const = default;
};
std::string to_text(const TarMember& member);

struct TarListing {
  std::vector<TarMember> members;
  // Read to the end; no member had a defect or a warning.
  bool clean = false;
  // Of an unclean one.
  std::string error;
};

// At most `max_content` bytes of all contents are read; beyond that a listing is unclean.
TarListing tar_by_us(std::string_view archive, std::uint64_t max_content);
TarListing tar_by_libarchive(std::string_view archive, std::uint64_t max_content);

// The first difference between two clean listings, in words; empty when they agree, or when one is not clean.
std::string difference(const TarListing& ours, const TarListing& theirs);

}  // namespace pratique::testing
