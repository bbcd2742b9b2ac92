// CycloneDX as protobuf text (schemas bom-1.3.proto to bom-1.7.proto). Its messages are the objects of the JSON form; their fields
// have its names in snake case, and enumerations the names of their types in front.
#include <algorithm>
#include <charconv>
#include <map>
#include <span>

#include "base/text.h"
#include "codec/json_value.h"
#include "sbom/syntax.h"
#include "sbom/syntax/cyclonedx_shape.h"
#include "sbom/syntax/cyclonedx_xml.h"
#include "sbom/syntax/text_proto.h"
#include "sbom/write.h"

namespace pratique::sbom {

using codec::JsonArray;
using codec::JsonObject;
using codec::JsonValue;
using codec::view;

namespace {

using enum CycloneDxForm;
using enum CycloneDxPlace;
using Member = CycloneDxMember;
using Shape = CycloneDxShape;
using Kind = ProtoField::Kind;
using Fields = std::span<const ProtoField>;

constexpr std::size_t kMaxFields = 2'000'000;

// "external_references", "externalReferences": the same.
std::string bare(std::string_view name) {
  std::string out;
  for (const char c : base::to_lower(name)) {
    if (c != '_' && c != '-') out += c;
  }
  return out;
}

// Of the type HashAlg, whose names have more underlines than the algorithms dashes.
std::string_view algorithm_of(std::string_view word) {
  static const std::map<std::string_view, std::string_view> kWords = {{"MD_5", "MD5"},
                                                                      {"SHA_1", "SHA-1"},
                                                                      {"SHA_256", "SHA-256"},
                                                                      {"SHA_384", "SHA-384"},
                                                                      {"SHA_512", "SHA-512"},
                                                                      {"SHA_3_256", "SHA3-256"},
                                                                      {"SHA_3_384", "SHA3-384"},
                                                                      {"SHA_3_512", "SHA3-512"},
                                                                      {"BLAKE_2_B_256", "BLAKE2b-256"},
                                                                      {"BLAKE_2_B_384", "BLAKE2b-384"},
                                                                      {"BLAKE_2_B_512", "BLAKE2b-512"},
                                                                      {"BLAKE_3", "BLAKE3"},
                                                                      {"STREEBOG_256", "Streebog-256"},
                                                                      {"STREEBOG_512", "Streebog-512"}};
  constexpr std::string_view kType = "HASH_ALG_";
  if (!word.starts_with(kType)) return {};
  const auto found = kWords.find(word.substr(kType.size()));
  return found == kWords.end() ? std::string_view() : found->second;
}

// "CLASSIFICATION_DEVICE_DRIVER" is "device-driver": the longest end of it that the member may have.
std::string word_of(const Member& member, std::string_view word) {
  if (const auto algorithm = algorithm_of(word); !algorithm.empty()) return std::string(algorithm);
  if (member.fits == nullptr) return base::to_lower(word);
  for (auto rest = word; !rest.empty();) {
    const auto lower = base::to_lower(rest), dashes = base::replace_all(lower, "_", "-");
    for (const auto& spelling : {lower, dashes, std::string(rest)}) {
      if (member.fits(spelling)) return spelling;
    }
    const auto next = rest.find('_');
    rest.remove_prefix(next == rest.npos ? rest.size() : next + 1);
  }
  return base::to_lower(word);
}

constexpr std::size_t kHeadBytes = 4096;

// "1.7" of "# proto-file: schema/bom-1.7.proto", which stands among the comments at the head of a text (Protocol Buffers' text
// format, "Header"); else empty. A message need not have its field spec_version.
std::string_view version_of_header(std::string_view text) {
  constexpr std::string_view kFile = "# proto-file:", kName = "bom-", kEnding = ".proto";
  text = text.substr(0, kHeadBytes);
  while (!text.empty()) {
    auto line = base::trim(text.substr(0, text.find('\n')));
    if (!line.empty() && !line.starts_with('#')) break;
    text.remove_prefix(std::min(text.find('\n'), text.size() - 1) + 1);
    if (!line.starts_with(kFile) || !line.ends_with(kEnding)) continue;
    line.remove_suffix(kEnding.size());
    line.remove_prefix(
        std::min(line.size(), line.rfind('/') == line.npos ? kFile.size() : line.rfind('/') + 1));
    line = base::trim(line);
    if (line.starts_with(kName)) return line.substr(kName.size());
  }
  return {};
}

class Converter {
 public:
  explicit Converter(const SyntaxTracing& tracing) : tracing_(tracing) {}

  JsonObject object(Fields fields, const Shape& shape) {
    std::map<std::string_view, std::vector<const ProtoField*>> by_member;
    for (const auto& field : fields) {
      const auto* member = find(shape, field.name);
      if (member == nullptr) {
        defect(field, "unknown field \"" + std::string(field.name) + "\" in the " + std::string(shape.name));
      } else {
        by_member[member->name].push_back(&field);
      }
    }
    JsonObject out;
    for (const auto& member : shape.members) {
      const auto found = by_member.find(member.name);
      if (found == by_member.end() || member.form == kAny) continue;
      const Step step(*this, member.name);
      note_place(*found->second.front());
      out.emplace(view(member.name), value_of(found->second, member));
    }
    add_defaults(shape, out);
    return out;
  }

 private:
  static const Member* find(const Shape& shape, std::string_view name) {
    const auto key = bare(name);
    for (const auto& member : shape.members) {
      if (bare(member.name) == key) return &member;
    }
    for (const auto& member : shape.members) {  // what is the text of an element in XML
      if (member.place == kContent && key == "value") return &member;
      if (member.form == kRefs && key == "dependencies") return &member;
      // "expression_detailed { expression: … details { … } }" of a licence, since 1.7.
      if (member.name == "expression" && key == "expressiondetailed") return &member;
    }
    return nullptr;
  }

  // Zero of an enumeration is not written (proto3): a reference's type is "other" then.
  static void add_defaults(const Shape& shape, JsonObject& out) {
    if (shape.name == "external reference") out.emplace("type", "other");
    if (shape.name == "composition") out.emplace("aggregate", "not_specified");
  }

  JsonValue value_of(const std::vector<const ProtoField*>& all, const Member& member) {
    const auto& first = *all.front();
    switch (member.form) {
      case kObject:
        return object(first.fields, *member.shape);
      case kEither:
        if (is_one(first, member)) return object(first.fields, *member.other);
        [[fallthrough]];
      case kList:
      case kRefs:
      case kChoices:
        return list_of(all, member);
      default:
        return scalar_of(first, member);
    }
  }

  // Tools since 1.5: one message that holds components and services.
  static bool is_one(const ProtoField& field, const Member& member) {
    return member.other != member.shape && std::ranges::any_of(field.fields, [&](const ProtoField& one) {
             return find(*member.other, one.name) != nullptr && find(*member.shape, one.name) == nullptr;
           });
  }

  JsonValue list_of(const std::vector<const ProtoField*>& all, const Member& member) {
    JsonArray list;
    for (const auto* field : all) {
      const Step step(*this, std::to_string(list.size()));
      note_place(*field);
      if (member.shape != nullptr) {
        list.emplace_back(object(field->fields, *member.shape));
      } else {
        // "dependencies { ref: … }", "pointers { pointer: … }".
        const auto* text =
            field->kind == Kind::kMessage && !field->fields.empty() ? &field->fields.front() : field;
        list.emplace_back(scalar_of(*text, member));
      }
    }
    return list;
  }

  JsonValue scalar_of(const ProtoField& field, const Member& member) {
    if (field.kind == Kind::kMessage) {
      const auto inner = std::ranges::find(field.fields, member.name, &ProtoField::name);
      const bool has_it = inner != field.fields.end() && inner->kind != Kind::kMessage;
      return has_it ? scalar_of(*inner, member) : time_of(field);
    }
    if (field.kind == Kind::kText || member.form == kText || member.form == kList || member.form == kRefs) {
      return JsonValue(view(field.kind == Kind::kText ? field.text : word_of(member, field.text)));
    }
    if (member.form == kBoolean && (field.text == "true" || field.text == "false"))
      return field.text == "true";
    double number = 0;
    const auto* end = field.text.data() + field.text.size();
    const auto done = std::from_chars(field.text.data(), end, number);
    if (done.ec == std::errc() && done.ptr == end) {
      const bool whole = member.form == kInteger && number >= -1e15 && number <= 1e15;
      return whole ? JsonValue(static_cast<std::int64_t>(number)) : JsonValue(number);
    }
    return JsonValue(view(field.text));
  }

  // google.protobuf.Timestamp.
  static JsonValue time_of(const ProtoField& field) {
    for (const auto& one : field.fields) {
      const auto stamp = one.name == "seconds" ? stamp_of_epoch(one.text) : Stamp{};
      if (stamp && !stamp->time.empty()) return JsonValue(view(stamp->time));
    }
    return JsonValue("");
  }

  void defect(const ProtoField& field, std::string what) {
    if (tracing_.defects != nullptr && tracing_.defects->size() < kMaxDefects)
      tracing_.defects->push_back({.line = field.offset, .place = path_, .what = std::move(what)});
  }
  void note_place(const ProtoField& field) {
    if (tracing_.watched != nullptr && path_ == *tracing_.watched && *tracing_.offset == 0)
      *tracing_.offset = field.offset;
  }

  struct Step {
    Step(Converter& converter, std::string_view name) : owner(converter), size(converter.path_.size()) {
      owner.path_.append("/").append(name);
    }
    Step(const Step&) = delete;
    Step& operator=(const Step&) = delete;
    ~Step() { owner.path_.resize(size); }
    Converter& owner;
    std::size_t size;
  };

  SyntaxTracing tracing_;
  std::string path_;
};

}  // namespace

Result<std::string> json_of_cyclonedx_text_proto(std::string_view text, const SyntaxTracing& tracing) {
  if (text.size() > kMaxSyntaxBytes) return base::over_limit("CycloneDX protobuf text of more than 32 MiB");
  PQ_TRY(const auto fields, parse_text_proto(text, kMaxFields));
  auto object = Converter(tracing).object(fields, cyclonedx_shape());
  object.emplace("bomFormat", "CycloneDX");
  for (const auto& field : fields) {
    if (field.name == "spec_version") object.emplace("specVersion", view(field.text));
  }
  if (const auto version = version_of_header(text); !version.empty())
    object.emplace("specVersion", view(version));
  if (tracing.defects != nullptr) {
    for (auto& defect : *tracing.defects) defect.line = line_of_offset(text, defect.line);
  }
  return codec::to_compact_text(object);
}

// The version comes early, behind comments at most, or the header says of which schema the text is.
bool is_cyclonedx_text_proto(std::string_view text) {
  constexpr std::string_view kField = "spec_version";
  text = text.substr(0, kHeadBytes);
  if (!version_of_header(text).empty()) return true;
  const auto at = text.starts_with(kField) ? 0 : text.find("\nspec_version");
  if (at == text.npos) return false;
  const auto rest = base::trim(text.substr(text.find(kField, at) + kField.size()));
  return rest.starts_with(':') && base::trim(rest.substr(1)).find_first_of("\"'") == 0;
}

Result<std::string> json_of_cyclonedx_text_proto(std::string_view text) {
  return json_of_cyclonedx_text_proto(text, {});
}

}  // namespace pratique::sbom
