// A licence's text as a row of words, so that two copies of it are alike whatever stands around, between and instead of
// the words that count. Follows SPDX 2.3, annex B ("License Matching Guidelines"): case, blanks, punctuation and marks of
// comments say nothing; copyright notices are left out; "licence" is "license".
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

namespace pratique::licence {

// Two words that stand side by side.
struct WordPair {
  // The same on every machine: it is kept in files (text_index.h).
  std::uint32_t hash = 0;
  // Of its first word in the text, in bytes.
  std::uint32_t at = 0;
};

// In the order of the text, of at most its first `limit` bytes (under 4 GiB). What stands in "<…>" on one line is left out:
// marks of HTML, addresses, and the places that a template leaves open. Pure and thread-safe.
std::vector<WordPair> word_pairs(std::string_view text, std::size_t limit);

}  // namespace pratique::licence
