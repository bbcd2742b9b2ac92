#include "binary/go_build_info.h"

#include <algorithm>

#include "base/text.h"

namespace pratique::binary {
namespace {

using base::ByteReader;
using base::Bytes;

// The blob (debug/buildinfo): magic, pointer size, flags; then, in the old form, two pointers to string
// headers, in the new one, after 32 bytes, two strings each behind its length as a varint.
constexpr std::string_view kMagic = "\xff Go buildinf:";
constexpr std::uint64_t kBlobSize = 32;
constexpr std::uint64_t kBlobAlign = 16;
constexpr std::uint8_t kBigEndian = 1, kInline = 2;
constexpr std::uint64_t kVarintSize = 10;
constexpr std::uint64_t kFrame = 16;  // modload's infoStart and infoEnd around the text of modules

tl::unexpected<Error> damaged(std::uint64_t offset) {
  return base::invalid_at(offset, "damaged Go build information");
}

// A damaged blob is one error whatever the reader tripped over, but a need for bytes stays one.
template <class T>
Result<T> or_damaged(Result<T> result, std::uint64_t offset) {
  if (result || result.error().kind == ErrorKind::kNeedBytes) return result;
  return damaged(offset);
}

// Where the blob may be: bytes of the file from `offset` on; `reach` bytes to search, `limit` bytes that
// exist.
struct Region {
  std::uint64_t offset = 0, address = 0, reach = 0, limit = 0;
  bool certain = false;  // a section says so
};

// The linker aligns the blob in memory, and a section or segment need not start at a multiple of 16.
std::optional<std::uint64_t> find_magic(Bytes bytes, std::uint64_t address) {
  const auto text = base::as_text(bytes);
  for (auto at = (kBlobAlign - address % kBlobAlign) % kBlobAlign; at + kBlobSize <= text.size();
       at += kBlobAlign) {
    if (text.substr(at).starts_with(kMagic)) return at;
  }
  return {};
}

Result<std::uint64_t> pointer(ByteReader& in, bool wide) {
  if (wide) return in.u64();
  PQ_TRY(const auto value, in.u32());
  return value;
}

// One reading of one file: the tables, the blob they lead to, the two texts in it.
class Reader {
 public:
  // `loaded`: what of the file lies where in memory.
  Reader(const std::vector<ElfSegment>& loaded, const Read& read) : loaded_(loaded), read_(read) {}

  Result<std::optional<GoBuildInfo>> run(const Region& where);

 private:
  Result<void> decode(std::uint64_t offset, std::uint64_t limit);
  Result<std::string_view> inline_text(std::uint64_t& offset, std::uint64_t end);
  Result<std::string_view> pointed_text(std::uint64_t address, bool wide, base::Endian order);
  void take_modules(std::string_view framed);

  const std::vector<ElfSegment>& loaded_;
  const Read& read_;
  GoBuildInfo info_;
};

// Since Go 1.13 the blob has a section of its own; without a section table it is near the start of the data
// segment.
Result<std::optional<Region>> region_of(const ElfTables& tables, const std::vector<ElfSegment>& loaded) {
  const auto& sections = tables.sections;
  const auto& segments = tables.segments;
  if (!sections && sections.error().kind == ErrorKind::kNeedBytes) return tl::unexpected(sections.error());
  if (!segments && segments.error().kind == ErrorKind::kNeedBytes) return tl::unexpected(segments.error());
  if (sections && !sections->empty()) {
    const auto* section = find_section(*sections, ".go.buildinfo");
    if (section == nullptr || section->size == 0) return std::nullopt;
    const auto place = offset_of(loaded, section->address);
    const bool is_loaded = place && place->offset == section->offset;
    return Region{section->offset, section->address, section->size,
                  is_loaded ? std::max(place->available, section->size) : section->size, true};
  }
  const auto* data = data_segment(loaded);
  if (data == nullptr || data->size < kBlobSize) return std::nullopt;
  return Region{data->offset, data->address, std::min(data->size, kGoSearchReach), data->size, false};
}

// A need for bytes goes out as it is; whatever else is wrong with a file that a section calls Go is damage.
Result<std::optional<GoBuildInfo>> Reader::run(const Region& where) {
  const auto bytes = read_(where.offset, std::min(where.reach, kMaxGoText));
  if (!bytes && bytes.error().kind == ErrorKind::kNeedBytes) return tl::unexpected(bytes.error());
  const auto at = bytes ? find_magic(*bytes, where.address) : std::nullopt;
  if (!at && !where.certain) return std::nullopt;
  if (!at) return damaged(where.offset);
  PQ_CHECK(or_damaged(decode(where.offset + *at, where.limit - *at), where.offset + *at));
  return std::move(info_);
}

// `limit` bytes from `offset` on belong to the segment.
Result<void> Reader::decode(std::uint64_t offset, std::uint64_t limit) {
  PQ_TRY(const auto end, base::checked_add(offset, limit));
  PQ_TRY(const auto blob, read_(offset, kBlobSize));
  ByteReader in(blob);
  PQ_CHECK(in.seek(kMagic.size()));
  PQ_TRY(const auto pointer_size, in.u8());
  PQ_TRY(const auto flags, in.u8());
  std::string_view version, modules;
  if ((flags & kInline) != 0) {
    auto at = offset + kBlobSize;
    PQ_TRY(version, inline_text(at, end));
    PQ_TRY(modules, inline_text(at, end));
  } else {
    if (pointer_size != 4 && pointer_size != 8) return damaged(offset);
    const bool wide = pointer_size == 8;
    const auto order = (flags & kBigEndian) != 0 ? base::Endian::kBig : base::Endian::kLittle;
    in.set_order(order);
    PQ_TRY(const auto version_at, pointer(in, wide));
    PQ_TRY(const auto modules_at, pointer(in, wide));
    PQ_TRY(version, pointed_text(version_at, wide, order));
    if (modules_at != 0) {
      PQ_TRY(modules, pointed_text(modules_at, wide, order));
    }
  }
  if (version.empty()) return damaged(offset);
  info_.go_version = version;
  take_modules(modules);
  return {};
}

// Length and text may lie beyond the section that holds the header (Go 1.18), but not beyond their segment.
Result<std::string_view> Reader::inline_text(std::uint64_t& offset, std::uint64_t end) {
  if (offset >= end) return damaged(offset);
  PQ_TRY(const auto head, read_(offset, std::min(kVarintSize, end - offset)));
  ByteReader in(head);
  PQ_TRY(const auto length, in.uvarint());
  offset += in.position();
  if (length > end - offset || length > kMaxGoText) return damaged(offset);
  PQ_TRY(const auto bytes, read_(offset, length));
  offset += length;
  return base::as_text(bytes);
}

// A Go string in memory: address and length, both of pointer size.
Result<std::string_view> Reader::pointed_text(std::uint64_t address, bool wide, base::Endian order) {
  const auto header_place = offset_of(loaded_, address);
  if (!header_place) return damaged(address);
  PQ_TRY(const auto header, read_(header_place->offset, wide ? 16 : 8));
  ByteReader in(header, order);
  PQ_TRY(const auto text_at, pointer(in, wide));
  PQ_TRY(const auto length, pointer(in, wide));
  if (length == 0) return std::string_view();
  const auto place = offset_of(loaded_, text_at);
  if (!place || length > place->available || length > kMaxGoText) return damaged(header_place->offset);
  PQ_TRY(const auto bytes, read_(place->offset, length));
  return base::as_text(bytes);
}

void Reader::take_modules(std::string_view framed) {
  // As Go's reader has it: without whole frames there are no modules (a build outside of module mode).
  if (framed.size() < 2 * kFrame + 1 || framed[framed.size() - kFrame - 1] != '\n') return;
  parse_go_modules(framed.substr(kFrame, framed.size() - 2 * kFrame), info_);
}

// strconv.Quote, as far as settings use it.
std::string unquoted(std::string_view text) {
  if (text.size() < 2 || (text.front() != '"' && text.front() != '`') || text.back() != text.front())
    return std::string(text);
  const bool raw = text.front() == '`';
  text = text.substr(1, text.size() - 2);
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (raw || text[i] != '\\' || i + 1 == text.size()) {
      out += text[i];
      continue;
    }
    const char next = text[++i];
    out += next == 'n' ? '\n' : next == 't' ? '\t' : next;
  }
  return out;
}

// "build\tKEY=VALUE" (Go 1.18); either may be quoted when it holds blanks, quotes or "=".
void take_setting(std::string_view text, GoBuildInfo& out) {
  // A quoted key may hold a '='.
  const auto from = text.starts_with('"') ? std::min(text.find('"', 1), text.size()) : 0;
  const auto sign = text.find('=', from);
  if (sign == std::string_view::npos) return;
  out.settings[unquoted(text.substr(0, sign))] = unquoted(text.substr(sign + 1));
}

}  // namespace

// One record a line, fields between tabs: path, mod, dep, "=>" (about the line before it), build. Checksums
// are not kept.
void parse_go_modules(std::string_view text, GoBuildInfo& out) {
  GoModule* last = nullptr;
  for (const auto line : base::lines(text)) {
    const auto fields = base::split(line, '\t');
    const auto field = [&](std::size_t i) {
      return i < fields.size() ? std::string(fields[i]) : std::string();
    };
    if (fields[0] == "path") {
      out.package = field(1);
    } else if (fields[0] == "mod") {
      last = &out.main.emplace(GoModule{field(1), field(2)});
    } else if (fields[0] == "dep") {
      if (out.modules.size() == kMaxGoModules) {
        out.cut = true;
        return;
      }
      last = &out.modules.emplace_back(GoModule{field(1), field(2)});
    } else if (fields[0] == "=>" && last != nullptr) {
      last->replacement = {field(1), field(2)};
      last = nullptr;
    } else if (fields[0] == "build") {
      take_setting(line.substr(std::min(line.size(), std::size_t{6})), out);
    }
  }
}

Result<std::optional<GoBuildInfo>> read_go_build_info(const ElfTables& tables, const Read& read) {
  // None where their table is broken.
  const auto loaded = tables.segments.value_or(std::vector<ElfSegment>());
  PQ_TRY(const auto where, region_of(tables, loaded));
  if (!where) return std::nullopt;
  return Reader(loaded, read).run(*where);
}

Result<std::optional<GoBuildInfo>> read_go_build_info(const PeTables& tables, const Read& read) {
  const auto data = std::ranges::find_if(tables.sections, [](const PeSection& one) { return is_data(one); });
  if (data == tables.sections.end() || data->size < kBlobSize) return std::nullopt;
  const auto loaded = loaded_parts(tables);
  const Region where{data->offset, tables.base + data->address, std::min(data->size, kGoSearchReach),
                     data->size, false};
  return Reader(loaded, read).run(where);
}

Result<std::optional<GoBuildInfo>> read_go_build_info(const MachTables& tables, const Read& read) {
  const auto* section = find_section(tables, "__go_buildinfo");
  if (section == nullptr) return std::nullopt;
  const auto place = offset_of(tables.segments, section->address);
  const bool is_loaded = place && place->offset == section->offset;
  const auto limit = is_loaded ? std::max(place->available, section->size) : section->size;
  return Reader(tables.segments, read).run({section->offset, section->address, section->size, limit, true});
}

}  // namespace pratique::binary
