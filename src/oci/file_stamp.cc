#include <fmt/format.h>
#include <sys/stat.h>

#include "oci/documents.h"

namespace pratique::oci {

// The time of change is set by the system at every write and cannot be chosen; the number of the file tells
// another one that took the name.
std::optional<FileStamp> stamp_of(const std::string& path, std::uint64_t offset,
                                  std::optional<std::uint64_t> size) {
  struct stat status{};
  if (::stat(path.c_str(), &status) != 0 || !S_ISREG(status.st_mode) || status.st_nlink == 0)
    return std::nullopt;
  const auto whole = static_cast<std::uint64_t>(status.st_size);
  const auto& changed = status.st_ctim;
  FileStamp stamp{.size = size.value_or(whole)};
  stamp.text =
      fmt::format("{}:{} {} {}.{} {}.{} {}+{}", status.st_dev, status.st_ino, whole, status.st_mtim.tv_sec,
                  status.st_mtim.tv_nsec, changed.tv_sec, changed.tv_nsec, offset, stamp.size);
  const auto since = std::chrono::seconds(changed.tv_sec) + std::chrono::nanoseconds(changed.tv_nsec);
  using Clock = std::chrono::system_clock;
  stamp.changed = Clock::time_point(std::chrono::duration_cast<Clock::duration>(since));
  return stamp;
}

}  // namespace pratique::oci
