// `cves --format cyclonedx-vex`: a CycloneDX 1.6 document of vulnerabilities with their analysis (ECMA-424, "vulnerabilities"):
// VEX that other tools read. What is closed has its state and reason; what is open has a state where somebody gave
// it one. Closed findings are left out unless they are asked for.
#include <map>

#include "base/program.h"
#include "base/text.h"
#include "report/document.h"
#include "sbom/native.h"
#include "sbom/stable.h"

namespace pratique::report {
namespace {

using codec::JsonArray;
using codec::JsonObject;
using codec::view;
using match::Finding;
using match::FindingState;

const char* word_of(advisory::Severity severity) {
  switch (severity) {
    case advisory::Severity::kCritical:
      return "critical";
    case advisory::Severity::kHigh:
      return "high";
    case advisory::Severity::kMedium:
      return "medium";
    case advisory::Severity::kLow:
      return "low";
    case advisory::Severity::kUnspecified:
      break;
  }
  return "unknown";
}

// CycloneDX's impactAnalysisState. Nothing: nobody analysed it.
const char* state_of(const Finding& finding, const match::Opinion* opinion) {
  if (opinion != nullptr) {
    if (opinion->status == "false-positive") return "false_positive";
    if (opinion->status == "fixed") return "resolved";
    if (opinion->status == "not_affected") return "not_affected";
    if (opinion->status == "under_investigation") return "in_triage";
    return "exploitable";
  }
  return finding.state == FindingState::kOpen ? nullptr : "not_affected";
}

// Of OpenVEX's five those that mean one of CycloneDX's; the others stand in the detail.
const char* justification_of(std::string_view word) {
  if (word == "component_not_present" || word == "vulnerable_code_not_present") return "code_not_present";
  if (word == "vulnerable_code_not_in_execute_path") return "code_not_reachable";
  if (word == "inline_mitigations_already_exist") return "protected_by_mitigating_control";
  for (const auto* own :
       {"code_not_present", "code_not_reachable", "requires_configuration", "requires_dependency",
        "requires_environment", "protected_by_compiler", "protected_at_runtime", "protected_at_perimeter",
        "protected_by_mitigating_control"}) {
    if (word == own) return own;
  }
  return nullptr;
}

JsonObject analysis_of(const Finding& finding) {
  JsonObject object;
  const auto& all = finding.opinions;
  const auto* opinion = all.empty() || !all.front().decides ? nullptr : &all.front();
  const auto* state = state_of(finding, opinion);
  if (state == nullptr) return object;
  object.emplace("state", state);
  std::string detail(finding.state_by);
  if (opinion != nullptr) {
    if (const auto* word = justification_of(opinion->justification)) object.emplace("justification", word);
    if (opinion->status == "accepted-risk") object.emplace("response", JsonArray{"will_not_fix"});
    if (!opinion->text.empty()) detail += (detail.empty() ? "" : ": ") + std::string(opinion->text);
    if (sbom::to_utc(opinion->timestamp))
      object.emplace("lastUpdated", view(*sbom::to_utc(opinion->timestamp)));
  }
  sbom::put(object, "detail", base::printable(detail));
  return object;
}

class CycloneDxVex final : public CvesReport {
 public:
  std::string_view format() const override { return "cyclonedx-vex"; }
  std::string_view about() const override {
    return "CycloneDX 1.6: vulnerabilities with their analysis (VEX), and the packages that have them";
  }

  Result<void> write(const Cves& cves, const Options&, const Sink& sink) const override {
    auto findings = cves.selection.findings;
    if (cves.selection.closed)
      findings.insert(findings.end(), cves.selection.closed->begin(), cves.selection.closed->end());
    findings = sorted(std::move(findings));
    const auto ids = model::component_ids(cves.inventory);
    std::map<std::size_t, const model::Component*> used;
    std::string content = cves.judgement.database;
    for (const auto* finding : findings) {
      used.emplace(finding->component, &cves.inventory.components[finding->component]);
      content += "\n" + std::string(finding->id) + " " + ids[finding->component] + " " +
                 std::string(finding->state_by);
    }
    JsonObject object{{"bomFormat", "CycloneDX"},
                      {"specVersion", "1.6"},
                      {"serialNumber", "urn:uuid:" + sbom::uuid_of(content)},
                      {"version", 1}};
    object.emplace("metadata", metadata_of(cves));
    object.emplace("components", nullptr);
    object.emplace("vulnerabilities", nullptr);
    std::vector<codec::JsonStream> streams;
    streams.push_back(codec::stream_of(
        "components", used, [&](const auto& one) { return component_of(*one.second, ids[one.first]); }));
    streams.push_back(codec::stream_of("vulnerabilities", findings, [&](const Finding* one) {
      return vulnerability_of(*one, ids[one->component]);
    }));
    return codec::write_json(sink, object, streams);
  }

 private:
  static JsonObject metadata_of(const Cves& cves) {
    const auto& subject = cves.inventory.subject;
    JsonObject tool{{"type", "application"}, {"name", view(base::kProgram)}};
    JsonObject metadata{{"timestamp", view(sbom::time_of(subject, ""))},
                        {"tools", JsonObject{{"components", JsonArray{std::move(tool)}}}}};
    JsonObject component{{"type", subject.kind == model::SubjectKind::kImage ? "container" : "application"},
                         {"bom-ref", "subject"},
                         {"name", view(base::printable(subject.name.empty() ? "unnamed" : subject.name))}};
    sbom::put(component, "version", subject.digest);
    metadata.emplace("component", std::move(component));
    // What was not judged has no vulnerabilities here, and is not free of them.
    const auto basis = basis_of(cves);
    metadata.emplace(
        "properties",
        JsonArray{
            JsonObject{{"name", "pratique:not-judged"}, {"value", std::to_string(basis.unjudged)}},
            JsonObject{{"name", "pratique:judged-by-partial-data"}, {"value", std::to_string(basis.partial)}},
            JsonObject{{"name", "pratique:not-read"}, {"value", std::to_string(basis.unread)}}});
    return metadata;
  }

  static JsonObject component_of(const model::Component& component, const std::string& id) {
    JsonObject object{
        {"type", "library"}, {"bom-ref", view(id)}, {"name", view(base::printable(component.purl.name))}};
    sbom::put(object, "version", base::printable(component.purl.version));
    object.emplace("purl", view(component.purl.to_string()));
    return object;
  }

  static JsonObject vulnerability_of(const Finding& finding, const std::string& id) {
    JsonObject object{{"id", view(base::printable(finding.id))}};
    if (!finding.source.empty()) object.emplace("source", JsonObject{{"name", view(finding.source)}});
    JsonArray references;
    for (const auto alias : finding.aliases)
      references.emplace_back(
          JsonObject{{"id", view(base::printable(alias))}, {"source", JsonObject{{"name", "alias"}}}});
    if (!references.empty()) object.emplace("references", std::move(references));
    JsonObject rating{{"severity", word_of(finding.severity)}};
    if (finding.rating.score > 0) rating.emplace("score", finding.rating.score);
    if (!finding.rating.vector.empty())
      rating.emplace("vector", view(base::printable(finding.rating.vector)));
    object.emplace("ratings", JsonArray{std::move(rating)});
    if (!finding.fixed.empty())
      object.emplace("recommendation", view("Upgrade to " + base::printable(finding.fixed)));
    if (auto analysis = analysis_of(finding); !analysis.empty())
      object.emplace("analysis", std::move(analysis));
    object.emplace("affects", JsonArray{JsonObject{{"ref", view(id)}}});
    return object;
  }
};

}  // namespace

std::unique_ptr<AnyReport> make_cyclonedx_vex() { return std::make_unique<CycloneDxVex>(); }

}  // namespace pratique::report
