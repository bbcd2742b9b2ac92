// What apt keeps of repositories, besides dpkg's status: the lists that it fetched (var/lib/apt/lists, apt's manual,
// "files"), their signed releases (https://wiki.debian.org/DebianRepository/Format), and where it fetches from
// (sources.list(5): lines, and paragraphs of files that end in ".sources"). Pure.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/byte_reader.h"
#include "base/result.h"

namespace pratique::extract::os {

// Packages of one list, as hashes: which of them are installed is known only later, and a list of Debian's has 63,000.
// Sorted, unique.
struct AptList {
  std::vector<std::uint64_t> packages;
  // It has base-files, so that it is a copy of a whole distribution, whoever signed it.
  bool whole_distribution = false;
  // More packages than are kept.
  bool cut = false;
  bool has(std::uint64_t package) const;
};
inline constexpr std::size_t kMaxListed = 400'000;

// The same for every run and machine; two packages share one by an accident of 1 in 10^13 with a list of that size.
std::uint64_t package_key(std::string_view name, std::string_view version, std::string_view architecture);

// Reads a list while its bytes pass, in pieces of any size. Bounded: of a line the first 4 KiB are looked at.
class AptListReader {
 public:
  void feed(std::string_view piece);
  // After the last piece.
  AptList finish() const;

 private:
  void take(std::string_view line);
  void end_package();

  AptList list_;
  std::string line_, name_, version_, architecture_;
};

// A signed release ("InRelease", "Release"): whose it is, by its own words. May be empty.
struct AptRelease {
  std::string origin, label, suite, codename;
};
AptRelease parse_apt_release(std::string_view text);

// A repository that packages are fetched from: "apt.example.org/debian", "bookworm". Not those of sources, and not what is
// switched off.
struct AptSource {
  std::string place, suite;
};
// `paragraphs`: as ".sources" files have it; else lines. At most 1,000.
std::vector<AptSource> parse_apt_sources(std::string_view text, bool paragraphs);

// As one text for a record, and back; what is no such text gives an empty one.
std::string to_text(const AptList& list);
AptList list_of_text(std::string_view text);
std::string to_text(const AptRelease& release);
AptRelease release_of_text(std::string_view text);
std::string to_text(const std::vector<AptSource>& sources);
std::vector<AptSource> sources_of_text(std::string_view text);

// Of the name of a file in var/lib/apt/lists, "download.docker.com_linux_debian_dists_bookworm_InRelease", what stands
// before the last part; "" where it does not end so. Slashes of the address are "_" there, and "_" is "%5f".
std::string_view stem_of_release(std::string_view file_name);
// Nothing of the end tells how the list is packed: "…_Packages", "…_Packages.lz4".
std::string_view stem_of_list(std::string_view file_name);
// "download.docker.com_linux_debian_dists_bookworm" → "download.docker.com/linux/debian" and "bookworm".
AptSource source_of_stem(std::string_view stem);

}  // namespace pratique::extract::os
