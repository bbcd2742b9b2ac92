#include "sandbox/shared.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

#include "base/caught.h"

namespace pratique::sandbox {

OpenDescriptor::~OpenDescriptor() {
  if (number_ >= 0) ::close(number_);
}

Result<Mapping> Mapping::make(const char* name, std::size_t size, bool read_only_for_others) {
  const auto failed = [] {
    if (errno == ENOMEM) return tl::unexpected(base::out_of_memory());
    return base::fail(ErrorKind::kIo, std::string("memory to share: ") + std::strerror(errno));
  };
  Mapping made;
  made.descriptor_ = OpenDescriptor(::memfd_create(name, MFD_CLOEXEC | MFD_ALLOW_SEALING));
  const int descriptor = *made.descriptor_;
  if (descriptor < 0 || ::ftruncate(descriptor, static_cast<off_t>(size)) != 0) return failed();
  made.bytes_ = map(descriptor, size, true);
  if (made.bytes_.empty()) return failed();
  // A file that shrinks under a mapping would end this process.
  int seals = F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_SEAL;
  if (read_only_for_others) seals |= F_SEAL_FUTURE_WRITE;  // since Linux 5.1
  if (::fcntl(descriptor, F_ADD_SEALS, seals) != 0) return failed();
  return made;
}

std::span<std::byte> Mapping::map(int descriptor, std::size_t size, bool writable) {
  void* at = ::mmap(nullptr, size, writable ? PROT_READ | PROT_WRITE : PROT_READ, MAP_SHARED, descriptor, 0);
  if (at == MAP_FAILED) return {};
  return {static_cast<std::byte*>(at), size};
}

Mapping::Mapping(Mapping&& other) noexcept
    : descriptor_(std::move(other.descriptor_)), bytes_(std::exchange(other.bytes_, {})) {}
Mapping& Mapping::operator=(Mapping&& other) noexcept {
  std::swap(descriptor_, other.descriptor_);
  std::swap(bytes_, other.bytes_);
  return *this;
}
Mapping::~Mapping() {
  if (!bytes_.empty()) ::munmap(bytes_.data(), bytes_.size());
}

std::optional<At> at(const Page& page) {
  if (page.turn.load(std::memory_order_acquire) % 2 == 0) return std::nullopt;
  const auto length = std::min<std::size_t>(page.length.load(), page.path.size());
  return At{page.number.load(), std::string(page.path.data(), length)};
}

}  // namespace pratique::sandbox
