// Where the texts of XML elements stand, and where children can be put.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "codec/xml.h"

namespace pratique::fix {

struct XmlText {
  // Without the blanks at its ends.
  std::size_t offset = 0, length = 0;
};

// The text of an element that holds text only: no child, comment, CDATA or entity. `text`: what the document was parsed from.
std::optional<XmlText> text_place(std::string_view text, codec::Xml element);

// Behind the start tag; nothing: the element is empty ("<a/>").
std::optional<std::size_t> inside_of(std::string_view text, codec::Xml element);

// Where the "<" of the element stands.
std::size_t begin_of(std::string_view text, codec::Xml element);

// The blanks before the element in its line, when nothing else stands there.
std::string indent_of(std::string_view text, codec::Xml element);

// For text between tags.
std::string xml_escaped(std::string_view text);

}  // namespace pratique::fix
