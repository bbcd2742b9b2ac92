#include "report/comparison.h"

#include <fmt/format.h>

#include <algorithm>

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

// What changed of the figures; nothing where one side has none.
std::string figures_change(const Judged& after, const Judged& before) {
  if (!basis_of(after).compared() || !basis_of(before).compared()) return {};
  return change_text(count(after.selection.findings), count(before.selection.findings));
}

std::string brought_text(const std::optional<ImageFigures>& base) {
  if (!base) return {};
  return base->counts ? bare_tuple(*base->counts, base->whole) : base->note;
}

std::string grade_text(const PolicyResults* results) {
  if (results == nullptr || !results->score) return {};
  return fmt::format("{} ({}%)", results->score->grade, results->score->percent());
}

PolicyMove move_between(const policy::PolicyOutcome& before, const policy::PolicyOutcome& after) {
  using policy::PolicyState;
  if (before.state == PolicyState::kPass)
    return after.state == PolicyState::kPass ? PolicyMove::kSame : PolicyMove::kWorse;
  if (after.state == PolicyState::kPass) return PolicyMove::kBetter;
  if (before.state != after.state) return PolicyMove::kUnknown;
  if (before.state == PolicyState::kNoData || before.count() == after.count()) return PolicyMove::kSame;
  return after.count() < before.count() ? PolicyMove::kBetter : PolicyMove::kWorse;
}

const policy::JudgedPolicy* find_policy(const PolicyResults* results, const std::string& name) {
  if (results == nullptr) return nullptr;
  const auto found =
      std::ranges::find_if(results->policies, [&](const auto& one) { return one.about.name == name; });
  return found == results->policies.end() ? nullptr : &*found;
}

}  // namespace

const char* to_string(PolicyMove move) {
  constexpr const char* kWords[] = {"same", "better", "worse", "unknown"};
  return kWords[static_cast<std::size_t>(move)];
}

const char* arrow_of(PolicyMove move) {
  constexpr const char* kArrows[] = {"", "↑", "↓", "?"};
  return kArrows[static_cast<std::size_t>(move)];
}

std::string state_of(const policy::JudgedPolicy* one) {
  if (one == nullptr) return "–";
  const char* mark = one->outcome.state == policy::PolicyState::kPass   ? "✓"
                     : one->outcome.state == policy::PolicyState::kFail ? "!"
                                                                        : "?";
  const auto results = policy::results_text(*one);
  const auto words = base::words(results);
  return std::string(mark) +
         (words.empty() ? "" : " " + base::printable(base::join({words.begin(), words.end()}, " ")));
}

std::vector<ComparedPolicy> compared_policies(const ComparedImages& compared) {
  std::vector<ComparedPolicy> all;
  if (compared.policies_after != nullptr) {
    for (const auto& one : compared.policies_after->policies) {
      const auto* before = find_policy(compared.policies_before, one.about.name);
      all.push_back({&one, before,
                     before == nullptr ? PolicyMove::kUnknown : move_between(before->outcome, one.outcome)});
    }
  }
  if (compared.policies_before != nullptr) {
    for (const auto& one : compared.policies_before->policies) {
      if (find_policy(compared.policies_after, one.about.name) == nullptr)
        all.push_back({nullptr, &one, PolicyMove::kUnknown});
    }
  }
  return all;
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
  add("  ", figures_change(compared.after, compared.before), "");
  const auto packages = static_cast<std::int64_t>(basis_of(compared.after).packages),
             packages_before = static_cast<std::int64_t>(basis_of(compared.before).packages);
  if (is.size != 0 || was.size != 0) add("  size", size_delta(is.size, was.size), size_text(was.size));
  add("  packages", with_delta(std::to_string(packages), packages, packages_before),
      std::to_string(packages_before));
  add("Base image", base_of(is), base_of(was));
  add("  brings", brought_text(compared.base_after), brought_text(compared.base_before));
  add("Health score", grade_text(compared.policies_after), grade_text(compared.policies_before));
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
