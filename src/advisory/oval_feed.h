// The readers of OVAL: what the documents of every publisher have in common is here, what one has of its own stands in
// its OvalPublisher, a file feed/NAME_oval.cc each.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "advisory/oval.h"

namespace pratique::advisory {

// The record that a definition is, or is a part of.
struct OvalRecord {
  std::string id;
  // An erratum: the CVEs of the definition are what it bundles, and its ratings of them enrichments. Else the definition
  // is that of a CVE.
  bool is_erratum = true;
  // It stands in several documents: FeedSink::add_part().
  bool is_part = false;
  // The definition's title is about one package of the record, so the record has no summary.
  bool is_of_one_package = false;
  // As in Advisory.
  std::string category = {};
};

struct OvalPublisher {
  FeedInfo info;
  // Of its records and ratings: "oracle".
  std::string_view source;
  // How the ids of its definitions begin: "oval:com.oracle.elsa:".
  std::string_view ids;

  // An error is the line with which the definition is skipped.
  Result<OvalRecord> (*record_of)(const OvalDefinition& definition,
                                  const std::vector<OvalStatement>& statements);
  // The ecosystem of a system that a statement names; "": that of another publisher, which is skipped and told; nothing:
  // one that is meant to be passed over. A statement that names no system is about none.
  std::optional<std::string> (*ecosystem_of)(std::string_view system) = nullptr;
  // The ecosystem of a statement, of a publisher whose statements name no system; then `ecosystem_of` is not asked.
  std::string (*ecosystem_by)(const OvalDefinition& definition, const OvalStatement& statement) = nullptr;
  // What is said besides of one package. An error is the line with which it is skipped. May be null.
  Result<void> (*refine)(const OvalDefinition& definition, const OvalStatement& statement,
                         const OvalRecord& record, Affected& affected) = nullptr;
  // Null: that of `info`.
  Extent (*extent_of)(std::string_view path, const OvalRecord& record) = nullptr;
  // Statements are made for each architecture: those that differ in nothing else are one (join_architectures.h).
  bool joins_architectures = false;
};

std::unique_ptr<Feed> oval_feed(const OvalPublisher& publisher);

}  // namespace pratique::advisory
