// OpenVEX documents (https://github.com/openvex/spec, OPENVEX-SPEC.md 0.2.0) that publishers give as feeds: statements, each
// about one vulnerability and some products, that are named by purls.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "advisory/feed.h"
#include "model/purl.h"

namespace pratique::advisory {

struct OpenVexStatement {
  // "CVE-2023-38545", "CGA-48gh-376r-gw73".
  std::string id;
  // Other ids of it; no URLs.
  std::vector<std::string> aliases;
  // As a summary.
  std::string description;
  Status status = Status::kAffected;
  // justification, or what else stands there: impact_statement, status_notes, action_statement. A view into the document.
  std::string_view justification, notes;
  // "Published" and last changed, RFC 3339; may be empty.
  std::string published, modified;
  std::vector<model::Purl> products;
};

// One for each statement of a document of any size. A product without a purl, and a statement without an id or of a status that OpenVEX does not
// have, is skipped and located.
// Errors: kUnsupported: no OpenVEX, or the author is another; those of read_records().
Result<void> each_statement(Source& source, std::string_view author, FeedSink& sink,
                            const std::function<void(OpenVexStatement&&)>& take);

// By the first bytes.
bool is_openvex(std::string_view head, std::string_view author);

}  // namespace pratique::advisory
