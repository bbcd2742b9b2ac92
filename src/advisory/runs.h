// Sorting more than memory holds: items of a key and a value go to a Sorter, which keeps a bounded number of
// bytes, writes sorted runs to a file and merges them when they are asked for. Everything that grows with the
// feeds goes through here when a database is built, so its memory does not grow with them.
//
// Items are compared as bytes: by key, then by value (keys.h makes keys whose bytes stand in the order of what
// they say).
#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace pratique::advisory {

// What a sorter keeps in memory before it writes a run.
inline constexpr std::size_t kSortBytes = 8 << 20;
// Items of a run are packed in pieces of so many bytes; the one that is read of each run is in memory.
inline constexpr std::size_t kPieceBytes = 64 << 10;
// Runs that are merged at one time; of more, some are merged to one before.
inline constexpr std::size_t kFanIn = 128;

// Items in order. Views are valid until the next call of next().
class Items {
 public:
  virtual ~Items() = default;
  // Goes to the next item, the first at first; false: there is none.
  virtual Result<bool> next() = 0;
  virtual std::string_view key() const = 0;
  virtual std::string_view value() const = 0;
};

// Where a piece lies in its file, as stored.
struct Piece {
  std::uint64_t offset = 0, size = 0;
};

// A file to which pieces are appended, each a zstd frame with its checksum. Thread-safe.
class PieceFile {
 public:
  // Without a name, in `folder`: it is gone with the program, whatever ends it.
  static Result<std::unique_ptr<PieceFile>> scratch(const std::string& folder);
  // `path` is there, empty, and ours (Building::temporary()).
  static Result<std::unique_ptr<PieceFile>> writing(const std::string& path);
  static Result<std::unique_ptr<PieceFile>> reading(const std::string& path);
  ~PieceFile();
  PieceFile(const PieceFile&) = delete;
  PieceFile& operator=(const PieceFile&) = delete;

  // As it is stored. Errors: kIo.
  Result<Piece> append(std::string_view stored);
  Result<void> read(Piece piece, std::string& into) const;
  Result<void> sync();
  std::uint64_t size() const { return end_; }

 private:
  PieceFile(int descriptor, std::uint64_t end) : descriptor_(descriptor), end_(end) {}
  int descriptor_;
  std::atomic<std::uint64_t> end_;
};

// Errors, kInvalid: no frame, damaged, or of more than 1 GiB.
Result<std::string> unpack_piece(std::string_view stored);
std::string pack_piece(std::string_view plain);

// Items that were written one after the other.
struct Run {
  const PieceFile* file = nullptr;
  std::vector<Piece> pieces;
  // What came behind the last piece, in memory.
  std::string tail;
};
std::unique_ptr<Items> read(const Run& run);  // `run` must outlive it

// Writes a run, in the order in which items come.
class RunWriter {
 public:
  explicit RunWriter(PieceFile& file) : file_(&file) { run_.file = &file; }
  Result<void> add(std::string_view key, std::string_view value);
  // What is left stays in memory.
  Run take() &&;
  // All of it is in the file.
  Result<Run> finish() &&;

 private:
  Result<void> flush();
  PieceFile* file_;
  Run run_;
};

// The items of all of them in order; each must be sorted. `scratch` takes what is merged before.
Result<std::unique_ptr<Items>> merged(std::vector<const Run*> runs, PieceFile& scratch);

class Sorter {
 public:
  explicit Sorter(PieceFile& scratch, std::size_t memory = kSortBytes) : scratch_(scratch), memory_(memory) {}
  Sorter(const Sorter&) = delete;
  Sorter& operator=(const Sorter&) = delete;

  Result<void> add(std::string_view key, std::string_view value = {});
  // From the first item; as often as one likes. Nothing is added afterwards. The sorter must outlive it.
  Result<std::unique_ptr<Items>> sorted();

 private:
  struct Slot {
    std::uint64_t begin = 0;
    // The first bytes of the key as a number in their order: most comparisons end there.
    std::uint64_t prefix = 0;
    std::uint32_t key = 0, value = 0;
  };
  class InMemory;
  std::string_view key_of(const Slot& slot) const { return {bytes_.data() + slot.begin, slot.key}; }
  std::string_view value_of(const Slot& slot) const {
    return {bytes_.data() + slot.begin + slot.key, slot.value};
  }
  void sort();
  Result<void> spill();

  PieceFile& scratch_;
  std::size_t memory_;
  std::string bytes_;
  std::vector<Slot> slots_;
  bool in_order_ = true;
  std::vector<Run> runs_;
};

}  // namespace pratique::advisory
