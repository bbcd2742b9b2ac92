#include "layer/read.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "layer/path.h"

namespace pratique::layer {

namespace {

using codec::TarEntry;
using codec::TarReader;

constexpr std::uint64_t kNamesStep = 64 << 10;  // bytes of names between two looks at the meter
// What an entry takes in the index besides its names: itself, its place in the table, room to grow.
constexpr std::uint64_t kEntryBytes = 2 * sizeof(Entry);
constexpr std::uint64_t kFolderBytes =
    32;  // of a folder without an entry: its place in a table, room to grow
constexpr std::uint64_t kCapabilityBytes = 2 * sizeof(LayerIndex::Capability) + kMaxCapability;
constexpr std::size_t kMaxMemberNotes = 20;  // odd members that are noted one by one; the rest is counted

// Collects the wished-for bytes of one file while its pieces pass by.
class Collector {
 public:
  Collector(const std::vector<ByteRange>& ranges, std::uint64_t size) {
    for (const auto& range : ranges) {
      const auto begin = std::min(range.offset, size);
      kept_.push_back({begin, std::min(range.size, size - begin), {}});
    }
    merge();
  }

  // What it will hold.
  std::uint64_t bytes() const {
    std::uint64_t sum = 0;
    for (const auto& part : kept_) sum += part.size;
    return sum;
  }

  void take(std::uint64_t offset, base::Bytes bytes) {
    for (auto& part : kept_) {
      const auto from = std::max(offset, part.offset);
      const auto to = std::min(offset + bytes.size(), part.offset + part.size);
      if (from >= to) continue;
      part.bytes.reserve(part.size);
      part.bytes.resize(from - part.offset);  // zero bytes where a sparse file has a hole
      const auto piece = bytes.subspan(from - offset, to - from);
      part.bytes.insert(part.bytes.end(), piece.begin(), piece.end());
    }
  }

  std::uint64_t end() const { return kept_.empty() ? 0 : kept_.back().offset + kept_.back().size; }

  FileView view(std::string_view path, std::uint64_t size, std::uint32_t mode) {
    std::vector<FileView::Piece> pieces;
    for (auto& part : kept_) {
      part.bytes.resize(part.size);
      pieces.push_back({part.offset, part.bytes});
    }
    return {path, size, mode, std::move(pieces)};
  }

 private:
  struct Part {
    std::uint64_t offset, size;
    std::vector<std::byte> bytes;
  };

  void merge() {
    std::sort(kept_.begin(), kept_.end(), [](const Part& a, const Part& b) { return a.offset < b.offset; });
    std::vector<Part> merged;
    for (auto& part : kept_) {
      if (!merged.empty() && part.offset <= merged.back().offset + merged.back().size) {
        Part& last = merged.back();
        last.size = std::max(last.size, part.offset + part.size - last.offset);
      } else {
        merged.push_back(std::move(part));
      }
    }
    kept_ = std::move(merged);
  }

  std::vector<Part> kept_;  // sorted, not overlapping
};

// The content of the current file: its first bytes for a decision, then the rest.
class Content {
 public:
  Content(EntryStream& stream, const TarEntry& entry)
      : stream_(stream), wanted_(std::min<std::uint64_t>(entry.size, kHeadBytes)) {}

  // The first min(size, 512) bytes: mostly a view into the stream; copied when a chunk of the stream ends in
  // them.
  Result<base::Bytes> head() {
    PQ_TRY(first_, stream_.data());
    if (first_.offset == 0 && first_.bytes.size() >= wanted_) return first_.bytes.first(wanted_);
    while (!first_.bytes.empty() && head_.size() < wanted_) {
      head_.resize(std::min<std::uint64_t>(std::max<std::uint64_t>(head_.size(), first_.offset), wanted_));
      const auto room = std::min(wanted_ - head_.size(), first_.bytes.size());
      if (first_.offset >= wanted_) break;
      head_.insert(head_.end(), first_.bytes.begin(),
                   first_.bytes.begin() + static_cast<std::ptrdiff_t>(room));
      copied_ = head_.size();
      if (room < first_.bytes.size()) {
        first_ = {first_.offset + room, first_.bytes.subspan(room)};
        break;
      }
      PQ_TRY(first_, stream_.data());
    }
    return base::Bytes(head_);
  }

  // Gives every piece to `collector`, and to `fed` if there is something `streamed`, up to the last byte that is
  // wanted.
  Result<void> collect(Collector& collector, const std::vector<ByteRange>& streamed, Visitor& fed) {
    std::uint64_t end = collector.end();
    for (const auto& range : streamed)
      end = std::max(end, range.offset + std::min(range.size, UINT64_MAX - range.offset));
    const auto take = [&](std::uint64_t offset, base::Bytes bytes) {
      collector.take(offset, bytes);
      if (!streamed.empty() && !bytes.empty()) fed.feed(offset, bytes);
    };
    take(0, base::Bytes(head_).first(copied_));
    for (auto piece = first_; !piece.bytes.empty();) {
      take(piece.offset, piece.bytes);
      if (piece.offset + piece.bytes.size() >= end) break;
      PQ_TRY(piece, stream_.data());
    }
    return {};
  }

 private:
  EntryStream& stream_;
  std::uint64_t wanted_;
  TarReader::Piece first_;
  std::vector<std::byte> head_;
  std::size_t copied_ = 0;
};

class Reader {
 public:
  Reader(EntryStream& stream, Visitor& visitor, base::Budget& held, base::Meter& meter)
      : stream_(stream), visitor_(visitor), held_(held), meter_(meter) {}

  LayerContent read() {
    while (!content_.reached && !meter_.stopped()) {
      auto entry = stream_.next();
      if (!entry) {
        damage(entry.error());
        break;
      }
      if (!*entry) break;
      count(**entry);
      if (const auto done = member(**entry); !done) {
        damage(done.error());
        break;
      }
    }
    if (odd_names_ > kMaxMemberNotes) {
      note("path-outside", fmt::format("{} more names like these", odd_names_ - kMaxMemberNotes), "");
    }
    if (defects_ > kMaxMemberNotes)
      note("unreadable", fmt::format("{} more members like these", defects_ - kMaxMemberNotes), "");
    for (auto& note : stream_.notes()) content_.notes.push_back(std::move(note));
    if (!content_.reached) charge();
    return std::move(content_);
  }

 private:
  void count(const TarEntry& entry) {
    ++names_;
    name_bytes_ += kEntryBytes + entry.path.size() + entry.target.size();
    if (name_bytes_ >= kNamesStep) charge();
  }
  // In steps, so that threads do not contend.
  void charge() {
    if (!meter_.charge(base::Account::kEntries, std::exchange(names_, 0))) {
      content_.reached = base::Account::kEntries;
    } else if (!meter_.charge(base::Account::kNames, std::exchange(name_bytes_, 0))) {
      content_.reached = base::Account::kNames;
    }
  }

  void note(std::string code, std::string message, std::string_view file) {
    content_.notes.push_back({.code = std::move(code),
                              .message = std::move(message),
                              .file = std::string(file),
                              .incomplete = true});
  }
  void damage(const Error& error) {
    if (error.kind == ErrorKind::kMetered) return;  // the meter tells it, once for all layers
    auto note = model::to_note(error, "");
    note.message = "layer is damaged, what comes after was not read: " + note.message;
    if (error.kind == ErrorKind::kLimit)
      note.message = "the rest of the layer was not read: " + base::to_line(error);
    content_.notes.push_back(std::move(note));
  }

  Result<void> member(const TarEntry& entry) {
    if (!entry.defect.empty() && ++defects_ <= kMaxMemberNotes) {
      note("unreadable", "damaged headers in the layer's tar: " + std::string(entry.defect),
           entry.path.substr(0, 200));
    }
    const auto path = clean_path(entry.path, cleaned_);
    if (!path) {
      if (++odd_names_ <= kMaxMemberNotes) {
        note("path-outside", "name leaves the root or is too long; left out", entry.path.substr(0, 200));
      }
      return {};
    }
    if (path->empty()) return {};
    const auto name = base::base_name(*path);
    if (name.starts_with(".wh.")) {
      whiteout(*path, name.substr(4));
      return {};
    }
    const auto folders = content_.index->implied_folders();
    auto& index = *content_.index;
    const auto owner = index.owner_number({entry.uid, entry.gid});
    const auto number = index.add({*path, entry.target, entry.size, entry.mode, entry.type, owner});
    if (!entry.capability.empty()) {
      index.add_capability(entry.capability);
      name_bytes_ += kCapabilityBytes;
    }
    name_bytes_ += (content_.index->implied_folders() - folders) * kFolderBytes;
    if (entry.type != TarEntry::Type::kFile) return {};
    return file(number, *path, entry);
  }

  // image-spec layer.md. ".wh..wh.*" other than the opaque marker is AUFS's own book-keeping.
  void whiteout(std::string_view path, std::string_view name) {
    const auto folder = base::folder_of(path);
    if (name == ".wh..opq") {
      content_.index->add_opaque(folder);
    } else if (!name.empty() && name != "." && name != ".." && !name.starts_with(".wh.")) {
      content_.index->add_whiteout(folder.empty() ? std::string(name)
                                                  : std::string(folder) + "/" + std::string(name));
    }
  }

  Result<void> file(std::size_t number, std::string_view path, const TarEntry& entry) {
    Content content(stream_, entry);
    PQ_TRY(const auto head, content.head());
    auto wish = visitor_.consider(number, {path, entry.size, entry.mode, head});
    if (wish.kind == Wish::Kind::kNo) return {};
    if (wish.kind == Wish::Kind::kWhole) {
      if (entry.size <= kMaxWhole) wish.ranges = {{0, entry.size}};
      if (entry.size > kMaxWhole) wish.ranges.clear();
    }
    Collector collector(wish.ranges, entry.size);
    const auto share = collector.bytes() > kSmallFile ? held_.take(std::min(collector.bytes(), kHeldBytes))
                                                      : base::Budget::Share();
    PQ_CHECK(content.collect(collector, wish.streamed, visitor_));
    visitor_.visit(number, collector.view(path, entry.size, entry.mode));
    return {};
  }

  EntryStream& stream_;
  Visitor& visitor_;
  base::Budget& held_;
  base::Meter& meter_;
  std::uint64_t names_ = 0, name_bytes_ = 0;  // not charged yet
  LayerContent content_;
  std::size_t odd_names_ = 0, defects_ = 0;
  std::string cleaned_;  // memory for a name that needed it
};

}  // namespace

LayerContent read_layer(EntryStream& stream, Visitor& visitor, base::Budget& held, base::Meter& meter) {
  return Reader(stream, visitor, held, meter).read();
}

void reread_layer(EntryStream& stream, const std::vector<Rewish>& wishes, Visitor& visitor) {
  auto wish = wishes.begin();
  std::string cleaned;
  for (std::size_t number = 0; wish != wishes.end();) {
    auto entry = stream.next();
    if (!entry || !*entry) return;  // the first pass has noted the damage
    const auto path = clean_path((*entry)->path, cleaned);
    if (!path || path->empty() || base::base_name(*path).starts_with(".wh."))
      continue;  // no number, as in Reader::member
    if (number++ != wish->number) continue;
    Content content(stream, **entry);
    Collector collector(wish->ranges, (*entry)->size);
    const auto head = content.head();
    if (!head) return;
    const auto streamed =
        visitor.consider_again(wish->number, {*path, (*entry)->size, (*entry)->mode, *head});
    if (!content.collect(collector, streamed, visitor)) return;
    visitor.visit(wish->number, collector.view(*path, (*entry)->size, (*entry)->mode));
    ++wish;
  }
}

}  // namespace pratique::layer
