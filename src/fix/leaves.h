// What of two parsed documents differs, value by value: the check that an edit changed nothing but what it was to.
#pragma once

#include <map>
#include <string>
#include <string_view>

#include "codec/document_node.h"

namespace pratique::fix {

struct DocumentChanges {
  std::size_t changed = 0, added = 0, removed = 0;
};

// Values that are no array or object, by their path. Of a key that occurs twice the last.
template <codec::DocumentNode Node>
void collect_leaves(Node node, const std::string& path, std::map<std::string, std::string>& out) {
  if (node.is_array()) {
    std::size_t index = 0;
    node.each([&](Node one) { collect_leaves(one, path + "/" + std::to_string(index++), out); });
  } else if (node.is_object()) {
    node.each_member([&](std::string_view key, Node one) {
      collect_leaves(one, path + "/" + std::to_string(key.size()) + ":" + std::string(key), out);
    });
  } else {
    const auto number = node.number();
    auto& value = out[path];
    value = node.is_string() ? "string " + std::string(node.text()) : node.is_null() ? "null" : "value ";
    if (number && !node.is_string()) value += std::to_string(*number);
    if (const auto truth = node.boolean()) value += *truth ? "true" : "false";
  }
}

template <codec::ParsedDocument Document>
Result<DocumentChanges> changes_between(std::string_view before, std::string_view after) {
  PQ_TRY(const auto old_document, Document::parse(before));
  PQ_TRY(const auto new_document, Document::parse(after));
  std::map<std::string, std::string> old_leaves, new_leaves;
  collect_leaves(old_document.root(), "", old_leaves);
  collect_leaves(new_document.root(), "", new_leaves);
  DocumentChanges out;
  for (const auto& [path, value] : old_leaves) {
    const auto found = new_leaves.find(path);
    if (found == new_leaves.end()) {
      ++out.removed;
    } else if (found->second != value) {
      ++out.changed;
    }
  }
  for (const auto& [path, value] : new_leaves) out.added += old_leaves.contains(path) ? 0 : 1;
  return out;
}

}  // namespace pratique::fix
