// A zip on the disk, member by member as streams: what is given whole has the size that the directory says.
#include <sys/mman.h>
#include <unistd.h>

#include <cstdint>
#include <cstdlib>

#include "codec/zip_file.h"

using namespace pratique;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const int descriptor = ::memfd_create("zip", MFD_CLOEXEC);
  if (descriptor < 0 || ::write(descriptor, data, size) != static_cast<ssize_t>(size)) std::abort();
  auto zip = codec::ZipFile::open("/proc/self/fd/" + std::to_string(descriptor));
  if (zip) {
    constexpr std::uint64_t kMost = 64 << 20;
    std::uint64_t all = 0;
    for (const auto& entry : zip->entries()) {
      const auto content = zip->content(entry);
      if (!content || (all += entry.size) > kMost) continue;
      std::uint64_t given = 0;
      bool whole = true;
      for (;;) {
        const auto bytes = (*content)->next();
        whole = bytes.has_value();
        if (!bytes || bytes->empty()) break;
        given += bytes->size();
      }
      if (given > entry.size || (whole && given != entry.size)) std::abort();
    }
  }
  ::close(descriptor);
  return 0;
}
