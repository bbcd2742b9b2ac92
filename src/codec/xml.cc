#include "codec/xml.h"

#include <fmt/format.h>

#include <algorithm>
#include <pugixml.hpp>

#include "base/text.h"

namespace pratique::codec {
namespace {

pugi::xml_node node_of(const void* raw) {
  return pugi::xml_node(static_cast<pugi::xml_node_struct*>(const_cast<void*>(raw)));
}

std::string_view local_name(std::string_view name) { return name.substr(name.find(':') + 1); }

bool is_element(const pugi::xml_node& node) { return node.type() == pugi::node_element; }

// Each node begins at a '<' or ends there, and each attribute has its '='. Of UTF-16 each byte is looked at.
std::size_t at_most_nodes(std::string_view text) {
  return static_cast<std::size_t>(std::count(text.begin(), text.end(), '<')) * 2 +
         static_cast<std::size_t>(std::count(text.begin(), text.end(), '='));
}

}  // namespace

std::string_view Xml::name() const { return local_name(node_of(node_).name()); }

std::string_view Xml::prefix() const {
  const std::string_view name = node_of(node_).name();
  const auto colon = name.find(':');
  return colon == std::string_view::npos ? std::string_view() : name.substr(0, colon);
}

std::size_t Xml::offset() const {
  return static_cast<std::size_t>(std::max<std::ptrdiff_t>(node_of(node_).offset_debug(), 0));
}

Xml Xml::operator[](std::string_view name) const {
  for (const auto child : node_of(node_)) {
    if (is_element(child) && local_name(child.name()) == name) return Xml(child.internal_object());
  }
  return {};
}

std::string_view Xml::text() const { return base::trim(node_of(node_).child_value()); }

std::string_view Xml::attribute(std::string_view name) const {
  for (const auto attribute : node_of(node_).attributes()) {
    if (local_name(attribute.name()) == name) return attribute.value();
  }
  return {};
}

void Xml::each(const std::function<void(Xml)>& visit) const {
  for (const auto child : node_of(node_)) {
    if (is_element(child)) visit(Xml(child.internal_object()));
  }
}

void Xml::each_attribute(const std::function<void(std::string_view, std::string_view)>& visit) const {
  for (const auto attribute : node_of(node_).attributes())
    visit(local_name(attribute.name()), attribute.value());
}

struct XmlDocument::State {
  pugi::xml_document document;
};

XmlDocument::XmlDocument(std::unique_ptr<State> state) : state_(std::move(state)) {}
XmlDocument::XmlDocument(XmlDocument&&) noexcept = default;
XmlDocument& XmlDocument::operator=(XmlDocument&&) noexcept = default;
XmlDocument::~XmlDocument() = default;

Xml XmlDocument::root() const { return Xml(state_->document.document_element().internal_object()); }

Result<XmlDocument> XmlDocument::parse(std::string_view text, std::uint64_t limit, std::size_t nodes) {
  if (text.size() > limit) return base::over_limit(fmt::format("XML of more than {} bytes", limit));
  if (at_most_nodes(text) > nodes)
    return base::over_limit(fmt::format("XML with more than {} elements and attributes", nodes));
  auto state = std::make_unique<State>();
  const auto result = state->document.load_buffer(text.data(), text.size());
  if (!result) {
    return base::invalid_at(static_cast<std::uint64_t>(std::max<std::ptrdiff_t>(result.offset, 0)),
                            fmt::format("XML: {}", result.description()));
  }
  if (!state->document.document_element()) return base::invalid_at(0, "XML without an element");
  return XmlDocument(std::move(state));
}

}  // namespace pratique::codec
