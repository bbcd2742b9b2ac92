// A value of a document that was read (codec/document_node.h) as one that we write (codec/json_value.h): for what is kept
// as it came, or handed on.
#pragma once

#include "codec/document_node.h"
#include "codec/json_value.h"

namespace pratique::codec {

// Objects keep the order of their members; of doubles the last value counts. A whole number that fits 64 bits with a sign
// stays one, any other number is a double. Errors: kLimit where it is nested deeper than `depth`.
template <DocumentNode Node>
Result<JsonValue> copy_value(const Node& node, std::size_t depth) {
  if (!node || node.is_null()) return JsonValue();
  if (const auto truth = node.boolean()) return JsonValue(*truth);
  if (const auto whole = node.integer()) return JsonValue(*whole);
  if (const auto number = node.number()) return JsonValue(*number);
  if (node.is_string()) return JsonValue(view(node.text()));
  if (depth == 0) return base::over_limit("nested too deeply");
  Result<JsonValue> result{JsonValue()};
  const auto keep = [&](const auto& add, const Node& child) {
    if (!result) return;
    auto copied = copy_value(child, depth - 1);
    if (copied)
      add(*std::move(copied));
    else
      result = tl::unexpected(std::move(copied).error());
  };
  if (node.is_array()) {
    JsonArray all;
    node.each([&](Node child) { keep([&](JsonValue value) { all.push_back(std::move(value)); }, child); });
    if (result) result = JsonValue(std::move(all));
  } else {
    JsonObject all;
    node.each_member([&](std::string_view key, Node child) {
      keep([&](JsonValue value) { all[view(key)] = std::move(value); }, child);
    });
    if (result) result = JsonValue(std::move(all));
  }
  return result;
}

}  // namespace pratique::codec
