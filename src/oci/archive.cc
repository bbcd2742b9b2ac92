// A tar archive as a store of blobs. In a plain tar the contents are found again by offset; in a compressed
// one a single forward stream serves all, and going back starts it anew.
#include <algorithm>
#include <array>
#include <map>
#include <mutex>

#include "base/text.h"
#include "codec/piece_source.h"
#include "codec/tar.h"
#include "oci/documents.h"

namespace pratique::oci {

namespace {

constexpr std::size_t kMaxMembers = 1'000'000;
constexpr std::uint64_t kKeptBytes = 1 << 20;  // members up to this size of a compressed archive are kept…
constexpr std::uint64_t kAllKeptBytes = 16u << 20;  // …up to this much in all: manifests and configs
constexpr std::size_t kMagicBytes = 6;              // of a compression
constexpr int kMaxLinkHops = 40;                    // docker save of old: layer.tar → ../ID/layer.tar

struct Member {
  std::uint64_t position = 0, size = 0;
  std::optional<std::string> link;  // of a symbolic or hard link: the name it leads to, "" outside
  std::string kept;                 // content, in a compressed archive
  bool has_content = false;
  bool sparse = false;  // its bytes in the archive are not its content
};

// Bytes [position, position + size) of a stream that others read before and after.
class Window : public codec::ByteSource {
 public:
  Window(codec::ByteSource& stream, std::uint64_t& position, std::uint64_t size)
      : stream_(stream), position_(position), left_(size) {}
  Result<std::size_t> read(std::span<std::byte> into) override {
    if (left_ == 0) return 0;
    PQ_TRY(const auto count, stream_.read(into.first(std::min<std::uint64_t>(into.size(), left_))));
    position_ += count;
    left_ -= count;
    return count;
  }

 private:
  codec::ByteSource& stream_;
  std::uint64_t& position_;
  std::uint64_t left_;
};

// The content of a tar's current member.
class MemberSource : public codec::PieceSource {
 public:
  explicit MemberSource(codec::TarReader& tar) : tar_(tar) {}

 private:
  Result<base::Bytes> piece() override {
    PQ_TRY(const auto data, tar_.data());
    return data.bytes;
  }

  codec::TarReader& tar_;
};

class Archive : public Store {
 public:
  using Open = decltype(PassingArchive::open);

  // `passing`: null for a file.
  Archive(std::string path, Open open, decltype(PassingArchive::passing) passing,
          codec::Compression compression, base::Meter& meter)
      : path_(std::move(path)),
        open_(std::move(open)),
        passing_(std::move(passing)),
        compression_(compression),
        meter_(meter) {}

  Result<void> read_headers() {
    PQ_TRY(const auto stream, whole(base::Account::kInflated));
    return read_headers(*stream);
  }

  Result<void> read_headers(codec::ByteSource& stream) {
    codec::TarReader tar(stream);
    std::uint64_t kept = 0;
    for (;;) {
      auto next = tar.next();
      // Told by the meter; what lies before may be all that is needed.
      if (!next && next.error().kind == ErrorKind::kMetered && !members_.empty()) return {};
      if (!next) return tl::unexpected(std::move(next).error());
      const auto& entry = *next;
      if (!entry) return {};
      if (members_.size() >= kMaxMembers)
        return base::over_limit("more than 1,000,000 members in the archive");
      const auto name = clean_name(entry->path);
      if (name.empty() || entry->type == codec::TarEntry::Type::kFolder) continue;
      Member member{.position = entry->position, .size = entry->size, .sparse = entry->sparse};
      if (entry->type == codec::TarEntry::Type::kSymlink) {
        const bool absolute = entry->target.starts_with('/');
        const auto folder = absolute ? "" : std::string(base::folder_of(name)) + "/";
        member.link = clean_name(folder + std::string(entry->target));
      } else if (entry->type == codec::TarEntry::Type::kHardlink) {
        member.link = clean_name(entry->target);
      } else if (forward_only() && entry->size <= kKeptBytes && kept + entry->size <= kAllKeptBytes) {
        PQ_CHECK(keep(tar, member));
        kept += member.kept.size();
      } else if (passing_ && entry->type == codec::TarEntry::Type::kFile && !entry->sparse) {
        MemberSource content(tar);
        passing_({name, entry->position, entry->size}, content);
      }
      if (const bool added = members_.insert_or_assign(name, std::move(member)).second; !added) doubled(name);
    }
  }

  Result<std::unique_ptr<codec::ByteSource>> open(const std::string& name) override {
    const Member* member = find(name);
    if (!member) return base::fail(ErrorKind::kNotFound, "not in the archive", {.file = name});
    if (member->sparse) {
      return base::fail(ErrorKind::kUnsupported, "is stored as a sparse file", {.file = name},
                        "pack the archive without tar's --sparse");
    }
    if (member->has_content) return codec::from_memory(base::as_bytes(member->kept));
    if (!forward_only()) return codec::open_file(path_, member->position, member->size);
    if (passing_) return open_again(name, *member);
    if (!stream_ || position_ > member->position) {
      PQ_TRY(stream_, whole(base::Account::kReread));
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
  // A compressed archive is unpacked up to the member anyway.
  std::optional<FileStamp> stamp(const std::string& name) const override {
    const Member* member = find(name);
    if (!member || member->sparse || forward_only()) return std::nullopt;
    return stamp_of(path_, member->position, member->size);
  }
  std::uint64_t position(const std::string& name) const override {
    const Member* member = find(name);
    return member ? member->position : 0;
  }
  std::vector<model::Note> notes() const override { return notes_; }
  bool forward_only() const override { return passing_ || compression_ != codec::Compression::kNone; }

 private:
  Result<std::unique_ptr<codec::ByteSource>> whole(base::Account account) const {
    PQ_TRY(auto file, open_());
    return codec::metered(compression_, std::move(file), meter_, account, path_);
  }

  // The member of an archive that passes again. Whoever makes it may make another one by now.
  Result<std::unique_ptr<codec::ByteSource>> open_again(const std::string& name, const Member& member) {
    if (!again_ || position_ >= member.position) {
      again_.reset();
      PQ_TRY(stream_, whole(base::Account::kReread));
      again_ = std::make_unique<codec::TarReader>(*stream_);
      position_ = 0;
    }
    for (;;) {
      PQ_TRY(const auto entry, again_->next());
      if (!entry || entry->position > member.position) break;
      position_ = entry->position;
      if (entry->position < member.position) continue;
      if (find(name) != find(clean_name(entry->path)) || entry->size != member.size) break;
      return std::make_unique<MemberSource>(*again_);
    }
    again_.reset();
    return base::fail(ErrorKind::kMismatch, "is not where it was when the archive passed before",
                      {.file = name}, "the image was changed meanwhile; try again");
  }

  // Unpacking gives the last of one name, and so do we. Blobs are verified; these files decide what is read.
  void doubled(const std::string& name) {
    static constexpr std::array<std::string_view, 4> kDeciding{"index.json", "manifest.json", "oci-layout",
                                                               "repositories"};
    if (!base::is_one_of(name, kDeciding)) return;
    const model::Note note{.code = "ambiguous",
                           .message = name + " is in the archive twice; the last one counts"};
    if (std::find(notes_.begin(), notes_.end(), note) == notes_.end()) notes_.push_back(note);
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

  // Follows links of the name and of the folders above it.
  const Member* find(const std::string& written) const {
    auto name = clean_name(written);
    for (int hop = 0; hop <= kMaxLinkHops; ++hop) {
      const auto found = members_.find(name);
      if (found != members_.end() && !found->second.link) return &found->second;
      auto next = found != members_.end() ? *found->second.link : through_folder(name);
      if (next.empty()) return nullptr;
      name = std::move(next);
    }
    return nullptr;
  }

  // The name with the uppermost folder that is a link replaced by what it leads to; "" when none is.
  std::string through_folder(std::string_view name) const {
    for (auto slash = name.find('/'); slash != name.npos; slash = name.find('/', slash + 1)) {
      const auto folder = members_.find(std::string(name.substr(0, slash)));
      if (folder != members_.end() && folder->second.link)
        return clean_name(*folder->second.link + std::string(name.substr(slash)));
    }
    return "";
  }

  std::string path_;
  const Open open_;
  const decltype(PassingArchive::passing) passing_;
  codec::Compression compression_;
  base::Meter& meter_;
  std::map<std::string, Member> members_;
  std::vector<model::Note> notes_;
  std::unique_ptr<codec::ByteSource> stream_;  // of a compressed or passing archive, at position_
  std::unique_ptr<codec::TarReader> again_;    // over stream_, of a passing one
  std::uint64_t position_ = 0;
};

}  // namespace

Result<std::unique_ptr<Store>> open_archive(const std::string& path, base::Meter& meter) {
  PQ_TRY(auto file, codec::open_file(path));
  PQ_TRY(const auto start, codec::peek(std::move(file), kMagicBytes));
  auto archive = std::make_unique<Archive>(
      path, [path] { return codec::open_file(path); }, nullptr,
      codec::detect_compression(base::as_bytes(start.head)), meter);
  if (auto read = archive->read_headers(); !read) return tl::unexpected(std::move(read).error().in(path));
  return archive;
}

Result<std::unique_ptr<Store>> open_passing(PassingArchive passing, base::Meter& meter) {
  const auto name = passing.name;
  const auto named = [&](Error error) { return tl::unexpected(std::move(error).in(name)); };
  auto stream = passing.open();
  if (!stream) return named(std::move(stream).error());
  auto start = codec::peek(*std::move(stream), kMagicBytes);
  if (!start) return named(std::move(start).error());
  const auto compression = codec::detect_compression(base::as_bytes(start->head));
  const auto whole =
      codec::metered(compression, std::move(start->whole), meter, base::Account::kInflated, name);
  auto archive = std::make_unique<Archive>(name, std::move(passing.open), std::move(passing.passing),
                                           compression, meter);
  if (auto read = archive->read_headers(*whole); !read) return named(std::move(read).error());
  return archive;
}

}  // namespace pratique::oci
