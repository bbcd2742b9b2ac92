// CVRF 1.1 and 1.2 (https://docs.oasis-open.org/csaf/csaf-cvrf/v1.2/csaf-cvrf-v1.2.html), CSAF's predecessor in XML: the
// same parts in other words, read into the same (csaf.h).
#pragma once

#include <functional>
#include <string_view>
#include <vector>

#include "advisory/csaf_records.h"

namespace pratique::advisory {

// What a product stands for of which a vulnerability says something: the product itself or the component that it is, or
// what its publisher means by it. Empty: the tree has none of that id.
using CvrfExpand = std::function<std::vector<CsafFound>(const CsafTree& tree, std::string_view product)>;

// Reads a document as a stream: the tree is kept, and each vulnerability given when it is read, for the schema has the tree
// before them (§5 to §6; one that stands before it knows no product). A product that the tree does not have, a status that
// CVRF does not have, a vulnerability without an id, an element that is no sound XML, and branches nested more than 32 deep
// are skipped and located.
// Errors: kUnsupported: no CVRF; kInvalid: without an id before the first vulnerability; kLimit: a tree or a vulnerability
// of more than 32 MiB (codec/xml_stream.h), or a tree of which more than 192 MB would have to be kept; those of the source.
Result<void> read_cvrf(Source& source, FeedSink& sink, const CvrfExpand& expand, const CsafBegin& begin);

// By the first bytes: CVRF with that mark of its publisher in it.
bool is_cvrf(std::string_view head, std::string_view mark);

}  // namespace pratique::advisory
