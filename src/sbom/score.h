// Which of the minimum elements of an SBOM a document has, and where it lacks them. The rules, each with the clause that it
// is from, are a table; docs/sbom-score.md explains them.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "sbom/facts.h"

namespace pratique::sbom {

enum class Standard : std::uint8_t { kNtia, kCisa, kBsi };
// "ntia-2021", "cisa-2025", "bsi-tr-03183-2".
const char* to_string(Standard standard);
// "NTIA minimum elements (2021)".
const char* name_of(Standard standard);

// Where a standard asks for an element.
struct Demand {
  Standard standard;
  // "Data Fields: Supplier Name", "5.2.2 Component creator".
  std::string_view clause;
};

struct Element {
  // "supplier", "hash", "timestamp".
  std::string_view id;
  // "Supplier of each component".
  std::string_view title;
  std::span<const Demand> demands;
  // Of the whole document, or of each component; the other is nullptr.
  bool (*of_document)(const DocumentFacts& document) = nullptr;
  bool (*of_component)(const ComponentFacts& component) = nullptr;
};
std::span<const Element> elements();

struct ElementScore {
  const Element* element = nullptr;
  // Components that were asked, and that have it; of the document 1 and 0 or 1.
  std::size_t asked = 0, met = 0;
  // Names of the first that lack it, as the document calls them.
  std::vector<std::string> missing;
  bool whole() const { return met == asked; }
};
// What is kept of `missing`.
inline constexpr std::size_t kShownMissing = 20;

struct StandardScore {
  Standard standard = Standard::kNtia;
  std::size_t elements = 0, met = 0;
  // Of all elements, by the share of components that have each: 0 to 100, rounded down, so that 100 is all of them.
  unsigned percent = 0;
};

struct Score {
  std::vector<ElementScore> elements;
  std::vector<StandardScore> standards;
};
Score score_of(const DocumentFacts& document);

}  // namespace pratique::sbom
