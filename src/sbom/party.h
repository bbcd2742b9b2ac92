// Who made a package, as SBOM formats want it told: a name, a mail address, and whether that is a person.
#pragma once

#include <string>
#include <string_view>

#include "model/inventory.h"

namespace pratique::sbom {

struct Party {
  // One line, never empty.
  std::string name;
  // May be empty.
  std::string mail;
  bool person = false;
};

// "Ada Lovelace <ada@example.org>" is a person of that name; "Debian OpenSSL Team <team@…>" is an
// organisation by its words. Without a mail address a text is an organisation's name, unless `of_people`:
// then two to four words are a person's.
Party party_of(std::string_view stated, bool of_people);

// Who a reader may take for the supplier: as the package states; where it says nothing, whoever its name
// belongs to (npm scope, Maven group, Go module's owner, distribution); else "unknown", which is how the NTIA
// minimum elements (2021, "known unknowns") want it said.
Party supplier_of(const model::Component& component);
// Of the image: its label org.opencontainers.image.vendor, .authors, or maintainer; else "unknown".
Party supplier_of(const model::Subject& subject);

// What pins the subject: the digest of its manifest or config, the label org.opencontainers.image.version,
// the release of a root filesystem's system; else "unknown".
std::string version_of(const model::Subject& subject);

}  // namespace pratique::sbom
