#include "fix/docker_words.h"

#include <algorithm>

#include "base/text.h"

namespace pratique::fix {

namespace {

bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\r'; }
bool is_name(char c) { return base::is_alnum(c) || c == '_'; }

// The lines of a text with their offsets, and how they join to instructions.
class PlacedLines {
 public:
  explicit PlacedLines(std::string_view text) : text_(text) {
    std::size_t from = text.starts_with("\xef\xbb\xbf") ? 3 : 0;
    while (from < text.size()) {
      const auto end = std::min(text.find('\n', from), text.size());
      lines_.push_back({from, end});
      from = end + 1;
    }
  }

  std::size_t size() const { return lines_.size(); }
  std::string_view line(std::size_t i) const {
    auto line = text_.substr(lines_[i].from, lines_[i].end - lines_[i].from);
    if (line.ends_with('\r')) line.remove_suffix(1);
    return line;
  }
  bool is_nothing(std::size_t i) const {
    const auto line = base::trim(this->line(i));
    return line.empty() || line.starts_with('#');
  }

  // The instruction that begins at line `i`, which becomes the line behind it.
  PlacedText join(std::size_t& i, char escape) const {
    PlacedText out;
    for (bool first = true; i < lines_.size(); ++i) {
      if (!first && is_nothing(i)) continue;
      const auto text = line(i);
      const auto end = text.find_last_not_of(" \t") + 1;
      const bool goes_on = end > 0 && text[end - 1] == escape;
      const auto size = goes_on ? end - 1 : text.size();
      for (std::size_t k = 0; k < size; ++k) {
        out.text += text[k];
        out.at.push_back(lines_[i].from + k);
      }
      first = false;
      if (goes_on) continue;
      ++i;
      break;
    }
    return out;
  }

 private:
  struct Line {
    std::size_t from, end;
  };
  std::string_view text_;
  std::vector<Line> lines_;
};

// Words between blanks that stand in no quotes.
std::vector<PlacedText> words_of(const PlacedText& text) {
  std::vector<PlacedText> out;
  std::size_t from = 0;
  char quote = '\0';
  for (std::size_t i = 0; i <= text.text.size(); ++i) {
    const char c = i < text.text.size() ? text.text[i] : ' ';
    if (quote != '\0' && i < text.text.size()) {
      if (c == quote) quote = '\0';
    } else if (c == '"' || c == '\'') {
      quote = c;
    } else if (is_blank(c)) {
      if (i > from) out.push_back(text.part(from, i - from));
      from = i + 1;
    }
  }
  return out;
}

PlacedText unquoted(const PlacedText& word) {
  const auto& text = word.text;
  const bool quoted =
      text.size() > 1 && text.front() == text.back() && (text.front() == '"' || text.front() == '\'');
  return quoted ? word.part(1, text.size() - 2) : word;
}

// "# escape=`" among the first comments ("Parser directives").
char escape_of(const PlacedLines& lines) {
  char escape = '\\';
  for (std::size_t i = 0; i < lines.size(); ++i) {
    const auto text = base::trim(lines.line(i));
    const auto halves = text.starts_with('#') ? base::cut(text.substr(1), "=") : std::nullopt;
    if (!halves) break;
    const auto name = base::to_lower(base::trim(halves->before));
    if (name != "escape" && name != "syntax" && name != "check") break;
    const auto value = base::trim(halves->after);
    if (name == "escape" && value.size() == 1) escape = value.front();
  }
  return escape;
}

void read_arguments(const PlacedText& instruction, std::uint32_t line, std::vector<FromArgument>& out) {
  const auto words = words_of(instruction);
  for (std::size_t i = 1; i < words.size(); ++i) {
    const auto equals = words[i].text.find('=');
    FromArgument one{.name = words[i].text.substr(0, equals), .value = {}, .line = line};
    if (equals != std::string::npos)
      one.value = unquoted(words[i].part(equals + 1, words[i].text.size() - equals - 1));
    out.push_back(std::move(one));
  }
}

}  // namespace

PlacedText PlacedText::part(std::size_t from, std::size_t size) const {
  const auto begin = at.begin() + static_cast<std::ptrdiff_t>(from);
  return {.text = text.substr(from, size), .at = {begin, begin + static_cast<std::ptrdiff_t>(size)}};
}

std::optional<std::size_t> PlacedText::place() const {
  if (at.empty() || at.back() - at.front() != at.size() - 1) return std::nullopt;
  return at.front();
}

FromWords read_from_words(std::string_view text, const provenance::Dockerfile& file) {
  const PlacedLines lines(text);
  FromWords out;
  out.escape = escape_of(lines);
  if (file.stages.empty()) return out;
  // Before the first FROM stand ARG, comments and empty lines only.
  for (std::size_t i = 0; i + 1 < file.stages.front().first;) {
    if (lines.is_nothing(i)) {
      ++i;
      continue;
    }
    const auto line = static_cast<std::uint32_t>(i + 1);
    read_arguments(lines.join(i, out.escape), line, out.arguments);
  }
  for (const auto& stage : file.stages) {
    std::size_t i = stage.first - 1;
    auto words = words_of(lines.join(i, out.escape));
    words.erase(words.begin(), std::ranges::find_if(words.begin() + 1, words.end(), [](const auto& word) {
                  return !word.text.starts_with("--");
                }));
    out.images.push_back(words.empty() ? PlacedText{} : unquoted(words.front()));
  }
  return out;
}

Result<std::vector<WordPart>> word_parts(const PlacedText& word, char escape) {
  const auto& text = word.text;
  const auto odd = [&] {
    return base::fail(ErrorKind::kUnsupported, "written with more than plain variables: " + text);
  };
  std::vector<WordPart> out;
  std::size_t plain = 0;
  const auto letters = [&](std::size_t end) {
    if (end > plain) out.push_back({.text = word.part(plain, end - plain)});
  };
  for (std::size_t i = 0; i < text.size();) {
    if (text[i] == escape || text[i] == '"' || text[i] == '\'') return odd();
    if (text[i] != '$') {
      ++i;
      continue;
    }
    letters(i);
    const bool braced = i + 1 < text.size() && text[i + 1] == '{';
    const auto from = i + (braced ? 2 : 1);
    auto end = from;
    while (end < text.size() && is_name(text[end])) ++end;
    if (end == from) return odd();
    WordPart part{.variable = text.substr(from, end - from)};
    if (braced) {
      const auto close = text.find('}', end);
      if (close == text.npos) return odd();
      const auto modifier = std::string_view(text).substr(end, close - end);
      const std::size_t skip = modifier.starts_with(":-") ? 2 : modifier.starts_with('-') ? 1 : 0;
      if (!modifier.empty() && (skip == 0 || base::contains(modifier, "$"))) return odd();
      if (skip > 0) part.otherwise = word.part(end + skip, modifier.size() - skip);
      end = close + 1;
    }
    part.text = word.part(i, end - i);
    out.push_back(std::move(part));
    plain = i = end;
  }
  letters(text.size());
  return out;
}

}  // namespace pratique::fix
