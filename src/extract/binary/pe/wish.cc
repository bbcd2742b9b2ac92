#include "extract/binary/pe/wish.h"

#include <algorithm>
#include <array>

#include "binary/go_build_info.h"

namespace pratique::extract::pe {
namespace {

// Where Go's linker and GNU ld put the header behind the program for DOS; Microsoft's puts a table between them.
constexpr std::uint64_t kHeaderAt = 0x80, kOffsetOfHeader = 0x3c;
constexpr std::uint64_t kStart = 4 << 10;     // all headers
constexpr std::uint64_t kWhole = 4ull << 20;  // of small files everything
// Of the data: the blob, and behind it the text of modules, under 100 KB in the largest programs.
constexpr std::uint64_t kData = 256 << 10;

}  // namespace

layer::Wish wish(const layer::Candidate& candidate) {
  base::ByteReader in(candidate.head);
  const auto at = in.seek(kOffsetOfHeader) ? in.u32() : Result<std::uint32_t>(0);
  if (!at || *at != kHeaderAt) return layer::Wish::no();
  if (candidate.size <= kWhole) return layer::Wish::whole();
  std::vector<layer::ByteRange> ranges{{0, kStart}};
  // As many sections as the head shows; the others read as zeros, which are no section of data.
  std::array<std::byte, kStart> start{};
  std::ranges::copy(candidate.head.first(std::min(candidate.head.size(), start.size())), start.begin());
  const base::ByteReader shown(start);
  const auto tables = binary::read_pe_tables(
      [&](std::uint64_t offset, std::uint64_t count) { return shown.at(offset, count); });
  if (tables) {
    for (const auto& section : tables->sections) {
      if (binary::is_data(section) && section.offset < candidate.size)
        ranges.push_back({section.offset, std::min(kData, section.size)});
    }
  }
  return layer::Wish::parts(std::move(ranges));
}

}  // namespace pratique::extract::pe
