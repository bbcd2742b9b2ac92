// `fix --format markdown`: for pull requests and summaries of CI jobs. No HTML in it.
#include <fmt/format.h>

#include "base/text.h"
#include "report/fix_plan.h"
#include "report/markdown.h"

namespace pratique::report {
namespace {

class FixMarkdown final : public ReportOf<FixPlan> {
 public:
  std::string_view format() const override { return "markdown"; }
  std::string_view about() const override { return "for pull and merge requests"; }

  Result<void> write(const FixPlan& document, const Options&, const Sink& sink) const override {
    const auto& plan = document.plan;
    PQ_CHECK(sink(fmt::format("## Fix plan\n\n{} of {} vulnerabilities are cleared by these steps.\n",
                              plan.cleared, plan.chosen)));
    if (document.base)
      PQ_CHECK(sink(fmt::format("\n### Base image\n\n{} clears {}\n",
                                code_text("FROM " + document.base->proposal.from),
                                document.base->cleared.size())));
    for (const auto& one : plan.systems)
      PQ_CHECK(sink(fmt::format("\n### System packages ({})\n\n{}\n\nclears {}: {}\n", one.type,
                                code_text("RUN " + one.line), one.cleared.size(),
                                code_text(base::join(one.cleared, ", ")))));
    if (!plan.moves.empty())
      PQ_CHECK(sink("\n### Move\n\n| Package | From | To | Clears |\n|---|---|---|---|\n"));
    for (const auto& one : plan.moves)
      PQ_CHECK(sink(fmt::format("| {} | {} | {}{} | {} |\n", code_text(one.name), code_text(one.version),
                                code_text(one.to), one.crosses_major ? " (major)" : "",
                                code_text(base::join(one.cleared, ", ")))));
    if (!plan.upgrades.empty())
      PQ_CHECK(sink(
          "\n### Packages\n\n| Place | Package | From | To | Clears | By |\n|---|---|---|---|---|---|\n"));
    for (const auto& one : plan.upgrades) PQ_CHECK(sink(row_of(document, one)));
    for (const auto& file : document.files) {
      if (file.diff.empty()) continue;
      PQ_CHECK(sink("\n### " + code_text(file.path) + "\n\n" + indented(file.diff)));
    }
    if (!plan.unfixed.empty()) PQ_CHECK(sink("\n### No upgrade clears\n\n"));
    for (const auto& one : plan.unfixed)
      PQ_CHECK(sink(fmt::format("- {}: {} ({}): {}\n", code_text(one.whose), code_text(one.why),
                                one.ids.size(), code_text(base::join(one.ids, ", ")))));
    return {};
  }

 private:
  static std::string row_of(const FixPlan& document, const fix::PackageUpgrade& one) {
    auto by = upgrade_way(document.inventory, one);
    if (one.carrier && !one.carrier->to.empty()) by += "; " + one.carrier->name + " to " + one.carrier->to;
    return fmt::format("| {} | {} | {} | {}{} | {} | {} |\n", code_text(place_of(document.inventory, one)),
                       code_text(one.name), code_text(one.version), code_text(one.to),
                       one.crosses_major ? " (major)" : "", code_text(base::join(one.cleared, ", ")),
                       by.empty() ? "" : code_text(by));
  }
  // A block of code by indentation: nothing in it can end it.
  static std::string indented(std::string_view text) {
    std::string all;
    for (const auto line : base::lines(text)) all += "    " + base::printable(line) + "\n";
    return all;
  }
};

}  // namespace

std::unique_ptr<AnyReport> make_fix_markdown() { return std::make_unique<FixMarkdown>(); }

}  // namespace pratique::report
