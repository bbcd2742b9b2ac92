#include "report/document.h"

#include <algorithm>
#include <memory>

#include "base/program.h"
#include "match/confidence.h"
#include "match/linked.h"
#include "model/ecosystem.h"
#include "report/enrichment.h"
#include "report/ordering.h"
#include "report/sections.h"
#include "report/summary.h"
#include "report/upgrade.h"
#include "report/ways.h"
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

void put_ratings(JsonObject& object, const match::Finding& finding) {
  if (!finding.rating.source.empty()) {
    auto rating = rating_to_json(finding.rating);
    sbom::put(rating, "rule", match::to_string(finding.rated_by));
    object.emplace("rating", std::move(rating));
  }
  const auto& cvss = match::cvss_of(finding);
  if (finding.rating.vector.empty() && !cvss.vector.empty()) object.emplace("cvss", rating_to_json(cvss));
  sbom::put(object, "disagreement", match::disagreement_of(finding));
  if (finding.vulnerability == nullptr || finding.vulnerability->ratings.empty()) return;
  JsonArray all;
  for (const auto& one : finding.vulnerability->ratings) {
    auto each = rating_to_json(one);
    each.emplace("severity", advisory::to_string(match::severity_of(one)));
    all.emplace_back(std::move(each));
  }
  object.emplace("ratings", std::move(all));
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

JsonArray locations_to_json(const model::Component& component) {
  JsonArray array;
  for (const auto& location : component.locations) {
    JsonObject object;
    object.emplace("path", view(location.path));
    sbom::put(object, "layer", location.layer);
    array.emplace_back(std::move(object));
  }
  return array;
}

static void add_enrichments(JsonObject& object, const match::Finding& finding) {
  if (finding.exploitation.known)
    sbom::put(object, "kev_added", advisory::to_text(finding.exploitation.added));
  put(object, enriched(finding));
}

void put_opinions(JsonObject& object, const match::Finding& finding) {
  if (finding.opinions.empty()) return;
  JsonArray array;
  for (const auto& one : finding.opinions) {
    JsonObject opinion{{"kind", view(one.kind)}, {"decides", one.decides}, {"status", view(one.status)}};
    sbom::put(opinion, "justification", one.justification);
    sbom::put(opinion, "text", one.text);
    sbom::put(opinion, "document", one.document);
    sbom::put(opinion, "place", one.place);
    sbom::put(opinion, "document_id", one.document_id);
    sbom::put(opinion, "author", one.author);
    sbom::put(opinion, "verification", one.verification);
    sbom::put(opinion, "timestamp", one.timestamp);
    sbom::put(opinion, "expiry", one.expiry);
    sbom::put(opinion, "owner", one.owner);
    sbom::put(opinion, "approver", one.approver);
    sbom::put(opinion, "why", one.why);
    array.emplace_back(std::move(opinion));
  }
  object.emplace("opinions", std::move(array));
}

JsonObject finding_to_json(const match::Finding& finding, const model::Component& component) {
  JsonObject object;
  object.emplace("id", view(finding.id));
  sbom::put(object, "url", url_of(finding.id));
  object.emplace("aliases", texts(finding.aliases));
  sbom::put(object, "category", finding.category);
  object.emplace("state", match::to_string(finding.state));
  sbom::put(object, "state_by", finding.state_by);
  put_opinions(object, finding);
  if (const auto why = match::not_linked(finding); !why.empty() && !object.contains("justification")) {
    object.emplace("justification", "vulnerable_code_not_present");
    object.emplace("state_why", view(why));
  }
  object.emplace("severity", advisory::to_string(finding.severity));
  put_ratings(object, finding);
  object.emplace("purl", view(component.purl.to_string()));
  object.emplace("package", view(model::display_name(component.purl)));
  object.emplace("version", view(component.purl.version));
  sbom::put(object, "source_package", component.source_name);
  object.emplace("evidence_class", model::to_string(component.evidence));
  sbom::put(object, "fixed", finding.fixed);
  object.emplace("range", view(finding.range));
  object.emplace("source", view(finding.source));
  object.emplace("rule", view(finding.rule));
  if (match::is_low_confidence(finding)) object.emplace("confidence", "low");
  object.emplace("locations", locations_to_json(component));
  JsonArray evidence;
  for (const auto& one : finding.statements) evidence.emplace_back(statement_to_json(one));
  object.emplace("evidence", std::move(evidence));
  object.emplace("cwes", texts(finding.cwes));
  add_enrichments(object, finding);
  if (const auto* known = finding.vulnerability; known != nullptr) {
    sbom::put(object, "published", known->published);
    sbom::put(object, "modified", known->modified);
  }
  if (!finding.seen_by.empty()) object.emplace("seen_exploited_by", texts(finding.seen_by));
  if (is_disputed(finding)) object.emplace("disputed", true);
  if (finding.vulnerability != nullptr && finding.vulnerability->rejected) object.emplace("rejected", true);
  sbom::put(object, "summary", finding.summary);
  return object;
}

JsonObject coverage_to_json(const advisory::Coverage& row) {
  JsonObject object;
  object.emplace("ecosystem", view(row.ecosystem));
  object.emplace("source", view(row.source));
  object.emplace("advisories", row.advisories);
  object.emplace("packages", row.packages);
  object.emplace("undated", row.undated);
  object.emplace("declared", advisory::to_string(row.declared));
  object.emplace("extent", advisory::to_string(row.extent));
  object.emplace("sample", row.extent == advisory::Extent::kSample);
  object.emplace("newest", view(row.newest));
  return object;
}

JsonObject kept_to_json(const advisory::KeptFeed& one) {
  return {{"input", one.input},
          {"advisories", one.advisories},
          {"read_on", one.read_on},
          {"days", one.days},
          {"fault", one.fault}};
}

static JsonObject gap_to_json(const match::Gap& gap) {
  JsonObject object;
  sbom::put(object, "code", gap.code);
  object.emplace("reason", view(gap.reason));
  sbom::put(object, "ecosystem", gap.ecosystem);
  object.emplace("packages", gap.components);
  if (gap.standing != match::Standing::kPartial) object.emplace("blind", gap.blind());
  return object;
}

static JsonObject verdict_to_json(const Judged& judged, std::size_t component) {
  const auto& one = judged.judgement.standings[component];
  JsonObject object;
  object.emplace("purl", view(judged.inventory.components[component].purl.to_string()));
  object.emplace("verdict", match::to_string(one.standing));
  JsonArray why;
  for (const auto gap : one.gaps) why.emplace_back(view(judged.judgement.gaps[gap].reason));
  if (!why.empty()) object.emplace("why", std::move(why));
  return object;
}

static JsonObject upgrade_to_json(const model::Inventory& inventory, const Group& group,
                                  const Upgrade& upgrade) {
  JsonObject object;
  object.emplace("package", view(group.title));
  std::vector<std::string> purls;
  for (const auto index : group.components) purls.push_back(inventory.components[index].purl.to_string());
  purls.erase(std::unique(purls.begin(), purls.end()), purls.end());
  object.emplace("purls", texts(purls));
  object.emplace("to", view(upgrade.version));
  object.emplace("fixes", upgrade.fixes);
  object.emplace("of", group.findings.size());
  return object;
}

JsonObject tool_to_json() {
  JsonObject object;
  object.emplace("name", view(base::kProgram));
  object.emplace("version", view(base::program_version()));
  return object;
}

void JudgedDocument::add_selection() {
  const auto& selection = judged_.selection;
  object_.emplace("hidden", selection.hidden_total());
  JsonArray hidden;
  for (const auto& one : selection.hidden) {
    JsonObject each;
    each.emplace("filter", view(one.by));
    each.emplace("vulnerabilities", one.vulnerabilities);
    hidden.emplace_back(std::move(each));
  }
  object_.emplace("hidden_by", std::move(hidden));
  add_closed();
}

void JudgedDocument::add_closed() {
  const auto& selection = judged_.selection;
  object_.emplace("not_affected", selection.not_affected);
  object_.emplace("not_affected_by_vex", selection.by_vex);
  object_.emplace("suppressed", selection.suppressed);
  object_.emplace("suppressed_by_exception", selection.by_exception);
}

void put_basis(JsonObject& object, const Basis& basis) {
  object.emplace("packages", basis.packages);
  object.emplace("judged", basis.judged);
  object.emplace("partial", basis.partial);
  object.emplace("not_judged", basis.unjudged);
  object.emplace("verdict", basis.whole() ? "judged" : basis.compared() ? "partial" : "not-judged");
}

JudgedDocument::JudgedDocument(std::string_view schema, const Judged& judged)
    : judged_(judged), priorities_(judged.inventory) {
  object_.emplace("schema", view(schema));
  object_.emplace("tool", tool_to_json());
  object_.emplace("subject", sbom::head_to_json(judged.inventory.subject));
  put_basis(object_, basis_of(judged));
  sbom::put(object_, "day", judged.judgement.day);
}

void JudgedDocument::add(codec::JsonStream stream) {
  object_.emplace(stream.key, nullptr);  // its place
  streams_.push_back(std::move(stream));
}

std::vector<const match::Finding*> sorted(std::vector<const match::Finding*> findings) {
  std::stable_sort(findings.begin(), findings.end(), [](const auto* a, const auto* b) {
    return a->component != b->component ? a->component < b->component : before(*a, *b);
  });
  return findings;
}

std::vector<const model::Note*> sorted_notes(const Judged& judged) {
  std::vector<const model::Note*> notes;
  for (const auto& note : judged.inventory.notes) notes.push_back(&note);
  for (const auto& note : judged.judgement.notes) notes.push_back(&note);
  std::sort(notes.begin(), notes.end(), [](const auto* a, const auto* b) { return *a < *b; });
  return notes;
}

void JudgedDocument::add_findings(SortBy sort) {
  const auto graph = std::make_shared<const model::Graph>(judged_.inventory);
  const auto make = [this, graph](const match::Finding* finding) {
    auto object = finding_to_json(*finding, judged_.inventory.components[finding->component]);
    if (auto way = way_to_json(judged_.inventory, *graph, finding->component); !way.empty())
      object.emplace("path", std::move(way));
    if (finding->state == match::FindingState::kOpen)
      object.emplace("priority", to_json(priorities_.of(*finding)));
    return object;
  };
  auto findings = sorted(judged_.selection.findings);
  if (sort != SortBy::kSeverity) {
    Ordering ordering(judged_.inventory, sort);
    std::stable_sort(findings.begin(), findings.end(),
                     [&](const auto* a, const auto* b) { return ordering.before(*a, *b); });
  }
  add(codec::stream_of("findings", std::move(findings), make));
  if (const auto& closed = judged_.selection.closed) add(codec::stream_of("closed", sorted(*closed), make));
}

static JsonObject group_to_json(const model::Inventory& inventory, const FindingGroup& group) {
  JsonObject object;
  sbom::put(object, "key", group.key);
  object.emplace("title", view(group.title));
  object.emplace("vulnerabilities", group.counts.total());
  JsonArray findings;
  for (const auto& one : group.findings) {
    JsonObject each{{"id", view(one.finding->id)}};
    each.emplace("purl", view(inventory.components[one.finding->component].purl.to_string()));
    findings.emplace_back(std::move(each));
  }
  object.emplace("findings", std::move(findings));
  return object;
}

void JudgedDocument::add_groups(GroupBy by, SortBy sort) {
  object_.emplace("grouped_by", view(group_words()[static_cast<std::size_t>(by)]));
  add(codec::stream_of("groups", grouped(judged_, by, sort), [this](const FindingGroup& group) {
    return group_to_json(judged_.inventory, group);
  }));
}

void JudgedDocument::add_upgrades() {
  auto groups = vulnerable_groups(judged_);
  std::erase_if(groups, [](const Group& group) { return !best_upgrade(group.type, group.findings); });
  add(codec::stream_of("upgrades", std::move(groups), [this](const Group& group) {
    return upgrade_to_json(judged_.inventory, group, *best_upgrade(group.type, group.findings));
  }));
}

void JudgedDocument::add_gaps() {
  std::vector<const match::Gap*> unjudged, partial;
  for (const auto& gap : judged_.judgement.gaps)
    (gap.standing == match::Standing::kPartial ? partial : unjudged).push_back(&gap);
  const auto make = [](const match::Gap* gap) { return gap_to_json(*gap); };
  add(codec::stream_of("unjudged", std::move(unjudged), make));
  add(codec::stream_of("partly_judged", std::move(partial), make));
}

void JudgedDocument::add_verdicts() {
  const auto make = [this, at = std::size_t{0}](const match::ComponentStanding&) mutable {
    return verdict_to_json(judged_, at++);
  };
  add(codec::stream_of("verdicts", judged_.judgement.standings, make));
}

void JudgedDocument::add_notes() {
  const auto make = [](const model::Note* note) { return sbom::to_json(*note); };
  add(codec::stream_of("notes", sorted_notes(judged_), make));
  add(codec::stream_of("coverage", judged_.judgement.coverage, coverage_to_json));
}

Result<void> JudgedDocument::write(const Sink& sink) {
  sbom::put(object_, "database", judged_.judgement.database);
  return codec::write_json(sink, object_, streams_);
}

}  // namespace pratique::report
