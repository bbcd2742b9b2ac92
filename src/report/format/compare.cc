// `compare` for people: the two images beside each other, then what changed from the one to the other.
#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "report/comparison.h"
#include "report/sections.h"

namespace pratique::report {
namespace {

using compare::Change;

constexpr std::size_t kMaxShownText = 200;

char mark_of(Change change) {
  constexpr char kMarks[] = {'+', '-', '~', ' '};
  return kMarks[static_cast<std::size_t>(change)];
}

std::string shown(std::string_view text) {
  auto all = base::printable(text.substr(0, kMaxShownText));
  return all.empty() ? "(empty)" : text.size() > kMaxShownText ? all + "…" : all;
}

std::string fields_section(std::string_view title, const std::vector<compare::FactChange>& fields,
                           const Style& style) {
  if (fields.empty()) return {};
  auto text = heading(title, style);
  for (const auto& one : fields) {
    const auto value = one.change == Change::kAdded     ? shown(one.after)
                       : one.change == Change::kRemoved ? shown(one.before)
                                                        : shown(one.before) + " → " + shown(one.after);
    text += hanging(fmt::format("  {} ", mark_of(one.change)),
                    fmt::format("{}: {}", base::printable(one.name), value), style.columns());
  }
  return text + "\n";
}

class CompareText final : public ReportOf<ComparedImages> {
 public:
  std::string_view format() const override { return "text"; }
  std::string_view about() const override { return "for people: what changed, package by package, and why"; }

  Result<void> write(const ComparedImages& compared, const Options& options,
                     const Sink& sink) const override {
    const Style style(options);
    PQ_CHECK(sink(heading("Overview", style)));
    Table table({"", "Analyzed image", "Comparison image"});
    for (const auto& row : overview_of(compared))
      table.add({row.name, base::printable(row.after), base::printable(row.before)});
    PQ_CHECK(table.write(layout_of(style), sink));
    PQ_CHECK(sink("\n"));
    const auto& comparison = compared.comparison;
    PQ_CHECK(sink(fields_section("Labels", comparison.labels, style)));
    PQ_CHECK(sink(fields_section("Image configuration", comparison.config, style)));
    PQ_CHECK(sink(layers_section_of(compared, style)));
    PQ_CHECK(write_policies(compared, style, sink));
    PQ_CHECK(write_packages(compared, style, sink));
    // A difference between what was seen says nothing of what was not.
    PQ_CHECK(sink(gaps_of("Of the analyzed image:\n\n", compared.after, style)));
    return sink(gaps_of("Of the comparison image:\n\n", compared.before, style));
  }

 private:
  static std::string gaps_of(std::string_view whose, const Judged& side, const Style& style) {
    const auto section = gaps_section(side, style);
    return section.empty() ? section : "\n" + std::string(whose) + section;
  }

  static std::string layers_section_of(const ComparedImages& compared, const Style& style) {
    const auto& layers = compared.comparison.layers;
    if (std::ranges::all_of(layers, [](const auto& one) { return one.change == Change::kUnchanged; }))
      return {};
    auto text = heading("Layers", style);
    std::size_t same = 0;
    std::uint64_t bytes = 0;
    for (const auto& one : layers) {
      if (one.change != Change::kUnchanged) continue;
      ++same, bytes += one.layer->size;
    }
    if (same > 0)
      text += fmt::format("    {} {} in both, {}\n", same, same == 1 ? "layer" : "layers", size_text(bytes));
    for (const auto& one : layers) {
      if (one.change == Change::kUnchanged) continue;
      const auto words = fmt::format(
          "{} {}, {}: {}", one.number, short_digest(one.layer->diff_id), size_text(one.layer->size),
          shown(one.layer->created_by.empty() ? "nothing says what made it" : one.layer->created_by));
      text += hanging(fmt::format("  {} ", mark_of(one.change)), words, style.columns());
    }
    return text + "\n";
  }

  static Result<void> write_policies(const ComparedImages& compared, const Style& style, const Sink& sink) {
    const auto policies = compared_policies(compared);
    if (policies.empty()) return {};
    PQ_CHECK(sink(heading("Policies", style)));
    Table table({"", "Policy", "Analyzed image", "Comparison image"});
    for (const auto& one : policies) {
      const std::string arrow = arrow_of(one.move);
      table.add({one.move == PolicyMove::kBetter  ? style.good(arrow)
                 : one.move == PolicyMove::kWorse ? style.warning(arrow)
                                                  : arrow,
                 base::printable(one.about().title), state_of(one.after), state_of(one.before)});
    }
    PQ_CHECK(table.write(layout_of(style), sink));
    return sink("\n");
  }

  static Result<void> write_packages(const ComparedImages& compared, const Style& style, const Sink& sink) {
    const auto& comparison = compared.comparison;
    PQ_CHECK(sink(heading("Packages and vulnerabilities", style)));
    for (const auto& line : package_counts(comparison)) PQ_CHECK(sink("  " + line + "\n"));
    PQ_CHECK(sink(fmt::format("\n  {}\n  {}\n\n", base::printable(gained_text(comparison.gained, "gained")),
                              gained_text(comparison.lost, "lost"))));
    for (const auto* one : told_packages(compared)) PQ_CHECK(sink(package_text(*one, style)));
    return {};
  }

  static std::string package_text(const compare::PackageChange& one, const Style& style) {
    std::string members;
    if (!one.members.empty()) members = ": " + base::join(one.members, ", ");
    const auto title = fmt::format("{} {} ({}{})", one.name, versions_text(one), one.type, members);
    auto text = hanging(fmt::format("  {} ", mark_of(one.change)), style.bold(base::printable(title)),
                        style.columns());
    for (const auto& each : one.gained) text += vulnerability_text('+', each, style);
    for (const auto& each : one.lost) text += vulnerability_text('-', each, style);
    for (const auto& each : one.rerated) {
      text +=
          hanging("      ~ ",
                  fmt::format("{} {}: rated {} before",
                              style.severity(each.after->severity, advisory::to_string(each.after->severity)),
                              base::printable(each.after->id), advisory::to_string(each.before->severity)),
                  style.columns());
    }
    return text;
  }

  static std::string vulnerability_text(char mark, const compare::VulnerabilityChange& one,
                                        const Style& style) {
    const auto& finding = *one.finding;
    const auto id = style.link(url_of(finding.id), base::printable(finding.id));
    const auto fix = finding.fixed.empty() || mark == '-'
                         ? std::string()
                         : fmt::format(", fixed in {}", base::printable(finding.fixed));
    return hanging(
        fmt::format("      {} ", mark),
        fmt::format("{} {}: {}{}", style.severity(finding.severity, advisory::to_string(finding.severity)),
                    id, base::printable(one.why), fix),
        style.columns());
  }
};

}  // namespace

std::unique_ptr<AnyReport> make_compare() { return std::make_unique<CompareText>(); }

}  // namespace pratique::report
