// The scanners of one file after the other, served by one search for the texts of all.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include "extract/stream/scanner.h"

namespace pratique::extract {

// Those of some extractors that look at passing bytes, and the texts that they wait for. Immutable, shared by
// threads.
class StreamSet {
 public:
  // Numbers and extractors.
  using Members = std::vector<std::pair<std::size_t, const StreamExtractor*>>;
  explicit StreamSet(const Members& members);

  // Null when the extractor of that number looks at no passing bytes.
  const StreamExtractor* find(std::size_t extractor) const;
  const Patterns& patterns() const { return *patterns_; }
  // Who waits for a text: extractor, number of the text there.
  struct Owner {
    std::size_t extractor, pattern;
  };
  const std::vector<Owner>& owners(std::size_t pattern) const { return owners_[pattern]; }

 private:
  std::map<std::size_t, const StreamExtractor*> members_;
  std::vector<std::vector<Owner>> owners_;
  std::unique_ptr<const Patterns> patterns_;
};

// For one thread, and one file at a time: begin(), add() for each extractor, feed(), finish().
class Streams {
 public:
  explicit Streams(const StreamSet& set);

  void begin();
  // No effect on an extractor that is no member of the set.
  void add(std::size_t extractor, std::vector<layer::ByteRange> ranges);
  bool has(std::size_t extractor) const { return find(extractor) != nullptr; }
  // Any bytes of the file, ascending. What lies between two pieces is zero.
  void feed(std::uint64_t offset, base::Bytes piece);
  // The record of an extractor that has() a scanner. Errors also: those of Patterns.
  Result<Record> finish(std::size_t extractor, const FileView& file);

 private:
  struct Running {
    std::size_t extractor;
    std::unique_ptr<Scanner> scanner;
    // Sorted, not touching.
    std::vector<layer::ByteRange> ranges;
    // By pattern of the extractor; empty: nothing is searched for it.
    std::vector<std::size_t> hits;
  };
  const Running* find(std::size_t extractor) const;
  void pass(std::uint64_t offset, base::Bytes piece);
  void hole(std::uint64_t from, std::uint64_t to);
  void tell(const PatternHit& hit);

  const StreamSet& set_;
  PatternStream search_;
  std::vector<Running> running_;
  // Of all that something is searched for, sorted, not touching.
  std::vector<layer::ByteRange> ranges_;
  // Of the next byte: of the file, of the stretch that is searched.
  std::uint64_t at_ = 0;
  std::optional<std::uint64_t> searched_;
  std::optional<Error> error_;
};

}  // namespace pratique::extract
