// The seal behind the pages of an advisory database: a checksum of every page, and one of these checksums
// (docs/formats/database.md, "Seal"; docs/decisions, "The database is sealed page by page"). SQLite itself
// notices only some of the damage that a file can suffer.
//
// Whoever reads through a SealedFile gets the bytes that were sealed or an error, never others: a file that
// is cut off, longer, changed, or has its pages in another order is refused when it is opened or when the
// page is read. Opening reads the seal alone (8 bytes a page), a page costs one hash when it is read.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "base/result.h"

namespace pratique::advisory {

inline constexpr std::size_t kPageBytes = 4096;

// Appends the seal to a file of whole pages and brings both to the disk (fsync). Errors: kIo; kInvalid when
// the file is no whole number of pages.
Result<void> seal(const std::string& path);

// A handle: copies read the same open file, whatever becomes of its name. Thread-safe: it reads by position.
class SealedFile {
 public:
  class Descriptor;
  // Errors: kIo; kInvalid when the seal is not there or not sound, or the size is not the one it promises.
  static Result<SealedFile> open(const std::string& path);

  std::uint64_t pages() const { return sums_->size(); }
  // Fills `into`, which must lie within one page or be whole pages. Errors: kInvalid naming the page, kIo.
  Result<void> read(std::uint64_t offset, std::span<std::byte> into) const;

 private:
  SealedFile(std::shared_ptr<const Descriptor> file, std::vector<std::uint64_t> sums);
  Result<void> read_page(std::uint64_t page, std::span<std::byte> into) const;

  std::shared_ptr<const Descriptor> file_;
  std::shared_ptr<const std::vector<std::uint64_t>> sums_;
};

}  // namespace pratique::advisory
