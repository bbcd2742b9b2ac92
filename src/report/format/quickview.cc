// `quickview`: the target, its figures, what they do not stand for, and where to go on.
#include "base/text.h"
#include "report/origin.h"
#include "report/sections.h"

namespace pratique::report {
namespace {

class QuickviewText final : public ReportOf<Quickview> {
 public:
  std::string_view format() const override { return "text"; }
  std::string_view about() const override { return "for people: figures and what to do next"; }

  Result<void> write(const Quickview& input, const Options& options, const Sink& sink) const override {
    const Style style(options);
    const auto& subject = input.inventory.subject;
    const auto basis = basis_of(input);
    Table table({});
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
    for (auto& row : origin_rows(subject, style, options)) table.add({row.name, std::move(row.cell)});
    table.add({"  packages", std::to_string(basis.packages)});
    PQ_CHECK(table.write(layout_of(style), sink));
    PQ_CHECK(sink("\n" + gaps_section(input, style)));
    PQ_CHECK(sink(coverage_section(input, style)));
    return sink(next_steps(input, "cves", "View vulnerabilities"));
  }
};

}  // namespace

std::unique_ptr<AnyReport> make_quickview() { return std::make_unique<QuickviewText>(); }

}  // namespace pratique::report
