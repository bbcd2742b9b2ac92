// Small operations on text that the standard library lacks. All are pure, ASCII-only where case matters (the
// formats that we read define case that way), and take and give UTF-8 without looking inside it.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace pratique::base {

// Characters that the formats we read treat as blanks: space, tab, CR, LF, VT, FF.
bool is_space(char c);
bool is_digit(char c);
bool is_alpha(char c);  // A-Z a-z
bool is_alnum(char c);
bool is_hex(char c);

std::string_view trim(std::string_view text);  // without blanks at both ends
std::string to_lower(std::string_view text);   // A-Z only
bool equals_ignoring_case(std::string_view a, std::string_view b);
bool contains(std::string_view text, std::string_view part);
bool is_one_of(std::string_view text, std::span<const std::string_view> list);

// The pieces between separators; "a,,b" gives three, "" gives one empty piece. Views into `text`.
std::vector<std::string_view> split(std::string_view text, char separator);
// The pieces between runs of blanks; never an empty one.
std::vector<std::string_view> words(std::string_view text);
// The text before and after the first (last) separator; nothing when there is none.
struct Halves {
  std::string_view before, after;
};
std::optional<Halves> cut(std::string_view text, std::string_view separator);
std::optional<Halves> cut_last(std::string_view text, std::string_view separator);

std::string join(const std::vector<std::string>& pieces, std::string_view separator);
std::string replace_all(std::string_view text, std::string_view from, std::string_view to);

// Lines without their line ends ("\n" or "\r\n"); a last line without one counts. Views into `text`.
std::vector<std::string_view> lines(std::string_view text);

// Digits only, the whole text, no sign; nothing on overflow or anything else.
std::optional<std::uint64_t> to_uint(std::string_view text);

// File name parts of a path with '/': "a/b/c.tar.gz" has base name "c.tar.gz", folder "a/b".
std::string_view base_name(std::string_view path);
std::string_view folder_of(std::string_view path);  // "" when there is no '/'

bool is_valid_utf8(std::string_view text);

// The text with each unsafe piece replaced by what `shown` makes of it: a code point that could drive a
// terminal or hide in a line (listed at printable()), or, without a code point, a byte that is not UTF-8.
std::string replace_unsafe(
    std::string_view text,
    const std::function<std::string(std::optional<std::uint32_t> point, char byte)>& shown);

// The text with everything that could drive a terminal or hide in a line made visible: C0 and C1 controls,
// DEL, line and paragraph separators, bidirectional controls and zero-width characters become "\x1b"- or
// "\u{202e}"-like escapes, and bytes that are not UTF-8 become "\xff". Every text from outside passes through
// here before a person sees it.
std::string printable(std::string_view text);

}  // namespace pratique::base
