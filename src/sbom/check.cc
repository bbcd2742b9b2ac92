#include "sbom/check.h"

#include <fmt/format.h>

#include <unordered_set>

#include "base/text.h"
#include "sbom/cyclonedx_version.h"
#include "sbom/read.h"
#include "sbom/syntax/cyclonedx_shape.h"
#include "sbom/syntax/cyclonedx_xml.h"

namespace pratique::sbom {
namespace {

using codec::Json;
using enum CycloneDxForm;
using Member = CycloneDxMember;
using Shape = CycloneDxShape;

constexpr int kMaxDepth = 140;
constexpr std::size_t kShown = 60;

std::string quoted(std::string_view text) {
  return "\"" + base::printable(text.substr(0, kShown)) + (text.size() > kShown ? "…\"" : "\"");
}

const char* word_of(CycloneDxForm form) {
  switch (form) {
    case kText:
      return "a string";
    case kInteger:
    case kNumber:
      return "a number";
    case kBoolean:
      return "true or false";
    case kObject:
      return "an object";
    case kEither:
      return "an object or an array";
    default:
      return "an array";
  }
}

class Checker {
 public:
  explicit Checker(int minor) : minor_(minor) {}

  void check(Json object, const Shape& shape, int depth) {
    if (depth > kMaxDepth) return;
    object.each_member([&](std::string_view name, Json value) {
      const Step step(*this, name);
      const auto* member = member_of(shape, name);
      if (member == nullptr) {
        if (minor_ >= kOldestStrict)
          defect("unknown member " + quoted(name) + " in the " + std::string(shape.name));
      } else if (member->since > minor_ && minor_ >= kOldestStrict) {
        defect(fmt::format("{} came with CycloneDX 1.{}", quoted(name), member->since));
      } else {
        check(value, *member, depth);
      }
    });
    for (const auto& member : shape.members) {
      if (member.required && !object[member.name])
        defect("the " + std::string(shape.name) + " has no " + quoted(member.name));
    }
    if (shape.defect == nullptr) return;
    if (const auto what = shape.defect(object, minor_); !what.empty()) defect(std::string(what));
  }

  void defect(std::string what) {
    if (found_.size() < kMaxDefects) found_.push_back({.line = 0, .place = path_, .what = std::move(what)});
  }

  std::vector<Defect> take() && { return std::move(found_); }

 private:
  // Older schemas allowed members that they do not name.
  static constexpr int kOldestStrict = 4;

  void check(Json value, const Member& member, int depth) {
    if (value.is_null()) return;  // of some tools, for a list without an entry
    switch (member.form) {
      case kAny:
        return;
      case kObject:
        return value.is_object() ? check(value, *member.shape, depth + 1) : wrong_kind(member);
      case kEither:
        if (value.is_object()) return check(value, *member.other, depth + 1);
        [[fallthrough]];
      case kList:
      case kRefs:
      case kChoices:
        return value.is_array() ? check_items(value, member, depth) : wrong_kind(member);
      case kBoolean:
        return value.boolean() ? void() : wrong_kind(member);
      case kInteger:
      case kNumber:
        return value.number() ? void() : wrong_kind(member);
      case kText:
        return check_text(value, member);
    }
  }

  void check_items(Json list, const Member& member, int depth) {
    std::size_t index = 0;
    list.each([&](Json item) {
      const Step step(*this, std::to_string(index++));
      if (member.form == kRefs && item.text().empty()) return defect("a reference to nothing");
      if (member.form == kRefs || member.shape == nullptr) return check_text(item, member);
      item.is_object() ? check(item, *member.shape, depth + 1) : defect("is no object");
    });
    if (member.form != kChoices || can_say(minor_, CycloneDxPart::kMixedLicenses) || list.size() < 2) return;
    bool expression = false;
    list.each([&](Json item) { expression = expression || item["expression"]; });
    if (expression) defect("an expression beside other licences, which came with CycloneDX 1.7");
  }

  void check_text(Json value, const Member& member) {
    if (!value.is_string()) return wrong_kind(member);
    const auto text = value.text();
    if (member.fits != nullptr && !member.fits(text))
      return defect(quoted(text) + " is not " + std::string(member.wanted));
    if (member.name == "bom-ref" && !references_.emplace(text).second)
      defect(quoted(text) + " is the reference of another element too");
  }

  void wrong_kind(const Member& member) { defect(std::string("is not ") + word_of(member.form)); }

  struct Step {
    Step(Checker& checker, std::string_view name) : owner(checker), size(checker.path_.size()) {
      checker.path_.append("/").append(base::replace_all(base::replace_all(name, "~", "~0"), "/", "~1"));
    }
    Step(const Step&) = delete;
    Step& operator=(const Step&) = delete;
    ~Step() { owner.path_.resize(size); }
    Checker& owner;
    std::size_t size;
  };

  int minor_;
  std::string path_;
  std::unordered_set<std::string_view> references_;
  std::vector<Defect> found_;
};

using Convert = Result<std::string> (*)(std::string_view text, const SyntaxTracing& tracing);

// Of another syntax than JSON.
Result<std::vector<Defect>> defects_by(Convert to_json, std::string_view text) {
  std::vector<Defect> all;
  PQ_TRY(const auto json, to_json(text, {.defects = &all}));
  PQ_TRY(const auto document, codec::JsonDocument::parse(json, kMaxSbomBytes, kMaxSbomMemory));
  for (auto& defect : defects_of_cyclonedx(document.root())) {
    if (all.size() == kMaxDefects) break;
    std::size_t offset = 0;
    // The place may be of a member that became of no element: then of what should hold it.
    for (auto place = defect.place; offset == 0 && !place.empty(); place.resize(place.rfind('/')))
      PQ_CHECK(to_json(text, {.watched = &place, .offset = &offset}).map([](const auto&) {}));
    defect.line = line_of_offset(text, offset);
    all.push_back(std::move(defect));
  }
  return all;
}

}  // namespace

std::vector<Defect> defects_of_cyclonedx(Json root) {
  const auto version = root["specVersion"].text();
  const auto minor = version.starts_with("1.") ? base::to_uint(version.substr(2)) : std::nullopt;
  if (!minor || *minor > kNewestCycloneDx)
    return {{.line = 0,
             .place = "/specVersion",
             .what = quoted(version) + " is no version of CycloneDX that is known"}};
  Checker checker(static_cast<int>(*minor));
  checker.check(root, cyclonedx_shape(), 0);
  return std::move(checker).take();
}

Result<std::vector<Defect>> defects_of(std::string_view text) {
  if (is_cyclonedx_xml(text)) return defects_by(json_of_cyclonedx_xml, text);
  if (is_cyclonedx_text_proto(text)) return defects_by(json_of_cyclonedx_text_proto, text);
  // Documents of other formats need not be parsed for this.
  if (text.size() > kMaxSbomBytes) return base::over_limit("too large to be checked by its schema");
  if (!base::trim(text.substr(0, 4096)).starts_with('{') || !base::contains(text, "\"bomFormat\""))
    return std::vector<Defect>();
  // Beside the text, which is read afterwards.
  PQ_TRY(const auto document, codec::JsonDocument::parse(text, kMaxSbomBytes, kMaxSbomMemory - text.size()));
  const auto format = document.root()["bomFormat"];
  if (!format) return std::vector<Defect>();
  if (format.text() != "CycloneDX") {
    return std::vector<Defect>{{.line = line_of_json(text, "/bomFormat"),
                                .place = "/bomFormat",
                                .what = quoted(format.text()) + " is not CycloneDX"}};
  }
  auto all = defects_of_cyclonedx(document.root());
  for (auto& defect : all) defect.line = line_of_json(text, defect.place);
  return all;
}

}  // namespace pratique::sbom
