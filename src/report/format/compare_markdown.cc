// `compare --format markdown`: for comments on pull and merge requests, and summaries of CI jobs. No HTML in it.
#include <fmt/format.h>

#include "base/text.h"
#include "report/comparison.h"
#include "report/document.h"
#include "report/markdown.h"
#include "report/sections.h"

namespace pratique::report {
namespace {

std::string name_of(const match::Finding& one) {
  const auto url = url_of(one.id);
  // url_of() answers for ids of letters, digits and a few signs only.
  return url.empty() ? code_text(one.id) : fmt::format("[{}]({})", one.id, url);
}

std::string fields_table(std::string_view title, const std::vector<compare::FactChange>& fields) {
  if (fields.empty()) return {};
  auto text = fmt::format("\n### {}\n\n| | Name | Before | After |\n|---|---|---|---|\n", title);
  for (const auto& one : fields) {
    text += fmt::format("| {} | {} | {} | {} |\n", compare::to_string(one.change), code_text(one.name),
                        code_text(one.before), code_text(one.after));
  }
  return text;
}

std::string policies_table(const ComparedImages& compared) {
  const auto policies = compared_policies(compared);
  if (policies.empty()) return {};
  std::string text =
      "\n### Policies\n\n| | Policy | Analyzed image | Comparison image |\n|---|---|---|---|\n";
  for (const auto& one : policies) {
    text += fmt::format("| {} | {} | {} | {} |\n", arrow_of(one.move), code_text(one.about().title),
                        code_text(state_of(one.after)), code_text(state_of(one.before)));
  }
  return text;
}

std::string row_of(const compare::PackageChange& one) {
  std::string news;
  const auto add = [&](std::string text) { news += (news.empty() ? "" : ", ") + std::move(text); };
  for (const auto& each : one.gained)
    add(fmt::format("**+{} {}** ({})", advisory::to_string(each.finding->severity), name_of(*each.finding),
                    code_text(each.why)));
  for (const auto& each : one.lost)
    add(fmt::format("-{} {} ({})", advisory::to_string(each.finding->severity), name_of(*each.finding),
                    code_text(each.why)));
  for (const auto& each : one.rerated) {
    add(fmt::format("{}: {} → {}", name_of(*each.after), advisory::to_string(each.before->severity),
                    advisory::to_string(each.after->severity)));
  }
  return fmt::format("| {} | {} | {} | {} | {} |\n", compare::to_string(one.change), code_text(one.name),
                     code_text(one.type), code_text(versions_text(one)), news.empty() ? "–" : news);
}

class CompareMarkdown final : public ReportOf<ComparedImages> {
 public:
  std::string_view format() const override { return "markdown"; }
  std::string_view about() const override { return "for comments on pull and merge requests"; }

  Result<void> write(const ComparedImages& compared, const Options&, const Sink& sink) const override {
    const auto& comparison = compared.comparison;
    PQ_CHECK(sink("## Comparison\n\n| | Analyzed image | Comparison image |\n|---|---|---|\n"));
    for (const auto& row : overview_of(compared)) {
      PQ_CHECK(sink(fmt::format("| {} | {} | {} |\n", base::trim(row.name), code_text(row.after),
                                code_text(row.before))));
    }
    PQ_CHECK(sink(fields_table("Labels", comparison.labels)));
    PQ_CHECK(sink(fields_table("Image configuration", comparison.config)));
    PQ_CHECK(sink(policies_table(compared)));
    PQ_CHECK(
        sink(fmt::format("\n### Packages and vulnerabilities\n\n- {}\n- {}\n",
                         gained_text(comparison.gained, "gained"), gained_text(comparison.lost, "lost"))));
    PQ_CHECK(sink(fmt::format("- {} added, {} removed, {} changed, {} unchanged\n", comparison.added,
                              comparison.removed, comparison.changed, comparison.unchanged)));
    const auto told = told_packages(compared);
    if (!told.empty())
      PQ_CHECK(sink("\n| | Package | Type | Version | Vulnerabilities |\n|---|---|---|---|---|\n"));
    for (const auto* one : told) PQ_CHECK(sink(row_of(*one)));
    PQ_CHECK(write_notes_of("analyzed image", compared.after, sink));
    return write_notes_of("comparison image", compared.before, sink);
  }

 private:
  static Result<void> write_notes_of(std::string_view whose, const Judged& side, const Sink& sink) {
    std::size_t told = 0;
    for (const auto* note : sorted_notes(side)) {
      if (!note->incomplete) continue;
      if (told == 0) PQ_CHECK(sink(fmt::format("\n### Not judged, not read in the {}\n\n", whose)));
      if (++told > kMaxPrintedNotes) continue;
      PQ_CHECK(sink(
          fmt::format("- **!** {}\n",
                      code_text(note->file.empty() ? note->message : note->file + ": " + note->message))));
    }
    return told > kMaxPrintedNotes ? sink(fmt::format("- **!** … and {} more\n", told - kMaxPrintedNotes))
                                   : Result<void>{};
  }
};

}  // namespace

std::unique_ptr<AnyReport> make_compare_markdown() { return std::make_unique<CompareMarkdown>(); }

}  // namespace pratique::report
