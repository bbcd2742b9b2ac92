// One face for what JSON, TOML and YAML hold: whoever reads one can read the others, and a reader of a format
// that comes in two of them is one template (`template <DocumentNode Node>`).
//
// A node is a view of some words, cheap to copy; its document must outlive it. What is not there, or is of
// another kind than was asked for, is absent or empty, never an error, so that chains need no checks. Where a
// key occurs twice the last one counts. What the formats have and the others lack stays out of the face:
// TOML's dates, YAML's aliases of nothing. A YAML scalar without quotes is a text, and a number
// too when it reads like one (YAML 1.2, §10.3.2 "core schema"); TOML has no null.
//
// A document that cannot be parsed is one error: kLimit for its size, depth or number of values, else
// kInvalid, with the line where the parser tells it (simdjson tells none).
#pragma once

#include <concepts>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"

namespace pratique::codec {

template <class Node>
concept DocumentNode =
    std::default_initializable<Node> && std::copyable<Node> &&
    requires(const Node node, std::string_view text, std::size_t index, std::function<void(Node)> element,
             std::function<void(std::string_view, Node)> member) {
      { static_cast<bool>(node) };
      { node.is_null() } -> std::same_as<bool>;
      { node.is_string() } -> std::same_as<bool>;
      { node.is_array() } -> std::same_as<bool>;
      { node.is_object() } -> std::same_as<bool>;
      { node[text] } -> std::same_as<Node>;
      { node.at(index) } -> std::same_as<Node>;
      { node.size() } -> std::same_as<std::size_t>;
      { node.text() } -> std::same_as<std::string_view>;
      { node.text_or(text) } -> std::same_as<std::string>;
      { node.integer() } -> std::same_as<std::optional<std::int64_t>>;
      { node.number() } -> std::same_as<std::optional<double>>;
      { node.boolean() } -> std::same_as<std::optional<bool>>;
      { node.each(element) };
      { node.each_member(member) };
    };

template <class Document>
concept ParsedDocument = std::movable<Document> && requires(const Document document, std::string_view text) {
  { Document::parse(text) } -> std::same_as<Result<Document>>;
  { document.root() } -> DocumentNode;
};

}  // namespace pratique::codec
