// `explain` for people: for each package where it was found, how it was looked up, the answer, how that came about, and
// every advisory that was considered with what was compared.
#include "base/text.h"
#include "match/comparison.h"
#include "match/gaps.h"
#include "model/ecosystem.h"
#include "report/enrichment.h"
#include "report/explanation.h"
#include "report/origin.h"
#include "report/priority.h"
#include "report/sections.h"
#include "report/ways.h"

namespace pratique::report {
namespace {

using match::Outcome;

class Text {
 public:
  Text(const Explanation& document, const Options& options)
      : document_(document),
        options_(options),
        style_(options),
        priorities_(document.inventory),
        graph_(document.inventory) {}

  Result<void> write(const Sink& sink) const {
    for (const auto& asked : document_.asked) PQ_CHECK(sink(at_large(asked)));
    if (document_.looked_at == 0 && document_.components.empty())
      return sink("No package of that name is there: nothing to explain\n");
    for (const auto index : document_.components) {
      PQ_TRY(const auto verdict, document_.verdict_of(index));
      PQ_TRY(const auto text, package(index, verdict));
      PQ_CHECK(sink(text));
    }
    return {};
  }

 private:
  // What is to be said of the vulnerability before any package, which may be all.
  std::string at_large(const AskedVulnerability& asked) const {
    const auto columns = style_.columns();
    auto name = base::printable(asked.typed);
    if (!base::equals_ignoring_case(asked.typed, asked.id)) name += " is " + base::printable(asked.id);
    if (!asked.known) {
      auto text = name + ": the database knows no such vulnerability";
      if (!asked.near.empty())
        text += "; did you mean " + base::printable(base::join(asked.near, ", ")) + "?";
      return hanging("", style_.warning(text), columns);
    }
    if (asked.explained > 0 && asked.packages.empty())
      return name == asked.id ? std::string() : hanging("", name, columns);
    if (asked.packages.empty())
      return hanging("", name + ": no advisory names a package for it, so that nothing can be compared",
                     columns);
    auto text = name + ": ";
    if (asked.explained > 0) {
      text += "its advisories name packages of other releases or ecosystems than the image's: ";
    } else if (!asked.left_out.empty()) {
      return hanging("",
                     text + "its advisories name other packages of the image than were asked about: " +
                         list_of(asked.left_out, asked.left_out_in_all),
                     columns);
    } else {
      text += "none of the packages that its advisories name is in the image: ";
    }
    return hanging("", text + list_of(asked.packages, asked.packages_in_all), columns);
  }

  // "django 3.2, jinja2 2.10.1 and 3 more"
  static std::string list_of(const std::vector<std::string>& some, std::size_t in_all) {
    auto text = base::printable(base::join(some, ", "));
    if (in_all > some.size()) text += " and " + std::to_string(in_all - some.size()) + " more";
    return text;
  }

  Result<std::string> package(std::size_t index, const match::Verdict& verdict) const {
    const auto& component = document_.inventory.components[index];
    auto title = model::display_name(component.purl);
    if (!component.purl.version.empty()) title += " " + component.purl.version;
    auto text = heading(base::printable(title), style_);
    text += hanging("  ", base::printable(component.purl.to_string()), style_.columns(), LongWords::kKeep);
    for (const auto& location : component.locations) {
      auto place = "/" + location.path;
      if (!location.layer.empty()) place += " (layer " + short_digest(location.layer) + ")";
      text += row("Found in", place);
    }
    if (const auto origin = component_origin(document_.inventory.subject, component, style_, options_);
        !origin.empty())
      text += hanging("  Brought by: ", origin, style_.columns(), LongWords::kKeep);
    text += row("Needed by", way_text(document_.inventory, graph_, index));
    text += row("Standing", match::to_string(verdict.standing));
    for (const auto& caveat : verdict.caveats) text += row("  because", match::reason_of(caveat));
    if (!component.owner.empty()) text += row("Owned by", component.owner);
    if (!verdict.ecosystem.empty()) {
      const auto name = std::string(verdict.name);
      const auto version = verdict.version.empty() ? "" : " " + std::string(verdict.version);
      text += row("Looked up", std::string(verdict.ecosystem) + ", " + name + version);
      text += row("Rule", verdict.rule);
    }
    text += "\n";
    PQ_TRY(const auto findings, asked_findings(document_, verdict));
    for (const auto& one : findings) text += finding(one, component);
    PQ_TRY(const auto answers, answers_of(document_, index, verdict));
    for (const auto& one : answers) {
      if (one.kind == AnswerKind::kReported) continue;
      const auto what = base::printable(one.id) + ": " + style_.bold(to_string(one.kind)) + ": ";
      text += hanging("  → ", what + base::printable(one.words), style_.columns());
    }
    PQ_TRY(const auto statements, considered(verdict));
    return text + statements + "\n";
  }

  std::string finding(const match::Finding& finding, const model::Component& component) const {
    const bool open = finding.state == match::FindingState::kOpen;
    auto text = std::string(open ? "✗ " : "- ") + advisory::to_string(finding.severity);
    text = open ? style_.severity(finding.severity, text) : style_.faint(text);
    text += " " + base::printable(finding.id);
    if (!open)
      text += style_.warning(std::string(" [") + match::to_string(finding.state) + "]") + " by " +
              base::printable(finding.state_by);
    text += finding.fixed.empty() ? ": not fixed" : ": fixed in " + base::printable(finding.fixed);
    if (!finding.statements.empty())
      text += ", as " + base::printable(finding.statements.front().advisory) + " says";
    text = hanging("  ", text, style_.columns());
    text += fact("Decision", decision_text(document_, finding));
    text += fact("Severity", severity_text(finding));
    if (const auto apart = match::disagreement_of(finding); !apart.empty()) text += fact("  but", apart);
    for (const auto& rating : rating_texts(finding)) text += fact("  rated", rating);
    for (const auto& [name, value] : rows_of(enriched(finding))) text += fact(name, value);
    text += opinions(finding);
    if (open) {
      const auto priority = priority_of(finding, priorities_.use_of(component));
      text += fact("Priority",
                   std::to_string(priority.points) + " of 100: " + base::join(priority.reasons, "; "));
    } else {
      text += fact("State", state_text(finding));
    }
    return text;
  }

  // The last step before the state: whose word was heard, and which of them decides.
  std::string opinions(const match::Finding& finding) const {
    std::string text;
    for (const auto& one : finding.opinions) {
      text += fact(opinion_name(one), opinion_text(one));
      for (const auto& [name, value] : opinion_details(one)) text += fact("  " + std::string(name), value);
    }
    return text + fact("Opinions", unheard_text(document_, finding));
  }

  Result<std::string> considered(const match::Verdict& verdict) const {
    const auto all = asked_statements(document_, verdict);
    std::vector<std::string> ids;
    for (const auto& one : document_.asked) ids.push_back(one.id);
    const auto about = ids.empty() ? std::string() : " about " + base::printable(base::join(ids, ", "));
    if (all.empty()) {
      const auto what = verdict.ecosystem.empty() ? "No advisories were looked up for the package"
                                                  : "No advisory" + about + " names the package";
      return hanging("  ", what, style_.columns());
    }
    auto text = hanging("  ", "Considered" + about + ":", style_.columns());
    for (const auto* one : all) {
      text += statement(*one);
      PQ_TRY(const auto days, days_of(*one));
      if (!days.empty()) text += hanging("        ", days, style_.columns());
    }
    return text;
  }

  // "published 2026-03-01, changed 2026-04-12": of the source's own record.
  Result<std::string> days_of(const match::Statement& statement) const {
    if (!document_.days_of) return std::string();
    PQ_TRY(const auto texts, document_.days_of(statement));
    std::vector<std::string> all;
    const auto add = [&](const char* what, const std::string& time) {
      if (!time.empty()) all.push_back(what + base::printable(time.substr(0, time.find('T'))));
    };
    add("published ", texts.published);
    add("changed ", texts.modified);
    add("withdrawn ", texts.withdrawn);
    return base::join(all, ", ");
  }

  std::string statement(const match::Statement& statement) const {
    auto line = base::printable(statement.advisory) + " (" + base::printable(statement.source) + ") ";
    const auto outcome = std::string(match::to_string(statement.outcome));
    line += statement.outcome == Outcome::kAffected ? style_.warning(outcome) : outcome;
    line += ": " + base::printable(match::in_words(statement));
    auto text =
        hanging(statement.outcome == Outcome::kAffected ? "    ✗ " : "    - ", line, style_.columns());
    for (const auto& one : match::comparisons_of(statement))
      text += hanging("        ", base::printable(match::in_words(one, statement)), style_.columns(),
                      LongWords::kKeep);
    return text;
  }

  std::string fact(std::string_view name, std::string_view value) const {
    if (value.empty()) return {};
    constexpr std::size_t kNameColumns = 9;
    return hanging("    " + pad_right(name, kNameColumns) + ": ", base::printable(value), style_.columns());
  }

  std::string row(std::string_view name, std::string_view value) const {
    if (value.empty()) return {};
    constexpr std::size_t kNameColumns = 10;
    return hanging("  " + pad_right(name, kNameColumns) + ": ", base::printable(value), style_.columns(),
                   LongWords::kKeep);
  }

  const Explanation& document_;
  const Options& options_;
  const Style style_;
  const Priorities priorities_;
  const model::Graph graph_;
};

class Explain final : public ReportOf<Explanation> {
 public:
  std::string_view format() const override { return "text"; }
  std::string_view about() const override {
    return "for people: why a package has a vulnerability, or has not";
  }
  Result<void> write(const Explanation& document, const Options& options, const Sink& sink) const override {
    return Text(document, options).write(sink);
  }
};

}  // namespace

std::unique_ptr<AnyReport> make_explain() { return std::make_unique<Explain>(); }

}  // namespace pratique::report
