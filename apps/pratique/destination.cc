#include "destination.h"

#include <fcntl.h>
#include <sys/xattr.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <climits>
#include <cstring>

#include "base/text.h"

namespace pratique::app {

namespace {

constexpr int kMaxLinks = 40;  // as Linux has it
constexpr int kMostDescriptors = 1 << 20;

tl::unexpected<Error> refused(const std::string& file, int error, std::string hint = {}) {
  return base::fail(ErrorKind::kIo, std::strerror(error), {.file = file}, std::move(hint));
}

std::string folder_of(const std::string& file) {
  const auto slash = file.rfind('/');
  if (slash == std::string::npos) return ".";
  return slash == 0 ? "/" : file.substr(0, slash);
}

bool is_link(const std::string& file) {
  struct stat status{};
  return ::lstat(file.c_str(), &status) == 0 && S_ISLNK(status.st_mode);
}

std::optional<int> descriptor_in(std::string_view path) {
  if (path == "/dev/stdout") return STDOUT_FILENO;
  if (path == "/dev/stderr") return STDERR_FILENO;
  const auto own = "/proc/" + std::to_string(::getpid()) + "/fd/";
  for (const std::string_view folder : {std::string_view("/dev/fd/"), std::string_view("/proc/self/fd/"),
                                        std::string_view("/proc/thread-self/fd/"), std::string_view(own)}) {
    if (!path.starts_with(folder)) continue;
    const auto number = base::to_uint(path.substr(folder.size()));
    if (number && *number < kMostDescriptors) return static_cast<int>(*number);
  }
  return std::nullopt;
}

// The open descriptor that a path names, maybe by links. Opening such a path would begin at the start of the
// file that is behind it, over what is there already ("{ echo head; pratique -o /dev/stdout …; } >file").
std::optional<int> named_descriptor(std::string path) {
  for (int i = 0; i < kMaxLinks; ++i) {
    if (const auto number = descriptor_in(path)) return number;
    if (!is_link(path)) break;
    std::array<char, PATH_MAX> text{};
    const auto length = ::readlink(path.c_str(), text.data(), text.size());
    if (length <= 0) break;
    const std::string next(text.data(), static_cast<std::size_t>(length));
    path = next.starts_with('/') ? next : folder_of(path) + "/" + next;
  }
  return std::nullopt;
}

bool has_access_list(const std::string& file) {
  return ::getxattr(file.c_str(), "system.posix_acl_access", nullptr, 0) > 0;
}

bool folder_takes_files(const std::string& file) {
  return ::access(folder_of(file).c_str(), W_OK | X_OK) == 0;
}

Result<Destination> destination_of_new(Destination place) {
  if (is_link(place.file)) {  // its target is made by whoever opens the link
    place.way = Destination::Way::kInPlace;
    return place;
  }
  const auto folder = folder_of(place.file);
  struct stat status{};
  if (::stat(folder.c_str(), &status) != 0) return refused(place.file, errno, "make its folder first");
  if (!S_ISDIR(status.st_mode)) return refused(place.file, ENOTDIR);
  if (!folder_takes_files(place.file)) return refused(place.file, errno);
  if (place.file.ends_with('/')) return refused(place.file, EISDIR, "name a file in it");
  return place;
}

}  // namespace

Result<Destination> destination_of(const std::string& file) {
  using Way = Destination::Way;
  Destination place{.file = file};
  const auto stream =
      file.empty() || file == "-" ? std::optional<int>(STDOUT_FILENO) : named_descriptor(file);
  struct stat status{};
  if (stream) {
    if (::fstat(*stream, &status) != 0) return refused(file, errno);
    place.way = Way::kDescriptor;
    place.descriptor = *stream;
    place.was = status;
    if (file.empty() || file == "-") place.file = "standard output";
    return place;
  }
  if (::stat(file.c_str(), &status) != 0) {
    if (errno != ENOENT) return refused(file, errno);
    return destination_of_new(std::move(place));
  }
  place.was = status;
  if (S_ISDIR(status.st_mode)) return refused(file, EISDIR, "name a file in it");
  if (S_ISSOCK(status.st_mode))
    return base::fail(ErrorKind::kIo, "a socket cannot be written", {.file = file});
  if (::access(file.c_str(), W_OK) != 0) return refused(file, errno);
  const bool simple = S_ISREG(status.st_mode) && !is_link(file) && status.st_nlink == 1 &&
                      !has_access_list(file) && folder_takes_files(file);
  place.way = simple ? Way::kReplace : Way::kInPlace;
  return place;
}

bool same_destination(const Destination& a, const Destination& b) {
  if (a.was && b.was) {
    const bool one = a.was->st_dev == b.was->st_dev && a.was->st_ino == b.was->st_ino;
    const bool stream = a.way == Destination::Way::kDescriptor && b.way == Destination::Way::kDescriptor;
    return (stream && a.descriptor == b.descriptor) || (one && !S_ISCHR(a.was->st_mode));
  }
  if (a.was || b.was) return false;
  // Neither is there yet: one folder and one name in it. Links that lead to one missing file are compared by
  // their own names only.
  struct stat one{}, other{};
  if (::stat(folder_of(a.file).c_str(), &one) != 0 || ::stat(folder_of(b.file).c_str(), &other) != 0)
    return false;
  return one.st_dev == other.st_dev && one.st_ino == other.st_ino &&
         base::base_name(a.file) == base::base_name(b.file);
}

}  // namespace pratique::app
