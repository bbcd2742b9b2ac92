// Reading VEX documents of every form into the one model.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <utility>

#include "codec/json.h"
#include "vex/statement.h"

namespace pratique::vex {

// Bytes of one document; Red Hat's largest have 20 MiB.
inline constexpr std::uint64_t kMaxVexBytes = 32ull << 20;
// Of one document: statements, products of a statement, subcomponents of a product, names of a thing.
inline constexpr std::size_t kMaxVexStatements = 200'000;
inline constexpr std::size_t kMaxVexProducts = 20'000;
inline constexpr std::size_t kMaxVexThings = 1'000'000;
// What its statements hold: a document says once what stands in each of many statements then.
inline constexpr std::uint64_t kMaxVexHeld = 256ull << 20;

// The components of CycloneDX documents by their BOM-links (CycloneDX "BOM-Link": urn:cdx:SERIAL/VERSION#BOM-REF), for
// statements that name components of another document.
class BomIndex {
 public:
  // Adds what a CycloneDX document names, JSON or XML; false: it is none. At most 100,000 components.
  bool add(std::string_view text);
  // nullptr: no such document or component. Without a version any version of the document counts.
  const VexThing* find(std::string_view bom_link) const;

 private:
  friend struct BomReader;
  // "SERIAL/VERSION#REF".
  std::map<std::string, VexThing, std::less<>> things_;
};

// The document in a text, its form told by what it holds. `boms`: what BOM-links may lead to besides itself; may be
// nullptr. A statement that means nothing, or must not be believed, is refused and located; never the document for it.
// Errors: kUnsupported: no VEX document, or of a version that is not read; kInvalid: what is no JSON or XML, or breaks its form so
// that nothing in it can be relied on, with the reason; kLimit.
// `about`: what OpenVEX statements without products are about, the subjects of an attestation (OpenVEX,
// ATTESTING.md); nullptr: nothing.
Result<VexDocument> read_vex(std::string_view text, std::string place, const BomIndex* boms = nullptr,
                             const VexThing* about = nullptr);

// Whether a text may be one, by its first bytes: so that of a folder's files only these are read.
bool may_be_vex(std::string_view head);

// The same of one form; `root` as parsed.
Result<VexDocument> read_openvex(codec::Json root, const VexThing* about);
Result<VexDocument> read_csaf(codec::Json root);
Result<VexDocument> read_cyclonedx(codec::Json root, const BomIndex* boms);
Result<VexDocument> read_cyclonedx_xml(std::string_view text, const BomIndex* boms);

// Adds a name as what it is: a purl, a CPE, a digest, and always as the text that it is. Empty: nothing.
void add_name(VexThing& thing, std::string_view text);
void add_hash(VexThing& thing, std::string_view text);
// Books what a statement is about to hold. Errors: kLimit over kMaxVexHeld.
std::uint64_t bytes_of(const VexThing& thing);
Result<void> charge(VexDocument& document, std::uint64_t bytes);
// Whether the statement can be believed: a status that it has, a vulnerability, products, a reason for "not affected".
// Empty: yes.
std::string refusal_of(const VexStatement& statement);
// Takes it into the document or refuses it; charges the limits.
Result<void> take(VexDocument& document, VexStatement statement);

}  // namespace pratique::vex
