#include <algorithm>
#include <array>
#include <optional>

#include "base/text.h"
#include "codec/json_value.h"
#include "sbom/syntax.h"
#include "sbom/syntax/spdx_fields.h"

namespace pratique::sbom {

using codec::JsonArray;
using codec::JsonObject;
using codec::JsonValue;
using codec::view;

namespace {

template <std::size_t Size>
bool put(const std::array<SpdxField, Size>& fields, std::string_view tag, std::string_view value,
         JsonObject& object) {
  const auto* found = std::ranges::find(fields, tag, &SpdxField::tag);
  if (found == fields.end()) return false;
  object[view(found->member)] =
      found->member == "filesAnalyzed" ? JsonValue(value == "true") : JsonValue(view(value));
  return true;
}

void append(JsonObject& object, std::string_view list, JsonValue value) {
  auto& member = object[view(list)];
  if (!member.is_array()) member = JsonArray();
  member.get_array().push_back(std::move(value));
}

// Gathers elements; each is written into its list when the next begins.
class Document {
 public:
  void take(std::string_view tag, std::string_view value) {
    if (take_annotation(tag, value)) return;
    if (const auto begun = section_of(tag)) begin(*begun);
    if (tag == "Relationship") return add_relationship(value);
    if (tag == "RelationshipComment" && relationship_) {
      relationship_->emplace("comment", view(value));
      return;
    }
    switch (section_) {
      case Section::kDocument:
        if (!put(kSpdxDocumentFields, tag, value, head_)) take_creation(tag, value);
        break;
      case Section::kPackage:
        if (!put(kSpdxPackageFields, tag, value, element_)) take_package(tag, value);
        break;
      case Section::kFile:
        put(kSpdxFileFields, tag, value, element_);
        break;
      case Section::kLicense:
        put(kSpdxLicenseFields, tag, value, element_);
        break;
      case Section::kOther:
        break;
    }
  }

  std::string text() && {
    begin(Section::kOther);
    auto out = codec::to_compact_text(head_);
    out.pop_back();  // the brace
    for (const auto& [name, list] :
         {std::pair("packages", &packages_), std::pair("files", &files_),
          std::pair("relationships", &relationships_), std::pair("hasExtractedLicensingInfos", &licenses_)})
      out += std::string(",\"") + name + "\":[" + *list + "]";
    return out + "}";
  }

 private:
  enum class Section { kDocument, kPackage, kFile, kLicense, kOther };

  // Annotations stand behind the element that they are of, or behind the document's own fields: others are not looked at.
  bool take_annotation(std::string_view tag, std::string_view value) {
    if (tag == "Annotator") {
      end_annotation();
      annotation_.emplace();
    }
    if (!annotation_) return false;
    if (tag == "SPDXREF") return annotated_ = value, true;
    return put(kSpdxAnnotationFields, tag, value, *annotation_);
  }

  void end_annotation() {
    if (!annotation_) return;
    auto& owner = section_ == Section::kDocument ? head_ : element_;
    const auto* id = owner.if_contains("SPDXID");
    if (annotated_.empty() || (id != nullptr && *id == view(annotated_)))
      append(owner, "annotations", std::move(*annotation_));
    annotation_.reset();
    annotated_.clear();
  }

  void take_creation(std::string_view tag, std::string_view value) {
    if (tag != "Creator" && tag != "Created" && tag != "CreatorComment") return;
    auto& info = head_["creationInfo"];
    if (!info.is_object()) info = JsonObject();
    if (tag == "Creator") return append(info.get_object(), "creators", JsonValue(view(value)));
    info.get_object()[tag == "Created" ? "created" : "comment"] = view(value);
  }

  // Tags that begin an element. What is in snippets and reviews is not looked at.
  static std::optional<Section> section_of(std::string_view tag) {
    if (tag == "PackageName") return Section::kPackage;
    if (tag == "FileName") return Section::kFile;
    if (tag == "LicenseID") return Section::kLicense;
    if (tag == "SnippetSPDXID" || tag == "Reviewer") return Section::kOther;
    return std::nullopt;
  }

  static void add_to(std::string& list, const JsonObject& object) {
    if (!list.empty()) list += ',';
    list += codec::to_compact_text(object);
  }

  void begin(Section section) {
    end_annotation();
    if (section_ == Section::kPackage) add_to(packages_, element_);
    if (section_ == Section::kFile) add_to(files_, element_);
    if (section_ == Section::kLicense) add_to(licenses_, element_);
    if (relationship_) add_to(relationships_, *relationship_);
    relationship_.reset();
    element_ = JsonObject();
    section_ = section;
  }

  // "ExternalRef: PACKAGE-MANAGER purl pkg:…", "PackageChecksum: SHA1: …".
  void take_package(std::string_view tag, std::string_view value) {
    if (tag == "PackageAttributionText") append(element_, "attributionTexts", JsonValue(view(value)));
    if (tag == "PackageChecksum") {
      if (const auto halves = base::cut(value, ":")) {
        append(element_, "checksums",
               JsonObject{{"algorithm", view(base::trim(halves->before))},
                          {"checksumValue", view(base::trim(halves->after))}});
      }
    }
    const auto words = tag == "ExternalRef" ? base::words(value) : std::vector<std::string_view>();
    if (words.size() == 3) {
      append(element_, "externalRefs",
             JsonObject{{"referenceCategory", view(words[0])},
                        {"referenceType", view(words[1])},
                        {"referenceLocator", view(words[2])}});
    }
  }

  void add_relationship(std::string_view value) {
    if (relationship_) add_to(relationships_, *relationship_);
    relationship_.reset();
    const auto words = base::words(value);
    if (words.size() != 3) return;
    relationship_ = JsonObject{{"spdxElementId", view(words[0])},
                               {"relationshipType", view(words[1])},
                               {"relatedSpdxElement", view(words[2])}};
  }

  Section section_ = Section::kDocument;
  JsonObject head_, element_;
  std::optional<JsonObject> relationship_, annotation_;
  // What the annotation is of.
  std::string annotated_;
  std::string packages_, files_, relationships_, licenses_;
};

}  // namespace

// "Tag: value", a line each; a value of several lines stands between <text> and </text>; "#" begins a comment line.
Result<std::string> json_of_spdx_tag_value(std::string_view text) {
  constexpr std::string_view kOpen = "<text>", kClose = "</text>";
  if (text.size() > kMaxSyntaxBytes) return base::over_limit("SPDX tag-value of more than 32 MiB");
  Document document;
  std::size_t number = 0;
  const auto fault = [&](std::string what) {
    return base::fail(ErrorKind::kInvalid, "SPDX tag-value: " + std::move(what), {.line = number});
  };
  while (!text.empty()) {
    ++number;
    auto end = std::min(text.find('\n'), text.size());
    const auto line = base::trim(text.substr(0, end));
    if (line.empty() || line.starts_with('#')) {
      text.remove_prefix(std::min(end + 1, text.size()));
      continue;
    }
    const auto halves = base::cut(line, ":");
    if (!halves) return fault("a line without a tag");
    auto value = base::trim(halves->after);
    if (value.starts_with(kOpen)) {
      const auto from = text.find(kOpen) + kOpen.size(), to = text.find(kClose, from);
      if (to == std::string_view::npos) return fault("a text without its end");
      value = base::trim(text.substr(from, to - from));
      number += static_cast<std::size_t>(std::count(value.begin(), value.end(), '\n'));
      end = std::min(text.find('\n', to), text.size());
    }
    document.take(base::trim(halves->before), value);
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return std::move(document).text();
}

}  // namespace pratique::sbom
