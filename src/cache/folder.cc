#include "cache/folder.h"

#include <dirent.h>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <thread>
#include <utility>

#include "base/leftovers.h"
#include "base/text.h"
#include "crypto/digest.h"

namespace pratique::cache {

namespace {

namespace fs = std::filesystem;
using Clock = std::chrono::system_clock;

constexpr const char* kFolder = "layers";
constexpr const char* kLock = "lock";
// Written by whoever holds the lock, so that there is one at a time.
constexpr const char* kTemporary = "new";
constexpr std::uint64_t kBlock = 4096;
constexpr std::size_t kHexDigits = 64;
// A file behind the checksum, key and frame of a content of kMaxContent.
constexpr std::uint64_t kMaxFile = kMaxContent + (kMaxContent >> 7) + 2 * kHeadBytes;
// Writers hold the lock for some milliseconds; one that was stopped in it must not stop the others.
constexpr auto kPatience = std::chrono::seconds(2);
constexpr auto kPause = std::chrono::milliseconds(2);

class Descriptor {
 public:
  explicit Descriptor(int number) : number_(number) {}
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  ~Descriptor() {
    if (number_ >= 0) ::close(number_);
  }
  int get() const { return number_; }
  bool is_open() const { return number_ >= 0; }
  int release() { return std::exchange(number_, -1); }

 private:
  int number_;
};

constexpr std::array<EntryKind, 5> kKinds{EntryKind::kLayer, EntryKind::kPasses, EntryKind::kBlob,
                                          EntryKind::kDocument, EntryKind::kImage};

std::string_view prefix(EntryKind kind) {
  constexpr std::array<std::string_view, kKinds.size()> kPrefixes{"layer-", "passes-", "blob-", "document-",
                                                                  "image-"};
  return kPrefixes[static_cast<std::size_t>(kind)];
}

std::string name_of(EntryKind kind, const EntryKey& key) {
  const auto digest = crypto::sha256(base::as_bytes(key.maker + '\n' + key.subject));
  return std::string(prefix(kind)) + digest.substr(digest.size() - kHexDigits);
}

bool is_ours(std::string_view name) {
  for (const auto kind : kKinds) {
    const auto start = prefix(kind);
    if (name.starts_with(start) && name.size() == start.size() + kHexDigits &&
        name.find_first_not_of("0123456789abcdef", start.size()) == name.npos)
      return true;
  }
  return false;
}

std::uint64_t in_blocks(std::uint64_t bytes) { return (bytes + kBlock - 1) / kBlock * kBlock; }

tl::unexpected<Error> refused(const std::string& path, int error) {
  const auto kind = error == ENOENT ? ErrorKind::kNotFound : ErrorKind::kIo;
  return base::fail(kind, std::strerror(error), {.file = path});
}

// Whoever may write there could give us analyses that find nothing.
Result<void> check_private(int descriptor, const std::string& path) {
  struct stat status{};
  if (::fstat(descriptor, &status) != 0) return refused(path, errno);
  if (status.st_uid == ::geteuid() && (status.st_mode & 022) == 0) return {};
  return base::fail(ErrorKind::kInvalid, "not a folder that this user alone may write to", {.file = path},
                    "give it to its user (chown) and nobody else (chmod go-w), or name another by "
                    "PRATIQUE_CACHE_DIR");
}

// ELOOP and ENOTDIR: a link, or no folder.
Result<int> open_private(int above, const char* name, int flags, const std::string& path) {
  Descriptor folder(::openat(above, name, O_RDONLY | O_DIRECTORY | O_CLOEXEC | flags));
  if (!folder.is_open() && (errno == ELOOP || errno == ENOTDIR))
    return base::fail(ErrorKind::kInvalid, "not a folder", {.file = path},
                      "remove it, or name another place by PRATIQUE_CACHE_DIR");
  if (!folder.is_open()) return refused(path, errno);
  PQ_CHECK(check_private(folder.get(), path));
  return folder.release();
}

bool write_all(int descriptor, std::string_view bytes) {
  while (!bytes.empty()) {
    const auto count = ::write(descriptor, bytes.data(), bytes.size());
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(count));
  }
  return true;
}

}  // namespace

std::string folder_in(const std::string& place) { return place + "/" + kFolder; }

// What the entries take.
struct Folder::Sum {
  std::uint64_t bytes = 0, entries = 0;
};

// The right to change the folder, until it ends. The lock's file holds the sum of what is there, so that not every
// writer has to look at every file; while the folder is changed it holds none, so that the next writer looks when
// this one dies.
class Folder::Turn {
 public:
  explicit Turn(Folder& folder)
      : own_(folder.mutex_),
        lock_(::openat(folder.descriptor_, kLock, O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0600)) {
    if (!lock_.is_open() || folder.gave_up_) return;
    const auto until = std::chrono::steady_clock::now() + kPatience;
    while (!(held_ = ::flock(lock_.get(), LOCK_EX | LOCK_NB) == 0)) {
      if ((errno != EWOULDBLOCK && errno != EINTR) || std::chrono::steady_clock::now() > until) break;
      std::this_thread::sleep_for(kPause);
    }
    folder.gave_up_ = !held_;
  }
  explicit operator bool() const { return held_; }

  // As the last writer left it; entries that others removed may be counted in it.
  std::optional<Sum> sum() const {
    char text[64];
    const auto size = ::pread(lock_.get(), text, sizeof text, 0);
    const auto parts = base::cut({text, static_cast<std::size_t>(std::max<ssize_t>(size, 0))}, " ");
    if (!parts || !parts->after.ends_with('\n')) return std::nullopt;
    const auto bytes = base::to_uint(parts->before);
    const auto entries = base::to_uint(parts->after.substr(0, parts->after.size() - 1));
    if (!bytes || !entries) return std::nullopt;
    return Sum{*bytes, *entries};
  }
  // Before the folder is changed: false where it cannot be.
  bool forget() const { return ::ftruncate(lock_.get(), 0) == 0; }
  void remember(const Sum& sum) const {
    const auto text = std::to_string(sum.bytes) + ' ' + std::to_string(sum.entries) + '\n';
    if (::pwrite(lock_.get(), text.data(), text.size(), 0) != static_cast<ssize_t>(text.size())) forget();
  }

 private:
  const std::lock_guard<std::mutex> own_;
  const Descriptor lock_;
  bool held_ = false;
};

Result<std::unique_ptr<Folder>> Folder::open(const std::string& place, std::uint64_t limit, Making making) {
  if (making == Making::kMake) {
    std::error_code error;
    const fs::path whole(place);
    fs::create_directories((whole.has_filename() ? whole : whole.parent_path()).parent_path(), error);
    if (::mkdir(place.c_str(), 0700) != 0 && errno != EEXIST) return refused(place, errno);
  }
  PQ_TRY(const int outer, open_private(AT_FDCWD, place.c_str(), 0, place));
  const Descriptor above(outer);
  const auto path = folder_in(place);
  if (making == Making::kMake && ::mkdirat(above.get(), kFolder, 0700) != 0 && errno != EEXIST)
    return refused(path, errno);
  PQ_TRY(const int inner, open_private(above.get(), kFolder, O_NOFOLLOW, path));
  return std::unique_ptr<Folder>(new Folder(inner, path, limit));
}

Folder::~Folder() { ::close(descriptor_); }

// Empty: not there, or not ours.
std::string Folder::read(const std::string& name) const {
  const Descriptor file(::openat(descriptor_, name.c_str(), O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC));
  struct stat status{};
  if (!file.is_open() || ::fstat(file.get(), &status) != 0 || !S_ISREG(status.st_mode) ||
      status.st_uid != ::geteuid() || static_cast<std::uint64_t>(status.st_size) > kMaxFile)
    return {};
  std::string bytes(static_cast<std::size_t>(status.st_size), '\0');
  std::size_t done = 0;
  while (done < bytes.size()) {
    const auto count = ::read(file.get(), bytes.data() + done, bytes.size() - done);
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) break;
    done += static_cast<std::size_t>(count);
  }
  bytes.resize(done);
  return bytes;
}

std::optional<CacheEntry> Folder::get(EntryKind kind, const EntryKey& key) {
  const auto name = name_of(kind, key);
  const auto bytes = read(name);
  auto entry = unpack(key, base::as_bytes(bytes));
  if (entry) {
    // The time of writing is that of the last use; refused where the folder is read-only.
    ::utimensat(descriptor_, name.c_str(), nullptr, AT_SYMLINK_NOFOLLOW);
  } else if (!bytes.empty()) {
    ::unlinkat(descriptor_, name.c_str(), 0);  // the name says that it must be of this key
  }
  return entry;
}

bool Folder::put(EntryKind kind, const EntryKey& key, const CacheEntry& entry) {
  const auto file = pack(key, entry);
  if (!file) return false;
  const auto name = name_of(kind, key);
  const auto bytes = in_blocks(file->size());
  const Turn turn(*this);
  auto sum = turn ? turn.sum() : std::nullopt;
  if (!turn || bytes > limit_ || !turn.forget()) return false;
  if (!sum || sum->bytes + bytes > limit_ || sum->entries >= kMaxEntries) sum = make_room(bytes);
  if (!sum) return false;
  struct stat before{};
  const bool was_there = ::fstatat(descriptor_, name.c_str(), &before, AT_SYMLINK_NOFOLLOW) == 0;
  const bool written = write(name, *file);
  if (written) {
    sum->bytes += bytes;
    sum->bytes -= was_there ? std::min(sum->bytes, in_blocks(static_cast<std::uint64_t>(before.st_size))) : 0;
    sum->entries += was_there ? 0 : 1;
  }
  turn.remember(*sum);
  return written;
}

// Under the lock.
bool Folder::write(const std::string& name, std::string_view bytes) const {
  const base::Leftover leftover(path_ + "/" + kTemporary);
  ::unlinkat(descriptor_, kTemporary, 0);  // of a process that died
  Descriptor file(
      ::openat(descriptor_, kTemporary, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600));
  if (file.is_open() && write_all(file.get(), bytes) && ::close(file.release()) == 0 &&
      ::renameat(descriptor_, kTemporary, descriptor_, name.c_str()) == 0)
    return true;
  ::unlinkat(descriptor_, kTemporary, 0);
  return false;
}

std::vector<Folder::File> Folder::files() const {
  std::vector<File> all;
  const int again = ::openat(descriptor_, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  DIR* folder = again >= 0 ? ::fdopendir(again) : nullptr;
  if (folder == nullptr) {
    if (again >= 0) ::close(again);
    return all;
  }
  while (const auto* entry = ::readdir(folder)) {
    struct stat status{};
    if (!is_ours(entry->d_name) || ::fstatat(descriptor_, entry->d_name, &status, AT_SYMLINK_NOFOLLOW) != 0 ||
        S_ISDIR(status.st_mode))
      continue;
    const auto since =
        std::chrono::seconds(status.st_mtim.tv_sec) + std::chrono::nanoseconds(status.st_mtim.tv_nsec);
    all.push_back({entry->d_name, in_blocks(static_cast<std::uint64_t>(status.st_size)),
                   Clock::time_point(std::chrono::duration_cast<Clock::duration>(since))});
  }
  ::closedir(folder);
  // What lies in the future was used before the clock was put back: nobody knows when, so it goes first.
  const auto soon = Clock::now() + std::chrono::minutes(1);
  std::sort(all.begin(), all.end(), [&](const File& a, const File& b) {
    return std::tuple(a.used <= soon, a.used, a.name) < std::tuple(b.used <= soon, b.used, b.name);
  });
  return all;
}

bool Folder::remove(const File& file) const {
  return ::unlinkat(descriptor_, file.name.c_str(), 0) == 0 || errno == ENOENT;
}

// Under the lock. Counts what is there, and removes until so many bytes more fit; what is left then.
std::optional<Folder::Sum> Folder::make_room(std::uint64_t bytes) const {
  const auto all = files();
  Sum sum{0, all.size()};
  for (const auto& file : all) sum.bytes += file.bytes;
  for (auto file = all.begin();
       file != all.end() && (sum.bytes + bytes > limit_ || sum.entries >= kMaxEntries); ++file) {
    if (!remove(*file)) return std::nullopt;
    sum.bytes -= file->bytes;
    --sum.entries;
  }
  return sum;
}

static void add(Usage& usage, std::string_view name, std::uint64_t bytes, Clock::time_point used) {
  ++usage.entries;
  if (name.starts_with(prefix(EntryKind::kLayer))) ++usage.layers;
  usage.bytes += bytes;
  usage.oldest = usage.oldest ? std::min(*usage.oldest, used) : used;
  usage.newest = usage.newest ? std::max(*usage.newest, used) : used;
}

Usage Folder::usage() const {
  Usage usage;
  for (const auto& file : files()) add(usage, file.name, file.bytes, file.used);
  return usage;
}

bool Folder::is_of(const File& file, const std::vector<std::string>& makers) const {
  const Descriptor opened(
      ::openat(descriptor_, file.name.c_str(), O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC));
  std::string head(kHeadBytes, '\0');
  const auto count = opened.is_open() ? ::read(opened.get(), head.data(), head.size()) : 0;
  head.resize(static_cast<std::size_t>(std::max<ssize_t>(count, 0)));
  const auto maker = maker_of(base::as_bytes(head));
  return maker && std::ranges::find(makers, *maker) != makers.end();
}

Result<Usage> Folder::prune(const Pruning& pruning) {
  const Turn turn(*this);
  if (!turn)
    return base::fail(ErrorKind::kIo, "cannot be locked: it is read-only, or another process holds it",
                      {.file = path_});
  turn.forget();  // the next writer counts
  ::unlinkat(descriptor_, kTemporary, 0);
  const auto all = files();
  std::uint64_t left = 0;
  for (const auto& file : all) left += file.bytes;
  const auto now = Clock::now();
  const bool asked = pruning.all || pruning.age || pruning.bytes;
  Usage gone;
  for (const auto& file : all) {
    const bool goes = pruning.all || (pruning.age && now - file.used >= *pruning.age) ||
                      left > std::min(limit_, pruning.bytes.value_or(limit_)) ||
                      (!asked && !is_of(file, pruning.makers));
    if (!goes) continue;
    if (!remove(file)) return refused(path_ + "/" + file.name, errno);
    left -= file.bytes;
    add(gone, file.name, file.bytes, file.used);
  }
  return gone;
}

}  // namespace pratique::cache
