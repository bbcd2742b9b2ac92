// A zip archive on the disk whose members pass by as streams: of an archive of any size only its directory is in
// memory. For archives of some hundred thousand small documents (advisory feeds); archives of images are read by
// zip.h, which asks for parts and keeps none.
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "codec/stream.h"
#include "codec/zip.h"

namespace pratique::codec {

// The root archive of osv.dev holds some 700,000 records. An entry takes 72 bytes beside its record in the directory.
inline constexpr ZipLimits kZipFileLimits{.entries = 1'000'000, .directory = 96ull << 20};

// One thread at a time.
class ZipFile {
 public:
  // `size` bytes of the file from `offset` on; UINT64_MAX: to its end. Errors: those of Zip::open(), kIo.
  static Result<ZipFile> open(const std::string& path, std::uint64_t offset = 0,
                              std::uint64_t size = UINT64_MAX);
  ZipFile(ZipFile&&) noexcept;
  ZipFile& operator=(ZipFile&&) = delete;
  ~ZipFile();

  // In the order of the directory. Names are views into this object.
  const std::vector<ZipEntry>& entries() const;
  // The bytes of a member, whose checksum and size are compared at its end: an error is given after all that came
  // before it. It must not outlive this object, and the next call ends it. Errors as of Zip::read().
  Result<std::unique_ptr<ByteSource>> content(const ZipEntry& entry);
  // Where the bytes of a member that is stored as it is begin in the file: for archives in archives. kUnsupported
  // when it is packed.
  Result<std::uint64_t> stored_at(const ZipEntry& entry) const;

 private:
  struct State;
  explicit ZipFile(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace pratique::codec
