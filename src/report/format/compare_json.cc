// `compare --format json`: schema pratique/compare/1 (docs/formats/compare.md).
#include "base/text.h"
#include "codec/json_value.h"
#include "report/comparison.h"
#include "report/document.h"
#include "report/policy_document.h"
#include "sbom/native.h"

namespace pratique::report {
namespace {

using codec::JsonArray;
using codec::JsonObject;
using codec::JsonValue;
using codec::view;

JsonValue counts_to_json(const Judged& side) {
  const auto basis = basis_of(side);
  if (!basis.compared()) return nullptr;
  const auto counts = count(side.selection.findings);
  JsonObject object;
  for (std::size_t i = 0; i < kSeverities.size(); ++i) {
    const bool told = counts.by_severity[i] > 0 || basis.whole();
    object.emplace(view(base::to_lower(advisory::to_string(kSeverities[i]))),
                   told ? JsonValue(counts.by_severity[i]) : JsonValue(nullptr));
  }
  return object;
}

JsonObject side_to_json(const Judged& side) {
  JsonObject object;
  object.emplace("subject", sbom::to_json(side.inventory.subject));
  put_basis(object, basis_of(side));
  object.emplace("vulnerabilities", counts_to_json(side));
  sbom::put(object, "database", side.judgement.database);
  return object;
}

JsonObject side_to_json(const Judged& side, const PolicyResults* results) {
  auto object = side_to_json(side);
  if (results == nullptr) return object;
  object.emplace("policy_status", tally_to_json(results->policies));
  object.emplace("score", score_to_json(results->score));
  return object;
}

JsonArray policies_to_json(const ComparedImages& compared) {
  JsonArray all;
  for (const auto& one : compared_policies(compared)) {
    JsonObject object{{"name", view(one.about().name)}, {"change", to_string(one.move)}};
    if (one.after != nullptr) object.emplace("after", policy_line_to_json(*one.after));
    if (one.before != nullptr) object.emplace("before", policy_line_to_json(*one.before));
    all.push_back(std::move(object));
  }
  return all;
}

JsonArray to_json(const std::vector<compare::FactChange>& fields) {
  JsonArray all;
  for (const auto& one : fields) {
    JsonObject object{{"name", view(one.name)}, {"change", compare::to_string(one.change)}};
    if (one.change != compare::Change::kAdded) object.emplace("before", view(one.before));
    if (one.change != compare::Change::kRemoved) object.emplace("after", view(one.after));
    all.push_back(std::move(object));
  }
  return all;
}

JsonArray to_json(const std::vector<compare::LayerChange>& layers) {
  JsonArray all;
  for (const auto& one : layers) {
    JsonObject object{{"change", compare::to_string(one.change)}, {"number", one.number}};
    object.emplace("diff_id", view(one.layer->diff_id));
    object.emplace("size", one.layer->size);
    sbom::put(object, "created_by", one.layer->created_by);
    all.push_back(std::move(object));
  }
  return all;
}

JsonObject to_json(const match::Finding& finding) {
  JsonObject object{{"id", view(finding.id)}, {"severity", advisory::to_string(finding.severity)}};
  sbom::put(object, "fixed", finding.fixed);
  object.emplace("source", view(finding.source));
  if (finding.exploitation.known) object.emplace("exploited", true);
  return object;
}

JsonArray to_json(const std::vector<const match::Finding*>& findings) {
  JsonArray all;
  for (const auto* one : findings) all.push_back(to_json(*one));
  return all;
}

JsonArray to_json(const std::vector<compare::VulnerabilityChange>& changes) {
  JsonArray all;
  for (const auto& one : changes) {
    auto object = to_json(*one.finding);
    object.emplace("cause", compare::to_string(one.cause));
    object.emplace("why", view(one.why));
    all.push_back(std::move(object));
  }
  return all;
}

JsonObject to_json(const compare::PackageChange& one) {
  JsonObject object{
      {"change", compare::to_string(one.change)}, {"type", view(one.type)}, {"name", view(one.name)}};
  object.emplace("before", codec::texts(one.before));
  object.emplace("after", codec::texts(one.after));
  if (one.move != compare::Move::kNone) {
    object.emplace("moved", one.move == compare::Move::kUp     ? "up"
                            : one.move == compare::Move::kDown ? "down"
                                                               : "aside");
  }
  if (!one.members.empty()) object.emplace("members", codec::texts(one.members));
  object.emplace("gained", to_json(one.gained));
  object.emplace("lost", to_json(one.lost));
  JsonArray rerated;
  for (const auto& each : one.rerated) {
    rerated.push_back(JsonObject{{"id", view(each.after->id)},
                                 {"before", advisory::to_string(each.before->severity)},
                                 {"after", advisory::to_string(each.after->severity)}});
  }
  object.emplace("rerated", std::move(rerated));
  object.emplace("kept", one.kept);
  return object;
}

class CompareJson final : public ReportOf<ComparedImages> {
 public:
  std::string_view format() const override { return "json"; }
  std::string_view about() const override { return "schema pratique/compare/1"; }

  Result<void> write(const ComparedImages& compared, const Options&, const Sink& sink) const override {
    const auto& comparison = compared.comparison;
    JsonObject object{{"schema", "pratique/compare/1"}};
    object.emplace("tool", tool_to_json());
    object.emplace("analyzed", side_to_json(compared.after, compared.policies_after));
    object.emplace("comparison", side_to_json(compared.before, compared.policies_before));
    if (compared.policies_after != nullptr) object.emplace("policies", policies_to_json(compared));
    object.emplace("labels", to_json(comparison.labels));
    object.emplace("config", to_json(comparison.config));
    object.emplace("layers", to_json(comparison.layers));
    object.emplace("packages_added", comparison.added);
    object.emplace("packages_removed", comparison.removed);
    object.emplace("packages_changed", comparison.changed);
    object.emplace("packages_unchanged", comparison.unchanged);
    object.emplace("gained", to_json(comparison.gained));
    object.emplace("lost", to_json(comparison.lost));
    object.emplace("packages", nullptr);
    object.emplace("notes", nullptr);
    return codec::write_json(
        sink, object,
        {codec::stream_of("packages", told_packages(compared),
                          [](const compare::PackageChange* one) { return to_json(*one); }),
         codec::stream_of("notes", notes_of(compared), [](const auto& one) {
           auto note = sbom::to_json(*one.second);
           note.emplace("side", one.first);
           return note;
         })});
  }

 private:
  using SideNote = std::pair<const char*, const model::Note*>;
  static std::vector<SideNote> notes_of(const ComparedImages& compared) {
    std::vector<SideNote> all;
    for (const auto* note : sorted_notes(compared.after)) all.emplace_back("analyzed", note);
    for (const auto* note : sorted_notes(compared.before)) all.emplace_back("comparison", note);
    return all;
  }
};

}  // namespace

std::unique_ptr<AnyReport> make_compare_json() { return std::make_unique<CompareJson>(); }

}  // namespace pratique::report
