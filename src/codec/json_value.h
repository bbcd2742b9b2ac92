// JSON that we write: Boost.JSON values (objects keep the order in which members were added, so equal
// documents are equal bytes) and one printer. The only place that includes Boost.JSON.
#pragma once

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/string.hpp>
#include <boost/json/value.hpp>
#include <string>

namespace pratique::codec {

using JsonValue = boost::json::value;
using JsonObject = boost::json::object;
using JsonArray = boost::json::array;

// Two spaces of indentation, one member a line, "\n" at the end. Text that is not UTF-8 is written with
// U+FFFD for each wrong byte, so that the output is always JSON.
std::string to_text(const JsonValue& value);
// On one line, without blanks or a line end.
std::string to_compact_text(const JsonValue& value);

}  // namespace pratique::codec
