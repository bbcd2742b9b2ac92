// What an archive holds, by our reader and by libarchive's: for tests that compare the two.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace pratique::testing {

struct TarMember {
  char type = 'f';  // f file, d folder, l symbolic link, h hard link, o other
  std::string path, target;
  std::uint64_t size = 0;     // of files; unpacked
  std::uint64_t content = 0;  // FNV-1a over what is stored, holes left out, with the offsets of its runs
  bool operator==(const TarMember&) const = default;
};
std::string to_text(const TarMember& member);

struct TarListing {
  std::vector<TarMember> members;
  bool clean = false;  // read to the end; no member had a defect or a warning
  std::string error;   // of an unclean one
};

// At most `max_content` bytes of all contents are read; beyond that a listing is unclean.
TarListing tar_by_us(std::string_view archive, std::uint64_t max_content);
TarListing tar_by_libarchive(std::string_view archive, std::uint64_t max_content);

// The first difference between two clean listings, in words; empty when they agree, or when one is not clean.
std::string difference(const TarListing& ours, const TarListing& theirs);

}  // namespace pratique::testing
