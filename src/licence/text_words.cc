#include "licence/text_words.h"

#include <algorithm>
#include <array>
#include <string>

#include "base/text.h"

namespace pratique::licence {

namespace {

constexpr std::size_t kMaxNotice = 300;  // a longer line is more than a notice
constexpr std::size_t kMaxMark = 100;    // of "<…>"

bool is_word(char c) { return base::is_alnum(c) || static_cast<unsigned char>(c) >= 0x80; }

// FNV-1a: short words, and no secret to keep; who writes a text that is taken for another's could as well copy that one.
std::uint64_t hash_of(std::string_view word) {
  constexpr std::uint64_t kBasis = 0xcbf29ce484222325;
  constexpr std::uint64_t kPrime = 0x100000001b3;
  auto hash = kBasis;
  for (const char c : word) {
    const bool capital = c >= 'A' && c <= 'Z';
    hash = (hash ^ static_cast<unsigned char>(capital ? c - 'A' + 'a' : c)) * kPrime;
  }
  return hash;
}

std::uint32_t joined(std::uint64_t first, std::uint64_t second) {
  auto hash = first * 0x9e3779b97f4a7c15 ^ second;
  hash = (hash ^ (hash >> 33)) * 0xff51afd7ed558ccd;
  hash ^= hash >> 33;
  return static_cast<std::uint32_t>(hash >> 32);
}

bool starts_with_word(std::string_view line, std::string_view word) {
  return line.size() > word.size() && base::equals_ignoring_case(line.substr(0, word.size()), word);
}

// "Copyright (c) 2016 …", "(C) 1999 …", "© …": a line that names a holder, not one of the licence's about copyright.
bool is_notice(std::string_view line) {
  constexpr std::string_view kComment = " \t*#/;-.|>%!\"'";
  const auto start = line.find_first_not_of(kComment);
  if (start == std::string_view::npos || line.size() > kMaxNotice) return false;
  line.remove_prefix(start);
  const bool named = starts_with_word(line, "copyright") || starts_with_word(line, "portions copyright");
  if (!named) return starts_with_word(line, "(c)") || line.starts_with("\xc2\xa9");
  const auto has_year = [&] {
    int digits = 0;
    for (const char c : line) {
      digits = base::is_digit(c) ? digits + 1 : 0;
      if (digits == 4) return true;
    }
    return false;
  };
  constexpr std::array<std::string_view, 7> kMarks{"(c)", "(C)", "\xc2\xa9", "<", "[", "{", "@"};
  return has_year() || std::any_of(kMarks.begin(), kMarks.end(),
                                   [&](std::string_view mark) { return base::contains(line, mark); });
}

// The end of "<…>" that begins here; 0: none does.
std::size_t end_of_mark(std::string_view rest) {
  const auto end = rest.substr(0, kMaxMark).find_first_of("<>\n", 1);
  return end != std::string_view::npos && rest[end] == '>' && end > 1 ? end + 1 : 0;
}

class Row {
 public:
  void add_line(std::string_view line, std::size_t start) {
    for (std::size_t i = 0; i < line.size();) {
      if (line[i] == '<') {
        if (const auto size = end_of_mark(line.substr(i)); size > 0) {
          i += size;
          continue;
        }
      }
      if (!is_word(line[i])) {
        ++i;
        continue;
      }
      auto end = i + 1;
      while (end < line.size() && is_word(line[end])) ++end;
      add_word(line.substr(i, end - i), start + i);
      i = end;
    }
  }

  std::vector<WordPair> pairs;

 private:
  void add_word(std::string_view word, std::size_t at) {
    if (base::equals_ignoring_case(word, "licence")) word = "license";
    const auto hash = hash_of(word);
    if (any_) pairs.push_back({.hash = joined(last_, hash), .at = last_at_});
    last_ = hash, last_at_ = static_cast<std::uint32_t>(at), any_ = true;
  }

  std::uint64_t last_ = 0;
  std::uint32_t last_at_ = 0;
  bool any_ = false;
};

}  // namespace

std::vector<WordPair> word_pairs(std::string_view text, std::size_t limit) {
  text = text.substr(0, std::min<std::size_t>(limit, UINT32_MAX));
  constexpr std::size_t kBytesOfPair = 6;
  Row row;
  row.pairs.reserve(text.size() / kBytesOfPair);
  for (std::size_t start = 0; start < text.size();) {
    const auto end = std::min(text.find('\n', start), text.size());
    const auto line = text.substr(start, end - start);
    if (!is_notice(line)) row.add_line(line, start);
    start = end + 1;
  }
  return std::move(row.pairs);
}

}  // namespace pratique::licence
