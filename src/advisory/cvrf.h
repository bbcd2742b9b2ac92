// CVRF 1.1 and 1.2 (https://docs.oasis-open.org/csaf/csaf-cvrf/v1.2/csaf-cvrf-v1.2.html), CSAF's predecessor in XML: the
// same parts in other words, read into the same (csaf.h).
#pragma once

#include <string>
#include <string_view>

#include "advisory/csaf_records.h"
#include "codec/xml.h"

namespace pratique::advisory {

// Views into an XmlDocument, which must outlive it.
class CvrfDocument {
 public:
  // kUnsupported: no CVRF; kInvalid: without an id. Branches nested more than 32 deep are skipped, with their names.
  static Result<CvrfDocument> of(codec::Xml root, FeedSink& sink);

  const CsafHead& head() const { return head_; }
  const CsafTree& tree() const { return tree_; }
  // Gives each vulnerability, one after the other. `expand` gives the statements of one product of one vulnerability: the product's own where it is a component of one,
  // else what its publisher means. A product that the tree does not have is skipped and located.
  void give(const std::function<std::vector<CsafFound>(std::string_view product)>& expand,
            const CsafTaker& taker, FeedSink& sink) const;

 private:
  void add_branches(codec::Xml parent, std::string_view holder, unsigned depth, FeedSink& sink);
  void add_product(codec::Xml product, std::string_view category, std::string_view branch,
                   std::string_view holder);

  codec::Xml root_;
  CsafHead head_;
  CsafTree tree_;
};

// Reads a file of CVRF whole.
Result<codec::XmlDocument> cvrf_document(Source& source);
// By the first bytes: CVRF with that mark of its publisher in it.
bool is_cvrf(std::string_view head, std::string_view mark);

}  // namespace pratique::advisory
