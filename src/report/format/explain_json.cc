// `explain --format json`: schema pratique/explain/1 (docs/formats/explain.md).
#include "codec/json_value.h"
#include "match/comparison.h"
#include "match/gaps.h"
#include "match/range.h"
#include "report/document.h"
#include "report/enrichment.h"
#include "report/explanation.h"
#include "report/priority.h"
#include "report/ways.h"
#include "sbom/native.h"

namespace pratique::report {
namespace {

using codec::JsonArray;
using codec::JsonObject;
using codec::texts;
using codec::view;

JsonObject lookup_to_json(const match::Verdict& verdict) {
  JsonObject object;
  object.emplace("ecosystem", view(verdict.ecosystem));
  object.emplace("name", view(verdict.name));
  object.emplace("version", view(verdict.version));
  object.emplace("rule", view(verdict.rule));
  return object;
}

JsonObject to_json(const match::Comparison& comparison) {
  JsonObject object{{"operator", view(comparison.op)}, {"bound", view(comparison.bound)}};
  object.emplace("holds", comparison.sound ? codec::JsonValue(comparison.holds) : codec::JsonValue(nullptr));
  return object;
}

JsonObject to_json(const match::Finding& finding, const Priorities& priorities,
                   const model::Component& component) {
  JsonObject object;
  object.emplace("id", view(finding.id));
  object.emplace("aliases", texts(finding.aliases));
  object.emplace("state", match::to_string(finding.state));
  sbom::put(object, "state_by", finding.state_by);
  if (finding.vulnerability != nullptr && finding.vulnerability->rejected) object.emplace("rejected", true);
  put_opinions(object, finding);
  object.emplace("severity", advisory::to_string(finding.severity));
  put_ratings(object, finding);
  sbom::put(object, "fixed", finding.fixed);
  object.emplace("range", view(finding.range));
  if (!finding.statements.empty()) object.emplace("decided_by", view(finding.statements.front().advisory));
  put(object, enriched(finding));
  object.emplace("priority", to_json(priority_of(finding, priorities.use_of(component))));
  return object;
}

JsonObject to_json(const match::Statement& statement, const match::ArbitrationRules& rules) {
  JsonObject object;
  object.emplace("advisory", view(statement.advisory));
  object.emplace("source", view(statement.source));
  object.emplace("rank", view(rules.word_of(statement)));
  object.emplace("vulnerabilities", texts(statement.ids));
  sbom::put(object, "category", statement.category);
  object.emplace("outcome", match::to_string(statement.outcome));
  object.emplace("words", view(match::in_words(statement)));
  object.emplace("version", view(statement.version));
  sbom::put(object, "range", match::range_text(statement));
  sbom::put(object, "fixed", statement.fixed);
  if (statement.order != nullptr) object.emplace("order", view(statement.order->name()));
  JsonArray compared;
  for (const auto& one : match::comparisons_of(statement)) compared.emplace_back(to_json(one));
  if (!compared.empty()) object.emplace("comparisons", std::move(compared));
  sbom::put(object, "ours", statement.ours);
  sbom::put(object, "theirs", statement.theirs);
  return object;
}

// Of the record itself, not of the vulnerability.
Result<void> put_days(const Explanation& document, const match::Statement& statement, JsonObject& object) {
  if (!document.days_of) return {};
  PQ_TRY(const auto texts, document.days_of(statement));
  sbom::put(object, "published", texts.published);
  sbom::put(object, "modified", texts.modified);
  sbom::put(object, "withdrawn", texts.withdrawn);
  return {};
}

JsonObject to_json(const AskedVulnerability& asked) {
  JsonObject object{{"typed", view(asked.typed)}, {"id", view(asked.id)}, {"known", asked.known}};
  object.emplace("aliases", texts(asked.aliases));
  object.emplace("packages", asked.explained);
  if (!asked.near.empty()) object.emplace("near", texts(asked.near));
  if (asked.packages_in_all > 0) {
    object.emplace("named", texts(asked.packages));
    object.emplace("named_in_all", asked.packages_in_all);
  }
  if (asked.left_out_in_all > 0) {
    object.emplace("left_out", texts(asked.left_out));
    object.emplace("left_out_in_all", asked.left_out_in_all);
  }
  return object;
}

JsonObject to_json(const ExplanationAnswer& answer) {
  return {{"id", answer.id}, {"answer", to_string(answer.kind)}, {"words", answer.words}};
}

Result<JsonObject> package_to_json(const Explanation& document, const Priorities& priorities,
                                   const model::Graph& graph, std::size_t index,
                                   const match::Verdict& verdict) {
  const auto& component = document.inventory.components[index];
  JsonObject object;
  object.emplace("purl", view(component.purl.to_string()));
  object.emplace("locations", locations_to_json(component));
  sbom::put(object, "owner", component.owner);
  if (auto way = way_to_json(document.inventory, graph, index); !way.empty())
    object.emplace("path", std::move(way));
  object.emplace("standing", match::to_string(verdict.standing));
  JsonArray why, answers, findings, statements;
  for (const auto& caveat : verdict.caveats) why.emplace_back(view(match::reason_of(caveat)));
  object.emplace("why", std::move(why));
  if (!verdict.ecosystem.empty()) object.emplace("looked_up", lookup_to_json(verdict));
  PQ_TRY(const auto answered, answers_of(document, index, verdict));
  for (const auto& one : answered) answers.emplace_back(to_json(one));
  object.emplace("answers", std::move(answers));
  PQ_TRY(const auto asked, asked_findings(document, verdict));
  for (const auto& one : asked) findings.emplace_back(to_json(one, priorities, component));
  object.emplace("findings", std::move(findings));
  for (const auto* one : asked_statements(document, verdict)) {
    auto statement = to_json(*one, document.rules);
    PQ_CHECK(put_days(document, *one, statement));
    statements.emplace_back(std::move(statement));
  }
  object.emplace("statements", std::move(statements));
  return object;
}

// As typed, and the preferred id where it is another.
std::vector<std::string> ids_of(const Explanation& document) {
  std::vector<std::string> ids;
  for (const auto& one : document.asked) {
    ids.push_back(one.typed);
    if (one.id != one.typed) ids.push_back(one.id);
  }
  return ids;
}

class ExplainJson final : public ReportOf<Explanation> {
 public:
  std::string_view format() const override { return "json"; }
  std::string_view about() const override { return "schema pratique/explain/1"; }

  Result<void> write(const Explanation& document, const Options&, const Sink& sink) const override {
    JsonObject object;
    object.emplace("schema", view(kExplainSchema));
    object.emplace("tool", tool_to_json());
    object.emplace("subject", sbom::head_to_json(document.inventory.subject));
    sbom::put(object, "day", document.day);
    object.emplace("ids", texts(ids_of(document)));
    JsonArray asked;
    for (const auto& one : document.asked) asked.emplace_back(to_json(one));
    object.emplace("asked", std::move(asked));
    object.emplace("packages", nullptr);  // written one by one, below
    sbom::put(object, "database", document.database);
    if (document.heard.anything()) {
      object.emplace("heard", JsonObject{{"documents", document.heard.documents},
                                         {"statements", document.heard.statements},
                                         {"exceptions", document.heard.exceptions}});
    }
    const Priorities priorities(document.inventory);
    const model::Graph graph(document.inventory);
    Result<void> done;
    const auto next = [&, at = document.components.begin()]() mutable -> std::optional<codec::JsonValue> {
      if (at == document.components.end() || !done) return std::nullopt;
      const auto index = *at++;
      auto package = document.verdict_of(index).and_then([&](const match::Verdict& verdict) {
        return package_to_json(document, priorities, graph, index, verdict);
      });
      if (package) return *std::move(package);
      done = tl::unexpected(std::move(package).error());
      return std::nullopt;
    };
    PQ_CHECK(codec::write_json(sink, object, {{.key = "packages", .next = next}}));
    return done;
  }
};

}  // namespace

std::unique_ptr<AnyReport> make_explain_json() { return std::make_unique<ExplainJson>(); }

}  // namespace pratique::report
