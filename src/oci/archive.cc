// A tar archive as a store of blobs. In a plain tar the contents are found again by offset; in a compressed
// one a single forward stream serves all, and going back starts it anew.
#include <algorithm>
#include <array>
#include <map>
#include <mutex>

#include "base/text.h"
#include "codec/tar.h"
#include "oci/image.h"

namespace pratique::oci {

namespace {

constexpr std::size_t kMaxMembers = 1'000'000;
constexpr std::uint64_t kKeptBytes = 1 << 20;  // members up to this size of a compressed archive are kept…
constexpr std::uint64_t kAllKeptBytes = 16u << 20;  // …up to this much in all: manifests and configs
constexpr int kMaxLinkHops = 8;                     // docker save of old: layer.tar → ../ID/layer.tar

struct Member {
  std::uint64_t position = 0, size = 0;
  std::string link;  // of a symbolic or hard link: the name it leads to
  std::string kept;  // content, in a compressed archive
  bool has_content = false;
};

// "./a//b" → "a/b"; "" for a name that leaves the archive.
std::string clean(std::string_view name) {
  std::vector<std::string> parts;
  for (const auto part : base::split(name, '/')) {
    if (part.empty() || part == ".") continue;
    if (part == ".." && parts.empty()) return "";
    if (part == "..") {
      parts.pop_back();
    } else {
      parts.emplace_back(part);
    }
  }
  return base::join(parts, "/");
}

// Bytes [position, position + size) of a stream that others read before and after.
class Window : public codec::Source {
 public:
  Window(codec::Source& stream, std::uint64_t& position, std::uint64_t size)
      : stream_(stream), position_(position), left_(size) {}
  Result<std::size_t> read(std::span<std::byte> into) override {
    if (left_ == 0) return 0;
    PQ_TRY(const auto count, stream_.read(into.first(std::min<std::uint64_t>(into.size(), left_))));
    position_ += count;
    left_ -= count;
    return count;
  }

 private:
  codec::Source& stream_;
  std::uint64_t& position_;
  std::uint64_t left_;
};

class Archive : public Store {
 public:
  Archive(std::string path, codec::Compression compression)
      : path_(std::move(path)), compression_(compression) {}

  Result<void> read_headers() {
    PQ_TRY(const auto stream, whole());
    codec::TarReader tar(*stream);
    std::uint64_t kept = 0;
    for (;;) {
      PQ_TRY(const auto entry, tar.next());
      if (!entry) return {};
      if (members_.size() >= kMaxMembers)
        return base::over_limit("more than 1,000,000 members in the archive");
      const auto name = clean(entry->path);
      if (name.empty() || entry->type == codec::TarEntry::Type::kFolder) continue;
      Member member{.position = entry->position, .size = entry->size};
      if (entry->type == codec::TarEntry::Type::kSymlink) {
        member.link = clean(std::string(base::folder_of(name)) + "/" + std::string(entry->target));
      } else if (entry->type == codec::TarEntry::Type::kHardlink) {
        member.link = clean(entry->target);
      } else if (forward_only() && entry->size <= kKeptBytes && kept + entry->size <= kAllKeptBytes) {
        PQ_CHECK(keep(tar, member));
        kept += member.kept.size();
      }
      members_[name] = std::move(member);
    }
  }

  Result<std::unique_ptr<codec::Source>> open(const std::string& name) override {
    const Member* member = find(name);
    if (!member) return base::fail(ErrorKind::kNotFound, "not in the archive", {.file = name});
    if (member->has_content) return codec::from_memory(base::as_bytes(member->kept));
    if (!forward_only()) return codec::open_file(path_, member->position, member->size);
    if (!stream_ || position_ > member->position) {
      PQ_TRY(stream_, whole());
      position_ = 0;
    }
    while (position_ < member->position) {
      std::array<std::byte, 1 << 16> discarded;
      const auto step = std::min<std::uint64_t>(discarded.size(), member->position - position_);
      PQ_TRY(const auto count, stream_->read(std::span(discarded).first(step)));
      if (count == 0) return base::fail(ErrorKind::kInvalid, "archive ends early", {.file = name});
      position_ += count;
    }
    return std::make_unique<Window>(*stream_, position_, member->size);
  }

  std::optional<std::uint64_t> size(const std::string& name) const override {
    const Member* member = find(name);
    return member ? std::optional(member->size) : std::nullopt;
  }
  std::uint64_t position(const std::string& name) const override {
    const Member* member = find(name);
    return member ? member->position : 0;
  }
  bool forward_only() const override { return compression_ != codec::Compression::kNone; }

 private:
  Result<std::unique_ptr<codec::Source>> whole() const {
    PQ_TRY(auto file, codec::open_file(path_));
    return codec::decompressed(compression_, std::move(file));
  }

  static Result<void> keep(codec::TarReader& tar, Member& member) {
    for (;;) {
      PQ_TRY(const auto piece, tar.data());
      if (piece.bytes.empty()) break;
      member.kept += base::as_text(piece.bytes);
    }
    member.has_content = true;
    return {};
  }

  const Member* find(const std::string& name) const {
    auto found = members_.find(clean(name));
    for (int hop = 0; hop < kMaxLinkHops && found != members_.end() && !found->second.link.empty(); ++hop) {
      found = members_.find(found->second.link);
    }
    return found == members_.end() || !found->second.link.empty() ? nullptr : &found->second;
  }

  std::string path_;
  codec::Compression compression_;
  std::map<std::string, Member> members_;
  std::unique_ptr<codec::Source> stream_;  // of a compressed archive, at position_
  std::uint64_t position_ = 0;
};

}  // namespace

Result<std::unique_ptr<Store>> open_archive(const std::string& path) {
  PQ_TRY(auto file, codec::open_file(path));
  PQ_TRY(const auto start, codec::peek(std::move(file), 6));
  auto archive = std::make_unique<Archive>(path, codec::detect_compression(base::as_bytes(start.head)));
  if (auto read = archive->read_headers(); !read) return tl::unexpected(std::move(read).error().in(path));
  return archive;
}

}  // namespace pratique::oci
