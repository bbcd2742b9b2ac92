#include "report/terminal.h"

#include <utf8proc.h>

#include <algorithm>
#include <cstdio>

#include "base/text.h"

namespace pratique::report {

namespace {

constexpr char kEscape = '\x1b';

// Length of the escape sequence at the start of `text`: "ESC [ … letter" (SGR) or "ESC ] … ESC \" (OSC 8).
std::size_t escape_length(std::string_view text) {
  if (text.size() < 2) return text.size();
  if (text[1] == ']') {
    const auto end = text.find("\x1b\\", 2);
    return end == std::string_view::npos ? text.size() : end + 2;
  }
  std::size_t length = 2;
  while (length < text.size() && !base::is_alpha(text[length])) ++length;
  return std::min(length + 1, text.size());
}

// A piece that no line is broken in: a sign with what combines with it, or an escape sequence.
struct Piece {
  std::string_view text;
  std::size_t width = 0;
  bool blank() const { return text == " "; }
  bool escape() const { return text.front() == kEscape; }
  // A long word may be broken behind it.
  bool separator() const { return text.size() == 1 && base::contains("/,:;|&?=@_-+.", text); }
};

Piece first_piece(std::string_view text) {
  if (text.front() == kEscape) return {text.substr(0, escape_length(text)), 0};
  utf8proc_int32_t point = 0;
  const auto* bytes = reinterpret_cast<const utf8proc_uint8_t*>(text.data());
  const auto used = utf8proc_iterate(bytes, static_cast<utf8proc_ssize_t>(text.size()), &point);
  if (used <= 0) return {text.substr(0, 1), 1};  // not UTF-8: terminals show one sign for the byte
  return {text.substr(0, static_cast<std::size_t>(used)),
          static_cast<std::size_t>(std::max(0, utf8proc_charwidth(point)))};
}

std::vector<Piece> pieces_of(std::string_view text) {
  std::vector<Piece> pieces;
  while (!text.empty()) {
    const auto piece = first_piece(text);
    text.remove_prefix(piece.text.size());
    const bool combines = piece.width == 0 && !piece.escape() && !pieces.empty() && !pieces.back().escape();
    if (combines) {
      auto& last = pieces.back().text;
      last = {last.data(), last.size() + piece.text.size()};
    } else {
      pieces.push_back(piece);
    }
  }
  return pieces;
}

// The colour and link that hold where a text is broken.
class Dress {
 public:
  void note(std::string_view escape) {
    if (escape.starts_with("\x1b]")) {
      link_ = escape == kLinkEnd ? std::string_view() : escape;
    } else {
      colour_ = escape == kColourEnd ? std::string_view() : escape;
    }
  }
  std::string on() const { return std::string(link_) + std::string(colour_); }
  std::string off() const {
    return std::string(colour_.empty() ? "" : kColourEnd) + std::string(link_.empty() ? "" : kLinkEnd);
  }

 private:
  static constexpr std::string_view kColourEnd = "\x1b[0m", kLinkEnd = "\x1b]8;;\x1b\\";
  std::string_view colour_, link_;
};

// Where a line that starts at `start` ends, and where the next one starts.
struct Break {
  std::size_t end, next;
};

std::size_t after_blanks(const std::vector<Piece>& pieces, std::size_t i) {
  while (i < pieces.size() && (pieces[i].blank() || pieces[i].escape())) ++i;
  return i;
}

// `whole`: pieces before this one stay together.
Break next_break(const std::vector<Piece>& pieces, std::size_t start, std::size_t columns, std::size_t whole,
                 LongWords long_words) {
  std::size_t width = 0, at_blank = 0, at_separator = 0, separator_width = 0;
  bool word = false;  // blanks that a line starts with belong to it
  for (std::size_t i = start; i < pieces.size(); ++i) {
    const auto& piece = pieces[i];
    const bool may_break = i >= whole;
    if (piece.blank() && word && may_break && !pieces[i - 1].blank()) at_blank = i;
    width += piece.width;
    if (width > columns && i > start) {
      if (at_blank > start) return {at_blank, after_blanks(pieces, at_blank)};
      if (long_words == LongWords::kKeep) continue;
      if (at_separator > start && separator_width * 2 >= columns) return {at_separator, at_separator};
      return {i, i};
    }
    word = word || (!piece.blank() && !piece.escape());
    if (piece.separator() && may_break) {
      at_separator = i + 1;
      separator_width = width;
    }
  }
  return {pieces.size(), pieces.size()};
}

std::size_t count_pieces(const std::vector<Piece>& pieces, std::size_t bytes) {
  std::size_t count = 0, seen = 0;
  while (count < pieces.size() && seen < bytes) seen += pieces[count++].text.size();
  return count;
}

}  // namespace

std::size_t width_of(std::string_view text) {
  std::size_t width = 0;
  while (!text.empty()) {
    const auto piece = first_piece(text);
    width += piece.width;
    text.remove_prefix(piece.text.size());
  }
  return width;
}

std::string pad_right(std::string_view text, std::size_t columns) {
  const auto width = width_of(text);
  return std::string(text) + std::string(columns > width ? columns - width : 0, ' ');
}

std::string pad_left(std::string_view text, std::size_t columns) {
  const auto width = width_of(text);
  return std::string(columns > width ? columns - width : 0, ' ') + std::string(text);
}

std::vector<std::string> wrapped(std::string_view text, std::size_t columns) {
  if (columns == 0) return {std::string(text)};
  const auto words = base::words(text);
  if (words.empty()) return {};
  return folded(base::join({words.begin(), words.end()}, " "), columns, 0, LongWords::kKeep);
}

std::vector<std::string> folded(std::string_view text, std::size_t columns, std::size_t whole,
                                LongWords long_words) {
  if (columns == 0 || width_of(text) <= columns) return {std::string(text)};
  const auto pieces = pieces_of(text);
  const auto kept = count_pieces(pieces, whole);
  std::vector<std::string> lines;
  Dress dress;
  for (std::size_t start = 0; start < pieces.size();) {
    const auto [end, next] = next_break(pieces, start, columns, kept, long_words);
    auto line = dress.on();
    for (std::size_t i = start; i < next; ++i) {
      if (i < end) line += pieces[i].text;
      if (pieces[i].escape()) dress.note(pieces[i].text);
      if (i + 1 == end) line += dress.off();
    }
    lines.push_back(std::move(line));
    start = next;
  }
  return lines;
}

std::string hanging(std::string_view mark, std::string_view text, std::size_t columns, LongWords long_words) {
  constexpr std::size_t kFewest = 12;
  const auto indent = width_of(mark);
  std::string all;
  const auto room = columns == 0 ? 0 : std::max(columns, indent + kFewest) - indent;
  for (const auto& line : folded(text, room, 0, long_words))
    all += (all.empty() ? std::string(mark) : std::string(indent, ' ')) + line + "\n";
  return all;
}

std::size_t longest_word(std::string_view text, std::size_t whole) {
  const auto pieces = pieces_of(text);
  const auto kept = count_pieces(pieces, whole);
  std::size_t longest = 0, width = 0;
  bool word = false;
  for (std::size_t i = 0; i < pieces.size(); ++i) {
    if (pieces[i].blank() && word && i >= kept) {
      width = 0;
      word = false;
      while (i + 1 < pieces.size() && pieces[i + 1].blank()) ++i;
      continue;
    }
    width += pieces[i].width;
    word = word || (!pieces[i].blank() && !pieces[i].escape());
    longest = std::max(longest, width);
  }
  return longest;
}

std::string Style::sgr(std::string_view code, std::string_view text) const {
  if (!colour_ || text.empty()) return std::string(text);
  return "\x1b[" + std::string(code) + "m" + std::string(text) + "\x1b[0m";
}

std::string Style::severity(advisory::Severity severity, std::string_view text) const {
  switch (severity) {
    case advisory::Severity::kCritical:
      return sgr("1;31", text);
    case advisory::Severity::kHigh:
      return sgr("31", text);
    case advisory::Severity::kMedium:
      return sgr("33", text);
    case advisory::Severity::kLow:
      return sgr("36", text);
    case advisory::Severity::kUnspecified:
      return sgr("2", text);
  }
  return std::string(text);
}

std::string Style::link(std::string_view url, std::string_view text) const {
  if (!links_ || url.empty()) return std::string(text);
  return "\x1b]8;;" + std::string(url) + "\x1b\\" + std::string(text) + "\x1b]8;;\x1b\\";
}

std::string size_text(std::uint64_t bytes) {
  constexpr const char* kUnits[] = {"B", "kB", "MB", "GB", "TB"};
  auto value = static_cast<double>(bytes);
  std::size_t unit = 0;
  // 999.95 would round to "1000.0".
  while (value >= 999.95 && unit + 1 < std::size(kUnits)) {
    value /= 1000;
    ++unit;
  }
  char text[32];
  std::snprintf(text, sizeof text, unit == 0 || value >= 99.95 ? "%.0f %s" : "%.1f %s", value, kUnits[unit]);
  return text;
}

// What could drive a terminal, byte by byte as \\ooo: three digits, so that no digit behind it is taken in.
static std::string bytes_named(std::string_view text) {
  std::string named;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    char octal[5];
    std::snprintf(octal, sizeof octal, "\\%03o", static_cast<unsigned>(byte));
    named += byte >= 0x20 && byte < 0x7f ? std::string(1, c) : std::string(octal);
  }
  return named;
}

std::string shell_word(std::string_view text) {
  const auto safe = [](char c) {
    return base::is_alnum(c) || base::contains("@%+=:,./-_", std::string_view(&c, 1));
  };
  if (!text.empty() && text.front() != '-' && std::all_of(text.begin(), text.end(), safe))
    return std::string(text);
  if (base::printable(text) != text) {  // $'…' of POSIX.1-2024 names bytes that no terminal may see
    const auto escaped = base::replace_all(base::replace_all(text, "\\", "\\\\"), "'", "\\'");
    return "$'" + bytes_named(escaped) + "'";
  }
  return "'" + base::replace_all(text, "'", "'\\''") + "'";
}

}  // namespace pratique::report
