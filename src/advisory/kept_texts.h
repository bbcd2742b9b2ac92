// Texts of a document that is read as a stream, each kept once and called by a number: ids, names, comments. Some million
// of them are in memory until the document ends.
#pragma once

#include <cstdint>
#include <deque>
#include <string>
#include <string_view>
#include <vector>

#include "base/arena.h"

namespace pratique::advisory {

class KeptTexts {
 public:
  using Number = std::uint32_t;
  // 0 is the empty text.
  KeptTexts();

  Number number(std::string_view text);
  // Of "HOLDER:PART", which is not kept itself where it is new: so ids that are made of two others take 24 bytes.
  Number joined(std::string_view text, Number holder, Number part);
  // The number of a text that is kept; 0: it is not.
  Number find(std::string_view text) const;

  // A text that was kept by number(); a view for as long as this lives.
  std::string_view operator[](Number number) const { return {entries_[number].text, entries_[number].size}; }
  // Any text.
  std::string text(Number number) const;
  std::size_t size() const { return entries_.size(); }
  // About what they take in memory.
  std::uint64_t bytes() const;

 private:
  struct Entry {
    // Null: it is joined of `holder` and `part`.
    const char* text = nullptr;
    std::uint32_t size = 0;
    Number holder = 0, part = 0;
  };
  bool is(Number number, std::string_view text) const;
  // Where it stands, or would.
  std::size_t slot_of(std::string_view text) const;
  Number add(std::string_view text, const Entry& entry);
  void grow();

  base::TextArena arena_;
  std::uint64_t text_bytes_ = 0;
  // No vectors: these double, and are twice there while they are copied.
  std::deque<Entry> entries_;
  // Open addressing, a power of two of them; numbers, 0: free (the empty text has no slot).
  std::vector<Number> slots_;
};

}  // namespace pratique::advisory
