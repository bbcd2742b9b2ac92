#include "scan/spool.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>

#include "codec/stream.h"

namespace pratique::scan {

namespace {

constexpr const char* kSaveFirst = "save it to a file first, or set TMPDIR to a folder with room";

int open_without_name(const std::string& folder) {
  const int descriptor = ::open(folder.c_str(), O_TMPFILE | O_RDWR | O_CLOEXEC | O_EXCL, 0600);
  if (descriptor >= 0 || errno == EACCES || errno == ENOENT) return descriptor;
  auto name = folder + "/pratique-XXXXXX";  // file systems without O_TMPFILE
  const int named = ::mkostemp(name.data(), O_CLOEXEC);
  if (named >= 0) ::unlink(name.c_str());
  return named;
}

int open_spool() {
  const char* chosen = std::getenv("TMPDIR");
  if (chosen && *chosen == '/') return open_without_name(chosen);
  const int usual = open_without_name("/var/tmp");
  return usual >= 0 ? usual : open_without_name("/tmp");
}

tl::unexpected<Error> not_kept(int error) {
  return base::fail(ErrorKind::kIo, std::string("cannot be kept while it is read: ") + std::strerror(error));
}

}  // namespace

Result<std::shared_ptr<Spool>> Spool::empty(const std::string& folder) {
  int descriptor = folder.empty() ? -1 : open_without_name(folder);
  if (descriptor < 0) descriptor = open_spool();
  if (descriptor < 0) return not_kept(errno);
  return std::make_shared<Spool>(descriptor);
}

Result<void> Spool::append(base::Bytes bytes) {
  const char* next = reinterpret_cast<const char*>(bytes.data());
  for (auto left = bytes.size(); left > 0;) {
    const auto count = ::write(descriptor_, next, left);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return not_kept(errno);
    next += count;
    left -= static_cast<std::size_t>(count);
  }
  return {};
}

Result<std::shared_ptr<Spool>> Spool::of(const std::string& pipe) {
  const auto told = [&](Error error) {
    error.hint = kSaveFirst;
    return tl::unexpected(std::move(error).in(pipe));
  };
  auto spool = empty("");
  if (!spool) return told(std::move(spool).error());
  PQ_TRY(const auto source, codec::open_file(pipe));
  std::uint64_t total = 0;
  for (;;) {
    PQ_TRY(const auto bytes, source->next());
    if (bytes.empty()) break;
    total += bytes.size();
    if (total > kMaxSpooledBytes)
      return base::fail(ErrorKind::kLimit, "more than 64 GiB through a pipe", {.file = pipe}, kSaveFirst);
    if (auto kept = (*spool)->append(bytes); !kept) return told(std::move(kept).error());
  }
  if (total == 0) return base::fail(ErrorKind::kInvalid, "nothing came through the pipe", {.file = pipe});
  return spool;
}

Spool::~Spool() { ::close(descriptor_); }

std::string Spool::path() const { return "/proc/self/fd/" + std::to_string(descriptor_); }

}  // namespace pratique::scan
