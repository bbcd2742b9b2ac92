// JSON that we write: Boost.JSON values (objects keep the order in which members were added, so equal
// documents are equal bytes) and one printer. The only place that includes Boost.JSON.
#pragma once

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/string.hpp>
#include <boost/json/value.hpp>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace pratique::codec {

using JsonValue = boost::json::value;
using JsonObject = boost::json::object;
using JsonArray = boost::json::array;

// A text as Boost.JSON wants it; a view.
inline boost::json::string_view view(std::string_view text) { return {text.data(), text.size()}; }
// An array of texts: of any list of strings or views.
template <typename List>
JsonArray texts(const List& list) {
  JsonArray array;
  for (const auto& text : list) array.emplace_back(view(text));
  return array;
}

// Two spaces of indentation, one member a line, "\n" at the end. Text that is not UTF-8 is written with
// U+FFFD for each wrong byte, so that the output is always JSON.
std::string to_text(const JsonValue& value);
// The same bytes as if `object` had, as its member `list`, an array of element(0) … element(count - 1); each
// is made when it is written and then forgotten, so that a long list is never in memory whole. What `object`
// itself has as `list` only says where it stands.
std::string to_text(const JsonObject& object, std::string_view list, std::size_t count,
                    const std::function<JsonValue(std::size_t)>& element);
// A long array that is made while it is written: each element is forgotten when it stands in the text.
struct JsonStream {
  // Member of the document; what the object has there is a mark only.
  std::string_view key;
  // Nothing at the end; it may use what earlier streams found out.
  std::function<std::optional<JsonValue>()> next;
  // Then there is no such member.
  bool omit_empty = false;
};
// `expected`: about how long the text will be, 0 when not known. A text that grows is copied and held twice.
std::string to_text(const JsonObject& object, const std::vector<JsonStream>& streams,
                    std::uint64_t expected = 0);
// On one line, without blanks or a line end.
std::string to_compact_text(const JsonValue& value);

}  // namespace pratique::codec
