// A component of an inventory: one package, as one package manager, archive or file says it is there.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "model/purl.h"

namespace pratique::model {

// How we know it (docs/glossary.md, "evidence class"). In CycloneDX the property `pratique:evidence`.
enum class Evidence {
  kInstalled,  // a package manager put it there
  kVendored,   // carried inside another package
  kDeclared,   // a lock file or requirement names it; nothing says that it is there
};
const char* to_string(Evidence evidence);
Result<Evidence> parse_evidence(std::string_view text);

struct Location {
  std::string path;   // in the image, without a leading slash; inside archives "app/a.jar!BOOT-INF/lib/b.jar"
  std::string layer;  // diffID of the layer that brought it: "sha256:…"; empty when there are no layers

  bool operator==(const Location&) const = default;
  auto operator<=>(const Location&) const = default;
};

struct Component {
  Purl purl;
  Evidence evidence = Evidence::kInstalled;
  std::vector<Location> locations;  // sorted, unique; the first is the file that the component was read from
  // Licences as the package states them, one entry each: an SPDX expression where the format promises one
  // ("MIT OR Apache-2.0"), else free text ("GPLv2+"). Sorted, unique.
  std::vector<std::string> licenses;
  // Distribution packages: the source package that advisories are written about ("openssl" for libssl3).
  // Empty when it is the package itself.
  std::string source_name;
  std::string source_version;
  // purl of the distribution's package that installed this component's file (docs/notes.md, "Whose a file
  // is"); empty when none owns it.
  // Such a language package stays in the inventory but is judged through its owner (the distribution
  // back-ports fixes).
  std::string owner;
  std::string supplier;  // maintainer, vendor or author as stated; may be empty
  std::string homepage;  // may be empty
  // What else a reader of the document may need, with stable names: "pratique:database" = "removed",
  // "pratique:rpm:module", "pratique:java:identified-by", …. Keys always start with "pratique:".
  std::map<std::string, std::string> properties;

  bool operator==(const Component&) const = default;
};

// The order of components in every document: type, namespace, name, version, qualifiers, evidence, first
// location.
bool before(const Component& a, const Component& b);

}  // namespace pratique::model
