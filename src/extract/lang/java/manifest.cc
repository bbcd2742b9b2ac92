#include "extract/lang/java/manifest.h"

#include "base/text.h"

namespace pratique::extract::java {
namespace {

// Enough for what names a jar; a value of more (Export-Package, Class-Path) is cut, which nobody here reads.
constexpr std::size_t kMaxValue = 4096;

// "${project.version}", "@{version}": a build that forgot to filter its resources.
bool is_template(std::string_view value) {
  return base::contains(value, "${") || base::contains(value, "@{");
}

// One character of a property after its backslash, at `at`, which moves past it. \uXXXX beyond ASCII is no
// part of a coordinate and becomes '?'.
char escaped(std::string_view text, std::size_t& at) {
  const char c = text[at++];
  if (c == 't') return '\t';
  if (c == 'n') return '\n';
  if (c == 'r' || c == 'f') return ' ';
  if (c != 'u' || text.size() - at < 4) return c;
  unsigned value = 0;
  for (const char digit : text.substr(at, 4)) {
    if (!base::is_hex(digit)) return c;
    value =
        value * 16 + static_cast<unsigned>(base::is_digit(digit) ? digit - '0' : (digit | 0x20) - 'a' + 10);
  }
  at += 4;
  return value < 0x80 ? static_cast<char>(value) : '?';
}

// A piece of a property line up to an unescaped separator (for the key) or its end (for the value).
std::string unescaped(std::string_view text, std::size_t& at, bool is_key) {
  std::string out;
  while (at < text.size()) {
    const char c = text[at];
    if (is_key && (c == '=' || c == ':' || base::is_space(c))) break;
    ++at;
    if (c == '\\' && at < text.size()) {
      out += escaped(text, at);
    } else {
      out += c;
    }
  }
  return out;
}

// An odd number of backslashes at the end: the last one is not escaped itself.
bool continues(std::string_view line) {
  std::size_t backslashes = 0;
  while (backslashes < line.size() && line[line.size() - 1 - backslashes] == '\\') ++backslashes;
  return backslashes % 2 == 1;
}

}  // namespace

// Lines are at most 72 bytes; a longer value goes on in lines that start with one blank. Names compare
// without case.
Manifest::Manifest(std::string_view text) {
  if (text.starts_with("\xef\xbb\xbf")) text.remove_prefix(3);
  std::string* last = nullptr;
  while (!text.empty()) {
    // Lines end with CRLF, LF or CR alone.
    const auto end = text.find_first_of("\r\n");
    const auto line = text.substr(0, end);
    text.remove_prefix(end == std::string_view::npos ? text.size()
                                                     : end + (text.substr(end).starts_with("\r\n") ? 2 : 1));
    if (line.empty()) {
      if (attributes_.empty()) continue;
      return;  // the end of the main section
    }
    if (line.front() == ' ') {
      if (last != nullptr && last->size() < kMaxValue) *last += line.substr(1);
      continue;
    }
    const auto halves = base::cut(line, ":");
    last = halves ? &(attributes_[base::to_lower(base::trim(halves->before))] =
                          base::trim(halves->after).substr(0, kMaxValue))
                  : nullptr;
  }
}

std::string_view Manifest::operator[](std::string_view lower_case_name) const {
  const auto found = attributes_.find(lower_case_name);
  if (found == attributes_.end() || is_template(found->second)) return {};
  return base::trim(found->second);
}

std::string_view Manifest::plain(std::string_view lower_case_name) const {
  const auto value = (*this)[lower_case_name];
  return base::trim(value.substr(0, value.find(';')));
}

std::map<std::string, std::string> parse_properties(std::string_view text) {
  std::map<std::string, std::string> out;
  std::string joined;
  for (auto line : base::lines(text)) {
    while (!line.empty() && base::is_space(line.front())) line.remove_prefix(1);
    if (joined.empty() && (line.empty() || line.front() == '#' || line.front() == '!')) continue;
    if (continues(line)) {
      joined += line.substr(0, line.size() - 1);
      continue;
    }
    joined += line;
    std::size_t at = 0;
    auto key = unescaped(joined, at, true);
    while (at < joined.size() && base::is_space(joined[at])) ++at;
    if (at < joined.size() && (joined[at] == '=' || joined[at] == ':')) ++at;
    const auto value = unescaped(joined, at, false);
    out[std::move(key)] = is_template(value) ? std::string() : std::string(base::trim(value));
    joined.clear();
  }
  return out;
}

}  // namespace pratique::extract::java
