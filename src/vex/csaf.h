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

// Those tests of §6.1 that tell whether statements can be relied on, each fault as "6.1.2: product id …": ids that are not defined,
// defined twice or in a circle (6.1.1 to 6.1.5), contradicting statuses (6.1.6), purls that are none (6.1.13), hash
// algorithms twice (6.1.25), what the profile VEX demands (6.1.27.4 to 6.1.27.11), flags of nothing or several
// (6.1.29, 6.1.32, 6.1.33), vulnerabilities twice (6.1.23). At most 1,000.
std::vector<std::string> csaf_faults(codec::Json root, const CsafProducts& products);

}  // namespace pratique::vex
