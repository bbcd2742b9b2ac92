#include "report/document.h"

#include <algorithm>

#include "base/program.h"
#include "model/ecosystem.h"
#include "report/sections.h"
#include "report/summary.h"
#include "report/upgrade.h"
#include "sbom/native.h"

namespace pratique::report {

using codec::JsonArray;
using codec::JsonObject;
using codec::texts;
using codec::view;

static JsonObject rating_to_json(const advisory::RatingView& rating) {
  JsonObject object;
  object.emplace("source", view(rating.source));
  sbom::put(object, "vector", rating.vector);
  if (rating.score > 0) object.emplace("score", rating.score);
  return object;
}

static JsonObject statement_to_json(const match::Statement& statement) {
  JsonObject object;
  object.emplace("advisory", view(statement.advisory));
  object.emplace("source", view(statement.source));
  object.emplace("ecosystem", view(statement.ecosystem));
  object.emplace("range", view(match::range_text(statement)));
  sbom::put(object, "fixed", statement.fixed);
  object.emplace("rule", view(statement.rule));
  return object;
}

static JsonArray locations_to_json(const model::Component& component) {
  JsonArray array;
  for (const auto& location : component.locations) {
    JsonObject object;
    object.emplace("path", view(location.path));
    sbom::put(object, "layer", location.layer);
    array.emplace_back(std::move(object));
  }
  return array;
}

JsonObject finding_to_json(const match::Finding& finding, const model::Component& component) {
  JsonObject object;
  object.emplace("id", view(finding.id));
  sbom::put(object, "url", url_of(finding.id));
  object.emplace("aliases", texts(finding.aliases));
  sbom::put(object, "category", finding.category);
  object.emplace("severity", advisory::to_string(finding.severity));
  if (!finding.rating.source.empty()) object.emplace("rating", rating_to_json(finding.rating));
  object.emplace("purl", view(component.purl.to_string()));
  object.emplace("package", view(model::display_name(component.purl)));
  object.emplace("version", view(component.purl.version));
  sbom::put(object, "source_package", component.source_name);
  object.emplace("evidence_class", model::to_string(component.evidence));
  sbom::put(object, "fixed", finding.fixed);
  object.emplace("range", view(finding.range));
  object.emplace("source", view(finding.source));
  object.emplace("rule", view(finding.rule));
  object.emplace("locations", locations_to_json(component));
  JsonArray evidence;
  for (const auto& one : finding.statements) evidence.emplace_back(statement_to_json(one));
  object.emplace("evidence", std::move(evidence));
  object.emplace("cwes", texts(finding.cwes));
  sbom::put(object, "kev_added", finding.kev_added);
  sbom::put(object, "summary", finding.summary);
  return object;
}

JsonArray notes_to_json(const Judged& input) {
  auto notes = input.inventory.notes;
  notes.insert(notes.end(), input.judgement.notes.begin(), input.judgement.notes.end());
  std::sort(notes.begin(), notes.end());
  JsonArray array;
  for (const auto& note : notes) array.emplace_back(sbom::to_json(note));
  return array;
}

JsonArray coverage_to_json(const match::Judgement& judgement) {
  JsonArray array;
  for (const auto& row : judgement.coverage) {
    JsonObject object;
    object.emplace("ecosystem", view(row.ecosystem));
    object.emplace("source", view(row.source));
    object.emplace("advisories", row.advisories);
    object.emplace("packages", row.packages);
    object.emplace("undated", row.undated);
    object.emplace("declared", advisory::to_string(row.declared));
    object.emplace("extent", advisory::to_string(row.extent));
    object.emplace("sample", row.extent == advisory::Extent::kSample);
    sbom::put(object, "newest", row.newest);
    array.emplace_back(std::move(object));
  }
  return array;
}

static JsonObject gap_to_json(const match::Gap& gap) {
  JsonObject object;
  sbom::put(object, "code", gap.code);
  object.emplace("reason", view(gap.reason));
  sbom::put(object, "ecosystem", gap.ecosystem);
  object.emplace("packages", gap.components);
  return object;
}

JsonArray unjudged_to_json(const match::Judgement& judgement) {
  JsonArray array;
  for (const auto& gap : judgement.gaps) {
    if (gap.standing == match::Standing::kPartial) continue;
    auto object = gap_to_json(gap);
    object.emplace("blind", gap.blind());
    array.emplace_back(std::move(object));
  }
  return array;
}

JsonArray partial_to_json(const match::Judgement& judgement) {
  JsonArray array;
  for (const auto& gap : judgement.gaps) {
    if (gap.standing == match::Standing::kPartial) array.emplace_back(gap_to_json(gap));
  }
  return array;
}

JsonArray verdicts_to_json(const Judged& input) {
  JsonArray array;
  const auto& judgement = input.judgement;
  for (std::size_t i = 0; i < judgement.standings.size(); ++i) {
    const auto& one = judgement.standings[i];
    JsonObject object;
    object.emplace("purl", view(input.inventory.components[i].purl.to_string()));
    object.emplace("verdict", match::to_string(one.standing));
    JsonArray why;
    for (const auto gap : one.gaps) why.emplace_back(view(judgement.gaps[gap].reason));
    if (!why.empty()) object.emplace("why", std::move(why));
    array.emplace_back(std::move(object));
  }
  return array;
}

JsonArray upgrades_to_json(const Judged& input) {
  JsonArray array;
  for (const auto& group : vulnerable_groups(input)) {
    const auto upgrade = best_upgrade(group.type, group.findings);
    if (!upgrade) continue;
    JsonObject object;
    object.emplace("package", view(group.title));
    std::vector<std::string> purls;
    for (const auto index : group.components)
      purls.push_back(input.inventory.components[index].purl.to_string());
    purls.erase(std::unique(purls.begin(), purls.end()), purls.end());
    object.emplace("purls", texts(purls));
    object.emplace("to", view(upgrade->version));
    object.emplace("fixes", upgrade->fixes);
    object.emplace("of", group.findings.size());
    array.emplace_back(std::move(object));
  }
  return array;
}

JsonObject tool_to_json() {
  JsonObject object;
  object.emplace("name", view(base::kProgram));
  object.emplace("version", view(base::program_version()));
  return object;
}

void put_scope(JsonObject& object, const Scope& scope) {
  object.emplace("packages", scope.packages);
  object.emplace("judged", scope.judged);
  object.emplace("partial", scope.partial);
  object.emplace("not_judged", scope.unjudged);
  object.emplace("verdict", scope.whole() ? "judged" : scope.compared() ? "partial" : "not-judged");
}

codec::JsonObject document_head(std::string_view schema, const Judged& input) {
  codec::JsonObject object;
  object.emplace("schema", view(schema));
  object.emplace("tool", tool_to_json());
  object.emplace("subject", sbom::head_to_json(input.inventory.subject));
  put_scope(object, scope_of(input));
  sbom::put(object, "day", input.judgement.day);
  return object;
}

}  // namespace pratique::report
