// The tables of what readers make of the feeds of ../shared (tests/feeds/README.md).
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace pratique::feeds {

inline constexpr const char* kFolder = "tests/feeds/expected";

// In the column of readers: nobody takes the file, which is no feed; and somebody has still to say.
inline constexpr std::string_view kNobody = "-", kOwed = "owed";

// What readers made of some files.
struct Counts {
  std::uint64_t files = 0;
  std::uint64_t records = 0, skipped = 0;
  // By word: "affected", "unfixed", "no-dsa"…
  std::map<std::string, std::uint64_t> statuses;
};
std::string to_text(const std::map<std::string, std::uint64_t>& statuses);  // "affected=3 fixed=1"; "-"

struct Line {
  // Where it stands, "expected/go.tsv:12".
  std::string where;
  // "input" and the pattern, joined: "feed-samples/vunnel/**.json".
  std::string pattern;
  std::string reader;
  std::uint64_t files = 1, records = 0, skipped = 0;
  std::string statuses;
  // Of a file that is no feed, why; else a part of what is said of the first skipped record.
  std::string why;
};

// "*": anything without a "/", "**": anything at all, "#": a number.
bool matches(std::string_view pattern, std::string_view path);

// Of all tables, by input.
Result<std::map<std::string, std::vector<Line>>> read_tables(const std::string& folder);

}  // namespace pratique::feeds
