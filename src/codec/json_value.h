// JSON that we write: Boost.JSON values (objects keep the order in which members were added, so equal
// documents are equal bytes) and one printer. The only place that includes Boost.JSON.
#pragma once

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/string.hpp>
#include <boost/json/value.hpp>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/sink.h"

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

// A long array that is made while it is written: each element is forgotten when it stands in the text.
struct JsonStream {
  // Member of the document, or of an object or array in it, that is null there: a mark only.
  std::string_view key;
  // Nothing at the end; it may use what earlier streams found out.
  std::function<std::optional<JsonValue>()> next;
  // Then there is no such member.
  bool omit_empty = false;
};
// Of a list that outlives the writing: make(element) for each.
template <typename List, typename Make>
JsonStream stream_of(std::string_view key, const List& list, Make make) {
  const auto next = [at = list.begin(), end = list.end(),
                     make = std::move(make)]() mutable -> std::optional<JsonValue> {
    if (at == end) return std::nullopt;
    return std::optional<JsonValue>(make(*at++));
  };
  return {.key = key, .next = next};
}
// Of a list that the stream keeps.
template <typename Element, typename Make>
JsonStream stream_of(std::string_view key, std::vector<Element>&& list, Make make) {
  const auto kept = std::make_shared<const std::vector<Element>>(std::move(list));
  return stream_of(key, *kept,
                   [kept, make = std::move(make)](const Element& one) mutable { return make(one); });
}

// Writes a document: two spaces of indentation, one member a line, "\n" at the end. Text that is not UTF-8 is
// written with U+FFFD for each wrong byte, so that the output is always JSON. Of the text at most some 64 KiB
// and one element of a stream are held. Errors are the sink's.
Result<void> write_json(const base::Sink& sink, const JsonObject& object,
                        const std::vector<JsonStream>& streams = {});
// On one line, without blanks or a line end.
std::string to_compact_text(const JsonValue& value);

}  // namespace pratique::codec
