// The JSON reports: docs/formats/cves.md, docs/formats/quickview.md and their schemas in docs/api.
#pragma once

#include <string_view>

#include "codec/json_value.h"
#include "report/priority.h"
#include "report/report.h"
#include "report/summary.h"

namespace pratique::report {

inline constexpr std::string_view kCvesSchema = "pratique/cves/1";
inline constexpr std::string_view kQuickviewSchema = "pratique/quickview/1";

codec::JsonObject finding_to_json(const match::Finding& finding, const model::Component& component);
// Members "rating", "cvss" where its score is another's, "ratings" and "disagreement" (docs/formats/cves.md).
void put_ratings(codec::JsonObject& object, const match::Finding& finding);
// Member "opinions": what VEX statements and exceptions say of it; none where nobody said anything.
void put_opinions(codec::JsonObject& object, const match::Finding& finding);
codec::JsonArray locations_to_json(const model::Component& component);
// The program: its name and version.
codec::JsonObject tool_to_json();
// "packages", "judged", "partial", "not_judged", "verdict".
void put_basis(codec::JsonObject& object, const Basis& basis);
// Some of its findings by package, and within it as the text has them: worst first.
std::vector<const match::Finding*> sorted(std::vector<const match::Finding*> findings);
// Of the inventory and of the judgement together, sorted.
std::vector<const model::Note*> sorted_notes(const Judged& judged);
codec::JsonObject coverage_to_json(const advisory::Coverage& row);
// Of `db status` and `db build`.
codec::JsonObject kept_to_json(const advisory::KeptFeed& one);

// A document of a judged inventory: what it begins with (schema, tool, subject, basis, day), and then what the
// caller adds, in its order.
class JudgedDocument {
 public:
  // `judged` must outlive this.
  JudgedDocument(std::string_view schema, const Judged& judged);
  JudgedDocument(const JudgedDocument&) = delete;

  // Members of one value.
  codec::JsonObject& object() { return object_; }
  // Lists, made while they are written.
  // "findings", by package unless another order is asked for; "closed", where these were asked for.
  void add_findings(SortBy sort = SortBy::kSeverity);
  // "grouped_by" and "groups".
  void add_groups(GroupBy by, SortBy sort);
  // What upgrading each vulnerable package would fix; packages without a known fix are left out.
  void add_upgrades();
  // "hidden", "hidden_by", and those of add_closed(): what is known and not shown.
  void add_selection();
  // "not_affected", "suppressed", and how many of each somebody's word closed.
  void add_closed();
  // "unjudged" and "partly_judged": why packages were not judged, or by partial data.
  void add_gaps();
  // One entry for each component of the inventory, in its order.
  void add_verdicts();
  // "notes", "coverage".
  void add_notes();
  // The fingerprint of the database, last; then writes all.
  Result<void> write(const Sink& sink);

 private:
  void add(codec::JsonStream stream);

  const Judged& judged_;
  const Priorities priorities_;
  codec::JsonObject object_;
  std::vector<codec::JsonStream> streams_;
};

}  // namespace pratique::report
