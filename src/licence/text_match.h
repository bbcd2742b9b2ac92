// Which licences of the SPDX list a text holds: a LICENSE file, a Debian copyright file, a list of the notices of others.
//
// Problem: people copy licences by hand, wrap and indent them anew, put their name in, add a heading, and join several in
// one file. Two licences may differ in one sentence (MIT and JSON), and one may hold another (PSF-2.0 in Python-2.0).
//
// Approach: a text is a row of word pairs (text_words.h). The share of a licence's pairs that the text has says whether it
// may be in it; the index (text_index.h) gives that for all licences at once. For each that may, pairs of the licence
// count for a stretch of the text and others against it; the stretches of greatest sum (Ruzzo and Tompa, "A linear time
// algorithm for finding all maximal scoring subsequences", ISMB 1999) are where it may stand. How alike stretch and
// licence are is measured by Dice's coefficient (2 x common / (pairs of the one + pairs of the other); Ecology 26(3), 1945).
// Licences are then taken, the one that explains most of the text first; what lies over one that was taken is not.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

namespace pratique::licence {

// Bytes of a text that are looked at: notices of several hundred packages.
inline constexpr std::size_t kMaxLicenceText = 1u << 20;
// In one text.
inline constexpr std::size_t kMaxTextMatches = 64;
// Per cent of likeness below which nothing is said.
inline constexpr int kLeastLikeness = 90;

struct TextMatch {
  // Licences whose text this is, the plainest first: text alone cannot tell "GPL-2.0-only" from "GPL-2.0-or-later".
  // Views into the program's data.
  std::span<const std::string_view> ids;
  // Per cent, kLeastLikeness to 100; 100 only when not one pair differs.
  int likeness = 0;
  // Where it stands, in bytes.
  std::size_t begin = 0, end = 0;
};

// In the order of the text. Pure and thread-safe.
std::vector<TextMatch> match_text(std::string_view text);

}  // namespace pratique::licence
