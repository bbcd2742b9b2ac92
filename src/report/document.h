// The JSON reports: docs/formats/cves.md, docs/formats/quickview.md and their schemas in docs/api.
#pragma once

#include <string_view>

#include "codec/json_value.h"
#include "report/report.h"
#include "report/summary.h"

namespace pratique::report {

inline constexpr std::string_view kCvesSchema = "pratique/cves/1";
inline constexpr std::string_view kQuickviewSchema = "pratique/quickview/1";

codec::JsonObject finding_to_json(const match::Finding& finding, const model::Component& component);
// The program: its name and version.
codec::JsonObject tool_to_json();
// What upgrading each vulnerable package would fix; packages without a known fix are left out.
codec::JsonArray upgrades_to_json(const Judged& input);
// Notes of the inventory and of the judgement together, sorted.
codec::JsonArray notes_to_json(const Judged& input);
codec::JsonArray coverage_to_json(const match::Judgement& judgement);
// The reasons why packages were not judged, and those why they were judged by partial data.
codec::JsonArray unjudged_to_json(const match::Judgement& judgement);
codec::JsonArray partial_to_json(const match::Judgement& judgement);
// One entry for each component of the inventory, in its order.
codec::JsonArray verdicts_to_json(const Judged& input);
// What each document of a judged inventory begins with: schema, tool, subject, scope, day.
codec::JsonObject document_head(std::string_view schema, const Judged& input);
// "packages", "judged", "partial", "not_judged", "verdict".
void put_scope(codec::JsonObject& object, const Scope& scope);

}  // namespace pratique::report
