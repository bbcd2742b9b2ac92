#include "policy/score.h"

#include <fmt/format.h>

#include <array>

namespace pratique::policy {

namespace {

struct GradeBorder {
  // More than so many per cent.
  unsigned above;
  char grade;
};
constexpr std::array<GradeBorder, 5> kBorders = {{{90, 'A'}, {70, 'B'}, {50, 'C'}, {30, 'D'}, {10, 'E'}}};

ScoreLine line_of(const JudgedPolicy& policy) {
  ScoreLine line{.name = policy.about.name,
                 .title = title_of(policy),
                 .state = policy.outcome.state,
                 .weight = policy.about.weight,
                 .why = {}};
  switch (line.state) {
    case PolicyState::kPass:
      line.why = "passes";
      break;
    case PolicyState::kFail: {
      const auto results = results_text(policy);
      line.why = results.empty() ? "fails" : "fails: " + results;
      break;
    }
    case PolicyState::kNoData:
      line.why = "no data: " + policy.outcome.reason;
      break;
  }
  if (line.weight == 0)
    line.why += "; weight 0, so it is left out";
  else if (line.state == PolicyState::kPass)
    line.points = line.weight;
  return line;
}

}  // namespace

char grade_of(std::uint64_t points, std::uint64_t total) {
  // In whole numbers: 9 of 10 are exactly 90 %, whatever a fraction would make of it.
  for (const auto& border : kBorders) {
    if (points * 100 > total * border.above) return border.grade;
  }
  return 'F';
}

unsigned PolicyScore::percent() const { return static_cast<unsigned>((points * 200 + total) / (2 * total)); }

std::string PolicyScore::sum_text() const {
  const auto thousandths = (points * 2000 + total) / (2 * total);
  auto text = fmt::format("{} of {} points are {}.{} %", points, total, thousandths / 10, thousandths % 10);
  unsigned not_above = 0;
  for (const auto& border : kBorders) {
    if (border.grade == grade) {
      text += fmt::format(", more than {} %", border.above);
      if (not_above != 0) text += fmt::format(" and not more than {} %", not_above);
      return text + fmt::format(": {}", grade);
    }
    not_above = border.above;
  }
  return text + fmt::format(", not more than {} %: {}", not_above, grade);
}

std::optional<PolicyScore> score_of(std::span<const JudgedPolicy> policies) {
  PolicyScore score;
  for (const auto& policy : policies) {
    score.lines.push_back(line_of(policy));
    score.points += score.lines.back().points;
    score.total += score.lines.back().weight;
  }
  if (score.total == 0) return std::nullopt;
  score.grade = grade_of(score.points, score.total);
  return score;
}

}  // namespace pratique::policy
