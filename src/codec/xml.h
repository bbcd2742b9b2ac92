// XML 1.0 from outside, by pugixml: elements and attributes, as pom.xml and its like need them. Neither a DTD nor
// an entity that it declares is ever followed. Bounded before it is parsed, since each element and attribute
// costs some 60 bytes.
//
// An Xml is a view into its XmlDocument, one pointer, cheap to copy; the document must outlive it. A document may
// be read by several threads.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string_view>

#include "base/result.h"

namespace pratique::codec {

inline constexpr std::uint64_t kMaxXmlBytes = 32ull << 20;
// Elements, texts and attributes together.
inline constexpr std::size_t kMaxXmlNodes = 500'000;

class Xml {
 public:
  // Absent: every look-up in it is absent again, so chains need no checks.
  Xml() = default;
  explicit operator bool() const { return node_ != nullptr; }

  // Without its namespace's prefix: "project" of <m:project>.
  std::string_view name() const;
  // "m" of <m:project>; "" where the name has none.
  std::string_view prefix() const;
  // Where its name stands in the text that was parsed; of UTF-16 and UTF-32 in what was made of it.
  std::size_t offset() const;
  // First child element of that name, else absent.
  Xml operator[](std::string_view name) const;
  // The element's first text, without blanks at its ends; "" when it has none.
  std::string_view text() const;
  // "" when there is none.
  std::string_view attribute(std::string_view name) const;
  // Child elements in order.
  void each(const std::function<void(Xml)>& visit) const;
  // Attributes in order, their names without prefixes.
  void each_attribute(const std::function<void(std::string_view name, std::string_view value)>& visit) const;

 private:
  friend class XmlDocument;
  explicit Xml(const void* node) : node_(node) {}
  // A pugi::xml_node_struct, so that its header stays in xml.cc.
  const void* node_ = nullptr;
};

class XmlDocument {
 public:
  // UTF-8, or UTF-16 and UTF-32 by their byte order marks. Errors: kLimit over `limit` bytes or `nodes`;
  // kInvalid, with the offset, for anything that is not XML or has no root element.
  static Result<XmlDocument> parse(std::string_view text, std::uint64_t limit = kMaxXmlBytes,
                                   std::size_t nodes = kMaxXmlNodes);
  XmlDocument(XmlDocument&&) noexcept;
  XmlDocument& operator=(XmlDocument&&) noexcept;
  ~XmlDocument();
  Xml root() const;

 private:
  struct State;
  explicit XmlDocument(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace pratique::codec
