// `cves --format packages`: the overview, each vulnerable package with its findings, worst first, and what
// was not judged.
#include <algorithm>
#include <optional>

#include "base/text.h"
#include "match/confidence.h"
#include "model/ecosystem.h"
#include "report/document.h"
#include "report/enrichment.h"
#include "report/ordering.h"
#include "report/origin.h"
#include "report/sections.h"
#include "report/upgrade.h"
#include "report/ways.h"

namespace pratique::report {
namespace {

using match::Finding;

// The text of one document.
class Text {
 public:
  Text(const Cves& input, const Options& options)
      : input_(input),
        options_(options),
        style_(options),
        columns_(style_.columns()),
        priorities_(input.inventory) {
    if (options.details) graph_.emplace(input.inventory);
  }

  Result<void> write(const Sink& sink) const {
    PQ_CHECK(sink(overview()));
    PQ_CHECK(options_.group_by == GroupBy::kPackage ? write_packages(sink) : write_groups(sink));
    PQ_CHECK(write_closed(sink));
    PQ_CHECK(sink(gaps_section(input_, style_)));
    PQ_CHECK(sink(coverage_section(input_, style_)));
    return sink(totals());
  }

 private:
  std::string overview() const {
    const auto& subject = input_.inventory.subject;
    const auto basis = basis_of(input_);
    constexpr const char* kTitles[] = {"Analyzed Image", "Analyzed Filesystem", "Analyzed Source",
                                       "Analyzed SBOM"};
    Table table({"", std::string("      ") + kTitles[static_cast<std::size_t>(subject.kind)]});
    table.add({"Target", style_.bold(base::printable(subject.name))});
    if (!subject.digest.empty()) table.add({"  digest", short_digest(subject.digest)});
    if (const auto platform = to_string(subject.platform); !platform.empty()) {
      table.add({"  platform", base::printable(platform)});
    }
    table.add({"  vulnerabilities", figures_cell(count(input_.selection.findings), basis, style_)});
    for (auto& row : origin_rows(subject, style_, options_)) table.add({row.name, std::move(row.cell)});
    if (subject.size > 0) table.add({"  size", size_text(subject.size)});
    table.add({"  packages", std::to_string(basis.packages)});
    return heading("Overview", style_) + table.to_text(layout_of(style_)) + "\n";
  }

  Result<void> write_packages(const Sink& sink) const {
    const auto groups = vulnerable_groups(input_, options_.sort);
    // Where something was not judged, nothing found is no news.
    if (groups.empty() && !basis_of(input_).whole()) return {};
    PQ_CHECK(sink(heading("Packages and Vulnerabilities", style_)));
    if (groups.empty()) {
      const bool hidden = input_.selection.hidden_total() > 0;
      return sink("  " + style_.good("✓") + " No vulnerable packages detected" +
                  (hidden ? " by these filters" : "") + "\n\n");
    }
    for (const auto& group : groups) PQ_CHECK(write_package(group, sink));
    return {};
  }

  // A line each below another heading than the package's.
  Result<void> write_groups(const Sink& sink) const {
    const auto groups = grouped(input_, options_.group_by, options_.sort);
    if (groups.empty()) return {};
    const auto& by = group_words()[static_cast<std::size_t>(options_.group_by)];
    PQ_CHECK(sink(heading("Vulnerabilities by " + by, style_)));
    const bool whole = basis_of(input_).whole();
    for (const auto& group : groups) {
      const auto closes = options_.group_by == GroupBy::kFix && !group.key.empty()
                              ? ": closes " + std::to_string(group.counts.total())
                              : std::string();
      PQ_CHECK(sink(hanging(tuple_text(group.counts, whole, style_) + "  ", style_.bold(group.title) + closes,
                            columns_)));
      for (const auto& one : group.findings) PQ_CHECK(sink(line_of(one)));
      PQ_CHECK(sink("\n"));
    }
    return {};
  }

  std::string line_of(const GroupedFinding& one) const {
    const auto& finding = *one.finding;
    auto text = style_.severity(finding.severity, std::string("✗ ") + advisory::to_string(finding.severity)) +
                " " + style_.link(url_of(finding.id), base::printable(finding.id)) + " in " + one.package;
    if (finding.exploitation.known)
      text += " " + style_.severity(advisory::Severity::kCritical, "[CISA KEV]");
    text += finding.fixed.empty() ? ", not fixed" : ", fixed in " + base::printable(finding.fixed);
    text = hanging("    ", text, columns_, LongWords::kKeep);
    return options_.sort == SortBy::kPriority ? text + priority_row(finding) : text;
  }

  std::string priority_row(const Finding& finding) const {
    const auto priority = priorities_.of(finding);
    return row("Priority",
               std::to_string(priority.points) + " of 100: " + base::join(priority.reasons, "; "));
  }

  Result<void> write_package(const Group& group, const Sink& sink) const {
    const bool whole = basis_of(input_.judgement, group.components).whole();
    PQ_CHECK(
        sink(hanging(tuple_text(group.counts, whole, style_) + "  ", style_.bold(group.title), columns_)));
    std::string last;
    for (const auto index : group.components) {  // copies of one purl lie beside each other
      auto text = component(input_.inventory.components[index]);
      if (text != last) PQ_CHECK(sink(text));
      last = std::move(text);
    }
    PQ_CHECK(sink("\n"));
    for (const auto* finding : group.findings) PQ_CHECK(sink(details(*finding) + "\n"));
    return sink(hanging("    ", advice(group), columns_) + "\n");
  }

  // A line each: they are not to be acted upon.
  Result<void> write_closed(const Sink& sink) const {
    if (!input_.selection.closed || input_.selection.closed->empty()) return {};
    PQ_CHECK(sink(heading("Not affected, suppressed", style_)));
    for (const auto* finding : sorted(*input_.selection.closed)) {
      const auto& component = input_.inventory.components[finding->component];
      const auto package = model::display_name(component.purl) + " " + component.purl.version;
      const auto text = std::string(advisory::to_string(finding->severity)) + " " +
                        style_.link(url_of(finding->id), base::printable(finding->id)) + " " +
                        base::printable(package) + " " +
                        style_.faint("[" + base::printable(state_text(*finding)) + "]");
      PQ_CHECK(sink(hanging("  – ", text, columns_, LongWords::kKeep)));
    }
    return sink("\n");
  }

  std::string advice(const Group& group) const {
    const auto all = std::to_string(group.findings.size());
    if (const auto upgrade = best_upgrade(group.type, group.findings)) {
      return style_.bold("Upgrade to " + base::printable(upgrade->version)) + " fixes " +
             std::to_string(upgrade->fixes) + " of " + all;
    }
    const bool fixed = std::any_of(group.findings.begin(), group.findings.end(),
                                   [](const auto* finding) { return !finding->fixed.empty(); });
    return fixed ? "Upgrades: see the fixed versions above" : "No version is known that fixes any of " + all;
  }

  // The purl, with how we know of it where that is not "installed", then its files. What is to be copied (a
  // purl, a digest, a path, a link, a vector) is never broken.
  std::string component(const model::Component& component) const {
    auto text = base::printable(component.purl.to_string());
    const auto tags = base::join(tags_of(component), " ");
    const bool beside = columns_ == 0 || width_of(text) + 1 + width_of(tags) <= columns_;
    if (tags.empty() || beside) {
      text += (tags.empty() ? "" : " ") + tags + "\n";
    } else {
      text += "\n" + hanging("  ", tags, columns_, LongWords::kKeep);
    }
    const auto origin = component_origin(input_.inventory.subject, component, style_, options_);
    if (!origin.empty() && (options_.details || options_.locations))
      text += hanging("  brought by ", origin, columns_, LongWords::kKeep);
    if (graph_) text += needed_by(component);
    if (!options_.locations) return text;
    for (const auto& location : component.locations) text += location_text(location);
    return text;
  }

  // The shortest way from what somebody asked for.
  std::string needed_by(const model::Component& component) const {
    const auto index = static_cast<std::size_t>(&component - input_.inventory.components.data());
    const auto way = way_text(input_.inventory, *graph_, index);
    return way.empty() ? "" : hanging("  needed by: ", base::printable(way), columns_, LongWords::kKeep);
  }

  std::vector<std::string> tags_of(const model::Component& component) const {
    std::vector<std::string> tags;
    if (component.evidence != model::Evidence::kInstalled) {
      const auto where =
          component.locations.empty() ? std::string() : ": " + component.locations.front().path;
      tags.push_back(
          style_.warning("[" + std::string(to_string(component.evidence)) + base::printable(where) + "]"));
    }
    if (component.database_removed) tags.push_back(style_.warning("[database removed]"));
    if (!component.owner.empty()) tags.push_back("[owned by " + base::printable(component.owner) + "]");
    return tags;
  }

  // "0: sha256:… /lib/apk/db/installed (evident by)", numbered from the lowest layer.
  std::string location_text(const model::Location& location) const {
    const auto& layers = input_.inventory.subject.layers;
    const auto layer = std::find_if(layers.begin(), layers.end(), [&](const auto& candidate) {
      return candidate.diff_id == location.layer;
    });
    std::string mark = "  ", text;
    if (layer != layers.end()) mark += std::to_string(layer - layers.begin()) + ": ";
    if (!location.layer.empty()) text = base::printable(location.layer) + " ";
    return hanging(mark, text + "/" + base::printable(location.path) + " (evident by)", columns_,
                   LongWords::kKeep);
  }

  std::string details(const Finding& finding) const {
    const auto url = url_of(finding.id);
    auto text = style_.severity(finding.severity, std::string("✗ ") + advisory::to_string(finding.severity)) +
                " " + style_.link(url, base::printable(finding.id));
    if (!finding.category.empty()) text += style_.warning(" [" + base::printable(finding.category) + "]");
    if (is_disputed(finding)) text += style_.warning(" [disputed]");
    if (finding.vulnerability != nullptr && finding.vulnerability->rejected)
      text += style_.warning(" [CVE rejected]");
    if (match::is_low_confidence(finding)) text += style_.warning(" [low confidence]");
    for (const auto& cwe : finding.cwes) text += " [" + base::printable(cwe) + "]";
    if (finding.exploitation.known)
      text += " " + style_.severity(advisory::Severity::kCritical, "[CISA KEV]");
    text = hanging("    ", text, columns_, LongWords::kKeep);
    if (!url.empty()) text += "      " + style_.faint(url) + "\n";
    text += row("Affected range", finding.range);
    text += row("Fixed version", finding.fixed.empty() ? "not fixed" : finding.fixed);
    const auto& cvss = match::cvss_of(finding);
    const bool of_another = finding.rating.vector.empty() && !cvss.source.empty();
    if (cvss.score > 0)
      text +=
          row("CVSS Score", score_text(cvss.score) + (of_another ? ", by " + std::string(cvss.source) : ""));
    if (!cvss.vector.empty()) text += row("CVSS Vector", cvss.vector);
    if (const auto apart = match::disagreement_of(finding); !apart.empty()) text += row("Severity", apart);
    if (options_.epss || options_.sort == SortBy::kEpss) text += epss_rows(finding.epss);
    if (options_.sort == SortBy::kPriority || options_.details) text += priority_row(finding);
    text += opinion_rows(finding);
    return options_.details ? text + derivation(finding) : text;
  }

  std::string derivation(const Finding& finding) const {
    std::string text;
    if (!finding.rating.source.empty()) text += row("Rated by", finding.rating.source);
    if (const auto* known = finding.vulnerability; known != nullptr) {
      for (const auto& rating : known->ratings) {
        if (rating.source == finding.rating.source) continue;
        const auto score = rating.vector.empty() ? std::string() : " " + score_text(rating.score);
        text += row("  also", std::string(rating.source) + score + " " +
                                  advisory::to_string(match::severity_of(rating)));
      }
      if (!known->published.empty()) text += row("Published", known->published.substr(0, 10));
      if (!known->modified.empty()) text += row("Modified", known->modified.substr(0, 10));
    }
    const std::vector<std::string> aliases(finding.aliases.begin(), finding.aliases.end());
    if (!aliases.empty()) text += row("Aliases", base::join(aliases, ", "));
    if (finding.exploitation.known) text += row("Exploited", exploited_text(finding.exploitation));
    if (finding.ssvc.known()) text += row("SSVC", ssvc_text(finding.ssvc));
    for (std::size_t i = 0; i < finding.statements.size(); ++i) {
      const auto& statement = finding.statements[i];
      auto line = std::string(statement.advisory) + " (" + std::string(statement.source) + ", " +
                  std::string(statement.ecosystem) + "): " + match::range_text(statement);
      line += statement.fixed.empty() ? ", not fixed" : ", fixed in " + std::string(statement.fixed);
      text += row(i == 0 ? "Source" : "  also", line);
    }
    text += row("Rule", finding.rule);
    if (!finding.summary.empty()) text += hanging("        ", base::printable(finding.summary), columns_);
    return text;
  }

  // The one that decides, or the first that was not applied; with --details all.
  std::string opinion_rows(const Finding& finding) const {
    std::string text;
    for (const auto& one : finding.opinions) {
      text += row(opinion_name(one), opinion_text(one));
      if (!options_.details) break;
      for (const auto& [name, value] : opinion_details(one)) text += row("  " + std::string(name), value);
    }
    return text;
  }

  std::string epss_rows(const advisory::Epss& epss) const {
    if (!epss.known()) return row("EPSS Score", "none");
    return row("EPSS Score", epss_score_text(epss)) + row("EPSS Percentile", epss_percentile_text(epss));
  }

  std::string row(std::string_view name, std::string_view value) const {
    constexpr std::size_t kNameColumns = 15;
    return hanging("      " + pad_right(name, kNameColumns) + ": ", base::printable(value), columns_,
                   LongWords::kKeep);
  }

  std::string totals() const {
    const auto counts = count(input_.selection.findings);
    const auto basis = basis_of(input_);
    if (!basis.compared()) {
      return hanging("", style_.warning("No verdict: " + match_nothing(basis)), columns_);
    }
    const auto packages = vulnerable_packages(input_.inventory, input_.selection.findings);
    if (counts.total() == 0 && !basis.whole())
      return hanging("", style_.warning("No verdict: nothing found, but " + missing_text(basis)), columns_);
    auto text = std::string(basis.whole() ? "" : "at least ") + std::to_string(counts.total()) +
                (counts.total() == 1 ? " vulnerability" : " vulnerabilities") + " found in " +
                std::to_string(packages) + (packages == 1 ? " package" : " packages");
    if (!basis.whole()) text += style_.warning("; " + missing_text(basis));
    text = hanging("", text, columns_);
    for (std::size_t i = 0; i < kSeverities.size(); ++i) {
      const auto figure = counts.by_severity[i];
      const auto number = pad_left(figure_text(figure, basis.whole()), 5);
      text += "  " + style_.severity(kSeverities[i], pad_right(advisory::to_string(kSeverities[i]), 11)) +
              " " + number + "\n";
    }
    return text;
  }

  static std::string match_nothing(const Basis& basis) {
    if (basis.packages == 0) return "no packages found";
    return "none of " + std::to_string(basis.packages) + (basis.packages == 1 ? " package" : " packages") +
           " could be judged";
  }

  const Cves& input_;
  const Options& options_;
  Style style_;
  std::size_t columns_;
  const Priorities priorities_;
  // With --details.
  std::optional<model::Graph> graph_;
};

class Packages final : public CvesReport {
 public:
  std::string_view format() const override { return "packages"; }
  std::string_view about() const override {
    return "for people: each vulnerable package with its vulnerabilities";
  }
  bool shows_texts(const Options& options) const override { return options.details; }
  Result<void> write(const Cves& input, const Options& options, const Sink& sink) const override {
    return Text(input, options).write(sink);
  }
};

}  // namespace

std::unique_ptr<AnyReport> make_packages() { return std::make_unique<Packages>(); }

}  // namespace pratique::report
