#include "scan/target_path.h"

#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <climits>
#include <cstring>

namespace pratique::scan {

namespace {

tl::unexpected<Error> wrong(ErrorKind kind, std::string what, const std::string& path,
                            std::string hint = {}) {
  return base::fail(kind, std::move(what), {.file = path}, std::move(hint));
}

tl::unexpected<Error> missing(const std::string& path) {
  std::array<char, PATH_MAX> leads_to{};
  const auto length = ::readlink(path.c_str(), leads_to.data(), leads_to.size());
  if (length <= 0) return wrong(ErrorKind::kNotFound, "no such file or directory", path);
  return wrong(
      ErrorKind::kNotFound,
      "a link to " + std::string(leads_to.data(), static_cast<std::size_t>(length)) + ", which is not there",
      path);
}

tl::unexpected<Error> unreadable(const std::string& path, int error) {
  if (error == ENOENT) return missing(path);
  if (error == ENOTDIR)
    return wrong(ErrorKind::kNotFound, "a part of the path is a file, not a folder", path);
  if (error == ELOOP) return wrong(ErrorKind::kIo, "a loop of links", path);
  if (error == EACCES) return wrong(ErrorKind::kIo, "permission denied", path, "read it as a user who may");
  return wrong(ErrorKind::kIo, std::strerror(error), path);
}

}  // namespace

Result<PathKind> look_at_path(const std::string& path) {
  struct stat status{};
  if (::stat(path.c_str(), &status) != 0) return unreadable(path, errno);
  const bool folder = S_ISDIR(status.st_mode);
  if (S_ISSOCK(status.st_mode)) return wrong(ErrorKind::kInvalid, "a socket cannot be read", path);
  if (::access(path.c_str(), folder ? R_OK | X_OK : R_OK) != 0) return unreadable(path, errno);
  if (folder) return PathKind::kFolder;
  if (S_ISFIFO(status.st_mode)) return PathKind::kStream;
  if (!S_ISREG(status.st_mode)) {
    return wrong(ErrorKind::kInvalid,
                 ::isatty(STDIN_FILENO) != 0 && path == "/dev/stdin"
                     ? "a terminal; nothing comes through a pipe"
                     : "a device, not a file",
                 path);
  }
  if (status.st_size == 0) return wrong(ErrorKind::kInvalid, "the file is empty", path);
  return PathKind::kFile;
}

}  // namespace pratique::scan
