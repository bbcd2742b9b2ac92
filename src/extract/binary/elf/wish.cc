#include "extract/binary/elf/wish.h"

#include <algorithm>

#include "base/text.h"
#include "binary/go_build_info.h"

namespace pratique::extract::elf {
namespace {

using layer::ByteRange;
using layer::Candidate;
using layer::Wish;

constexpr std::uint64_t kStart = 4 << 10;  // header, program headers, Go's section table, build-id notes
// From the end of a program. Where it has symbols or lines for a debugger, the section that Rust's build
// information lies in comes before these (GNU ld, mold): 4 MB before the end of a program of two lines whose
// standard library has lines. What is larger costs a further pass.
constexpr std::uint64_t kTail = 8 << 20;
// The same of libraries, and where the table is not at the end (rewritten by patchelf, or signed): the section
// names lie within 1 KiB before the table in 99 % of the files of Debian 12, 95 KB in a library by lld. More
// of thousands of libraries would cost 6 % of a scan's time.
constexpr std::uint64_t kNamesBefore = 256 << 10;
// Go's own linker puts the section table right behind the program headers, and the names at the end of the
// file.
constexpr std::uint64_t kGoTableBefore = 4 << 10;
constexpr std::uint64_t kNamesAtEnd = 4 << 10;
constexpr std::uint64_t kMaxTable = 512 << 10;  // about 8,000 sections; a longer table costs a second pass
constexpr std::uint64_t kWholeGoFile =
    4ull << 20;  // of small Go files everything, so that old forms need one pass, too

// Clips to the file: table offsets in a header may be anything.
class Ranges {
 public:
  explicit Ranges(std::uint64_t size) : size_(size) {}
  void add(std::uint64_t offset, std::uint64_t count) {
    if (offset < size_ && count > 0) ranges_.push_back({offset, std::min(count, size_ - offset)});
  }
  std::vector<ByteRange> take() && { return std::move(ranges_); }

 private:
  std::uint64_t size_;
  std::vector<ByteRange> ranges_;
};

// Whether the program headers, as far as the head shows them, are those of a program and not of a library.
bool is_program(const binary::ElfHeader& header, const std::vector<binary::ElfSegment>& segments) {
  if (header.type == static_cast<std::uint16_t>(binary::ElfType::kExecutable)) return true;
  return std::any_of(segments.begin(), segments.end(),
                     [](const auto& segment) { return segment.is(binary::SegmentKind::kInterpreter); });
}

// Programs without an interpreter that may lie anywhere (static-pie) look like libraries.
bool is_called_program(const Candidate& candidate) {
  return (candidate.mode & 0111) != 0 && !base::contains(base::base_name(candidate.path), ".so");
}

// The program headers that lie within the head; reading stops at its end without an error.
std::vector<binary::ElfSegment> visible_segments(binary::ElfHeader header, base::Bytes head) {
  if (header.segments_at >= head.size() || header.segment_size == 0) return {};
  const auto visible = (head.size() - header.segments_at) / header.segment_size;
  header.segment_count = static_cast<std::uint16_t>(std::min<std::uint64_t>(header.segment_count, visible));
  const base::ByteReader in(head);
  auto segments =
      binary::read_segments(header, [&](auto offset, auto count) { return in.at(offset, count); });
  return segments ? std::move(*segments) : std::vector<binary::ElfSegment>();
}

}  // namespace

// Everything that may decide "neither Go nor Rust" in the first pass; a second one inflates the whole layer
// again.
Wish wish(const Candidate& candidate) {
  const auto header = binary::parse_elf_header(candidate.head);
  // Object files and kernel modules are no programs: both kinds of build information are the linker's work.
  // Their section names lie far from the table, so that each would cost a second pass.
  if (!header || header->type == static_cast<std::uint16_t>(binary::ElfType::kRelocatable)) return Wish::no();
  const bool go_layout = header->sections_at != 0 && header->sections_at < kGoTableBefore;
  if (go_layout && candidate.size <= kWholeGoFile) return Wish::parts({{0, candidate.size}});
  Ranges ranges(candidate.size);
  ranges.add(0, kStart);
  ranges.add(header->segments_at, std::uint64_t{header->segment_count} * header->segment_size);
  const auto table = std::min(std::uint64_t{header->section_count} * header->section_size, kMaxTable);
  const auto before = std::min(header->sections_at, kNamesBefore);
  if (header->sections_at < candidate.size) ranges.add(header->sections_at - before, before + table);
  const auto segments = visible_segments(*header, candidate.head);
  const bool program = is_program(*header, segments);
  if (go_layout || (header->sections_at != 0 && (program || is_called_program(candidate)))) {
    const auto tail = go_layout ? kNamesAtEnd : kTail;
    ranges.add(candidate.size - std::min(candidate.size, tail), tail);
  }
  if (program) {
    for (const auto& segment : segments) {
      if (binary::is_data(segment))
        ranges.add(segment.offset, std::min(segment.size, binary::kGoSearchReach));
    }
  }
  return Wish::parts(std::move(ranges).take());
}

// Linkers write three or four segments to load: headers, code, constants, data (GNU ld since 2.31, lld, mold, Go).
// Older ones write two, with the constants among the code. Which it is shows in the head unless more headers come
// before; then everything may hold texts.
std::vector<ByteRange> text_ranges(const Candidate& candidate) {
  constexpr std::uint32_t kExecutable = 1, kWritable = 2;
  const auto header = binary::parse_elf_header(candidate.head);
  if (!header || header->type == static_cast<std::uint16_t>(binary::ElfType::kRelocatable)) return {};
  const auto segments = visible_segments(*header, candidate.head);
  Ranges all(candidate.size), plain(candidate.size);
  bool has_constants = false, has_data = false;
  for (const auto& segment : segments) {
    if (!segment.is(binary::SegmentKind::kLoad)) continue;
    all.add(segment.offset, segment.size);
    if ((segment.flags & kExecutable) != 0) continue;
    plain.add(segment.offset, segment.size);
    has_data = has_data || (segment.flags & kWritable) != 0;
    has_constants = has_constants || (segment.flags & kWritable) == 0;
  }
  // Data come last: once they show, so does all before them.
  const bool whole = segments.size() == header->segment_count || has_data;
  if (!whole) return {{0, candidate.size}};
  return has_constants ? std::move(plain).take() : std::move(all).take();
}

}  // namespace pratique::extract::elf
