// CSAF documents (csaf-v2.0-os): the product tree, and what the specification's tests of section 6.1 ask of a document
// before what it says of products can be relied on. The feeds' reader (advisory/csaf.h) reads the packages of a
// distribution out of the same form; this one reads whatever names a product (docs/decisions/0046).
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "codec/json.h"
#include "vex/statement.h"

namespace pratique::vex {

// An id of the tree: what it names, and, of a relationship, the component and the product that it joins (§3.2.2.5).
struct CsafEntry {
  VexThing thing;
  std::string_view component, product;
};

struct CsafProducts {
  // By product id. Views into the document.
  std::map<std::string_view, CsafEntry> entries;
  std::map<std::string_view, std::vector<std::string_view>> groups;
  // "product id \"X\" is defined twice", in the document's order; at most 1,000.
  std::vector<std::string> faults;
};

// Branches nested more than 32 deep are a fault. Errors: kLimit over kMaxVexThings.
Result<CsafProducts> csaf_products(codec::Json product_tree);

// The mandatory tests of §6.1, each fault as "6.1.2: product id …"; those that tell whether statements can be relied on come first. All
// of 2.0 but 6.1.11 (it wants MITRE's list of weaknesses), of 6.1.9 the base score only; of 2.1 besides 6.1.34, .37 to .45, .49 and
// .51 to .53 (docs/vex.md). At most 1,000.
std::vector<std::string> csaf_faults(codec::Json root, const CsafProducts& products);

// What §5.1 calls the file of a document with that tracking id: "OASIS: #/CSAF_1.0" → "oasis_csaf_1_0.json".
std::string csaf_file_name(std::string_view id);

}  // namespace pratique::vex
