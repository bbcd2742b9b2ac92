#include "sbom/write/common/cyclonedx_xml.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "sbom/syntax/cyclonedx_shape.h"

namespace pratique::sbom {
namespace {

using codec::JsonArray;
using codec::JsonObject;
using codec::JsonValue;
using codec::view;
using enum CycloneDxForm;
using enum CycloneDxPlace;
using Member = CycloneDxMember;
using Shape = CycloneDxShape;

constexpr std::string_view kReplacement = "\xef\xbf\xbd";

// U+FFFE and U+FFFF are no characters of XML.
bool has_noncharacter(std::string_view text) {
  return base::contains(text, "\xef\xbf\xbe") || base::contains(text, "\xef\xbf\xbf");
}

bool is_control(char c) { return static_cast<unsigned char>(c) < ' '; }

bool is_carried(std::string_view text) {
  return base::trim(text).size() == text.size() && !has_noncharacter(text) &&
         std::ranges::none_of(text, is_control);
}

bool is_carried(const JsonValue& value) {
  if (const auto* object = value.if_object()) return is_carried_by_xml(*object);
  if (const auto* array = value.if_array())
    return std::ranges::all_of(*array, [](const JsonValue& one) { return is_carried(one); });
  const auto* text = value.if_string();
  return text == nullptr || is_carried(std::string_view(text->data(), text->size()));
}

// Escapes of 2.4; line ends and tabs as references, so that no reader makes blanks of them.
std::string escaped(std::string_view text) {
  std::string plain(text);
  if (!base::is_valid_utf8(text)) {
    plain = base::replace_unsafe(text, [](std::optional<std::uint32_t> point, char) {
      if (!point) return std::string(kReplacement);
      return *point == '\n' || *point == '\t' ? std::string(1, static_cast<char>(*point))
                                              : std::string(kReplacement);
    });
  }
  std::string out;
  out.reserve(plain.size());
  for (const char c : plain) {
    switch (c) {
      case '&':
        out += "&amp;";
        break;
      case '<':
        out += "&lt;";
        break;
      case '>':
        out += "&gt;";
        break;
      case '"':
        out += "&quot;";
        break;
      case '\n':
      case '\t':
      case '\r':
        out += fmt::format("&#{};", static_cast<int>(c));
        break;
      default:
        is_control(c) ? out.append(kReplacement) : out += c;
    }
  }
  if (!has_noncharacter(out)) return out;
  return base::replace_all(base::replace_all(out, "\xef\xbf\xbe", kReplacement), "\xef\xbf\xbf",
                           kReplacement);
}

std::string text_of(const JsonValue& value) {
  const auto* text = value.if_string();
  return text != nullptr ? escaped({text->data(), text->size()}) : codec::to_compact_text(value);
}

// Elements as lines, two blanks deeper each.
class Writer {
 public:
  explicit Writer(std::size_t depth) : depth_(depth) {}

  void object(std::string_view element, const JsonObject& value, const Shape& shape) {
    std::string attributes, content;
    bool holds = false;
    for (const auto& member : shape.members) {
      const auto* one = value.if_contains(view(member.name));
      if (one == nullptr) continue;
      if (member.place == kAttribute)
        attributes += fmt::format(" {}=\"{}\"", member.element(), text_of(*one));
      if (member.place == kContent) content = text_of(*one);
      holds = holds || member.place == kElement || member.place == kRepeated;
    }
    if (!holds) return leaf(element, attributes, content);
    open(element, attributes);
    for (const auto& member : shape.members) {
      if (const auto* one = value.if_contains(view(member.name))) put(*one, member);
    }
    close(element);
  }

  void open(std::string_view element, std::string_view attributes = {}) {
    indent();
    out += fmt::format("<{}{}>\n", element, attributes);
    ++depth_;
  }
  void close(std::string_view element) {
    --depth_;
    indent();
    out += fmt::format("</{}>\n", element);
  }

  std::string out;

 private:
  void put(const JsonValue& value, const Member& member) {
    if (member.place == kAttribute || member.place == kContent || member.form == kAny) return;
    if (const auto* list = value.if_array()) return put_list(*list, member);
    if (const auto* inner = value.if_object())
      return object(member.element(), *inner, member.form == kEither ? *member.other : *member.shape);
    leaf(member.element(), {}, text_of(value));
  }

  void put_list(const JsonArray& list, const Member& member) {
    if (member.place == kElement) open(member.element());
    for (const auto& one : list) {
      const auto* inner = one.if_object();
      if (member.form == kChoices) {
        put_choice(*inner, *member.shape);
      } else if (inner != nullptr) {
        object(member.item, *inner, *member.shape);
      } else {
        const auto text = text_of(one);
        leaf(member.item, member.form == kRefs ? fmt::format(" ref=\"{}\"", text) : "",
             member.form == kRefs ? "" : text);
      }
    }
    if (member.place == kElement) close(member.element());
  }

  void put_choice(const JsonObject& choice, const Shape& shape) {
    if (const auto* license = choice.if_contains("license"))
      return object("license", license->get_object(), *member_of(shape, "license")->shape);
    object("expression", choice, shape);
  }

  void leaf(std::string_view element, std::string_view attributes, std::string_view content) {
    indent();
    out += content.empty() ? fmt::format("<{}{}/>\n", element, attributes)
                           : fmt::format("<{0}{1}>{2}</{0}>\n", element, attributes, content);
  }
  void indent() { out.append(2 * depth_, ' '); }

  std::size_t depth_;
};

// The list element and its items, made one by one.
template <class Next>
Result<void> write_list(const Member& member, const base::Sink& sink, Next next) {
  PQ_CHECK(sink(fmt::format("  <{}>\n", member.element())));
  while (auto one = next()) {
    Writer writer(2);
    writer.object(member.item, one->get_object(), *member.shape);
    PQ_CHECK(sink(writer.out));
  }
  return sink(fmt::format("  </{}>\n", member.element()));
}

}  // namespace

bool is_carried_by_xml(const JsonObject& object) {
  return std::ranges::all_of(object, [](const auto& member) {
    return is_carried(std::string_view(member.key().data(), member.key().size())) &&
           is_carried(member.value());
  });
}

Result<void> write_cyclonedx_xml(CycloneDxDocument& document, int minor, const base::Sink& next) {
  return base::write_buffered(
      [&](const base::Sink& sink) -> Result<void> {
        const auto head = document.head();
        PQ_CHECK(sink(fmt::format(
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
            "<bom xmlns=\"http://cyclonedx.org/schema/bom/1.{}\" serialNumber=\"{}\" version=\"1\">\n",
            minor, text_of(head.at("serialNumber")))));
        for (const auto& member : cyclonedx_shape().members) {
          const auto* value = head.if_contains(view(member.name));
          if (value == nullptr || member.place == kAttribute || member.form == kAny) continue;
          if (member.name == "components") {
            PQ_CHECK(write_list(member, sink, [&] { return document.next_component(); }));
          } else if (member.name == "dependencies") {
            PQ_CHECK(write_list(member, sink, [&] { return document.next_dependency(); }));
          } else {
            // A small object around it, so that one function knows how members are put.
            Writer writer(0);
            const CycloneDxMember only[] = {member};
            writer.object("bom", JsonObject{{view(member.name), *value}}, {"bom", only});
            constexpr std::string_view kOpen = "<bom>\n", kClose = "</bom>\n";
            const std::string_view text = writer.out;
            PQ_CHECK(sink(text.substr(kOpen.size(), text.size() - kOpen.size() - kClose.size())));
          }
        }
        return sink("</bom>\n");
      },
      next);
}

}  // namespace pratique::sbom
