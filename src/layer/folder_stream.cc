#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <sys/xattr.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <climits>
#include <cstring>

#include "layer/entry_stream.h"
#include "layer/index.h"

namespace pratique::layer {

namespace {

// image-spec layer.md, "Whiteouts".
constexpr std::string_view kOpaque = ".wh..wh..opq";
constexpr std::string_view kWhiteout = ".wh.";

// Root's overlays, those of users, and fuse-overlayfs.
constexpr std::array<const char*, 3> kOpaqueMarks{"trusted.overlay.opaque", "user.overlay.opaque",
                                                  "user.fuseoverlayfs.opaque"};

bool is_opaque(int folder) {
  for (const char* mark : kOpaqueMarks) {
    char value = 0;
    if (::fgetxattr(folder, mark, &value, 1) == 1 && value == 'y') return true;
  }
  return false;
}

class Descriptor {
 public:
  explicit Descriptor(int number) : number_(number) {}
  Descriptor(Descriptor&& other) noexcept : number_(std::exchange(other.number_, -1)) {}
  Descriptor& operator=(Descriptor&& other) noexcept {
    std::swap(number_, other.number_);
    return *this;
  }
  ~Descriptor() {
    if (number_ >= 0) ::close(number_);
  }
  int operator*() const { return number_; }

 private:
  int number_;
};

// An open folder on the way down, with the names in it that are still to come (last first).
struct Open {
  Descriptor folder;
  std::string path;
  std::vector<std::string> names;
};

class FolderStream : public EntryStream {
 public:
  explicit FolderStream(FolderForm form) : form_(form) {}

  Result<void> start(const std::string& path) {
    Descriptor top(::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (*top < 0) {
      return base::fail(errno == ENOENT ? ErrorKind::kNotFound : ErrorKind::kIo, std::strerror(errno),
                        {.file = path});
    }
    enter(std::move(top), "");
    return {};
  }

  Result<std::optional<codec::TarEntry>> next() override {
    while (!open_.empty()) {
      Open& top = open_.back();
      if (top.names.empty()) {
        open_.pop_back();
        continue;
      }
      const std::string name = std::move(top.names.back());
      top.names.pop_back();
      path_ = top.path.empty() ? name : top.path + "/" + name;
      if (auto entry = describe(*top.folder, name)) return entry;
    }
    return std::nullopt;
  }

  Result<codec::TarReader::Piece> data() override {
    if (*file_ < 0) return codec::TarReader::Piece{};
    const auto got = ::pread(*file_, chunk_.data(), chunk_.size(), static_cast<off_t>(offset_));
    if (got < 0) return base::fail(ErrorKind::kIo, std::strerror(errno), {.file = path_});
    const codec::TarReader::Piece piece{offset_, base::Bytes(chunk_).first(static_cast<std::size_t>(got))};
    offset_ += static_cast<std::uint64_t>(got);
    return piece;
  }

  std::vector<model::Note> notes() override { return std::move(notes_); }

 private:
  void miss(const std::string& path, const std::string& why) {
    notes_.push_back({.code = "unreadable", .message = why, .file = path, .incomplete = true});
  }

  void enter(Descriptor folder, const std::string& path) {
    std::vector<std::string> names;
    DIR* listing = ::fdopendir(::dup(*folder));
    if (!listing) return miss(path, std::strerror(errno));
    while (const dirent* one = ::readdir(listing)) {
      const std::string_view name = one->d_name;
      if (name != "." && name != "..") names.emplace_back(name);
    }
    ::closedir(listing);
    std::sort(names.rbegin(), names.rend());
    if (form_ == FolderForm::kOverlay && is_opaque(*folder)) names.emplace_back(kOpaque);
    open_.push_back({std::move(folder), path, std::move(names)});
  }

  // A name that says what is not there.
  codec::TarEntry mark() {
    file_ = Descriptor(-1);
    return {.path = path_, .type = codec::TarEntry::Type::kFile};
  }

  std::optional<codec::TarEntry> describe(int folder, const std::string& name) {
    if (form_ == FolderForm::kOverlay && name == kOpaque) return mark();
    struct stat status{};
    if (::fstatat(folder, name.c_str(), &status, AT_SYMLINK_NOFOLLOW) != 0) {
      miss(path_, std::strerror(errno));
      return std::nullopt;
    }
    if (form_ == FolderForm::kOverlay && S_ISCHR(status.st_mode) && status.st_rdev == makedev(0, 0)) {
      path_.insert(path_.size() - name.size(), kWhiteout);
      return mark();
    }
    codec::TarEntry entry{
        .path = path_, .mode = status.st_mode & 07777u, .uid = status.st_uid, .gid = status.st_gid};
    if (S_ISDIR(status.st_mode)) {
      entry.type = codec::TarEntry::Type::kFolder;
      descend(folder, name);
    } else if (S_ISLNK(status.st_mode)) {
      entry.type = codec::TarEntry::Type::kSymlink;
      const auto length = ::readlinkat(folder, name.c_str(), target_.data(), target_.size());
      entry.target = {target_.data(), static_cast<std::size_t>(std::max<ssize_t>(length, 0))};
    } else if (S_ISREG(status.st_mode)) {
      entry.size = static_cast<std::uint64_t>(status.st_size);
      file_ = Descriptor(::openat(folder, name.c_str(), O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK));
      offset_ = 0;
      if (*file_ < 0) miss(path_, std::strerror(errno));
      const auto length = ::fgetxattr(*file_, "security.capability", capability_.data(), capability_.size());
      entry.capability = {capability_.data(), static_cast<std::size_t>(std::max<ssize_t>(length, 0))};
    } else {
      entry.type = codec::TarEntry::Type::kOther;
    }
    return entry;
  }

  void descend(int folder, const std::string& name) {
    if (open_.size() >= kMaxFolderDepth) return miss(path_, "folders nested deeper than 256");
    Descriptor inner(::openat(folder, name.c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC));
    if (*inner < 0) return miss(path_, std::strerror(errno));
    enter(std::move(inner), path_);
  }

  const FolderForm form_;
  std::vector<Open> open_;
  std::string path_;  // of the current entry
  std::array<char, PATH_MAX> target_{};
  std::array<char, kMaxCapability> capability_{};
  Descriptor file_{-1};
  std::uint64_t offset_ = 0;
  std::vector<std::byte> chunk_ = std::vector<std::byte>(64 << 10);
  std::vector<model::Note> notes_;
};

}  // namespace

Result<std::unique_ptr<EntryStream>> folder_stream(const std::string& path, FolderForm form) {
  auto stream = std::make_unique<FolderStream>(form);
  PQ_CHECK(stream->start(path));
  return stream;
}

}  // namespace pratique::layer
