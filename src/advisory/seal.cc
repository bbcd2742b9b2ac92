#include "advisory/seal.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>
#include <xxhash.h>
#if defined(__x86_64__)
// The same sum by the widest registers that the machine has, chosen once.
#include <xxh_x86dispatch.h>
#endif

#include <array>
#include <cerrno>
#include <cstring>
#include <string_view>
#include <utility>

#include "base/byte_reader.h"

namespace pratique::advisory {

class SealedFile::Descriptor {
 public:
  Descriptor(const std::string& path, int flags) : number_(::open(path.c_str(), flags | O_CLOEXEC)) {}
  ~Descriptor() {
    if (number_ >= 0) ::close(number_);
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  int get() const { return number_; }

 private:
  int number_;
};

namespace {

constexpr std::string_view kMagic = "pratique seal 1\n";
constexpr std::size_t kSumBytes = 8;
constexpr std::size_t kTailBytes = kMagic.size() + 2 * kSumBytes;  // magic, number of pages, checksum
constexpr std::uint64_t kMaxPages = 1 << 22;                       // 16 GiB; the seal is read whole

constexpr const char* kNoSeal = "no seal at its end: cut off, or made by another version";

void put(std::string& out, std::uint64_t value) {
  for (std::size_t i = 0; i < kSumBytes; ++i) out += static_cast<char>(value >> (8 * i) & 0xff);
}

std::uint64_t sum_of(std::span<const std::byte> bytes) { return XXH3_64bits(bytes.data(), bytes.size()); }

tl::unexpected<Error> io_error(const std::string& path) {
  return base::fail(ErrorKind::kIo, std::strerror(errno), Where{.file = path});
}

// Fewer bytes than asked for means that the file became shorter while it was open.
Result<void> read_at(int descriptor, std::uint64_t offset, std::span<std::byte> into) {
  while (!into.empty()) {
    const auto got = ::pread(descriptor, into.data(), into.size(), static_cast<off_t>(offset));
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return base::fail(ErrorKind::kIo, std::strerror(errno));
    if (got == 0) return base::invalid("damaged: shorter than it was");
    offset += static_cast<std::uint64_t>(got);
    into = into.subspan(static_cast<std::size_t>(got));
  }
  return {};
}

Result<void> append(int descriptor, std::string_view text) {
  while (!text.empty()) {
    const auto count = ::write(descriptor, text.data(), text.size());
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return base::fail(ErrorKind::kIo, std::strerror(errno));
    text.remove_prefix(static_cast<std::size_t>(count));
  }
  return {};
}

Result<std::uint64_t> size_of(int descriptor) {
  struct stat status{};
  if (::fstat(descriptor, &status) != 0) return base::fail(ErrorKind::kIo, std::strerror(errno));
  return static_cast<std::uint64_t>(status.st_size);
}

// The checksums of all pages; the checksum at the end of the seal is over everything of the seal before it.
Result<std::vector<std::uint64_t>> read_seal(int descriptor) {
  PQ_TRY(const auto size, size_of(descriptor));
  if (size < kTailBytes) return base::invalid(kNoSeal);
  std::array<std::byte, kTailBytes> tail{};
  PQ_CHECK(read_at(descriptor, size - kTailBytes, tail));
  base::ByteReader in(tail);
  PQ_TRY(const auto magic, in.take(kMagic.size()));
  PQ_TRY(const auto pages, in.u64());
  if (base::as_text(magic) != kMagic) return base::invalid(kNoSeal);
  if (pages > kMaxPages || size != pages * (kPageBytes + kSumBytes) + kTailBytes)
    return base::invalid("damaged: its size is not what its seal says");
  std::vector<std::byte> seal(pages * kSumBytes + kTailBytes);
  PQ_CHECK(read_at(descriptor, size - seal.size(), seal));
  base::ByteReader sealed(seal);
  PQ_TRY(const auto covered, sealed.at(0, seal.size() - kSumBytes));
  PQ_CHECK(sealed.seek(covered.size()));
  PQ_TRY(const auto sum, sealed.u64());
  if (sum != sum_of(covered)) return base::invalid("damaged: its seal does not have its checksum");
  std::vector<std::uint64_t> sums(pages);
  PQ_CHECK(sealed.seek(0));
  for (auto& each : sums) {
    PQ_TRY(each, sealed.u64());
  }
  return sums;
}

}  // namespace

Result<void> seal(const std::string& path) {
  const SealedFile::Descriptor file(path, O_RDWR | O_APPEND);
  if (file.get() < 0) return io_error(path);
  const auto sealed = [&]() -> Result<void> {
    PQ_TRY(const auto size, size_of(file.get()));
    if (size % kPageBytes != 0) return base::invalid("no whole number of pages");
    std::string text;
    std::array<std::byte, kPageBytes> page{};
    for (std::uint64_t at = 0; at < size; at += kPageBytes) {
      PQ_CHECK(read_at(file.get(), at, page));
      put(text, sum_of(page));
    }
    text += kMagic;
    put(text, size / kPageBytes);
    put(text, sum_of(base::as_bytes(text)));
    PQ_CHECK(append(file.get(), text));
    if (::fsync(file.get()) != 0) return base::fail(ErrorKind::kIo, std::strerror(errno));
    return {};
  }();
  if (!sealed) return tl::unexpected(Error(sealed.error()).in(path));
  return {};
}

Result<SealedFile> SealedFile::open(const std::string& path) {
  auto file = std::make_shared<const Descriptor>(path, O_RDONLY);
  if (file->get() < 0) return io_error(path);
  auto sums = read_seal(file->get());
  if (!sums) return tl::unexpected(std::move(sums).error().in(path));
  return SealedFile(std::move(file), *std::move(sums));
}

SealedFile::SealedFile(std::shared_ptr<const Descriptor> file, std::vector<std::uint64_t> sums)
    : file_(std::move(file)), sums_(std::make_shared<const std::vector<std::uint64_t>>(std::move(sums))) {}

Result<void> SealedFile::read_page(std::uint64_t page, std::span<std::byte> into) const {
  if (page >= pages()) return base::invalid("damaged: names a page beyond its end");
  PQ_CHECK(read_at(file_->get(), page * kPageBytes, into));
  if (sum_of(into) == (*sums_)[page]) return {};
  return base::invalid("damaged: page " + std::to_string(page) + " does not have its checksum");
}

Result<void> SealedFile::read(std::uint64_t offset, std::span<std::byte> into) const {
  const auto inside = offset % kPageBytes;
  if (inside == 0 && into.size() % kPageBytes == 0) {
    for (auto page = offset / kPageBytes; !into.empty(); ++page, into = into.subspan(kPageBytes))
      PQ_CHECK(read_page(page, into.first(kPageBytes)));
    return {};
  }
  std::array<std::byte, kPageBytes> page{};
  PQ_CHECK(read_page(offset / kPageBytes, page));
  if (inside + into.size() > kPageBytes) return base::invalid("damaged: a read across pages");
  std::memcpy(into.data(), page.data() + inside, into.size());
  return {};
}

}  // namespace pratique::advisory
