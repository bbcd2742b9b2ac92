// Memory that the program shares with a child of the cage.
#pragma once

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <utility>

#include "base/meter.h"
#include "codec/stream.h"

namespace pratique::sandbox {

class OpenDescriptor {
 public:
  OpenDescriptor() = default;
  explicit OpenDescriptor(int number) : number_(number) {}
  OpenDescriptor(OpenDescriptor&& other) noexcept : number_(std::exchange(other.number_, -1)) {}
  OpenDescriptor& operator=(OpenDescriptor&& other) noexcept {
    std::swap(number_, other.number_);
    return *this;
  }
  ~OpenDescriptor();
  int operator*() const { return number_; }
  bool is_open() const { return number_ >= 0; }

 private:
  int number_ = -1;
};

// A file in memory of fixed size, mapped here.
class Mapping {
 public:
  Mapping() = default;
  // Errors: kIo. `read_only_for_others`: nobody but this process, by this mapping, can write it.
  static Result<Mapping> make(const char* name, std::size_t size, bool read_only_for_others);
  // In the child, of a descriptor that it was given; empty where that fails.
  static std::span<std::byte> map(int descriptor, std::size_t size, bool writable);
  Mapping(Mapping&& other) noexcept;
  Mapping& operator=(Mapping&& other) noexcept;
  ~Mapping();
  std::span<std::byte> bytes() const { return bytes_; }
  int descriptor() const { return *descriptor_; }

 private:
  OpenDescriptor descriptor_;
  std::span<std::byte> bytes_;
};

// The stored bytes on their way into the child, which cannot write there: so what the program sums is what the
// child sees.
inline constexpr std::size_t kRingChunks = 4;
inline constexpr std::size_t kRingBytes = kRingChunks * codec::kChunkBytes;

// What the child tells while it works. It may write here whatever it likes.
struct Page {
  // What it charged.
  base::Meter::Counters counters;
  // Odd while the content of a file is looked at.
  std::atomic<std::uint32_t> turn{0};
  std::atomic<std::uint32_t> length{0};
  std::atomic<std::uint64_t> number{0};
  std::array<char, 4096> path{};
};
inline constexpr std::size_t kPageBytes = 8192;
static_assert(sizeof(Page) <= kPageBytes);
static_assert(std::atomic<std::uint64_t>::is_always_lock_free);

// The file that is looked at now; in the program.
struct At {
  std::uint64_t number = 0;
  std::string path;
};
std::optional<At> at(const Page& page);

// The two sockets' messages: a first byte, and what belongs to it.
enum class Word : std::uint8_t {
  // From the child.
  kReady = 'R',    // confined, before it has seen a byte
  kRefused = 'X',  // the system refused: why
  kFree = 'F',     // (input) a chunk of the ring was used
  kHold = 'H',     // u64: it wants to hold so many bytes
  kRelease = 'L',  // and no more
  kMore = 'M',     // (members) more of the file, please
  kBegin = 'B',    // u64: the length of the answer
  kPart = 'P',     // some bytes of the answer, or of the order
  // From the program.
  kChunk = 'C',   // (input) u32: so many bytes are in the next chunk of the ring
  kEnd = 'E',     // (input) no more bytes
  kBroken = 'D',  // (input) nor will there be: an error, encoded
  kGrant = 'G',   // it may hold them
};
inline constexpr std::size_t kMaxMessage = 64 << 10;

}  // namespace pratique::sandbox
