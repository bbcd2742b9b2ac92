#include "sbom/cyclonedx_version.h"

#include <algorithm>
#include <iterator>

namespace pratique::sbom {
namespace {

// By the schemas bom-1.4 to bom-1.7.
struct Row {
  CycloneDxPart part;
  int since;
};
constexpr Row kRows[] = {
    {CycloneDxPart::kDataType, 5},        {CycloneDxPart::kToolComponents, 5},
    {CycloneDxPart::kLifecycles, 5},      {CycloneDxPart::kIdentity, 5},
    {CycloneDxPart::kIdentities, 6},      {CycloneDxPart::kOccurrences, 5},
    {CycloneDxPart::kProvides, 6},        {CycloneDxPart::kOccurrenceContext, 6},
    {CycloneDxPart::kAuthors, 6},         {CycloneDxPart::kMixedLicenses, 7},
    {CycloneDxPart::kAcknowledgement, 6},
};

}  // namespace

bool can_say(int minor, CycloneDxPart part) {
  return std::ranges::any_of(kRows, [&](const Row& row) { return row.part == part && row.since <= minor; });
}

}  // namespace pratique::sbom
