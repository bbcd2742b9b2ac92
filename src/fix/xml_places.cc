#include "fix/xml_places.h"

#include "base/text.h"

namespace pratique::fix {

std::size_t begin_of(std::string_view text, codec::Xml element) {
  const auto name = element.offset();
  const auto open = name == 0 ? text.npos : text.rfind('<', name - 1);
  return open == text.npos ? 0 : open;
}

std::optional<std::size_t> inside_of(std::string_view text, codec::Xml element) {
  char quote = '\0';
  for (auto i = element.offset(); i < text.size(); ++i) {
    const char c = text[i];
    if (quote != '\0') {
      if (c == quote) quote = '\0';
    } else if (c == '"' || c == '\'') {
      quote = c;
    } else if (c == '>') {
      if (text[i - 1] == '/') return std::nullopt;
      return i + 1;
    }
  }
  return std::nullopt;
}

std::optional<XmlText> text_place(std::string_view text, codec::Xml element) {
  const auto from = inside_of(text, element);
  if (!from) return std::nullopt;
  const auto end = text.find('<', *from);
  if (end == text.npos || text.substr(end, 2) != "</") return std::nullopt;
  const auto inside = text.substr(*from, end - *from);
  const auto trimmed = base::trim(inside);
  if (base::contains(inside, "&") || trimmed.empty()) return std::nullopt;
  return XmlText{.offset = static_cast<std::size_t>(trimmed.data() - text.data()), .length = trimmed.size()};
}

std::string indent_of(std::string_view text, codec::Xml element) {
  const auto begin = begin_of(text, element);
  const auto line = begin == 0 ? text.npos : text.rfind('\n', begin - 1);
  const auto from = line == text.npos ? 0 : line + 1;
  const auto blanks = text.substr(from, begin - from);
  return base::trim(blanks).empty() ? std::string(blanks) : std::string();
}

std::string xml_escaped(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == '&') {
      out += "&amp;";
    } else if (c == '<') {
      out += "&lt;";
    } else if (c == '>') {
      out += "&gt;";
    } else {
      out += c;
    }
  }
  return out;
}

}  // namespace pratique::fix
