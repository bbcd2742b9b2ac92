// `cves --format sarif`: SARIF 2.1.0 (OASIS), for code scanning of forges and for editors. A rule is a
// vulnerability, a result a package that has it; what was not judged or read stands among the notifications of
// the invocation (3.20.21), and the verdict in the properties of the run. What is not affected or suppressed is a
// result with a suppression (3.35), and is there only when it was asked for: GitHub takes no notice of these.
#include <algorithm>
#include <unordered_map>

#include "base/program.h"
#include "base/text.h"
#include "model/ecosystem.h"
#include "report/document.h"
#include "report/sections.h"
#include "sbom/stable.h"

namespace pratique::report {
namespace {

using advisory::Severity;
using codec::JsonArray;
using codec::JsonObject;
using codec::view;
using match::Finding;

// What code scanning of GitHub takes; a file that has more is refused whole.
constexpr std::size_t kMaxLocations = 1000;

// What nobody rated is no mere note: it may be anything.
const char* level_of(Severity severity) {
  if (severity >= Severity::kHigh) return "error";
  return severity == Severity::kLow ? "note" : "warning";
}

// Plain text messages (3.11.5, 3.11.6): brackets would make a link, braces a placeholder.
JsonObject message_of(std::string_view text) {
  std::string escaped;
  for (const char c : base::printable(text)) {
    if (c == '[' || c == ']' || c == '\\') escaped += '\\';
    if (c == '{' || c == '}') escaped += c;
    escaped += c;
  }
  return {{"text", view(escaped)}};
}

// A relative reference (RFC 3986, 4.2) that names neither scheme nor host.
std::string uri_of(std::string_view path) {
  constexpr std::string_view kHex = "0123456789ABCDEF";
  std::string uri;
  for (const char c : path) {
    if (base::is_alnum(c) || base::contains("-._~/", std::string_view(&c, 1))) {
      uri += c;
      continue;
    }
    const auto byte = static_cast<unsigned char>(c);
    (uri += '%') += kHex[byte >> 4];
    uri += kHex[byte & 15];
  }
  uri.erase(0, std::min(uri.find_first_not_of('/'), uri.size()));
  return uri.empty() ? "." : uri;
}

// Files have no lines here; viewers want one.
JsonObject location_of(std::string_view path, const model::Purl& purl) {
  const JsonObject physical{{"artifactLocation", JsonObject{{"uri", view(uri_of(path))}}},
                            {"region", JsonObject{{"startLine", 1}}}};
  const JsonObject logical{{"fullyQualifiedName", view(purl.to_string())}, {"kind", "package"}};
  return {{"physicalLocation", physical}, {"logicalLocations", JsonArray{logical}}};
}

class Run {
 public:
  explicit Run(const Judged& judged) : judged_(judged) {
    findings_ = judged.selection.findings;
    if (const auto& closed = judged.selection.closed)
      findings_.insert(findings_.end(), closed->begin(), closed->end());
    findings_ = sorted(std::move(findings_));
    for (const auto* finding : findings_) {
      const auto [at, added] = rule_numbers_.try_emplace(finding->id, rules_.size());
      if (added) rules_.push_back(finding);
      auto& worst = rules_[at->second];
      if (before(*finding, *worst)) worst = finding;
    }
  }

  Result<void> write(const Sink& sink) const {
    const JsonObject driver{{"name", view(base::kProgram)},
                            {"semanticVersion", view(base::program_version())},
                            {"rules", nullptr}};
    const auto basis = basis_of(judged_);
    const JsonObject invocation{{"executionSuccessful", basis.compared()},
                                {"toolExecutionNotifications", nullptr}};
    JsonObject properties{{"subject", view(base::printable(judged_.inventory.subject.name))}};
    put_basis(properties, basis);
    properties.emplace("hidden", judged_.selection.hidden_total());
    properties.emplace("not_affected", judged_.selection.not_affected);
    properties.emplace("suppressed", judged_.selection.suppressed);
    const JsonObject run{{"tool", JsonObject{{"driver", driver}}},
                         {"invocations", JsonArray{invocation}},
                         {"results", nullptr},
                         {"properties", properties}};
    const JsonObject log{{"$schema", "https://json.schemastore.org/sarif-2.1.0.json"},
                         {"version", "2.1.0"},
                         {"runs", JsonArray{run}}};
    const auto rule = [](const Finding* worst) { return rule_of(*worst); };
    const auto result = [this](const Finding* finding) { return result_of(*finding); };
    return codec::write_json(
        sink, log,
        {codec::stream_of("rules", rules_, rule),
         codec::stream_of("toolExecutionNotifications", sorted_notes(judged_), notification_of),
         codec::stream_of("results", findings_, result)});
  }

 private:
  // `security-severity` is what GitHub sorts by; it is not made up where nobody gave a score.
  static JsonObject rule_of(const Finding& worst) {
    JsonObject properties;
    if (const auto score = match::cvss_of(worst).score; score > 0)
      properties.emplace("security-severity", view(score_text(score)));
    JsonArray tags{"security", "vulnerability", advisory::to_string(worst.severity)};
    for (const auto cwe : worst.cwes) tags.emplace_back(view(base::printable(cwe)));
    if (worst.exploitation.known) tags.emplace_back("exploited");
    properties.emplace("tags", std::move(tags));
    const auto text = worst.summary.empty() ? worst.id : worst.summary;
    JsonObject rule{{"id", view(base::printable(worst.id))}, {"shortDescription", message_of(text)}};
    if (const auto url = url_of(worst.id); !url.empty()) rule.emplace("helpUri", view(url));
    rule.emplace("defaultConfiguration", JsonObject{{"level", level_of(worst.severity)}});
    rule.emplace("properties", std::move(properties));
    return rule;
  }

  JsonObject result_of(const Finding& finding) const {
    const auto& component = judged_.inventory.components[finding.component];
    auto text = model::display_name(component.purl) + " " + component.purl.version + ": " +
                std::string(finding.id) + " (" + advisory::to_string(finding.severity) + ")";
    text += finding.fixed.empty() ? ", not fixed" : ", fixed in " + std::string(finding.fixed);
    JsonArray locations;
    for (const auto& location : component.locations) {
      if (locations.size() < kMaxLocations)
        locations.emplace_back(location_of(location.path, component.purl));
    }
    // A result without a place is shown nowhere.
    if (locations.empty())
      locations.emplace_back(location_of(judged_.inventory.subject.name, component.purl));
    const auto& first = component.locations.empty() ? std::string() : component.locations.front().path;
    const auto print = std::string(finding.id) + "\n" + component.purl.to_string() + "\n" + first;
    JsonObject properties{{"range", view(finding.range)}, {"source", view(finding.source)}};
    if (component.locations.size() > kMaxLocations)
      properties.emplace("locations_left_out", component.locations.size() - kMaxLocations);
    JsonObject result{
        {"ruleId", view(base::printable(finding.id))},
        {"ruleIndex", rule_numbers_.at(finding.id)},
        {"level", level_of(finding.severity)},
        {"message", message_of(text)},
        {"locations", std::move(locations)},
        {"partialFingerprints", JsonObject{{"pratiqueFinding/v1", view(sbom::short_hash(print))}}},
        {"properties", std::move(properties)}};
    if (auto brought = brought_by(component); !brought.empty())
      result.emplace("relatedLocations", JsonArray{std::move(brought)});
    if (finding.state != match::FindingState::kOpen) {
      const auto why = base::printable(state_text(finding));
      result.emplace(
          "suppressions",
          JsonArray{JsonObject{{"kind", "external"}, {"status", "accepted"}, {"justification", view(why)}}});
    }
    return result;
  }

  // The instruction of the Dockerfile that brought it, if that is known (3.27.22).
  JsonObject brought_by(const model::Component& component) const {
    const auto& subject = judged_.inventory.subject;
    if (component.locations.empty()) return {};
    const auto number = model::layer_number(subject, component.locations.front().layer);
    if (!number) return {};
    const auto& lines = subject.layers[*number].lines;
    if (lines.first == 0 || lines.file.empty()) return {};
    const JsonObject region{{"startLine", lines.first}, {"endLine", std::max(lines.first, lines.last)}};
    const JsonObject physical{{"artifactLocation", JsonObject{{"uri", view(uri_of(lines.file))}}},
                              {"region", region}};
    const auto words = (lines.guessed ? "brought by (guessed): " : "brought by: ") + lines.text;
    return {{"id", 1}, {"physicalLocation", physical}, {"message", message_of(words)}};
  }

  static JsonObject notification_of(const model::Note* note) {
    JsonObject object{{"level", note->incomplete ? "warning" : "note"},
                      {"descriptor", JsonObject{{"id", view(base::printable(note->code))}}},
                      {"message", message_of(note->message)}};
    if (note->file.empty()) return object;
    const JsonObject artifact{{"artifactLocation", JsonObject{{"uri", view(uri_of(note->file))}}}};
    object.emplace("locations", JsonArray{JsonObject{{"physicalLocation", artifact}}});
    return object;
  }

  const Judged& judged_;
  std::vector<const Finding*> findings_;
  // The worst finding of each vulnerability, and where it stands, by id.
  std::vector<const Finding*> rules_;
  std::unordered_map<std::string_view, std::size_t> rule_numbers_;
};

class Sarif final : public CvesReport {
 public:
  std::string_view format() const override { return "sarif"; }
  std::string_view about() const override {
    return "SARIF 2.1.0, for code scanning of forges and for editors";
  }
  bool shows_texts(const Options&) const override { return true; }
  Result<void> write(const Cves& cves, const Options&, const Sink& sink) const override {
    return Run(cves).write(sink);
  }
};

}  // namespace

std::unique_ptr<AnyReport> make_sarif() { return std::make_unique<Sarif>(); }

}  // namespace pratique::report
