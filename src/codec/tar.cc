#include "codec/tar.h"

#include <algorithm>
#include <array>
#include <cstring>

#include "codec/tar/extended.h"
#include "codec/tar/header.h"

namespace pratique::codec {

namespace {

using base::Bytes;
using tar::kBlock;

constexpr std::uint64_t kMaxExtended = 1 << 20;  // bytes of one extended header or long name

std::uint64_t padding_of(std::uint64_t size) { return (kBlock - size % kBlock) % kBlock; }

// The archive as blocks and runs of bytes, without a copy where the source's chunks allow it.
class Blocks {
 public:
  explicit Blocks(ByteSource& source) : source_(source) {}

  std::uint64_t position() const { return position_; }

  // The next block, valid until the next call; empty at the end of the stream.
  Result<Bytes> next() {
    if (peeked_) {
      peeked_ = false;
      return Bytes(block_);
    }
    PQ_CHECK(fill());
    if (chunk_.size() >= kBlock) return take(kBlock);
    std::size_t have = 0;
    while (have < kBlock) {
      PQ_CHECK(fill());
      if (chunk_.empty()) break;
      const auto part = take(std::min(kBlock - have, chunk_.size()));
      std::memcpy(block_.data() + have, part.data(), part.size());
      have += part.size();
    }
    if (have == 0) return Bytes();
    if (have < kBlock) return truncated();
    return Bytes(block_);
  }

  // The next block, which next() will give again; empty at the end of the stream.
  Result<Bytes> peek() {
    PQ_TRY(const auto block, next());
    if (block.empty()) return block;
    if (block.data() != block_.data()) std::memcpy(block_.data(), block.data(), kBlock);
    peeked_ = true;
    return Bytes(block_);
  }
  bool has_peeked() const { return peeked_; }
  void drop_peeked() { peeked_ = false; }

  // Up to `most` bytes in one piece, at least one.
  Result<Bytes> some(std::uint64_t most) {
    PQ_CHECK(fill());
    if (chunk_.empty()) return truncated();
    return take(std::min<std::uint64_t>(most, chunk_.size()));
  }

  // Passes over `count` bytes; an error when there are fewer.
  Result<void> skip(std::uint64_t count) {
    while (count > 0) {
      if (chunk_.empty()) {
        PQ_TRY(const auto passed, source_.skip(count));
        position_ += passed;
        count -= passed;
        if (passed > 0) continue;
      }
      PQ_TRY(const auto part, some(count));
      count -= part.size();
    }
    return {};
  }
  // The bytes that fill up the last block of a content: an archive may end without them.
  Result<void> skip_padding(std::uint64_t count) {
    while (count > 0) {
      PQ_CHECK(fill());
      if (chunk_.empty()) return {};
      count -= take(std::min<std::uint64_t>(count, chunk_.size())).size();
    }
    return {};
  }

  tl::unexpected<Error> truncated() const { return base::invalid_at(position_, "truncated tar archive"); }

 private:
  Result<void> fill() {
    if (!chunk_.empty()) return {};
    PQ_TRY(chunk_, source_.next());
    return {};
  }
  Bytes take(std::size_t count) {
    const auto taken = chunk_.first(count);
    chunk_ = chunk_.subspan(count);
    position_ += count;
    return taken;
  }

  ByteSource& source_;
  Bytes chunk_;  // what is left of the source's last one
  std::uint64_t position_ = 0;
  std::array<std::byte, kBlock> block_;  // one that lay across chunks, or was peeked at
  bool peeked_ = false;
};

}  // namespace

struct TarReader::State {
  explicit State(ByteSource& source) : blocks(source) {}

  Blocks blocks;
  tar::Extended extended, global;
  std::string text, path, target;  // memory that is used again and again
  bool ended = false, end_was_marked = false;
  // Of the last member: empty fields are those of nobody but root.
  std::array<std::byte, 16> owner_fields{};
  tar::OwnerNumbers last_owner;

  // Of the current member.
  std::uint64_t left = 0,
                padding = 0;  // stored bytes that were not passed yet, and those that fill up the block
  std::uint64_t offset = 0;   // in the file, of the next piece
  bool sparse = false;
  tar::SparseMap map;
  std::size_t part = 0;          // of `map`
  std::uint64_t part_taken = 0;  // bytes of it

  Result<std::optional<TarEntry>> next() {
    PQ_CHECK(leave_member());
    extended.clear();
    for (bool first = true; !ended; first = false) {
      PQ_TRY(const auto block, blocks.next());
      if (block.empty() && !first) return blocks.truncated();
      if (block.empty() || tar::is_zero(block)) return end(!block.empty());
      auto header = tar::parse_header(block);
      if (!header) return at_header(std::move(header).error());
      PQ_TRY(const bool was_extended, take_extended(*header));
      if (!was_extended) return member(*header, block);
    }
    return std::nullopt;
  }

  Result<Piece> data() {
    if (!sparse) {
      if (left == 0) return Piece{};
      PQ_TRY(const auto bytes, blocks.some(left));
      left -= bytes.size();
      const Piece piece{offset, bytes};
      offset += bytes.size();
      return piece;
    }
    while (part < map.size() && part_taken == map[part].size) {
      ++part;
      part_taken = 0;
    }
    if (part == map.size()) return Piece{};
    PQ_TRY(const auto bytes, blocks.some(map[part].size - part_taken));
    left -= bytes.size();
    const Piece piece{map[part].offset + part_taken, bytes};
    part_taken += bytes.size();
    return piece;
  }

 private:
  // Offsets of errors are those of the block.
  tl::unexpected<Error> at_header(Error error) const {
    const auto at = blocks.position() - kBlock;
    if (at == 0) error.what = "not a tar archive";
    error.where.offset = at;
    return tl::unexpected(std::move(error));
  }

  Result<void> leave_member() {
    PQ_CHECK(blocks.skip(left));
    PQ_CHECK(blocks.skip_padding(padding));
    left = padding = 0;
    return {};
  }

  // Two zero blocks end an archive. After a single one unpackers disagree: GNU tar stops, Go's reader
  // refuses. So it is an end, but members behind it are not passed over in silence.
  Result<std::optional<TarEntry>> end(bool zero_block) {
    ended = true;
    end_was_marked = zero_block;
    if (!zero_block) return std::nullopt;
    PQ_TRY(const auto second, blocks.next());
    if (!second.empty() && !tar::is_zero(second) && tar::has_checksum(second))
      return base::invalid_at(blocks.position() - kBlock, "a single zero block within the tar archive");
    return std::nullopt;
  }

  // True when the header is about the member to come.
  Result<bool> take_extended(const tar::Header& header) {
    switch (header.type) {
      case 'x':
      case 'X':  // Solaris's name for the same
        PQ_CHECK(read_text(header.size));
        PQ_CHECK(take_records());
        return true;
      case 'g':
        PQ_CHECK(take_global(header));
        return true;
      case 'L':
        PQ_CHECK(read_text(header.size));
        extended.set_path(text);
        return true;
      case 'K':
        PQ_CHECK(read_text(header.size));
        extended.set_target(text);
        return true;
      case 'V':  // GNU: label of the volume, perhaps a long one
        drop_extended();
        [[fallthrough]];
      case 'A':  // Solaris: access control list
        left = header.size;
        padding = padding_of(left);
        PQ_CHECK(leave_member());
        return true;
      default:
        return false;
    }
  }

  // One member has one extended header (POSIX.1-2017). Of two, Go takes the later, others both.
  Result<void> take_records() {
    const bool second = extended.names_or_sizes_of_records();
    extended.clear_records();
    PQ_CHECK(extended.add_records(text));
    if (second && extended.defect.empty()) extended.defect = "two extended headers for one member";
    return {};
  }

  // Go forgets what came before a header that is about no member, others do not.
  void drop_extended() {
    const bool had = extended.names_or_sizes();
    extended.clear();
    if (had) extended.defect = "extended header without a member";
  }

  // Global records hold for all members behind them by POSIX and GNU tar. Go and libarchive give no heed to
  // them, so that what engines unpack has the names of its own headers; a name or size there is told.
  Result<void> take_global(const tar::Header& header) {
    PQ_CHECK(read_text(header.size));
    drop_extended();
    global.clear();
    PQ_CHECK(global.add_records(text));
    if (global.names_or_sizes()) global.defect = "name or size for all members in a pax header";
    return {};
  }

  Result<void> read_text(std::uint64_t size) {
    if (size > kMaxExtended) {
      return base::fail(ErrorKind::kLimit, "extended tar header of more than 1 MiB",
                        Where{.offset = blocks.position() - kBlock});
    }
    text.clear();
    while (text.size() < size) {
      PQ_TRY(const auto part_of_it, blocks.some(size - text.size()));
      text += base::as_text(part_of_it);
    }
    return blocks.skip_padding(padding_of(size));
  }

  Result<std::optional<TarEntry>> member(const tar::Header& header, Bytes block) {
    const auto owner = owner_of(header);
    TarEntry entry{.type = type_of(header.type),
                   .mode = header.mode,
                   .uid = extended.uid.value_or(owner.uid),
                   .gid = extended.gid.value_or(owner.gid),
                   .capability = extended.capability};
    name(header);
    entry.path = path;
    if (entry.type == TarEntry::Type::kSymlink || entry.type == TarEntry::Type::kHardlink)
      entry.target = target;
    // v7 has no type for folders. Of other types Go takes such a name for that of a file, and engines unpack
    // it as one, although GNU tar and libarchive do not.
    if (header.type == '\0' && entry.path.ends_with('/')) entry.type = TarEntry::Type::kFolder;
    entry.defect = extended.defect.empty() ? global.defect : extended.defect;
    if (entry.defect.empty() && extended.has_two_names()) entry.defect = "two names in extended headers";
    if (entry.defect.empty() && header.late_size && !extended.size) entry.defect = "size behind NUL bytes";
    left = extended.size.value_or(header.size);
    padding = padding_of(left);
    offset = 0;
    PQ_TRY(const auto real_size, read_map(header, block));
    entry.sparse = sparse;
    // The records that were to hold the map are broken, or gone: what is stored is not the file.
    if (!sparse && extended.real_size && entry.defect.empty()) entry.defect = "sparse file without its map";
    if (entry.type == TarEntry::Type::kFile) {
      entry.size = sparse ? real_size : left;
    } else {
      if (header.type == '5' && left > 0 && entry.defect.empty()) entry.defect = "folder with a size";
      PQ_CHECK(settle_content());
    }
    entry.position = blocks.position();
    return entry;
  }

  // Nearly all members have the owner of the one before.
  const tar::OwnerNumbers& owner_of(const tar::Header& header) {
    if (std::memcmp(owner_fields.data(), header.owner.data(), owner_fields.size()) != 0) {
      std::memcpy(owner_fields.data(), header.owner.data(), owner_fields.size());
      last_owner = tar::parse_owner(owner_fields);
    }
    return last_owner;
  }

  static TarEntry::Type type_of(char type) {
    switch (type) {
      case '1':
        return TarEntry::Type::kHardlink;
      case '2':
        return TarEntry::Type::kSymlink;
      case '5':
      case 'D':  // GNU: a folder whose content is the list of its names
        return TarEntry::Type::kFolder;
      case '3':
      case '4':
      case '6':
      case 'M':  // GNU: the rest of a file that began on another volume
        return TarEntry::Type::kOther;
      default:  // POSIX.1-2017: what is not known is a regular file
        return TarEntry::Type::kFile;
    }
  }

  void name(const tar::Header& header) {
    if (const auto given = extended.path()) {
      path = *given;
    } else if (header.prefix.empty()) {
      path = header.name;
    } else {
      ((path = header.prefix) += '/') += header.name;
    }
    const auto link = extended.target().value_or(header.target);
    if (!link.empty() || !target.empty()) target = link;
  }

  // Gives the unpacked size of a sparse file.
  Result<std::uint64_t> read_map(const tar::Header& header, Bytes block) {
    const tar::NextBlock next_block = [this]() -> Result<Bytes> {
      PQ_TRY(const auto one, blocks.next());
      if (one.empty()) return blocks.truncated();
      return one;
    };
    map.clear();
    part = 0;
    part_taken = 0;
    std::uint64_t real_size = extended.real_size.value_or(left);
    sparse = header.type == 'S' || extended.map_in_content || extended.map;
    if (!sparse) return real_size;
    if (header.type == 'S') {
      PQ_TRY(map, tar::read_gnu_map(block, next_block, real_size));
    } else if (extended.map_in_content) {
      std::uint64_t used = 0;
      PQ_TRY(map, tar::read_map_in_content(next_block, used));
      if (used * kBlock > left)
        return base::invalid_at(blocks.position(), "sparse map in a tar is longer than its file");
      left -= used * kBlock;
    } else {
      map = std::move(*extended.map);
      // Go and GNU tar refuse a map without it; libarchive takes sizes for offsets then.
      if (!extended.map_parts)
        return base::invalid_at(blocks.position(), "sparse map in a tar does not say how many parts it has");
      if (*extended.map_parts != map.size())
        return base::invalid_at(blocks.position(), "sparse map in a tar has not as many parts as it says");
    }
    if (auto sound = tar::check_map(map, real_size, left); !sound) return at_header(std::move(sound).error());
    return real_size;
  }

  // Links, folders and devices have no content, yet some writers give a size: to hard links that of the file
  // (old programs), or the content again (pax). What lies there tells: a header, or not.
  Result<void> settle_content() {
    if (left == 0) return {};
    PQ_TRY(const auto next_block, blocks.peek());
    if (next_block.empty() || tar::is_zero(next_block) || tar::has_checksum(next_block)) {
      left = padding = 0;
      return {};
    }
    blocks.drop_peeked();
    const auto all = left > kBlock ? left - kBlock : 0;
    padding = left > kBlock ? padding : 0;
    left = all;
    return leave_member();
  }
};

TarReader::TarReader(ByteSource& source) : state_(std::make_unique<State>(source)) {}
TarReader::~TarReader() = default;
Result<std::optional<TarEntry>> TarReader::next() { return state_->next(); }
bool TarReader::end_was_marked() const { return state_->end_was_marked; }
Result<TarReader::Piece> TarReader::data() { return state_->data(); }

}  // namespace pratique::codec
