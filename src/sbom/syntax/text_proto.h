// The text format of Protocol Buffers (protobuf.dev, "Text Format Language Specification"): messages as trees, without the schema
// that says of what type a field is.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace pratique::sbom {

struct ProtoField {
  enum class Kind : std::uint8_t {
    kText,     // in quotes; escapes are resolved
    kWord,     // a number, or the name of an enumeration's value
    kMessage,  // of `fields`
  };
  std::string_view name;
  // Of the value in the text.
  std::size_t offset = 0;
  Kind kind = Kind::kWord;
  std::string text;
  // In the order of the text; repeated fields, and each of a list, stand as fields of one name.
  std::vector<ProtoField> fields;
};

// The fields of the whole text; views into it. Errors: kInvalid with the line; kLimit for more than 64 messages in one another
// or more fields than `max_fields`.
Result<std::vector<ProtoField>> parse_text_proto(std::string_view text, std::size_t max_fields);

}  // namespace pratique::sbom
