// YAML 1.1 from outside, by libyaml's events, as a read-only tree in the manner of codec/json.h.
//
// - Scalars are text; no type is guessed. plain() tells an unquoted one, so that a caller who must can tell
//   1.10 the number from "1.10" the text; nobody else ends up with version 1.1.
// - Where a key occurs twice the last one wins, as in codec/json.h. Keys that are no scalars are skipped with
//   their values.
// - An alias (*name) is the node of its anchor itself, so no document is larger in memory than in bytes. Whoever
//   walks it sees that node each time: with all aliases walked a text has at most kMaxYamlNodes nodes, which ends
//   "billion laughs". An alias of a node that holds it, or of no anchor before it, is a node of kind kAlias, which
//   looks absent to every look-up. Merge keys ("<<") are ordinary keys: none of the formats that we read uses them.
//
// A Yaml is a view into its YamlDocument, which must outlive it. A document may be read by several threads.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/byte_reader.h"

namespace pratique::codec {

inline constexpr std::uint64_t kMaxYamlBytes = 32ull << 20;
// libyaml takes time in the square of the depth, so a deep document is left as soon as it shows. With aliases walked
// a document is not deeper either.
inline constexpr std::size_t kMaxYamlDepth = 64;
// Nodes of all documents of a text, and of what its aliases show again; a node takes 32 bytes.
inline constexpr std::size_t kMaxYamlNodes = 4'000'000;

class Yaml {
 public:
  enum class Kind : std::uint8_t { kAbsent, kAlias, kScalar, kSequence, kMapping };

  // Absent: every look-up in it is absent again.
  Yaml() = default;
  Kind kind() const;
  explicit operator bool() const { return kind() != Kind::kAbsent && kind() != Kind::kAlias; }
  bool is_string() const { return kind() == Kind::kScalar; }
  bool is_array() const { return kind() == Kind::kSequence; }
  bool is_object() const { return kind() == Kind::kMapping; }
  // Plain "", "~", "null" (YAML 1.1 type repository, "null").
  bool is_null() const;
  // Where it begins, from 1; of an alias, where its anchor does; 0: absent.
  std::uint64_t line() const;
  // A scalar without quotes and not a block.
  bool plain() const;

  // Last of duplicates.
  Yaml operator[](std::string_view key) const;
  // Linear.
  Yaml at(std::size_t index) const;
  // Of a sequence or mapping, else 0.
  std::size_t size() const;

  // Of a scalar that is not null; "" for anything else.
  std::string_view text() const;
  std::string text_or(std::string_view otherwise) const;
  // Of a plain scalar (YAML 1.2 §10.3.2 "core schema"): decimal, 0x, 0o; exponents and points for number();
  // true, True, TRUE and the like. Nothing else is one, "yes" and "1_000" neither.
  std::optional<std::int64_t> integer() const;
  std::optional<double> number() const;
  std::optional<bool> boolean() const;

  void each(const std::function<void(Yaml)>& visit) const;
  void each_member(const std::function<void(std::string_view key, Yaml value)>& visit) const;
  // As each_member, with the key's own node, for whoever must say where it stands.
  void each_entry(const std::function<void(Yaml key, Yaml value)>& visit) const;

 private:
  friend class YamlDocument;
  struct Tree;
  // Of an alias, the node that it stands for.
  Yaml(const Tree* tree, std::uint32_t node);
  const Tree* tree_ = nullptr;
  std::uint32_t node_ = 0;
};

class YamlDocument {
 public:
  // Errors: kLimit for bytes, depth or nodes; kInvalid with the line for anything that is not YAML.
  static Result<YamlDocument> parse(std::string_view text, std::uint64_t limit = kMaxYamlBytes);
  YamlDocument(YamlDocument&&) noexcept;
  YamlDocument& operator=(YamlDocument&&) noexcept;
  ~YamlDocument();

  // Documents in the text ("---" between them).
  std::size_t size() const;
  // Absent when there is no such document.
  Yaml root(std::size_t document = 0) const;

 private:
  explicit YamlDocument(std::unique_ptr<Yaml::Tree> tree);
  std::unique_ptr<Yaml::Tree> tree_;
};

}  // namespace pratique::codec
