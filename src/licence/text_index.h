// The texts of the SPDX licence list as sets of word pairs, without the texts: which licences have a pair, and how many
// pairs each has. texts.bin is written by tools/spdx_texts from a package that publishes the list and compiled in; it is
// read where it lies.
//
// Layout, little-endian: "PQLT", u32 version, u32 licences L, u32 pairs P, u32 postings N, u32 bytes of names B; then
// u32 pairs of each licence [L]; u32 first pair of each bucket of 2^12, by the upper bits of the hash [4097]; u32 hashes,
// ascending [P]; u32 where the postings of each begin [P + 1]; u16 numbers of licences, ascending [N]; names [B]: a line
// for each licence, its identifiers with blanks between them, the plainest first (identifiers whose texts are the same).
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace pratique::licence {

inline constexpr std::size_t kBuckets = 4'096;

// A view of the bytes, which must outlive it. Thread-safe once made.
class TextIndex {
 public:
  // Errors: kInvalid for bytes that are no index, or not whole: every number in it is looked at once.
  static Result<TextIndex> over(std::string_view bytes);

  std::size_t size() const { return sizes_.size(); }
  // Pairs of one licence, each once.
  std::uint32_t pairs_of(std::size_t licence) const { return sizes_[licence]; }
  // "GPL-2.0-only", "GPL-2.0-or-later".
  std::span<const std::string_view> names_of(std::size_t licence) const { return names_[licence]; }
  // A number for each pair that a licence has, from 0; -1: none has it.
  std::int64_t find(std::uint32_t hash) const;
  std::size_t pairs() const { return count_; }
  // Calls visit(licence) for each licence that has the pair of that number.
  template <class Visit>
  void each_licence(std::int64_t pair, Visit&& visit) const {
    const auto end = number(starts_, static_cast<std::size_t>(pair) + 1);
    for (auto i = number(starts_, static_cast<std::size_t>(pair)); i < end; ++i) visit(posting(i));
  }

 private:
  static std::uint32_t number(std::string_view column, std::size_t at);
  std::uint16_t posting(std::size_t at) const;

  std::vector<std::uint32_t> sizes_;
  std::vector<std::vector<std::string_view>> names_;
  std::string_view buckets_, hashes_, starts_, postings_;
  std::size_t count_ = 0;
};

// The program's own.
const TextIndex& text_index();

// What an index is made of.
struct IndexedText {
  std::vector<std::string> names;
  std::string text;
};
// Licences without a pair are left out; texts with the same pairs become one licence. At most 65,535 licences.
std::string encode_index(std::vector<IndexedText> texts);

}  // namespace pratique::licence
