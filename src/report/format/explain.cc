// `explain` for people: for each package its findings, then every advisory that names it and why it is one or none.
#include "base/text.h"
#include "match/gaps.h"
#include "model/ecosystem.h"
#include "report/enrichment.h"
#include "report/explanation.h"
#include "report/sections.h"

namespace pratique::report {
namespace {

using match::Outcome;

class Text {
 public:
  Text(const Explanation& document, const Options& options) : document_(document), style_(options) {}

  Result<void> write(const Sink& sink) const {
    if (document_.components.empty()) return sink("No package of that name is there: nothing to explain\n");
    for (const auto index : document_.components) {
      PQ_TRY(const auto verdict, document_.verdict_of(index));
      PQ_TRY(const auto findings, asked_findings(document_, verdict));
      PQ_CHECK(sink(package(document_.inventory.components[index], verdict, findings)));
    }
    return {};
  }

 private:
  std::string package(const model::Component& component, const match::Verdict& verdict,
                      const std::vector<match::Finding>& findings) const {
    auto title = model::display_name(component.purl);
    if (!component.purl.version.empty()) title += " " + component.purl.version;
    auto text = heading(base::printable(title), style_);
    text += hanging("  ", base::printable(component.purl.to_string()), style_.columns(), LongWords::kKeep);
    for (const auto& location : component.locations) {
      auto place = "/" + location.path;
      if (!location.layer.empty()) place += " (layer " + short_digest(location.layer) + ")";
      text += row("Found in", place);
    }
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
    for (const auto& one : findings) text += finding(one);
    return text + considered(verdict) + "\n";
  }

  std::string finding(const match::Finding& finding) const {
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
    for (const auto& [name, value] : rows_of(enriched(finding)))
      text += hanging("    ", std::string(name) + ": " + value, style_.columns());
    return text;
  }

  std::string considered(const match::Verdict& verdict) const {
    const auto all = asked_statements(document_, verdict);
    const auto ids = base::join(document_.ids, ", ");
    const auto about = document_.ids.empty() ? std::string() : " about " + base::printable(ids);
    if (all.empty()) {
      const auto what = verdict.ecosystem.empty() ? "No advisories were looked up for the package"
                                                  : "No advisory" + about + " names the package";
      return hanging("  ", what, style_.columns());
    }
    auto text = hanging("  ", "Considered" + about + ":", style_.columns());
    for (const auto* one : all) text += statement(*one);
    return text;
  }

  std::string statement(const match::Statement& statement) const {
    auto line = base::printable(statement.advisory) + " (" + base::printable(statement.source) + ") ";
    const auto outcome = std::string(match::to_string(statement.outcome));
    line += statement.outcome == Outcome::kAffected ? style_.warning(outcome) : outcome;
    line += ": " + base::printable(match::in_words(statement));
    return hanging(statement.outcome == Outcome::kAffected ? "    ✗ " : "    - ", line, style_.columns());
  }

  std::string row(std::string_view name, std::string_view value) const {
    constexpr std::size_t kNameColumns = 10;
    return hanging("  " + pad_right(name, kNameColumns) + ": ", base::printable(value), style_.columns(),
                   LongWords::kKeep);
  }

  const Explanation& document_;
  const Style style_;
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
