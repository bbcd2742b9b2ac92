#include "model/component.h"

#include <tuple>

namespace pratique::model {

const char* to_string(Evidence evidence) {
  switch (evidence) {
    case Evidence::kInstalled:
      return "installed";
    case Evidence::kVendored:
      return "vendored";
    case Evidence::kDeclared:
      return "declared";
  }
  return "installed";
}

Result<Evidence> parse_evidence(std::string_view text) {
  for (const auto evidence : {Evidence::kInstalled, Evidence::kVendored, Evidence::kDeclared}) {
    if (text == to_string(evidence)) return evidence;
  }
  return base::invalid("unknown evidence class \"" + std::string(text) + "\"");
}

bool before(const Component& a, const Component& b) {
  return std::tie(a.purl, a.evidence, a.locations, a.owner, a.properties) <
         std::tie(b.purl, b.evidence, b.locations, b.owner, b.properties);
}

}  // namespace pratique::model
