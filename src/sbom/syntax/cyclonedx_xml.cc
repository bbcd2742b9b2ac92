#include "sbom/syntax/cyclonedx_xml.h"

#include <charconv>
#include <optional>

#include "base/text.h"
#include "codec/json_value.h"
#include "codec/xml.h"
#include "sbom/syntax.h"
#include "sbom/syntax/cyclonedx_shape.h"

namespace pratique::sbom {

using codec::JsonArray;
using codec::JsonObject;
using codec::JsonValue;
using codec::view;
using codec::Xml;

namespace {

using enum CycloneDxForm;
using enum CycloneDxPlace;
using Member = CycloneDxMember;
using Shape = CycloneDxShape;

// One more than the reader goes down, so that it sees that there is more. A component in a component is one; what lies
// between two counts too.
constexpr int kMaxDepth = 140;
// Some hundred a component, as Syft writes them.
constexpr std::size_t kMaxNodes = 2'000'000;

// A value that is no number stays a text, for whoever checks.
template <class Number>
JsonValue number_of(std::string_view text) {
  Number number{};
  const auto end = text.data() + text.size();
  const auto done = std::from_chars(text.data(), end, number);
  if (done.ec == std::errc() && done.ptr == end) return JsonValue(number);
  return JsonValue(view(text));
}

JsonValue scalar_of(CycloneDxForm form, std::string_view text) {
  if (form == kInteger) return number_of<std::int64_t>(text);
  if (form == kNumber) return number_of<double>(text);
  if (form == kBoolean && (text == "true" || text == "1")) return true;
  if (form == kBoolean && (text == "false" || text == "0")) return false;
  return JsonValue(view(text));
}

class Converter {
 public:
  explicit Converter(const SyntaxTracing& tracing) : tracing_(tracing) {}

  // Attributes and the content before the elements; these by what they are called.
  JsonObject object(Xml xml, const Shape& shape, int depth) {
    JsonObject out;
    note_place(xml);
    if (depth > kMaxDepth) return out;
    for (const auto& member : shape.members) {
      if (member.place == kAttribute) add_attribute(xml, member, out);
      if (member.place == kContent && !has_elements(xml)) {
        if (!xml.text().empty() || !member.required) out.emplace(view(member.name), view(xml.text()));
      }
    }
    xml.each([&](Xml child) { add_element(child, shape, out, depth); });
    return out;
  }

 private:
  static bool has_elements(Xml xml) {
    bool any = false;
    xml.each([&](Xml) { any = true; });
    return any;
  }

  void add_attribute(Xml xml, const Member& member, JsonObject& out) {
    xml.each_attribute([&](std::string_view name, std::string_view value) {
      if (name == member.element() && !out.contains(view(member.name)))
        out.emplace(view(member.name), scalar_of(member.form, value));
    });
  }

  static const Member* find(const Shape& shape, std::string_view element) {
    for (const auto& member : shape.members) {
      if (member.place == kElement && member.element() == element) return &member;
      if (member.place == kRepeated && member.item == element) return &member;
    }
    return nullptr;
  }

  // Elements of other namespaces are extensions, of which the graph of 1.1 alone is read; a schema says nothing of them.
  bool is_ours(Xml child) const {
    return child.prefix() == root_prefix_ || child.name() == "dependencies" || child.name() == "dependency";
  }

  void add_element(Xml child, const Shape& shape, JsonObject& out, int depth) {
    if (!is_ours(child)) return;
    const auto* member = find(shape, child.name());
    if (member == nullptr && child.prefix() != root_prefix_) return;
    if (member == nullptr) {
      defect(child, "unknown element <" + std::string(child.name()) + "> in the " + std::string(shape.name));
      return;
    }
    if (member->place == kRepeated) return add_item(child, *member, list_in(out, member->name), depth);
    if (out.contains(view(member->name))) return defect(child, "<" + std::string(child.name()) + "> twice");
    const Step step(*this, member->name);
    if (auto value = value_of(child, *member, depth)) out.emplace(view(member->name), *std::move(value));
  }

  static JsonArray& list_in(JsonObject& out, std::string_view name) {
    auto& value = out[view(name)];
    if (!value.is_array()) value = JsonArray();
    return value.get_array();
  }

  std::optional<JsonValue> value_of(Xml xml, const Member& member, int depth) {
    switch (member.form) {
      case kAny:
        return std::nullopt;
      case kObject:
        return object(xml, *member.shape, depth + 1);
      case kEither:
        if (!xml[member.item]) return object(xml, *member.other, depth + 1);
        [[fallthrough]];
      case kList:
      case kRefs:
      case kChoices:
        return list_of(xml, member, depth);
      default:
        note_place(xml);
        return scalar_of(member.form, xml.text());
    }
  }

  JsonValue list_of(Xml xml, const Member& member, int depth) {
    JsonArray all;
    note_place(xml);
    xml.each([&](Xml child) {
      if (child.prefix() != root_prefix_ && !is_ours(child)) return;
      if (member.form == kChoices) return add_choice(child, member, all, depth);
      // Of services since 1.5: the classification with what is around it.
      if (child.name() == "dataflow" && child[member.item]) child = child[member.item];
      if (child.name() == member.item) return add_item(child, member, all, depth);
      defect(child, "unknown element <" + std::string(child.name()) + "> in " + std::string(member.name));
    });
    return all;
  }

  void add_item(Xml xml, const Member& member, JsonArray& all, int depth) {
    const Step step(*this, member.place == kRepeated ? member.name : "", all.size());
    if (member.form == kRefs) {
      note_place(xml);
      all.emplace_back(view(xml.attribute("ref")));
    } else if (member.shape != nullptr) {
      all.push_back(object(xml, *member.shape, depth + 1));
    } else {
      note_place(xml);
      all.emplace_back(view(xml.text()));
    }
  }

  // <license>…</license>, <expression acknowledgement="…">…</expression>; since 1.7 <expression-detailed expression="…">.
  void add_choice(Xml xml, const Member& member, JsonArray& all, int depth) {
    const Step step(*this, "", all.size());
    if (xml.name() == "expression") {
      all.push_back(object(xml, *member.shape, depth + 1));
    } else if (xml.name() == "expression-detailed") {
      note_place(xml);
      all.push_back(JsonObject{{"expression", view(xml.attribute("expression"))}});
    } else if (const auto* inner = member_of(*member.shape, xml.name())) {
      const Step inside(*this, inner->name);
      JsonObject choice;
      choice.emplace(view(inner->name), object(xml, *inner->shape, depth + 1));
      all.push_back(std::move(choice));
    } else {
      defect(xml, "unknown element <" + std::string(xml.name()) + "> among licences");
    }
  }

  void defect(Xml xml, std::string what) {
    if (tracing_.defects != nullptr && tracing_.defects->size() < kMaxDefects)
      tracing_.defects->push_back({.line = xml.offset(), .place = path_, .what = std::move(what)});
  }

  // Where the value at hand stands, if that was asked.
  void note_place(Xml xml) {
    if (tracing_.watched != nullptr && path_ == *tracing_.watched && *tracing_.offset == 0)
      *tracing_.offset = xml.offset();
  }

  // The path to the value at hand, kept where somebody asks for it.
  struct Step {
    Step(Converter& converter, std::string_view name) : owner(converter), size(converter.path_.size()) {
      if (converter.traces() && !name.empty()) converter.path_.append("/").append(name);
    }
    Step(Converter& converter, std::string_view name, std::size_t index) : Step(converter, name) {
      if (converter.traces()) converter.path_.append("/").append(std::to_string(index));
    }
    Step(const Step&) = delete;
    Step& operator=(const Step&) = delete;
    ~Step() { owner.path_.resize(size); }
    Converter& owner;
    std::size_t size;
  };
  bool traces() const { return tracing_.watched != nullptr || tracing_.defects != nullptr; }

  SyntaxTracing tracing_;
  std::string path_;

 public:
  void set_prefix(std::string_view prefix) { root_prefix_ = prefix; }

 private:
  std::string_view root_prefix_;
};

// The namespace has it: "http://cyclonedx.org/schema/bom/1.6", with or without a prefix.
std::string version_of(Xml root) {
  std::string version;
  root.each_attribute([&](std::string_view, std::string_view value) {
    constexpr std::string_view kNamespace = "http://cyclonedx.org/schema/bom/";
    if (version.empty() && value.starts_with(kNamespace)) version = value.substr(kNamespace.size());
  });
  return version.empty() ? "1.6" : version;
}

}  // namespace

Result<std::string> json_of_cyclonedx_xml(std::string_view text, const SyntaxTracing& tracing) {
  PQ_TRY(const auto document, codec::XmlDocument::parse(text, kMaxSyntaxBytes, kMaxNodes));
  const auto root = document.root();
  if (root.name() != "bom") return base::invalid("CycloneDX XML: the root is no \"bom\"");
  Converter converter(tracing);
  converter.set_prefix(root.prefix());
  auto object = converter.object(root, cyclonedx_shape(), 0);
  object.emplace("bomFormat", "CycloneDX");
  object.emplace("specVersion", view(version_of(root)));
  if (tracing.defects != nullptr) {
    for (auto& defect : *tracing.defects) defect.line = line_of_offset(text, defect.line);
  }
  return codec::to_compact_text(object);
}

bool is_cyclonedx_xml(std::string_view text) {
  const auto head = base::trim(text.substr(0, 4096));
  return head.starts_with('<') && base::contains(head, "cyclonedx.org/schema/bom");
}

Result<std::string> json_of_cyclonedx_xml(std::string_view text) { return json_of_cyclonedx_xml(text, {}); }

}  // namespace pratique::sbom
