#include "report/comparison.h"

#include <fmt/format.h>

#include "base/text.h"
#include "report/origin.h"
#include "report/sections.h"

namespace pratique::report {
namespace {

std::string provenance_of(const model::Subject& subject) {
  const auto& one = subject.provenance;
  if (one.source.empty()) return {};
  return one.source + (one.revision.empty() ? "" : " " + one.revision.substr(0, 12));
}

std::string base_of(const model::Subject& subject) {
  if (subject.bases.empty()) return {};
  const auto& base = subject.bases.front();
  if (base.name == model::kScratch) return "none (scratch)";
  return base_name_of(base) + (base.digest.empty() ? "" : " " + short_digest(base.digest));
}

std::string distribution_of(const model::Subject& subject) {
  const auto& distro = subject.distro;
  return distro.name.empty() ? distro.id : distro.name;
}

std::string with_delta(std::string text, std::int64_t now, std::int64_t then) {
  return now == then ? std::move(text) : fmt::format("{} ({})", text, delta_text(now - then));
}

std::string size_delta(std::uint64_t now, std::uint64_t then) {
  if (now == then || then == 0 || now == 0) return size_text(now);
  return fmt::format("{} ({}{})", size_text(now), now > then ? "+" : "-",
                     size_text(now > then ? now - then : then - now));
}

std::string figures_of(const Judged& side) {
  const auto basis = basis_of(side);
  if (!basis.compared()) return basis.packages == 0 ? "no packages" : "not judged";
  auto text = bare_tuple(count(side.selection.findings), basis.whole());
  if (const auto missing = missing_text(basis); !missing.empty()) text += fmt::format(" ({})", missing);
  return text;
}

// "-2C +1H": what changed of the figures; nothing where one side has none.
std::string figures_delta(const Judged& after, const Judged& before) {
  if (!basis_of(after).compared() || !basis_of(before).compared()) return {};
  const auto now = count(after.selection.findings), then = count(before.selection.findings);
  constexpr char kLetters[] = "CHML?";
  std::vector<std::string> parts;
  for (std::size_t i = 0; i < kSeverities.size(); ++i) {
    const auto delta =
        static_cast<std::int64_t>(now.by_severity[i]) - static_cast<std::int64_t>(then.by_severity[i]);
    if (delta != 0) parts.push_back(delta_text(delta) + kLetters[i]);
  }
  return parts.empty() ? "no change" : base::join(parts, " ");
}

}  // namespace

std::string delta_text(std::int64_t delta) {
  return delta > 0 ? "+" + std::to_string(delta) : std::to_string(delta);
}

std::string bare_tuple(const Counts& counts, bool whole) {
  const auto padded = tuple_text(counts, whole, Style(Options{}));
  const auto words = base::words(padded);
  return base::join({words.begin(), words.end()}, " ");
}

std::vector<OverviewRow> overview_of(const ComparedImages& compared) {
  const auto &was = compared.before.inventory.subject, &is = compared.after.inventory.subject;
  std::vector<OverviewRow> rows;
  const auto add = [&](const char* name, std::string after, std::string before) {
    if (!after.empty() || !before.empty()) rows.push_back({name, std::move(after), std::move(before)});
  };
  const auto platform = [](const model::Subject& one) {
    return one.platform.os.empty() ? std::string() : model::to_string(one.platform);
  };
  add("Target", is.name, was.name);
  add("  digest", short_digest(is.digest), short_digest(was.digest));
  add("  platform", platform(is), platform(was));
  add("  created", is.created, was.created);
  add("  distribution", distribution_of(is), distribution_of(was));
  add("  provenance", provenance_of(is), provenance_of(was));
  add("  vulnerabilities", figures_of(compared.after), figures_of(compared.before));
  add("  ", figures_delta(compared.after, compared.before), "");
  const auto packages = static_cast<std::int64_t>(basis_of(compared.after).packages),
             packages_before = static_cast<std::int64_t>(basis_of(compared.before).packages);
  if (is.size != 0 || was.size != 0) add("  size", size_delta(is.size, was.size), size_text(was.size));
  add("  packages", with_delta(std::to_string(packages), packages, packages_before),
      std::to_string(packages_before));
  add("Base image", base_of(is), base_of(was));
  const auto &now = compared.after.judgement.database, &then = compared.before.judgement.database;
  if (now != then) add("Advisory database", short_digest(now), short_digest(then));
  return rows;
}

std::string versions_text(const compare::PackageChange& change) {
  if (change.before.empty()) return base::join(change.after, ", ");
  if (change.after.empty() || change.before == change.after) return base::join(change.before, ", ");
  return base::join(change.before, ", ") + " → " + base::join(change.after, ", ");
}

std::vector<std::string> package_counts(const compare::Changes& comparison) {
  const auto packages = [](std::size_t count, const char* what) {
    return fmt::format("{} {} {}", count, count == 1 ? "package" : "packages", what);
  };
  return {"+ " + packages(comparison.added, "added"), "- " + packages(comparison.removed, "removed"),
          "~ " + packages(comparison.changed, "changed"), "  " + packages(comparison.unchanged, "unchanged")};
}

std::string gained_text(const std::vector<const match::Finding*>& findings, const char* what) {
  if (findings.empty()) return fmt::format("no vulnerability {}", what);
  return fmt::format("{} {} {}: {}", findings.size(),
                     findings.size() == 1 ? "vulnerability" : "vulnerabilities", what,
                     bare_tuple(count(findings), true));
}

std::vector<const compare::PackageChange*> told_packages(const ComparedImages& compared) {
  std::vector<const compare::PackageChange*> all;
  for (const auto& one : compared.comparison.packages) {
    if (compared.ignore_unchanged && one.change == compare::Change::kUnchanged) continue;
    all.push_back(&one);
  }
  return all;
}

}  // namespace pratique::report
