#include "binary/macho.h"

#include <algorithm>
#include <optional>

#include "base/text.h"

namespace pratique::binary {
namespace {

using base::ByteReader;

constexpr std::uint32_t kNarrow = 0xfeedface, kWide = 0xfeedfacf, kUniversal = 0xcafebabe;
constexpr std::uint32_t kSegmentNarrow = 1, kSegmentWide = 0x19;  // LC_SEGMENT, LC_SEGMENT_64
constexpr std::uint64_t kHeaderNarrow = 28, kHeaderWide = 32, kSlice = 20, kName = 16;
constexpr std::uint32_t kSectionType = 0xff, kZeroFill = 1, kZeroFillLarge = 12, kZeroFillThread = 18;
// Protection bits are 1 read, 2 write, 4 execute; ElfSegment has them the other way round.
constexpr std::uint32_t kReads = 1, kWrites = 2, kExecutes = 4;

struct Magic {
  bool wide = false;
  base::Endian order = base::Endian::kLittle;
};

std::optional<Magic> magic_of(base::Bytes head) {
  for (const auto order : {base::Endian::kLittle, base::Endian::kBig}) {
    const auto value = ByteReader(head, order).u32();
    if (value && (*value == kNarrow || *value == kWide)) return Magic{*value == kWide, order};
  }
  return std::nullopt;
}

// How many programs a universal file has; nothing: it is none. Always big endian.
std::optional<std::uint32_t> slices_of(base::Bytes head) {
  ByteReader in(head, base::Endian::kBig);
  const auto magic = in.u32(), count = in.u32();
  if (!magic || !count || *magic != kUniversal || *count == 0 || *count > kMaxMachSlices) return std::nullopt;
  return *count;
}

Result<std::uint64_t> word(ByteReader& in, bool wide) {
  if (wide) return in.u64();
  PQ_TRY(const auto value, in.u32());
  return value;
}

Result<std::string> name_of(ByteReader& in) {
  PQ_TRY(const auto bytes, in.take(kName));
  const auto text = base::as_text(bytes);
  return std::string(text.substr(0, text.find('\0')));
}

class Reader {
 public:
  Reader(const Read& read, MachTables& out) : read_(read), out_(out) {}

  Result<void> run(std::uint64_t start) {
    out_.start = start;
    PQ_TRY(const auto head, read_(start, kHeaderWide));
    const auto magic = magic_of(head);
    if (!magic) return base::invalid("no Mach-O file");
    out_.wide = magic->wide;
    out_.order = magic->order;
    ByteReader in(head, out_.order);
    PQ_CHECK(in.skip(16));  // magic, processor, its kind, type of file
    PQ_TRY(const auto count, in.u32());
    PQ_TRY(const auto size, in.u32());
    if (count > kMaxMachCommands || size > kMaxMachCommandBytes)
      return base::over_limit("Mach-O file with over 10,000 load commands, or over 1 MiB of them");
    PQ_TRY(const auto commands, read_(start + (out_.wide ? kHeaderWide : kHeaderNarrow), size));
    return read_commands(commands, count);
  }

 private:
  Result<void> read_commands(base::Bytes bytes, std::uint32_t count) {
    ByteReader all(bytes, out_.order);
    std::uint64_t at = 0;
    for (std::uint32_t i = 0; i < count; ++i) {
      PQ_CHECK(all.seek(at));
      PQ_TRY(const auto kind, all.u32());
      PQ_TRY(const std::uint64_t size, all.u32());
      if (size < 8) return base::invalid("Mach-O file with an empty load command");
      PQ_TRY(auto command, all.sub(at, size));
      if (kind == (out_.wide ? kSegmentWide : kSegmentNarrow)) PQ_CHECK(read_segment(command));
      at += size;
    }
    return {};
  }

  Result<void> read_segment(ByteReader in) {
    PQ_CHECK(in.skip(8));
    PQ_TRY(const auto name, name_of(in));
    ElfSegment segment{.kind = static_cast<std::uint32_t>(SegmentKind::kLoad)};
    PQ_TRY(segment.address, word(in, out_.wide));
    PQ_TRY([[maybe_unused]] const auto memory, word(in, out_.wide));
    PQ_TRY(const auto offset, word(in, out_.wide));
    PQ_TRY(segment.offset, base::checked_add(out_.start, offset));
    PQ_TRY(segment.size, word(in, out_.wide));
    PQ_CHECK(in.skip(4));  // the most that it may be protected by
    PQ_TRY(const auto protection, in.u32());
    PQ_TRY(const auto count, in.u32());
    PQ_CHECK(in.skip(4));
    segment.flags = ((protection & kReads) != 0 ? 4u : 0u) | ((protection & kWrites) != 0 ? 2u : 0u) |
                    ((protection & kExecutes) != 0 ? 1u : 0u);
    out_.segments.push_back(segment);
    for (std::uint32_t i = 0; i < count; ++i) {
      if (out_.sections.size() >= kMaxMachSections)
        return base::over_limit("Mach-O file with over 10,000 sections");
      PQ_CHECK(read_section(in));
    }
    return {};
  }

  Result<void> read_section(ByteReader& in) {
    MachSection section;
    PQ_TRY(section.name, name_of(in));
    PQ_TRY(section.segment, name_of(in));
    PQ_TRY(section.address, word(in, out_.wide));
    PQ_TRY(section.size, word(in, out_.wide));
    PQ_TRY(const auto offset, in.u32());
    PQ_TRY(section.offset, base::checked_add(out_.start, offset));
    PQ_CHECK(in.skip(12));  // alignment, relocations
    PQ_TRY(const auto flags, in.u32());
    PQ_CHECK(in.skip(out_.wide ? 12 : 8));
    const auto type = flags & kSectionType;
    if (type == kZeroFill || type == kZeroFillLarge || type == kZeroFillThread) section.size = 0;
    out_.sections.push_back(std::move(section));
    return {};
  }

  const Read& read_;
  MachTables& out_;
};

}  // namespace

bool is_mach(base::Bytes head) { return magic_of(head).has_value() || slices_of(head).has_value(); }

Result<MachTables> read_mach_tables(const Read& read) {
  PQ_TRY(const auto head, read(0, 8));
  std::uint64_t start = 0;
  if (slices_of(head)) {
    PQ_TRY(const auto first, read(8, kSlice));
    ByteReader in(first, base::Endian::kBig);
    PQ_CHECK(in.skip(8));  // processor and its kind
    PQ_TRY(start, in.u32());
  }
  MachTables out;
  PQ_CHECK(Reader(read, out).run(start));
  return out;
}

const MachSection* find_section(const MachTables& tables, std::string_view name) {
  const auto found = std::ranges::find_if(
      tables.sections, [&](const MachSection& one) { return one.name == name && one.size > 0; });
  return found == tables.sections.end() ? nullptr : &*found;
}

}  // namespace pratique::binary
