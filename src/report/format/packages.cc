// `cves --format packages`: the overview, each vulnerable package with its findings, worst first, and what
// was not judged.
#include <algorithm>

#include "base/text.h"
#include "report/sections.h"
#include "report/upgrade.h"

namespace pratique::report {
namespace {

using match::Finding;

class Packages final : public CvesReport {
 public:
  std::string_view format() const override { return "packages"; }
  bool shows_texts(const Options& options) const override { return options.details; }

  Result<void> write(const Cves& input, const Sink& sink) const override {
    const Style style(input.options);
    const auto groups = vulnerable_groups(input);
    PQ_CHECK(sink(overview(input, style)));
    if (!groups.empty()) PQ_CHECK(sink(heading("Packages and Vulnerabilities", style)));
    for (const auto& group : groups) PQ_CHECK(sink(package(input, group, style)));
    PQ_CHECK(sink(gaps_section(input, style)));
    PQ_CHECK(sink(coverage_section(input, style)));
    return sink(totals(input, style));
  }

 private:
  static std::string overview(const Input& input, const Style& style) {
    const auto& subject = input.inventory.subject;
    const auto scope = scope_of(input);
    constexpr const char* kTitles[] = {"Analyzed Image", "Analyzed Filesystem", "Analyzed Source",
                                       "Analyzed SBOM"};
    Table table({"", std::string("      ") + kTitles[static_cast<std::size_t>(subject.kind)]});
    table.add({"Target", style.bold(base::printable(subject.name))});
    if (!subject.digest.empty()) table.add({"  digest", short_digest(subject.digest)});
    if (const auto platform = to_string(subject.platform); !platform.empty()) {
      table.add({"  platform", base::printable(platform)});
    }
    table.add({"  vulnerabilities", verdict_cell(count(input.judgement.findings), scope, style)});
    if (subject.size > 0) table.add({"  size", size_text(subject.size)});
    table.add({"  packages", std::to_string(scope.packages)});
    return heading("Overview", style) + table.to_text(layout_of(input)) + "\n";
  }

  static std::string package(const Input& input, const Group& group, const Style& style) {
    const bool whole = scope_of(input.judgement, group.components).whole();
    auto text =
        hanging(tuple_text(group.counts, whole, style) + "  ", style.bold(group.title), columns_of(input));
    std::string last;
    for (const auto index : group.components) {  // copies of one purl lie beside each other
      auto line = component(input, input.inventory.components[index], style);
      if (line != last) text += line;
      last = std::move(line);
    }
    text += "\n";
    for (const auto* finding : group.findings) text += details(input, *finding, style) + "\n";
    return text + hanging("    ", advice(group, style), columns_of(input)) + "\n";
  }

  static std::string advice(const Group& group, const Style& style) {
    const auto all = std::to_string(group.findings.size());
    if (const auto upgrade = best_upgrade(group.type, group.findings)) {
      return style.bold("Upgrade to " + base::printable(upgrade->version)) + " fixes " +
             std::to_string(upgrade->fixes) + " of " + all;
    }
    const bool fixed = std::any_of(group.findings.begin(), group.findings.end(),
                                   [](const auto* finding) { return !finding->fixed.empty(); });
    return fixed ? "Upgrades: see the fixed versions above" : "No version is known that fixes any of " + all;
  }

  // The purl, with how we know of it where that is not "installed", then its files. What is to be copied (a
  // purl, a digest, a path, a link, a vector) is never broken.
  static std::string component(const Input& input, const model::Component& component, const Style& style) {
    auto text = base::printable(component.purl.to_string());
    const auto columns = columns_of(input);
    const auto tags = base::join(tags_of(component, style), " ");
    const bool beside = columns == 0 || width_of(text) + 1 + width_of(tags) <= columns;
    if (tags.empty() || beside) {
      text += (tags.empty() ? "" : " ") + tags + "\n";
    } else {
      text += "\n" + hanging("  ", tags, columns, LongWords::kKeep);
    }
    if (!input.options.locations) return text;
    for (const auto& location : component.locations) text += location_text(input, location);
    return text;
  }

  static std::vector<std::string> tags_of(const model::Component& component, const Style& style) {
    std::vector<std::string> tags;
    if (component.evidence != model::Evidence::kInstalled) {
      const auto where =
          component.locations.empty() ? std::string() : ": " + component.locations.front().path;
      tags.push_back(
          style.warning("[" + std::string(to_string(component.evidence)) + base::printable(where) + "]"));
    }
    if (component.database_removed) tags.push_back(style.warning("[database removed]"));
    if (!component.owner.empty()) tags.push_back("[owned by " + base::printable(component.owner) + "]");
    return tags;
  }

  // "0: sha256:… /lib/apk/db/installed (evident by)", numbered from the lowest layer.
  static std::string location_text(const Input& input, const model::Location& location) {
    const auto& layers = input.inventory.subject.layers;
    const auto layer = std::find_if(layers.begin(), layers.end(), [&](const auto& candidate) {
      return candidate.diff_id == location.layer;
    });
    std::string mark = "  ", text;
    if (layer != layers.end()) mark += std::to_string(layer - layers.begin()) + ": ";
    if (!location.layer.empty()) text = base::printable(location.layer) + " ";
    return hanging(mark, text + "/" + base::printable(location.path) + " (evident by)", columns_of(input),
                   LongWords::kKeep);
  }

  static std::string details(const Input& input, const Finding& finding, const Style& style) {
    const auto url = url_of(finding.id);
    auto text = style.severity(finding.severity, std::string("✗ ") + advisory::to_string(finding.severity)) +
                " " + style.link(url, base::printable(finding.id));
    if (!finding.category.empty()) text += style.warning(" [" + base::printable(finding.category) + "]");
    for (const auto& cwe : finding.cwes) text += " [" + base::printable(cwe) + "]";
    if (!finding.kev_added.empty()) text += " " + style.severity(advisory::Severity::kCritical, "[CISA KEV]");
    const auto columns = columns_of(input);
    text = hanging("    ", text, columns, LongWords::kKeep);
    if (!url.empty()) text += "      " + style.faint(url) + "\n";
    text += row("Affected range", finding.range, columns);
    text += row("Fixed version", finding.fixed.empty() ? "not fixed" : finding.fixed, columns);
    if (finding.rating.score > 0) text += row("CVSS Score", score_text(finding.rating.score), columns);
    if (!finding.rating.vector.empty()) text += row("CVSS Vector", finding.rating.vector, columns);
    return input.options.details ? text + derivation(input, finding) : text;
  }

  static std::string derivation(const Input& input, const Finding& finding) {
    const auto columns = columns_of(input);
    std::string text;
    if (!finding.rating.source.empty()) text += row("Rated by", finding.rating.source, columns);
    const std::vector<std::string> aliases(finding.aliases.begin(), finding.aliases.end());
    if (!aliases.empty()) text += row("Aliases", base::join(aliases, ", "), columns);
    if (!finding.kev_added.empty())
      text += row("Exploited", "in CISA's catalogue since " + std::string(finding.kev_added), columns);
    for (std::size_t i = 0; i < finding.statements.size(); ++i) {
      const auto& statement = finding.statements[i];
      auto line = std::string(statement.advisory) + " (" + std::string(statement.source) + ", " +
                  std::string(statement.ecosystem) + "): " + match::range_text(statement);
      line += statement.fixed.empty() ? ", not fixed" : ", fixed in " + std::string(statement.fixed);
      text += row(i == 0 ? "Source" : "  also", line, columns);
    }
    text += row("Rule", finding.rule, columns);
    if (!finding.summary.empty()) text += hanging("        ", base::printable(finding.summary), columns);
    return text;
  }

  static std::string row(std::string_view name, std::string_view value, std::size_t columns) {
    constexpr std::size_t kNameColumns = 15;
    return hanging("      " + pad_right(name, kNameColumns) + ": ", base::printable(value), columns,
                   LongWords::kKeep);
  }

  static std::string score_text(double score) {
    const auto tenths = static_cast<int>(score * 10 + 0.5);
    return std::to_string(tenths / 10) + "." + std::to_string(tenths % 10);
  }

  static std::string totals(const Input& input, const Style& style) {
    const auto counts = count(input.judgement.findings);
    const auto scope = scope_of(input);
    if (!scope.compared()) {
      return hanging("", style.warning("No verdict: " + match_nothing(scope)), columns_of(input));
    }
    const auto packages = vulnerable_packages(input.inventory, input.judgement);
    if (counts.total() == 0 && !scope.whole())
      return hanging("", style.warning("No verdict: nothing found, but " + missing_text(scope)),
                     columns_of(input));
    auto text = std::string(scope.whole() ? "" : "at least ") + std::to_string(counts.total()) +
                (counts.total() == 1 ? " vulnerability" : " vulnerabilities") + " found in " +
                std::to_string(packages) + (packages == 1 ? " package" : " packages");
    if (!scope.whole()) text += style.warning("; " + missing_text(scope));
    text = hanging("", text, columns_of(input));
    for (std::size_t i = 0; i < kSeverities.size(); ++i) {
      const auto figure = counts.by_severity[i];
      const auto number = pad_left(scope.whole() ? std::to_string(figure)
                                   : figure == 0 ? "–"
                                                 : "≥" + std::to_string(figure),
                                   5);
      text += "  " + style.severity(kSeverities[i], pad_right(advisory::to_string(kSeverities[i]), 11)) +
              " " + number + "\n";
    }
    return text;
  }

  static std::string match_nothing(const Scope& scope) {
    if (scope.packages == 0) return "no packages found";
    return "none of " + std::to_string(scope.packages) + (scope.packages == 1 ? " package" : " packages") +
           " could be judged";
  }
};

}  // namespace

std::unique_ptr<AnyReport> make_packages() { return std::make_unique<Packages>(); }

}  // namespace pratique::report
