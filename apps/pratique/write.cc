#include "write.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <sys/resource.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <random>
#include <utility>

#include "base/leftovers.h"
#include "destination.h"
#include "process.h"

namespace pratique::app {

namespace {

constexpr int kTriesForName = 100;

tl::unexpected<Error> failed(const std::string& file, int error) {
  if (error == EBADF && file == "standard output")
    return base::fail(ErrorKind::kIo, "it is closed", {.file = file});
  return base::fail(ErrorKind::kIo, std::strerror(error), {.file = file});
}

Result<void> write_all(int descriptor, std::string_view text, const std::string& file) {
  while (!text.empty()) {
    const auto count = ::write(descriptor, text.data(), text.size());
    if (count < 0 && errno == EINTR) continue;
    if (count < 0 && errno == EAGAIN) {  // a terminal or pipe that somebody else made non-blocking
      pollfd ready{.fd = descriptor, .events = POLLOUT, .revents = 0};
      if (::poll(&ready, 1, -1) >= 0 || errno == EINTR) continue;
    }
    if (count < 0 && errno == EPIPE && descriptor == STDOUT_FILENO) {
      end_by_broken_pipe();
      errno = EPIPE;
    }
    if (count < 0) return failed(file, errno);
    text.remove_prefix(static_cast<std::size_t>(count));
  }
  return {};
}

// Makes the document's text and writes it as it comes; how long it was.
Result<std::uint64_t> stream(int descriptor, const Document& document, const std::string& file) {
  std::uint64_t bytes = 0;
  PQ_CHECK(base::write_buffered(document.write, [&](std::string_view piece) {
    bytes += piece.size();
    return write_all(descriptor, piece, file);
  }));
  return bytes;
}

Result<std::uint64_t> length_of(const Document& document) {
  std::uint64_t bytes = 0;
  PQ_CHECK(document.write([&bytes](std::string_view piece) -> Result<void> {
    bytes += piece.size();
    return {};
  }));
  return bytes;
}

// A document that is written where it stands: a device, a pipe, what a link leads to. It is opened, and room
// for it reserved, before any document is written, so that most of what can fail has failed before anything is
// changed; what is not written is as it was.
class InPlace {
 public:
  explicit InPlace(const Destination& place) : place_(&place) {}
  InPlace(InPlace&& other) noexcept
      : place_(other.place_), descriptor_(std::exchange(other.descriptor_, -1)), whole_(other.whole_) {}
  InPlace& operator=(InPlace&&) = delete;
  ~InPlace() {
    if (descriptor_ < 0) return;
    release_room();
    ::close(descriptor_);
    if (!place_->was && !whole_) remove_made();
  }

  bool regular() const { return !place_->was || S_ISREG(place_->was->st_mode); }

  // A pipe is opened when it is its turn: that waits for a reader, who may read another one first.
  Result<void> prepare(const Document& document) {
    if (place_->was && S_ISFIFO(place_->was->st_mode)) return {};
    PQ_CHECK(open());
    if (!regular()) return {};
    PQ_TRY(const auto bytes, length_of(document));
    struct rlimit most{};
    if (::getrlimit(RLIMIT_FSIZE, &most) == 0 && bytes > most.rlim_cur) return failed(place_->file, EFBIG);
    // Beyond the end of the file nobody sees it. File systems that cannot do it say so.
    if (::fallocate(descriptor_, FALLOC_FL_KEEP_SIZE, 0, static_cast<off_t>(bytes)) == 0) return {};
    return errno == ENOSPC || errno == EDQUOT || errno == EFBIG ? failed(place_->file, errno)
                                                                : Result<void>{};
  }

  // Without truncating first: whoever reads meanwhile sees the old start or the new one, and a disk that is
  // full at once leaves the old file.
  Result<void> write(const Document& document) {
    if (descriptor_ < 0) PQ_CHECK(open());
    PQ_TRY(const auto bytes, stream(descriptor_, document, place_->file));
    whole_ = true;
    if (regular() && ::ftruncate(descriptor_, static_cast<off_t>(bytes)) != 0)
      return failed(place_->file, errno);
    if (::close(std::exchange(descriptor_, -1)) != 0) return failed(place_->file, errno);
    return {};
  }

 private:
  Result<void> open() {
    // Linux refuses O_CREAT for another's file in a folder like /tmp (sysctl fs.protected_regular).
    const int create = place_->was ? 0 : O_CREAT;
    descriptor_ = ::open(place_->file.c_str(), O_WRONLY | create | O_CLOEXEC | O_NOCTTY, 0666);
    if (descriptor_ < 0) return failed(place_->file, errno);
    return {};
  }

  void release_room() const {
    struct stat status{};
    if (regular() && ::fstat(descriptor_, &status) == 0 && ::ftruncate(descriptor_, status.st_size) != 0) {
      return;  // the room stays reserved until somebody writes the file
    }
  }

  // What the link leads to was not there.
  void remove_made() const {
    std::error_code none;
    const auto made = std::filesystem::canonical(place_->file, none);
    if (!none) std::filesystem::remove(made, none);
  }

  const Destination* place_;
  int descriptor_ = -1;
  bool whole_ = false;
};

std::string temporary_name(const std::string& file) {
  static std::random_device random;
  const auto slash = file.rfind('/');
  const auto folder = slash == std::string::npos ? std::string() : file.substr(0, slash + 1);
  // Not the file's own name with an ending: that may be as long as a name can be.
  return folder + fmt::format(".pratique-{:08x}{:08x}.tmp", random(), random());
}

// A document that is written beside its place and has not taken its name yet.
class Staged {
 public:
  explicit Staged(const Destination& place) : place_(&place) {}
  Staged(Staged&& other) noexcept
      : place_(other.place_), temporary_(std::move(other.temporary_)), leftover_(std::move(other.leftover_)) {
    other.temporary_.clear();
  }
  Staged& operator=(Staged&&) = delete;
  ~Staged() {
    if (!temporary_.empty()) ::unlink(temporary_.c_str());
  }

  Result<void> write(const Document& document) {
    const int descriptor = create();
    if (descriptor < 0) return failed(place_->file, errno);
    auto written = write_into(descriptor, document);
    if (::close(descriptor) != 0 && written) written = failed(place_->file, errno);
    return written;
  }

  // A mount point (EBUSY: one file given to a container) cannot be replaced, only written.
  Result<void> take_name(const Document& document) {
    if (::rename(temporary_.c_str(), place_->file.c_str()) == 0) {
      temporary_.clear();
      leftover_.reset();
      return {};
    }
    if (!place_->was) return failed(place_->file, errno);
    return InPlace(*place_).write(document);
  }

  // For a file that was not there before, when a later one could not take its name.
  void undo() const {
    if (!place_->was && temporary_.empty()) ::unlink(place_->file.c_str());
  }

 private:
  Result<void> write_into(int descriptor, const Document& document) const {
    PQ_CHECK(stream(descriptor, document, place_->file));
    return place_->was ? keep_owner_and_mode(descriptor) : Result<void>{};
  }

  int create() {
    for (int i = 0; i < kTriesForName; ++i) {
      temporary_ = temporary_name(place_->file);
      leftover_.emplace(temporary_);
      const int descriptor =
          ::open(temporary_.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0666);
      if (descriptor >= 0) return descriptor;
      const int error = errno;
      leftover_.reset();
      temporary_.clear();
      errno = error;
      if (error != EEXIST) break;
    }
    return -1;
  }

  // Only root may give a file away; whoever else may write to another's file writes in place.
  Result<void> keep_owner_and_mode(int descriptor) const {
    const auto& was = *place_->was;
    struct stat now{};
    if (::fstat(descriptor, &now) != 0) return failed(place_->file, errno);
    if ((now.st_uid != was.st_uid || now.st_gid != was.st_gid) &&
        ::fchown(descriptor, was.st_uid, was.st_gid) != 0) {
      return failed(place_->file, errno);
    }
    if (::fchmod(descriptor, was.st_mode & 07777) != 0) return failed(place_->file, errno);
    return {};
  }

  const Destination* place_;
  std::string temporary_;
  std::optional<base::Leftover> leftover_;
};

bool is_replaced(const Destination& place) { return place.way == Destination::Way::kReplace; }

// Whose owner we cannot keep is written in place.
void settle_owner(Destination& place) {
  if (!is_replaced(place) || !place.was || ::geteuid() == 0) return;
  if (place.was->st_uid != ::geteuid() || place.was->st_gid != ::getegid())
    place.way = Destination::Way::kInPlace;
}

Result<void> write_prepared(std::vector<InPlace>& places, const std::vector<const Document*>& documents,
                            bool regular) {
  for (std::size_t i = 0; i < places.size(); ++i) {
    if (places[i].regular() == regular) PQ_CHECK(places[i].write(*documents[i]));
  }
  return {};
}

Result<void> take_names(std::vector<Staged>& staged, const std::vector<const Document*>& documents) {
  for (std::size_t i = 0; i < staged.size(); ++i) {
    auto taken = staged[i].take_name(*documents[i]);
    if (taken) continue;
    for (std::size_t j = 0; j < i; ++j) staged[j].undo();
    return taken;
  }
  return {};
}

}  // namespace

Result<void> write_documents(const std::vector<Document>& documents) {
  std::vector<Destination> places;
  for (const auto& document : documents) {
    PQ_TRY(auto place, destination_of(document.file));
    settle_owner(place);
    places.push_back(std::move(place));
  }
  std::vector<Staged> staged;
  std::vector<InPlace> in_place;
  std::vector<const Document*> replaced, written;
  for (std::size_t i = 0; i < documents.size(); ++i) {
    if (is_replaced(places[i])) {
      staged.emplace_back(places[i]);
      replaced.push_back(&documents[i]);
      PQ_CHECK(staged.back().write(documents[i]));
    } else if (places[i].way == Destination::Way::kInPlace) {
      in_place.emplace_back(places[i]);
      written.push_back(&documents[i]);
      PQ_CHECK(in_place.back().prepare(documents[i]));
    }
  }
  // What is most likely to fail yet comes first: devices and pipes, then open streams, then files.
  PQ_CHECK(write_prepared(in_place, written, false));
  for (std::size_t i = 0; i < documents.size(); ++i) {
    if (places[i].way == Destination::Way::kDescriptor)
      PQ_CHECK(stream(places[i].descriptor, documents[i], places[i].file));
  }
  PQ_CHECK(write_prepared(in_place, written, true));
  return take_names(staged, replaced);
}

Result<void> write_document(const std::string& file, std::string_view text) {
  return write_documents({{.file = file, .write = [text](const base::Sink& sink) { return sink(text); }}});
}

}  // namespace pratique::app
