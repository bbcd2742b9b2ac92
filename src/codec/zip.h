// Zip archives read in place (PKWARE APPNOTE 6.3): the central directory, and members one at a time, out of
// an archive of which perhaps only parts are there. Names are views and are never paths to write to: nothing
// is unpacked to a disk.
//
// The directory is read here and not by libzip: libzip 1.7 tries every end record in the last 64 KiB against
// the whole directory (quadratic on hostile input), reserves memory by the zip64 entry count before checking
// it, does not know archives with a launch script in front (Spring Boot's "executable" jars), and tells no
// member's offset, without which neither overlaps can be refused nor parts of a big archive be asked for.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string_view>
#include <vector>

#include "base/byte_reader.h"

namespace pratique::codec {

inline constexpr std::uint64_t kMaxZipEntries = 200'000;
inline constexpr std::uint64_t kMaxZipDirectory = 64ull << 20;  // bytes of the central directory
// Deflate reaches 1032 : 1. What a jar needs read (properties, manifests, packed jars) stays far below this.
inline constexpr std::uint64_t kMaxZipRatio = 200;
inline constexpr std::uint64_t kRatioFree = 1ull << 20;  // members up to this size may have any ratio

// How long a directory may be.
struct ZipLimits {
  std::uint64_t entries = kMaxZipEntries;
  std::uint64_t directory = kMaxZipDirectory;
};

// Bytes that may still be inflated out of one archive and all archives nested in it.
struct ZipBudget {
  std::uint64_t left = 512ull << 20;
};

struct ZipEntry {
  // As stored; hostile: may be absolute, hold "..", or repeat.
  std::string_view name;
  // Of its local header, from the start of the archive's bytes.
  std::uint64_t offset = 0;
  // Bytes in the archive.
  std::uint64_t packed = 0;
  // Bytes when inflated, as promised.
  std::uint64_t size = 0;
  // Bytes from `offset` to whatever comes next in the archive.
  std::uint64_t room = 0;
  std::uint32_t crc = 0;
  // 0 stored, 8 deflate; nothing else is read.
  std::uint16_t method = 0;
  bool encrypted = false;
  // Shares bytes with an entry before it, or with the directory: never read.
  bool overlaps = false;
};

// Whether a member can be read at all: kUnsupported when it is encrypted or packed otherwise; kInvalid when it overlaps
// or its sizes contradict; kLimit over kMaxZipRatio.
Result<void> check_readable(const ZipEntry& entry);

// The bytes of a member: a view into the archive when it is stored, else its own buffer (then `bytes` points
// there).
class ZipMember {
 public:
  explicit ZipMember(base::Bytes view) : bytes_(view) {}
  explicit ZipMember(std::vector<std::byte> own) : own_(std::move(own)), bytes_(own_) {}
  // Moving a vector leaves its bytes where they are.
  ZipMember(ZipMember&& other) noexcept = default;
  ZipMember(const ZipMember&) = delete;
  base::Bytes bytes() const { return bytes_; }
  std::string_view text() const { return base::as_text(bytes_); }

 private:
  std::vector<std::byte> own_;
  base::Bytes bytes_;
};

class Zip {
 public:
  // `count` bytes at `offset` of the archive, valid as long as the Zip. Its errors pass through unchanged, so
  // that a kNeedBytes reaches whoever can bring the bytes.
  using Read = std::function<Result<base::Bytes>(std::uint64_t offset, std::uint64_t count)>;

  // Errors: kInvalid when there is no sound central directory, kLimit over `limits`.
  static Result<Zip> open(std::uint64_t size, Read read, ZipLimits limits = {});
  static Result<Zip> open(base::Bytes whole);

  // The same archive, whose members are read through another reader. The directory is shared, and its names lie
  // where the first reader's bytes do.
  Zip read_through(Read read) const {
    Zip other = *this;
    other.read_ = std::move(read);
    return other;
  }

  // In the order of the directory.
  const std::vector<ZipEntry>& entries() const { return listing_->entries; }
  // How many of them.
  std::uint64_t overlapping() const { return listing_->overlapping; }

  // The content of a member, checked against its CRC. Errors: kLimit over `cap`, the budget or kMaxZipRatio;
  // kUnsupported when encrypted or packed otherwise; kInvalid when damaged or overlapping.
  Result<ZipMember> read(const ZipEntry& entry, std::uint64_t cap, ZipBudget& budget) const;

  // A stored member that is an archive itself, read in place, so that of a big one only the parts that matter
  // are asked for. Its checksum is not verified. Errors as of open(); kUnsupported when the member is not
  // stored plainly.
  Result<Zip> open_stored(const ZipEntry& entry) const;

 private:
  struct Directory;
  Zip(std::uint64_t size, Read read, ZipLimits limits)
      : size_(size), read_(std::move(read)), limits_(limits) {}
  Result<Directory> find_directory() const;
  Result<void> read_directory(const Directory& directory);
  Result<void> mark_overlaps(const Directory& directory);
  Result<base::Bytes> packed_bytes(const ZipEntry& entry) const;

  std::uint64_t size_;
  Read read_;
  ZipLimits limits_;
  struct Listing {
    std::vector<ZipEntry> entries;
    std::uint64_t overlapping = 0;
  };
  // Not changed any more when open() returns it.
  std::shared_ptr<Listing> listing_ = std::make_shared<Listing>();
};

}  // namespace pratique::codec
