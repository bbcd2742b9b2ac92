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

}  // namespace

std::size_t width_of(std::string_view text) {
  std::size_t width = 0;
  while (!text.empty()) {
    if (text.front() == kEscape) {
      text.remove_prefix(escape_length(text));
      continue;
    }
    utf8proc_int32_t point = 0;
    const auto* bytes = reinterpret_cast<const utf8proc_uint8_t*>(text.data());
    const auto used = utf8proc_iterate(bytes, static_cast<utf8proc_ssize_t>(text.size()), &point);
    if (used <= 0) {  // not UTF-8: terminals show one sign for the byte
      ++width;
      text.remove_prefix(1);
      continue;
    }
    width += static_cast<std::size_t>(std::max(0, utf8proc_charwidth(point)));
    text.remove_prefix(static_cast<std::size_t>(used));
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
  std::vector<std::string> lines;
  for (const auto word : base::words(text)) {
    if (lines.empty() || width_of(lines.back()) + 1 + width_of(word) > columns) {
      lines.emplace_back(word);
    } else {
      lines.back() += " " + std::string(word);
    }
  }
  return lines;
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

static std::string line_of(const std::vector<std::string>& cells, const std::vector<std::size_t>& widths,
                           std::string_view indent) {
  std::string line(indent);
  for (std::size_t i = 0; i < widths.size(); ++i) {
    const std::string cell = i < cells.size() ? cells[i] : std::string();
    if (i > 0) line += " │ ";
    line += pad_right(cell, widths[i]);
  }
  line.erase(line.find_last_not_of(' ') + 1);
  return line + "\n";
}

std::string Table::to_text(std::string_view indent) const {
  std::vector<std::size_t> widths(head_.size());
  const auto widen = [&](const std::vector<std::string>& cells) {
    widths.resize(std::max(widths.size(), cells.size()));
    for (std::size_t i = 0; i < cells.size(); ++i) widths[i] = std::max(widths[i], width_of(cells[i]));
  };
  widen(head_);
  for (const auto& row : rows_) widen(row);
  std::string text;
  if (!head_.empty()) {
    text += line_of(head_, widths, indent);
    if (!indent.empty()) text += indent.substr(1);
    for (std::size_t i = 0; i < widths.size(); ++i) {
      if (i > 0) text += "┼";
      for (std::size_t column = 0; column < widths[i] + (i == 0 && indent.empty() ? 1 : 2); ++column)
        text += "─";
    }
    text += "\n";
  }
  for (const auto& row : rows_) text += line_of(row, widths, indent);
  return text;
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
