// The objects of CycloneDX 1.0 to 1.7, as one table: how each member of the JSON form stands in XML (ECMA-424; schemas
// bom-1.*.xsd and bom-1.*.schema.json), in the order that the XML schemas demand, and what values it may have. Reading XML,
// writing XML and checking documents all go by it. Parts that we neither write nor look into (model cards, formulas,
// cryptography) are named only.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "codec/json.h"

namespace pratique::sbom {

enum class CycloneDxForm : std::uint8_t {
  kText,
  kInteger,
  kNumber,
  kBoolean,
  kObject,   // of `shape`
  kList,     // an array of objects of `shape`, or of texts where there is none
  kRefs,     // an array of texts, in XML the attribute "ref" of each element
  kChoices,  // an array of objects whose one member names the element: {"license": {…}}, {"expression": "…"}
  kEither,   // an array of objects of `shape`, or one object of `other`
  kAny,      // not looked into, and left out on the way from XML
};
enum class CycloneDxPlace : std::uint8_t {
  kElement,  // a child element, which holds the items of a list
  kAttribute,
  kContent,   // the element's own text
  kRepeated,  // an element for each item, without one around them
};

struct CycloneDxShape;

struct CycloneDxMember {
  std::string_view name;
  CycloneDxForm form = CycloneDxForm::kText;
  CycloneDxPlace place = CycloneDxPlace::kElement;
  // Name in XML; empty: the same.
  std::string_view xml = {};
  // Element of an item.
  std::string_view item = {};
  const CycloneDxShape* shape = nullptr;
  const CycloneDxShape* other = nullptr;
  // Whether a text (kText, and each of a list of texts) is a value that the schema takes; `wanted` says which it takes.
  bool (*fits)(std::string_view text) = nullptr;
  std::string_view wanted = {};
  bool required = false;
  // First version 1.x that has it.
  int since = 0;

  std::string_view element() const { return xml.empty() ? name : xml; }
};

struct CycloneDxShape {
  std::string_view name;
  std::span<const CycloneDxMember> members;
  // What no member can say by itself: the defect, or "". By the object and the version.
  std::string_view (*defect)(codec::Json object, int minor) = nullptr;
};

// Of a whole document.
const CycloneDxShape& cyclonedx_shape();
// Nullptr: there is none of that name.
const CycloneDxMember* member_of(const CycloneDxShape& shape, std::string_view name);

}  // namespace pratique::sbom
