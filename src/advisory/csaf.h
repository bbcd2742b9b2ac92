// CSAF 2.0 documents (https://docs.oasis-open.org/csaf/csaf/v2.0/csaf-v2.0.html): security advisories and VEX. A product
// tree names products and components (csaf_tree.h), and each vulnerability says of such products in which state they are
// (§3.2.3.9).
//
// Documents have any size: they are walked from their start (codec/json_walk.h), the tree is kept, and the vulnerabilities
// are told one after the other, of each what it says of a product some 20 bytes.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "advisory/csaf_tree.h"
#include "advisory/feed.h"

namespace pratique::advisory {

// What is said of one product.
struct CsafStatement {
  CsafFound found;
  // kFixed: of the version that the component has. SUSE says "recommended" for it.
  Status status = Status::kAffected;
  Reason reason = Reason::kNone;
  // Of remediations and flags: "Fix deferred", "vulnerable_code_not_present".
  std::string_view reason_text;
  // Day of the fix (a remediation's "date").
  std::string fixed_on;
  // Impact (§3.2.3.14) and CVSS of it; empty where the vulnerability has one for all.
  std::string_view impact, vector;
};

struct CsafVulnerability {
  // "CVE-2024-8088"; where it has none, the first of `ids` that is an id.
  std::string id;
  std::string title;
  std::vector<std::string> cwes, references;
  // Vectors and impacts of all products, each once, by the document's source.
  std::vector<Rating> ratings;
  // Gives them one after the other, once; only while the vulnerability is taken. A product that the tree does not have is
  // skipped and located.
  std::function<void(const std::function<void(const CsafStatement&)>&)> each_statement;
};

// The document's head.
struct CsafHead {
  // "RHSA-2024:6163", "CVE-2026-12345".
  std::string id;
  // "csaf_vex", "csaf_security_advisory".
  std::string category;
  std::string title;
  // RFC 3339.
  std::string published, modified;
  // "Moderate"; may be empty.
  std::string severity;
  std::vector<std::string> references;
};

// What becomes of a document.
struct CsafTaker {
  // Whose word the ratings are.
  std::string source;
  std::function<void(CsafVulnerability&&)> take;
  // Behind the last vulnerability, when the tree is gone; may be empty.
  std::function<void()> finish = {};
};
// Says what becomes of the document with that head, which lives until it was read.
using CsafBegin = std::function<CsafTaker(const CsafHead&)>;

// Reads a document. What is odd in a vulnerability, and a part of the tree that is no JSON, is skipped and located; branches
// nested more than 32 deep are skipped with their names.
// Errors: kUnsupported: no CSAF, or the publisher's namespace does not begin so; kInvalid: without an id, or JSON that is
// odd outside of the vulnerabilities; kLimit where more than 192 MB would have to be kept; those of the source.
Result<void> read_csaf(Source& source, std::string_view publisher, FeedSink& sink, const CsafBegin& begin);

// By the first bytes.
bool is_csaf(std::string_view head, std::string_view publisher);

}  // namespace pratique::advisory
