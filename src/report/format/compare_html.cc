// `compare --format html`: the same in one file for a browser (docs/formats/html.md). Needs no script.
#include <fmt/format.h>

#include "base/text.h"
#include "report/comparison.h"
#include "report/document.h"
#include "report/page/page.h"
#include "report/page/parts.h"
#include "report/sections.h"

namespace pratique::report {
namespace {

std::string table_head(std::string_view caption, const std::vector<std::string_view>& columns) {
  auto text = fmt::format("<table>\n<caption>{}</caption>\n<thead><tr>", caption);
  for (const auto column : columns) text += fmt::format("<th scope=\"col\">{}</th>", column);
  return text + "</tr></thead>\n<tbody>\n";
}
constexpr std::string_view kTableEnd = "</tbody>\n</table>\n";

std::string fields_table(std::string_view caption, const std::vector<compare::FactChange>& fields) {
  if (fields.empty()) return {};
  auto text = table_head(caption, {"Change", "Name", "Before", "After"});
  for (const auto& one : fields) {
    text +=
        fmt::format("<tr><td>{}</td><td>{}</td><td>{}</td><td>{}</td></tr>\n", compare::to_string(one.change),
                    html_text(one.name), html_text(one.before), html_text(one.after));
  }
  return text + std::string(kTableEnd);
}

std::string policies_table(const ComparedImages& compared) {
  const auto policies = compared_policies(compared);
  if (policies.empty()) return {};
  auto text = table_head("Policies", {"Change", "Policy", "Analyzed image", "Comparison image"});
  for (const auto& one : policies) {
    text += fmt::format("<tr><td>{}</td><td>{}</td><td>{}</td><td>{}</td></tr>\n", to_string(one.move),
                        html_text(one.about().title), html_text(state_of(one.after)),
                        html_text(state_of(one.before)));
  }
  return text + std::string(kTableEnd);
}

std::string vulnerability_html(std::string_view what, const compare::VulnerabilityChange& one) {
  return fmt::format("<li>{}: {} {}, {}</li>", what, advisory::to_string(one.finding->severity),
                     html_link(url_of(one.finding->id), one.finding->id), html_text(one.why));
}

std::string row_html(const compare::PackageChange& one) {
  std::string news;
  for (const auto& each : one.gained) news += vulnerability_html("gained", each);
  for (const auto& each : one.lost) news += vulnerability_html("lost", each);
  for (const auto& each : one.rerated) {
    news += fmt::format(
        "<li>rated otherwise: {} {}, {} before</li>", advisory::to_string(each.after->severity),
        html_link(url_of(each.after->id), each.after->id), advisory::to_string(each.before->severity));
  }
  return fmt::format("<tr><td>{}</td><td>{}</td><td>{}</td><td>{}</td><td>{}</td></tr>\n",
                     compare::to_string(one.change), html_text(one.name), html_text(one.type),
                     html_text(versions_text(one)), news.empty() ? "" : "<ul>" + news + "</ul>");
}

Result<void> write_body(const ComparedImages& compared, const Sink& sink) {
  const auto& comparison = compared.comparison;
  PQ_CHECK(sink(head_html("Comparison of", compared.after.inventory.subject.name,
                          {{"With", html_text(compared.before.inventory.subject.name)},
                           {"Gained", html_text(gained_text(comparison.gained, "gained"))},
                           {"Lost", html_text(gained_text(comparison.lost, "lost"))}})));
  std::vector<model::Note> notes;
  for (const auto* side : {&compared.after, &compared.before}) {
    for (const auto* note : sorted_notes(*side)) {
      notes.push_back(*note);
      notes.back().message =
          (side == &compared.after ? "analyzed image: " : "comparison image: ") + note->message;
    }
  }
  PQ_CHECK(write_notes(notes, sink));
  PQ_CHECK(sink("<main id=\"content\">\n" +
                table_head("Overview", {"Fact", "Analyzed image", "Comparison image"})));
  for (const auto& row : overview_of(compared)) {
    PQ_CHECK(sink(fmt::format("<tr><th scope=\"row\">{}</th><td>{}</td><td>{}</td></tr>\n",
                              html_text(base::trim(row.name)), html_text(row.after), html_text(row.before))));
  }
  PQ_CHECK(sink(kTableEnd));
  PQ_CHECK(sink(fields_table("Labels", comparison.labels)));
  PQ_CHECK(sink(fields_table("Image configuration", comparison.config)));
  PQ_CHECK(sink(policies_table(compared)));
  PQ_CHECK(sink(
      table_head(fmt::format("Packages: {} added, {} removed, {} changed, {} unchanged", comparison.added,
                             comparison.removed, comparison.changed, comparison.unchanged),
                 {"Change", "Package", "Type", "Version", "Vulnerabilities"})));
  for (const auto* one : told_packages(compared)) PQ_CHECK(sink(row_html(*one)));
  PQ_CHECK(sink(kTableEnd));
  return sink("</main>\n");
}

class CompareHtml final : public ReportOf<ComparedImages> {
 public:
  std::string_view format() const override { return "html"; }
  std::string_view about() const override { return "a page for a browser, in one file"; }

  Result<void> write(const ComparedImages& compared, const Options&, const Sink& sink) const override {
    return write_page({.title = "Comparison of " + compared.after.inventory.subject.name,
                       .script = "",
                       .body = [&](const Sink& body) { return write_body(compared, body); }},
                      sink);
  }
};

}  // namespace

std::unique_ptr<AnyReport> make_compare_html() { return std::make_unique<CompareHtml>(); }

}  // namespace pratique::report
