// `policy` for people: the status, the score, a row for each policy, then what violates each and why there are no data.
#include <fmt/format.h>

#include "base/text.h"
#include "report/policies.h"
#include "report/policy_table.h"
#include "report/sections.h"

namespace pratique::report {
namespace {

using policy::JudgedPolicy;
using policy::PolicyState;

// Of each policy; JSON has them all.
constexpr std::size_t kMaxShown = 20;

class PolicyPages {
 public:
  PolicyPages(const PolicyStatus& document, const Options& options) : document_(document), style_(options) {}

  Result<void> write(const Sink& sink) const {
    PQ_CHECK(overview(sink));
    PQ_CHECK(sink(policy_heading(document_) + "\n"));
    PQ_CHECK(score(sink));
    PQ_CHECK(write_policy_table(document_.policies, style_, sink));
    for (const auto& one : document_.policies) PQ_CHECK(page(one, sink));
    return prints(sink);
  }

 private:
  Result<void> overview(const Sink& sink) const {
    const auto& subject = document_.inventory.subject;
    Table table({});
    table.add({"Target", style_.bold(base::printable(subject.name))});
    if (!subject.digest.empty()) table.add({"  digest", short_digest(subject.digest)});
    if (const auto platform = to_string(subject.platform); !platform.empty())
      table.add({"  platform", base::printable(platform)});
    PQ_CHECK(table.write(layout_of(style_), sink));
    return sink("\n");
  }

  Result<void> score(const Sink& sink) const {
    if (!document_.score || !document_.explain_score) return {};
    const auto& score = *document_.score;
    Table table({"Points", "Of", "Policy", "Why"});
    for (const auto& line : score.lines)
      table.add({std::to_string(line.points), std::to_string(line.weight), base::printable(line.title),
                 base::printable(line.why)});
    PQ_CHECK(table.write(layout_of(style_), sink));
    return sink("\n" + hanging("  ", score.sum_text(), style_.columns()) + "\n");
  }

  Result<void> page(const JudgedPolicy& one, const Sink& sink) const {
    const auto& outcome = one.outcome;
    if (outcome.state == PolicyState::kPass && outcome.reason.empty()) return {};
    PQ_CHECK(sink(heading(base::printable(policy::title_of(one)), style_)));
    const auto origin = one.about.origin == "built-in" ? "" : ", " + base::printable(one.about.origin);
    PQ_CHECK(sink("  " + style_.faint(base::printable(one.about.name) + origin) + "\n"));
    if (!outcome.reason.empty()) {
      const auto* said = outcome.state == PolicyState::kNoData ? "no data: " : "";
      PQ_CHECK(sink(hanging("  ", said + base::printable(outcome.reason), style_.columns())));
    }
    if (!outcome.remedy.empty())
      PQ_CHECK(sink(hanging("  → ", base::printable(outcome.remedy), style_.columns())));
    if (outcome.state == PolicyState::kFail) PQ_CHECK(violations(outcome, sink));
    return sink("\n");
  }

  Result<void> violations(const policy::PolicyOutcome& outcome, const Sink& sink) const {
    std::string_view told;
    for (std::size_t i = 0; i < std::min(outcome.violations.size(), kMaxShown); ++i) {
      const auto& one = outcome.violations[i];
      const auto message = one.message.empty() ? codec::to_compact_text(one.detail) : one.message;
      PQ_CHECK(sink(hanging("  • ", base::printable(message), style_.columns())));
      if (one.remediation.empty() || one.remediation == told) continue;
      // The same advice for each of many is told once.
      told = one.remediation;
      PQ_CHECK(sink(hanging("    → ", base::printable(one.remediation), style_.columns())));
    }
    if (outcome.count() > kMaxShown)
      PQ_CHECK(sink(fmt::format("  and {} more (--format json has them)\n", outcome.count() - kMaxShown)));
    return {};
  }

  Result<void> prints(const Sink& sink) const {
    bool first = true;
    for (const auto& one : document_.policies) {
      for (const auto& line : one.prints) {
        if (std::exchange(first, false)) PQ_CHECK(sink(heading("Debug", style_)));
        PQ_CHECK(sink(base::printable(line) + "\n"));
      }
    }
    return {};
  }

  const PolicyStatus& document_;
  const Style style_;
};

class PolicyText final : public ReportOf<PolicyStatus> {
 public:
  std::string_view format() const override { return "text"; }
  std::string_view about() const override {
    return "for people: status, score and what violates each policy";
  }
  Result<void> write(const PolicyStatus& document, const Options& options, const Sink& sink) const override {
    return PolicyPages(document, options).write(sink);
  }
};

}  // namespace

std::unique_ptr<AnyReport> make_policy() { return std::make_unique<PolicyText>(); }

}  // namespace pratique::report
