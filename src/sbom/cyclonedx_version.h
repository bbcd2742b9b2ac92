// Versions of CycloneDX (1.MINOR) and what each can say, of what we write: the one place that knows. What a version
// lacks stands in properties or is left out, as docs/formats/cyclonedx.md tells.
#pragma once

#include <cstdint>

namespace pratique::sbom {

inline constexpr int kOldestCycloneDx = 4, kNewestCycloneDx = 7;
// What `--format cyclonedx` writes: the newest that the usual readers of the field take (docs/decisions/0056).
inline constexpr int kUsualCycloneDx = 6;

enum class CycloneDxPart : std::uint8_t {
  kDataType,           // component type "data"
  kToolComponents,     // metadata.tools as an object of components; before: an array of names
  kLifecycles,         // metadata.lifecycles
  kIdentity,           // evidence.identity, one
  kIdentities,         // the same as an array
  kOccurrences,        // evidence.occurrences, a path each
  kOccurrenceContext,  // additionalContext of an occurrence
  kAuthors,            // authors of a component; before: "author", a text
  kProvides,           // dependencies[].provides
  kAcknowledgement,    // whether a licence is declared or concluded
  kMixedLicenses,      // expressions beside other licences
};

// Whether version 1.`minor` has it.
bool can_say(int minor, CycloneDxPart part);

}  // namespace pratique::sbom
