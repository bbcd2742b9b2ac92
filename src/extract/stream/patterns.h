// Many texts looked for at once in bytes that pass by in pieces. Each byte is looked at once, however many texts
// there are (vectorscan, docs/decisions/0027).
//
// Where the pieces are cut changes nothing: a hit and the bytes shown around it are those of the whole stretch.
// State is bounded: the library's (some bytes for a set), the last kShown bytes, and the hits whose bytes have
// not all passed yet.
//
// Give it the program's whole set. Of two to eight texts, some of them short, the library (5.4.0) misses those that stand
// behind sixty and more equal bytes; streams_test.cc looks that it does not with those that there are.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/byte_reader.h"

namespace pratique::extract {

inline constexpr std::size_t kMinPattern = 4;
inline constexpr std::size_t kMaxPattern = 64;
// How many bytes of the stretch a hit shows before and behind the text, as far as there are any.
inline constexpr std::size_t kShownBefore = 64;
inline constexpr std::size_t kShownAfter = 192;
inline constexpr std::size_t kShown = kShownBefore + kMaxPattern + kShownAfter;

struct PatternHit {
  // Number of the text.
  std::size_t pattern = 0;
  // Of its first byte, in the file.
  std::uint64_t offset = 0;
  // The bytes around it; `around.substr(at)` starts with the text itself. Valid while it is told.
  std::string_view around;
  std::size_t at = 0;
};

// Whether the library has code for this processor. Where not, every file that would be searched is a failure.
bool can_search();

// The texts, ready to be looked for. Immutable, shared by threads; prepared when first needed (about a
// millisecond for a hundred texts).
class Patterns {
 public:
  // Each of kMinPattern to kMaxPattern bytes, none twice.
  explicit Patterns(std::vector<std::string> texts);
  ~Patterns();

  const std::vector<std::string>& texts() const { return texts_; }

 private:
  friend class PatternStream;
  struct Prepared;
  // Errors: kUnsupported on a processor that the library has no code for, or without memory.
  Result<const Prepared*> prepared() const;

  const std::vector<std::string> texts_;
  const std::unique_ptr<Prepared> prepared_;
};

// Looks through one stretch of bytes after the other. For one thread.
class PatternStream {
 public:
  using Told = std::function<void(const PatternHit&)>;
  // Hits are told in the order of their last bytes, then by number.
  PatternStream(const Patterns& patterns, Told told);
  ~PatternStream();

  // A stretch begins at that offset of its file; one before ends there.
  Result<void> start(std::uint64_t offset);
  Result<void> feed(base::Bytes piece);
  // Tells what still waits for bytes.
  void finish();

 private:
  struct Match {
    std::uint64_t end;
    std::size_t pattern;
    auto operator<=>(const Match&) const = default;
  };
  struct State;
  Result<void> slice(base::Bytes bytes);
  void tell(const Match& match, std::uint64_t until, base::Bytes bytes);
  std::string_view bytes_between(std::uint64_t from, std::uint64_t to, base::Bytes bytes);
  void remember(base::Bytes bytes);

  const Patterns& patterns_;
  const Told told_;
  const std::unique_ptr<State> state_;
  std::uint64_t start_ = 0;
  // Of the next byte.
  std::uint64_t at_ = 0;
  // The last bytes of the stretch, up to `at_`.
  std::string tail_;
  // Sorted; `matches_` are those of the slice at hand.
  std::vector<Match> waiting_, matches_;
  std::string shown_;
};

}  // namespace pratique::extract
