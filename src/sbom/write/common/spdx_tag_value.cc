#include "sbom/write/common/spdx_tag_value.h"

#include <fmt/format.h>

#include <span>

#include "base/text.h"
#include "sbom/syntax/spdx_fields.h"
#include "sbom/write/common/spdx_terms.h"

namespace pratique::sbom {
namespace {

using codec::JsonObject;
using codec::JsonValue;
using codec::view;

std::string utf8(std::string_view text) {
  if (base::is_valid_utf8(text)) return std::string(text);
  return base::replace_unsafe(text, [](std::optional<std::uint32_t>, char) { return "\xef\xbf\xbd"; });
}

// One line, which readers take as it is. What would look like the start of a text is made another character.
std::string one_line(std::string_view text) {
  const auto line = base::replace_all(base::printable(base::trim(text)), "<text>", "‹text›");
  return line.empty() ? std::string(kUnknown) : line;
}

// Our annotations are JSON, where an escape says the same; in prose it is another character.
std::string several_lines(std::string_view text) {
  const bool json = text.starts_with("pratique:{");
  const auto shut = base::replace_all(utf8(text), "</text>", json ? "\\u003c/text>" : "‹/text›");
  return "<text>" + shut + "</text>";
}

std::string_view text_of(const JsonObject& object, std::string_view member) {
  const auto* value = object.if_contains(view(member));
  const auto* text = value == nullptr ? nullptr : value->if_string();
  return text == nullptr ? std::string_view() : std::string_view(text->data(), text->size());
}

class Writer {
 public:
  void fields(const JsonObject& object, std::span<const SpdxField> all) {
    for (const auto& field : all) {
      const auto* value = object.if_contains(view(field.member));
      if (value == nullptr) continue;
      if (value->is_bool()) {
        line(field.tag, value->get_bool() ? "true" : "false");
      } else {
        auto text = std::string(text_of(object, field.member));
        // Words of enumerations have a hyphen here, in every version.
        if (field.member == "primaryPackagePurpose") text = base::replace_all(text, "_", "-");
        const bool plain = text == kNoAssertion;  // a word of the form, not a text
        line(field.tag, field.lines && !plain ? several_lines(text) : one_line(text));
      }
    }
  }

  template <class Visit>
  static void each(const JsonObject& object, std::string_view list, Visit visit) {
    const auto* value = object.if_contains(view(list));
    if (value == nullptr || !value->is_array()) return;
    for (const auto& one : value->get_array()) visit(one);
  }

  // What says of an element: the name of that stands in the annotation.
  void annotations(const JsonObject& object) {
    each(object, "annotations", [&](const JsonValue& one) {
      const auto& annotation = one.get_object();
      fields(annotation, std::span(kSpdxAnnotationFields).first(3));
      line("SPDXREF", text_of(object, "SPDXID"));
      fields(annotation, std::span(kSpdxAnnotationFields).last(1));
    });
  }

  void document(const JsonObject& head) {
    fields(head, kSpdxDocumentFields);
    const auto& creation = head.at("creationInfo").get_object();
    each(creation, "creators", [&](const JsonValue& one) {
      line("Creator", one_line({one.get_string().data(), one.get_string().size()}));
    });
    line("Created", text_of(creation, "created"));
    line("CreatorComment", several_lines(text_of(creation, "comment")));
    annotations(head);
  }

  void package(const JsonObject& object) {
    out += '\n';
    fields(object, kSpdxPackageFields);
    each(object, "checksums", [&](const JsonValue& one) {
      const auto& checksum = one.get_object();
      line("PackageChecksum",
           fmt::format("{}: {}", text_of(checksum, "algorithm"), text_of(checksum, "checksumValue")));
    });
    each(object, "externalRefs", [&](const JsonValue& one) {
      const auto& reference = one.get_object();
      // The category is spelt with a hyphen here in every version.
      line("ExternalRef",
           fmt::format("{} {} {}", base::replace_all(text_of(reference, "referenceCategory"), "_", "-"),
                       text_of(reference, "referenceType"), text_of(reference, "referenceLocator")));
    });
    annotations(object);
  }

  void license(const JsonObject& object) {
    out += '\n';
    fields(object, kSpdxLicenseFields);
  }

  void relationship(const JsonObject& object) {
    line("Relationship",
         fmt::format("{} {} {}", text_of(object, "spdxElementId"), text_of(object, "relationshipType"),
                     text_of(object, "relatedSpdxElement")));
    if (const auto comment = text_of(object, "comment"); !comment.empty())
      line("RelationshipComment", several_lines(comment));
  }

  std::string out;

 private:
  void line(std::string_view tag, std::string_view value) { out += fmt::format("{}: {}\n", tag, value); }
};

// Each of a list by `put`.
template <class Next>
Result<void> write_all(const base::Sink& sink, Next next, void (Writer::*put)(const JsonObject&)) {
  while (auto one = next()) {
    Writer writer;
    (writer.*put)(one->get_object());
    PQ_CHECK(sink(writer.out));
  }
  return {};
}

}  // namespace

Result<void> write_spdx_tag_value(SpdxDocument& document, const base::Sink& next) {
  return base::write_buffered(
      [&](const base::Sink& sink) -> Result<void> {
        Writer head;
        head.document(document.head());
        PQ_CHECK(sink(head.out));
        PQ_CHECK(write_all(sink, [&] { return document.next_package(); }, &Writer::package));
        PQ_CHECK(write_all(sink, [&] { return document.next_license(); }, &Writer::license));
        PQ_CHECK(sink("\n"));
        return write_all(sink, [&] { return document.next_relationship(); }, &Writer::relationship);
      },
      next);
}

}  // namespace pratique::sbom
