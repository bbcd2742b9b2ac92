// `quickview`: the target and what it was built on with their figures, what these do not stand for, the policies, and
// where to go on.
#include "report/quickview.h"

#include "base/text.h"
#include "report/origin.h"
#include "report/policy_table.h"
#include "report/sections.h"

namespace pratique::report {
namespace {

Cell cell_of(const ImageFigures& figures, const Style& style) {
  const auto note = base::printable(figures.note);
  if (!figures.counts) return style.faint(note.empty() ? "not judged" : note);
  auto text = tuple_text(*figures.counts, figures.whole, style);
  const auto tuple = text.size();
  return {note.empty() ? text : text + "  (" + note + ")", tuple};
}

// With what it would change of the base image's figures below.
void add_beside(Table& table, const char* name, const ImageFigures& figures,
                const std::optional<ImageFigures>& base, const Style& style) {
  table.add({name, base::printable(figures.name), cell_of(figures, style)});
  if (!base) return;
  if (auto delta = figures_delta(figures, *base); !delta.empty())
    table.add({"", "", Cell::unfolded(std::move(delta))});
}

void add_subject(Table& table, const Quickview& input, const Style& style, const Options& options) {
  const auto& subject = input.inventory.subject;
  const auto basis = basis_of(input);
  table.add({"Target", style.bold(base::printable(subject.name)),
             figures_cell(count(input.selection.findings), basis, style)});
  if (!subject.digest.empty()) table.add({"  digest", short_digest(subject.digest)});
  if (const auto platform = to_string(subject.platform); !platform.empty()) {
    table.add({"  platform", base::printable(platform)});
  }
  if (!subject.distro.id.empty()) {
    table.add({"  distribution",
               base::printable(subject.distro.name.empty() ? subject.distro.id : subject.distro.name)});
  }
  table.add({"  packages", std::to_string(basis.packages)});
  for (auto& row : origin_rows(subject, style, options)) {
    if (row.name != "  base image") {
      table.add({row.name, std::move(row.cell)});
    } else if (input.base) {
      table.add({"Base image", std::move(row.cell), cell_of(*input.base, style)});
    } else {
      table.add({"Base image", std::move(row.cell)});
    }
  }
}

std::vector<NextStep> steps_of(const Quickview& input) {
  std::vector<NextStep> steps{{"View vulnerabilities", "cves"}};
  const auto& bases = input.inventory.subject.bases;
  if (!bases.empty() && bases.front().name != model::kScratch)
    steps.push_back({"View base image update recommendations", "recommendations"});
  if (!input.selection.findings.empty()) steps.push_back({"Plan what to upgrade", "fix"});
  if (input.policies) {
    const auto tally = tally_of(input.policies->policies);
    if (tally.failed + tally.no_data > 0) steps.push_back({"View what violates policies", "policy"});
  }
  return steps;
}

class QuickviewText final : public ReportOf<Quickview> {
 public:
  std::string_view format() const override { return "text"; }
  std::string_view about() const override { return "for people: figures, policies and what to do next"; }

  Result<void> write(const Quickview& input, const Options& options, const Sink& sink) const override {
    const Style style(options);
    Table table({});
    add_subject(table, input, style, options);
    if (input.refreshed) add_beside(table, "Refreshed base image", *input.refreshed, input.base, style);
    if (input.updated) add_beside(table, "Updated base image", *input.updated, input.base, style);
    PQ_CHECK(table.write(layout_of(style), sink));
    PQ_CHECK(sink("\n"));
    if (input.policies) {
      PQ_CHECK(sink(policy_heading(*input.policies) + "\n"));
      PQ_CHECK(write_policy_table(input.policies->policies, style, sink));
    }
    PQ_CHECK(sink(gaps_section(input, style)));
    PQ_CHECK(sink(coverage_section(input, style)));
    return sink(next_steps(input, input.asked, steps_of(input)));
  }
};

}  // namespace

std::unique_ptr<AnyReport> make_quickview() { return std::make_unique<QuickviewText>(); }

}  // namespace pratique::report
