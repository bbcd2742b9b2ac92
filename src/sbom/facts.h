// What a document states of itself and of its components, by any format's own fields: for judging the document, not what is
// in it. Nothing is filled up: what a reader would have to guess is absent here.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "codec/json.h"
#include "model/inventory.h"

namespace pratique::sbom {

struct ComponentFacts {
  // Name, or what the document calls it.
  std::string name;
  std::string version, supplier;
  // Of the supplier: an address or a URL.
  bool supplier_contact = false;
  bool purl = false, cpe = false;
  // Names of algorithms, lower case without dashes: "sha256".
  std::vector<std::string> hashes;
  // Concluded, else declared.
  std::vector<std::string> licenses;
  // Of the file that it is: BSI's "filename", and whether it says executable, archive and structured.
  bool filename = false, properties = false;
  bool source_url = false;
  // It stands in a relationship with another.
  bool related = false;
};

struct DocumentFacts {
  // "CycloneDX", "SPDX", "Syft", "Pratique", …; and its version, "1.6".
  std::string format, version;
  std::string timestamp;
  std::vector<std::string> authors;
  // An author's address or URL.
  bool author_contact = false;
  std::vector<std::string> tools;
  // Phase of the software's life at which the document was made: "post-build", "analyzed".
  std::string context;
  // What it is about.
  std::string subject;
  // Serial number or namespace.
  std::string identifier;
  // It says of the list of dependencies whether it is all.
  bool completeness = false;
  std::vector<ComponentFacts> components;
};

// Of any document that read_document() reads, by its text; wrappers are taken off. Errors: those of read_document().
Result<DocumentFacts> facts_of(std::string_view text);

namespace facts {
// Of one format each; facts.cc chooses.
DocumentFacts of_cyclonedx(codec::Json root);
DocumentFacts of_spdx(codec::Json root);
DocumentFacts of_spdx3(codec::Json root);
// Of what has no fields of its own for these: an inventory.
DocumentFacts of_inventory(const model::Inventory& inventory);
}  // namespace facts

}  // namespace pratique::sbom
