// Extractors that look at bytes while they pass by, in one pass over the layer, whatever a file's size.
//
// Problem: what tells of a program is a text somewhere in it ("OpenSSL 1.1.1k  25 Mar 2021"), and programs are
// too large to be kept. Such an extractor names the texts that it waits for and the ranges of a file that may
// hold them (Wish::stream); its scanner is told of each hit with the bytes around it, and answers with a record
// when the file is over. All scanners are served by one search (patterns.h).
//
// A record must follow from the file alone. So a scanner is told nothing of bytes outside of the ranges that it
// asked for, and where the pieces are cut changes nothing that it can see through hit().
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "extract/extractor.h"
#include "extract/stream/patterns.h"

namespace pratique::extract {

// Hits of one pattern in one file that a scanner is told of; a file with more is made to waste time.
inline constexpr std::size_t kMaxHits = 1000;

// One file's scanner. Bounded state, whatever passes. For one thread.
class Scanner {
 public:
  virtual ~Scanner() = default;
  // The bytes of the ranges in their order, in pieces of any size; holes of sparse files, which are zeros, are
  // left out.
  virtual void bytes(std::uint64_t /*offset*/, base::Bytes /*piece*/) {}
  // One of the extractor's patterns, by its number there; both what it means and `around` lie in one range.
  virtual void hit(const PatternHit& hit) = 0;
  // After the last byte. May be asked again for the same file under another name. Errors as those of parse().
  virtual Result<Record> finish(const FileView& file) const = 0;
};

class StreamExtractor : public Extractor {
 public:
  // `patterns` as Patterns wants them; none: its scanners look at the bytes themselves.
  StreamExtractor(ExtractorInfo info, std::vector<std::string> patterns)
      : Extractor(std::move(info)), patterns_(std::move(patterns)) {}

  const std::vector<std::string>& patterns() const { return patterns_; }
  virtual std::unique_ptr<Scanner> scanner() const = 0;
  // What the scanner says of a file that came whole, or in parts.
  Result<Record> parse(const FileView& file) const final;

 private:
  const std::vector<std::string> patterns_;
};

}  // namespace pratique::extract
