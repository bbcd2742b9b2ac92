// CycloneDX JSON (ECMA-424; schemas bom-1.*.schema.json). Written as 1.4 to 1.7, read from 1.2 to 1.7. How an
// inventory maps to it: docs/formats/cyclonedx.md.
#pragma once

#include "base/meter.h"
#include "codec/json.h"
#include "model/inventory.h"

namespace pratique::sbom {

// A document that we wrote (it names our schema), part by part as it was written.
Result<model::Inventory> read_own_cyclonedx(codec::Json root, base::Meter& meter);
// Any other document: every component with a package URL, wherever it is nested.
Result<model::Inventory> read_foreign_cyclonedx(codec::Json root, base::Meter& meter);

// The licences of a component: identifiers, names and expressions alike. Concluded are those that say so (since 1.6).
struct CycloneDxLicenses {
  std::vector<std::string> declared, concluded;
};
CycloneDxLicenses cyclonedx_licenses(codec::Json component);
// Its hashes, of the algorithms that are known here.
std::vector<model::Hash> cyclonedx_hashes(codec::Json component);
// The schema's name of an algorithm ("SHA-256").
const char* cyclonedx_name(model::HashAlgorithm algorithm);
// The first external reference of type "website".
std::string cyclonedx_website(codec::Json component);

}  // namespace pratique::sbom
