// `fix` for people: the steps that clear the findings, file by file, and what no step clears.
#include <fmt/format.h>

#include <map>
#include <set>

#include "base/text.h"
#include "report/fix_plan.h"
#include "report/sections.h"

namespace pratique::report {
namespace {

constexpr std::size_t kMaxShownIds = 8;

std::string ids_text(const std::vector<std::string>& ids) {
  std::vector<std::string> some(
      ids.begin(), ids.begin() + static_cast<std::ptrdiff_t>(std::min(ids.size(), kMaxShownIds)));
  auto text = base::join(some, ", ");
  return ids.size() > kMaxShownIds ? text + fmt::format(" and {} more", ids.size() - kMaxShownIds) : text;
}

class FixPages {
 public:
  FixPages(const FixPlan& document, const Options& options) : document_(document), style_(options) {}

  Result<void> write(const Sink& sink) const {
    const auto& plan = document_.plan;
    PQ_CHECK(sink(heading("Fix plan", style_)));
    PQ_CHECK(line(
        "  ",
        fmt::format("{} of {} vulnerabilities are cleared by the steps below.", plan.cleared, plan.chosen),
        sink));
    PQ_CHECK(sink("\n"));
    PQ_CHECK(base_image(sink));
    PQ_CHECK(systems(sink));
    PQ_CHECK(upgrades(sink));
    PQ_CHECK(files(sink));
    PQ_CHECK(unfixed(sink));
    PQ_CHECK(sink(gaps_section(document_, style_)));
    return steps(sink);
  }

 private:
  Result<void> line(std::string_view mark, const std::string& text, const Sink& sink) const {
    return sink(hanging(mark, base::printable(text), style_.columns()));
  }

  Result<void> base_image(const Sink& sink) const {
    if (!document_.base) {
      if (document_.base_why.empty()) return {};
      PQ_CHECK(sink(style_.bold("Base image") + "\n"));
      PQ_CHECK(line("  i ", document_.base_why, sink));
      return sink("\n");
    }
    PQ_CHECK(sink(style_.bold("Base image") + "\n"));
    const auto& bump = *document_.base;
    PQ_CHECK(sink("  FROM " + base::printable(bump.proposal.from) + "\n"));
    if (bump.proposal.kind == recommend::UpdateKind::kRefresh)
      PQ_CHECK(line("    ", "the same tag has a newer image: rebuild with --pull", sink));
    PQ_CHECK(line("    clears ", fmt::format("{}: {}", bump.cleared.size(), ids_text(bump.cleared)), sink));
    for (const auto& bad : bump.proposal.advice.drawbacks) PQ_CHECK(line("    - ", bad, sink));
    return sink("\n");
  }

  Result<void> systems(const Sink& sink) const {
    for (const auto& one : document_.plan.systems) {
      PQ_CHECK(sink(style_.bold("System packages (" + base::printable(one.type) + ")") + "\n"));
      // To be copied: never folded.
      if (!one.line.empty()) PQ_CHECK(sink("  RUN " + base::printable(one.line) + "\n"));
      for (const auto& package : one.packages) {
        PQ_CHECK(line("    ",
                      fmt::format("{} {} → {} or later{}", package.name, package.version, package.to,
                                  package.of_base ? " (of the base image)" : ""),
                      sink));
      }
      PQ_CHECK(line("    clears ", fmt::format("{}: {}", one.cleared.size(), ids_text(one.cleared)), sink));
      PQ_CHECK(sink("\n"));
    }
    return {};
  }

  Result<void> upgrades(const Sink& sink) const {
    const auto& plan = document_.plan;
    std::map<std::string, std::vector<const fix::DirectMove*>> by_place;
    std::set<std::size_t> moved;
    for (const auto& one : plan.moves) {
      by_place[place_of(document_.inventory, plan.upgrades[one.upgrades.front()])].push_back(&one);
      moved.insert(one.upgrades.begin(), one.upgrades.end());
    }
    for (const auto& [place, moves] : by_place) {
      PQ_CHECK(sink(style_.bold(base::printable(place.empty() ? "Packages" : place)) + "\n"));
      for (const auto* one : moves) PQ_CHECK(move(*one, sink));
      PQ_CHECK(sink("\n"));
    }
    if (moved.size() == plan.upgrades.size()) return {};
    PQ_CHECK(sink(style_.bold("Packages that come with others") + "\n"));
    for (std::size_t i = 0; i < plan.upgrades.size(); ++i) {
      if (!moved.contains(i)) PQ_CHECK(carried(plan.upgrades[i], sink));
    }
    return sink("\n");
  }

  static std::string step_text(std::string_view name, std::string_view from, std::string_view to,
                               std::string_view type, bool crosses_major) {
    return fmt::format("{} {} → {} ({}){}", name, from, to, type,
                       crosses_major ? ", another major version" : "");
  }

  // A direct dependency, and what comes with it.
  Result<void> move(const fix::DirectMove& one, const Sink& sink) const {
    PQ_CHECK(line("  • ", step_text(one.name, one.version, one.to, one.type, one.crosses_major), sink));
    PQ_CHECK(line("    clears ", fmt::format("{}: {}", one.cleared.size(), ids_text(one.cleared)), sink));
    for (const auto number : one.upgrades) {
      const auto& upgrade = document_.plan.upgrades[number];
      PQ_CHECK(rest_of(upgrade, sink));
      if (!upgrade.direct)
        PQ_CHECK(line("    brings ",
                      fmt::format("{} {} → {} or later ({})", upgrade.name, upgrade.version, upgrade.to,
                                  upgrade.carrier->why),
                      sink));
    }
    return {};
  }

  // What nobody knows a version of the carrier for.
  Result<void> carried(const fix::PackageUpgrade& one, const Sink& sink) const {
    PQ_CHECK(line("  • ", step_text(one.name, one.version, one.to, one.type, one.crosses_major), sink));
    PQ_CHECK(line("    clears ", fmt::format("{}: {}", one.cleared.size(), ids_text(one.cleared)), sink));
    PQ_CHECK(rest_of(one, sink));
    PQ_CHECK(line("    by ", upgrade_way(document_.inventory, one), sink));
    return line("    → ", fmt::format("{} {}: {}", one.carrier->name, one.carrier->version, one.carrier->why),
                sink);
  }

  // What it does not clear.
  Result<void> rest_of(const fix::PackageUpgrade& one, const Sink& sink) const {
    if (!one.left.empty())
      PQ_CHECK(line("    leaves ", fmt::format("{}: {}", one.left.size(), ids_text(one.left)), sink));
    if (!one.brought.empty())
      PQ_CHECK(line("    is affected by ", fmt::format("{}: {}", one.brought.size(), ids_text(one.brought)),
                    sink));
    if (one.in_major.empty()) return {};
    return line("    ",
                fmt::format("within the major version: {} clears {}", one.in_major, one.cleared_in_major),
                sink);
  }

  Result<void> files(const Sink& sink) const {
    for (const auto& file : document_.files) {
      PQ_CHECK(sink(style_.bold(base::printable(file.path)) +
                    (document_.written && !file.diff.empty() ? " (written)" : "") + "\n"));
      if (!file.error.empty()) PQ_CHECK(line("  ! ", file.error, sink));
      for (const auto& one : file.refused) {
        PQ_CHECK(line(
            "  i ", fmt::format("{}: {}{}{}", one.name, one.why, one.remedy.empty() ? "" : "; ", one.remedy),
            sink));
      }
      for (const auto text : base::lines(file.diff))
        PQ_CHECK(sink("  " + coloured(base::printable(text)) + "\n"));
      PQ_CHECK(sink("\n"));
    }
    return {};
  }
  std::string coloured(const std::string& text) const {
    if (text.starts_with('+')) return style_.good(text);
    return text.starts_with('-') ? style_.warning(text) : text;
  }

  Result<void> unfixed(const Sink& sink) const {
    if (document_.plan.unfixed.empty()) return {};
    PQ_CHECK(sink(heading("No upgrade clears", style_)));
    for (const auto& one : document_.plan.unfixed) {
      PQ_CHECK(line("  • ", fmt::format("{}: {} ({})", one.whose, one.why, one.ids.size()), sink));
      PQ_CHECK(line("    ", ids_text(one.packages) + ": " + ids_text(one.ids), sink));
    }
    return sink("\n");
  }

  Result<void> steps(const Sink& sink) const {
    if (document_.plan.upgrades.empty() && !document_.base) return {};
    if (!document_.has_source)
      return sink(
          next_steps(document_, document_.asked, {{"See it in your files", "fix --dry-run --source ."}}));
    if (!document_.written)
      return sink(
          next_steps(document_, document_.asked, {{"Write these files", "fix --write --source DIR"}}));
    return sink(
        next_steps(document_, document_.asked, {{"Once it is built anew, see what is left", "quickview"}}));
  }

  const FixPlan& document_;
  const Style style_;
};

class FixText final : public ReportOf<FixPlan> {
 public:
  std::string_view format() const override { return "text"; }
  std::string_view about() const override { return "for people: steps, diffs, and what no step clears"; }
  Result<void> write(const FixPlan& document, const Options& options, const Sink& sink) const override {
    return FixPages(document, options).write(sink);
  }
};

}  // namespace

std::unique_ptr<AnyReport> make_fix() { return std::make_unique<FixText>(); }

}  // namespace pratique::report
