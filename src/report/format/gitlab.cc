// `cves --format gitlab`: GitLab's report of container scanning (security-report-schemas 15.0.7,
// container-scanning-report-format.json), for its vulnerability report and merge request widget. GitLab refuses a
// report that breaks its schema whole, so lengths and patterns are kept to. What was not judged or read stands among
// the scan's messages. The schema has no word for what is not affected or suppressed but a flag: such findings are
// left out unless they are asked for, and carry it then.
#include <re2/re2.h>

#include "base/program.h"
#include "base/text.h"
#include "model/ecosystem.h"
#include "report/document.h"
#include "report/enrichment.h"
#include "report/markdown.h"
#include "report/sections.h"
#include "sbom/stable.h"

namespace pratique::report {
namespace {

using advisory::Severity;
using codec::JsonArray;
using codec::JsonObject;
using codec::view;
using match::Finding;

// The schema's `maxLength`s.
constexpr std::size_t kMaxName = 255, kMaxSolution = 7'000, kMaxDescription = 1'048'576;

const char* word_of(Severity severity) {
  switch (severity) {
    case Severity::kCritical:
      return "Critical";
    case Severity::kHigh:
      return "High";
    case Severity::kMedium:
      return "Medium";
    case Severity::kLow:
      return "Low";
    case Severity::kUnspecified:
      return "Unknown";
  }
  return "Unknown";
}

// Texts of these fields are never empty.
std::string known(std::string_view text) { return text.empty() ? "unknown" : base::printable(text); }

// At most so many bytes, and no part of a sign at the end.
std::string cut(std::string text, std::size_t most) {
  if (text.size() <= most) return text;
  text.resize(most);
  const auto part = [](char c) { return (static_cast<unsigned char>(c) & 0xC0u) == 0x80u; };
  while (!text.empty() && part(text.back())) text.pop_back();
  if (!text.empty() && static_cast<unsigned char>(text.back()) >= 0xC0u) text.pop_back();
  return text;
}

// Vectors of CVSS 2 and 4 have another form in the schema, or none.
bool is_vector(std::string_view text) {
  static const re2::RE2 pattern(
      "CVSS:3[.][01]((/(AV:[NALP]|AC:[LH]|PR:[NLH]|UI:[NR]|S:[UC]|[CIA]:[NLH]|E:[XUPFH]|RL:[XOTWU]|RC:[XURC]|"
      "[CIA]R:[XLMH]|MAV:[XNALP]|MAC:[XLH]|MPR:[XNLH]|MUI:[XNR]|MS:[XUC]|M[CIA]:[XNLH])){4,24})");
  return text.size() >= 32 && text.size() <= 128 && re2::RE2::FullMatch({text.data(), text.size()}, pattern);
}

// The schema's times have no zone and no fraction. The clock reaches no document: it is the day that was judged
// against.
std::string time_of(const Judged& judged) {
  const auto& day = judged.judgement.day;
  return (day.empty() ? "1970-01-01" : day.substr(0, 10)) + "T00:00:00";
}

JsonObject tool() {
  return {{"id", view(base::kProgram)},
          {"name", "Pratique"},
          {"version", view(base::program_version())},
          {"vendor", JsonObject{{"name", "Pratique"}}}};
}

JsonObject scan_of(const Judged& judged) {
  const auto time = time_of(judged);
  return {{"analyzer", tool()},           {"scanner", tool()},
          {"type", "container_scanning"}, {"start_time", view(time)},
          {"end_time", view(time)},       {"status", basis_of(judged).compared() ? "success" : "failure"},
          {"messages", nullptr}};
}

JsonObject message_of(const model::Note* note) {
  const auto file = note->file.empty() ? std::string() : base::printable(note->file) + ": ";
  return {{"level", note->incomplete ? "warn" : "info"}, {"value", view(file + known(note->message))}};
}

// "cve" and the like are types that GitLab links and deduplicates by.
JsonObject identifier_of(std::string_view id) {
  const auto text = known(id);
  const auto type = base::to_lower(text.substr(0, text.find('-')));
  JsonObject object{{"type", view(type)}, {"name", view(text)}, {"value", view(text)}};
  if (const auto url = url_of(id); !url.empty()) object.emplace("url", view(url));
  return object;
}

class Vulnerabilities {
 public:
  explicit Vulnerabilities(const Judged& judged) : judged_(judged) {
    const auto& subject = judged.inventory.subject;
    image_ = known(subject.name);
    system_ = known(base::join({subject.distro.id, subject.distro.version_id}, " "));
    if (subject.distro.id.empty()) system_ = "unknown";
  }

  JsonObject operator()(const Finding* finding) const {
    const auto& component = judged_.inventory.components[finding->component];
    const auto package = known(model::display_name(component.purl));
    const auto& file = component.locations.empty() ? std::string() : component.locations.front().path;
    JsonArray identifiers{identifier_of(finding->id)};
    for (const auto alias : finding->aliases) {
      if (alias != finding->id) identifiers.emplace_back(identifier_of(alias));
    }
    const auto unique = std::string(finding->id) + "\n" + component.purl.to_string() + "\n" + file;
    JsonObject object{{"id", view(sbom::uuid_of(unique))},
                      {"name", view(name_of(*finding))},
                      {"description", view(cut(description_of(*finding, component, file), kMaxDescription))},
                      {"severity", word_of(finding->severity)},
                      {"solution", view(cut(solution_of(*finding, package), kMaxSolution))},
                      {"location", location_of(package, component.purl)},
                      {"identifiers", std::move(identifiers)}};
    if (const auto url = url_of(finding->id); !url.empty())
      object.emplace("links", JsonArray{JsonObject{{"url", view(url)}}});
    const auto& rating = match::cvss_of(*finding);
    if (is_vector(rating.vector)) {
      object.emplace("cvss_vectors", JsonArray{JsonObject{{"vendor", view(known(rating.source))},
                                                          {"vector", view(rating.vector)}}});
    }
    if (finding->state != match::FindingState::kOpen) {
      object.emplace("flags",
                     JsonArray{JsonObject{{"type", "flagged-as-likely-false-positive"},
                                          {"origin", view(base::kProgram)},
                                          {"description", view(base::printable(state_text(*finding)))}}});
    }
    return object;
  }

 private:
  // Not the package: by the schema the name is the vulnerability's.
  static std::string name_of(const Finding& finding) {
    const auto more = finding.summary.empty() ? std::string() : ": " + base::printable(finding.summary);
    return cut(known(finding.id) + more, kMaxName);
  }

  // GitLab shows it as Markdown: all that comes from outside is text in it.
  static std::string description_of(const Finding& finding, const model::Component& component,
                                    const std::string& file) {
    auto text = code_text(component.purl.to_string());
    if (!file.empty()) text += ", found by " + code_text("/" + file);
    text += ". Affected: " + code_text(finding.range);
    for (const auto& [name, value] : rows_of(enriched(finding)))
      text += ". " + std::string(name) + ": " + value;
    if (!finding.summary.empty()) text += ". " + code_text(finding.summary);
    return text;
  }

  static std::string solution_of(const Finding& finding, const std::string& package) {
    if (finding.fixed.empty()) return "No fixed version is known";
    return "Upgrade " + package + " to " + base::printable(finding.fixed);
  }

  JsonObject location_of(const std::string& package, const model::Purl& purl) const {
    const JsonObject dependency{{"package", JsonObject{{"name", view(package)}}},
                                {"version", view(known(purl.version))}};
    return {{"dependency", dependency}, {"operating_system", view(system_)}, {"image", view(image_)}};
  }

  const Judged& judged_;
  std::string image_, system_;
};

class Gitlab final : public CvesReport {
 public:
  std::string_view format() const override { return "gitlab"; }
  std::string_view about() const override { return "GitLab's report of container scanning, schema 15.0.7"; }
  bool shows_texts(const Options&) const override { return true; }
  bool shows_scores(const Options&) const override { return true; }
  Result<void> write(const Cves& cves, const Options&, const Sink& sink) const override {
    auto findings = cves.selection.findings;
    if (const auto& closed = cves.selection.closed)
      findings.insert(findings.end(), closed->begin(), closed->end());
    const JsonObject report{{"version", "15.0.7"},
                            {"scan", scan_of(cves)},
                            {"vulnerabilities", nullptr},
                            {"remediations", JsonArray{}}};
    return codec::write_json(
        sink, report,
        {codec::stream_of("messages", sorted_notes(cves), message_of),
         codec::stream_of("vulnerabilities", sorted(std::move(findings)), Vulnerabilities(cves))});
  }
};

}  // namespace

std::unique_ptr<AnyReport> make_gitlab() { return std::make_unique<Gitlab>(); }

}  // namespace pratique::report
