// Writing into an OCI layout folder (image-spec, image-layout.md).
#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>

#include "attest/write.h"
#include "base/leftovers.h"
#include "base/text.h"
#include "codec/json.h"
#include "codec/stream.h"

namespace pratique::attest {

namespace {

constexpr std::uint64_t kMaxIndex = 16u << 20;
constexpr int kTries = 100;  // of others who write between our reading and our writing

tl::unexpected<Error> io(const std::string& file) {
  return base::fail(ErrorKind::kIo, std::strerror(errno), {.file = file});
}

class Descriptor {
 public:
  explicit Descriptor(int fd) : fd_(fd) {}
  ~Descriptor() {
    if (fd_ >= 0) ::close(fd_);
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  int get() const { return fd_; }

 private:
  int fd_;
};

Result<std::string> read_text(const std::string& path) {
  PQ_TRY(const auto source, codec::open_file(path));
  return codec::read_all(*source, kMaxIndex);
}

Result<void> write_all(int fd, std::string_view text, const std::string& path) {
  while (!text.empty()) {
    const auto written = ::write(fd, text.data(), text.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return io(path);
    text.remove_prefix(static_cast<std::size_t>(written));
  }
  return ::fsync(fd) == 0 ? Result<void>() : io(path);
}

// A file beside the one that it is to be, whole and on the disk. Gone again unless it was renamed.
class Aside {
 public:
  static Result<std::unique_ptr<Aside>> of(const std::string& path, std::string_view text, mode_t mode) {
    auto aside = std::unique_ptr<Aside>(new Aside(fmt::format("{}.{}.tmp", path, ::getpid())));
    ::unlink(aside->path_.c_str());
    const Descriptor file(::open(aside->path_.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode));
    if (file.get() < 0) return io(aside->path_);
    PQ_CHECK(write_all(file.get(), text, aside->path_));
    return aside;
  }
  ~Aside() {
    if (!path_.empty()) ::unlink(path_.c_str());
  }
  Result<void> become(const std::string& path) {
    if (::rename(path_.c_str(), path.c_str()) != 0) return io(path);
    path_.clear();
    return {};
  }

 private:
  explicit Aside(std::string path) : path_(std::move(path)), leftover_(path_) {}
  std::string path_;
  base::Leftover leftover_;
};

// A blob's name is its digest, so whoever wrote it wrote the same, or it is damaged and written anew.
Result<void> write_blob(const std::string& folder, const std::string& digest, std::string_view content) {
  const auto path = folder + "/blobs/sha256/" + digest.substr(7);
  if (const auto there = codec::open_file(path)) {
    const auto text = codec::read_all(**there, content.size());
    if (text && *text == content) return {};
  }
  PQ_TRY(const auto aside, Aside::of(path, content, 0644));
  return aside->become(path);
}

Result<bool> write_entry(const std::string& folder, const oci::Descriptor& entry) {
  const auto path = folder + "/index.json";
  for (int tried = 0; tried < kTries; ++tried) {
    struct stat was{};
    if (::stat(path.c_str(), &was) != 0) return io(path);
    PQ_TRY(const auto index, read_text(path));
    auto edited = with_entry(index, entry);
    if (!edited) return tl::unexpected(std::move(edited).error().in(path));
    if (!edited->added) return false;
    PQ_TRY(const auto aside, Aside::of(path, edited->text, was.st_mode & 07777));
    // Others do not know our lock.
    PQ_TRY(const auto again, read_text(path));
    if (again != index) continue;
    PQ_CHECK(aside->become(path));
    return true;
  }
  return base::fail(ErrorKind::kIo, "somebody keeps writing it", {.file = path}, "try again");
}

bool is_layout(const std::string& folder) {
  const auto marker = read_text(folder + "/oci-layout");
  return marker && base::contains(*marker, "imageLayoutVersion");
}

}  // namespace

Result<bool> attach_to_layout(const std::string& folder, const Referrer& referrer) {
  if (!is_layout(folder)) {
    return base::fail(ErrorKind::kUnsupported, "no OCI layout folder: nothing can be attached to it",
                      {.file = folder}, "give an OCI layout folder, or a registry's image");
  }
  const Descriptor lock(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (lock.get() < 0) return io(folder);
  while (::flock(lock.get(), LOCK_EX) != 0) {
    if (errno != EINTR) return io(folder);
  }
  PQ_CHECK(write_blob(folder, empty_config().digest, kEmpty));
  PQ_CHECK(write_blob(folder, referrer.layer_descriptor.digest, referrer.layer));
  PQ_CHECK(write_blob(folder, referrer.entry.digest, referrer.manifest));
  return write_entry(folder, referrer.entry);
}

}  // namespace pratique::attest
