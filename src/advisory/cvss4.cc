// CVSS 4.0 (specification document, §8): a vector belongs to one of 270 macro vectors, each with a score set
// by experts (the published lookup table); inside a macro vector the score is interpolated by the distance
// from its worst vector.
#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>

#include "advisory/cvss_metrics.h"

namespace pratique::advisory {

namespace {

// Scores in tenths by EQ1 (3 levels), EQ2 (2), EQ3 (3), EQ4 (3), EQ5 (3), EQ6 (2), the last running fastest;
// a line is one EQ1 EQ2 EQ3 EQ4. EQ3 = 2 with EQ6 = 0 cannot be: 0.
constexpr std::array<std::uint8_t, 324> kScores{
    // clang-format off
    100, 99, 98, 95, 95, 92,  // 000
    100, 96, 93, 87, 91, 81,
    93, 90, 89, 80, 81, 68,
    98, 95, 95, 92, 90, 84,  // 001
    93, 92, 89, 81, 81, 65,
    88, 80, 78, 70, 69, 48,
    0, 92, 0, 82, 0, 72,  // 002
    0, 79, 0, 69, 0, 50,
    0, 69, 0, 55, 0, 27,
    99, 97, 95, 92, 92, 85,  // 010
    95, 91, 90, 83, 84, 71,
    92, 81, 82, 71, 72, 53,
    95, 93, 92, 85, 85, 73,  // 011
    92, 82, 80, 72, 70, 59,
    84, 70, 71, 52, 50, 30,
    0, 86, 0, 75, 0, 52,  // 012
    0, 71, 0, 52, 0, 29,
    0, 63, 0, 29, 0, 17,
    98, 95, 94, 87, 91, 81,  // 100
    94, 89, 86, 74, 77, 64,
    87, 75, 74, 63, 63, 49,
    94, 89, 88, 77, 76, 67,  // 101
    86, 76, 74, 58, 59, 50,
    72, 57, 57, 52, 52, 25,
    0, 83, 0, 70, 0, 54,  // 102
    0, 65, 0, 58, 0, 26,
    0, 53, 0, 21, 0, 13,
    95, 90, 88, 76, 76, 70,  // 110
    90, 77, 75, 62, 61, 53,
    77, 66, 68, 59, 52, 30,
    89, 78, 76, 67, 62, 58,  // 111
    74, 59, 57, 57, 47, 23,
    61, 52, 57, 29, 24, 16,
    0, 71, 0, 59, 0, 30,  // 112
    0, 58, 0, 26, 0, 15,
    0, 23, 0, 13, 0, 6,
    93, 87, 86, 72, 75, 58,  // 200
    86, 74, 74, 61, 56, 34,
    70, 54, 52, 40, 40, 22,
    85, 75, 74, 55, 62, 51,  // 201
    72, 57, 55, 41, 46, 19,
    53, 36, 34, 19, 19, 8,
    0, 64, 0, 51, 0, 20,  // 202
    0, 47, 0, 21, 0, 11,
    0, 24, 0, 9, 0, 4,
    88, 75, 73, 53, 60, 50,  // 210
    73, 55, 59, 40, 41, 20,
    54, 43, 45, 22, 20, 11,
    75, 55, 58, 45, 40, 21,  // 211
    61, 51, 48, 18, 20, 9,
    46, 18, 17, 7, 8, 2,
    0, 53, 0, 24, 0, 14,  // 212
    0, 24, 0, 12, 0, 5,
    0, 10, 0, 3, 0, 1,
    // clang-format on
};

// Values from the worst to the mildest: a step between neighbours is one severity level (§8.2). S (safety) of
// SI and SA is a modified metric's value only.
constexpr std::array kOrder{
    CvssMetric{"AV", "NALP"}, CvssMetric{"PR", "NLH"},  CvssMetric{"UI", "NPA"},  CvssMetric{"AC", "LH"},
    CvssMetric{"AT", "NP"},   CvssMetric{"VC", "HLN"},  CvssMetric{"VI", "HLN"},  CvssMetric{"VA", "HLN"},
    CvssMetric{"SC", "SHLN"}, CvssMetric{"SI", "SHLN"}, CvssMetric{"SA", "SHLN"}, CvssMetric{"CR", "HML"},
    CvssMetric{"IR", "HML"},  CvssMetric{"AR", "HML"},
};
constexpr std::array kBase4{
    CvssMetric{"AV", "NALP"}, CvssMetric{"AC", "LH"},  CvssMetric{"AT", "NP"},  CvssMetric{"PR", "NLH"},
    CvssMetric{"UI", "NPA"},  CvssMetric{"VC", "HLN"}, CvssMetric{"VI", "HLN"}, CvssMetric{"VA", "HLN"},
    CvssMetric{"SC", "HLN"},  CvssMetric{"SI", "HLN"}, CvssMetric{"SA", "HLN"},
};

// The value that counts: the modified metric's where there is one, the worst where a threat or requirement
// metric is not defined ("X").
class Effective {
 public:
  explicit Effective(const CvssMetrics& metrics) : metrics_(metrics) {}

  char operator[](std::string_view name) const {
    std::array<char, 4> modified{'M'};
    std::copy_n(name.begin(), std::min<std::size_t>(name.size(), 3), modified.begin() + 1);
    const char changed = metrics_[std::string_view(modified.data(), name.size() + 1)];
    if (changed != 0 && changed != 'X') return changed;
    const char value = metrics_[name];
    if (value != 0 && value != 'X') return value;
    return name == "E" ? 'A' : 'H';
  }
  bool is(std::string_view name, char value) const { return (*this)[name] == value; }

 private:
  const CvssMetrics& metrics_;
};

using Levels = std::array<int, 6>;  // EQ1 … EQ6

// §8.2, tables 24–29.
Levels macro_vector(const Effective& m) {
  Levels eq{};
  const bool any = m.is("AV", 'N') || m.is("PR", 'N') || m.is("UI", 'N');
  const bool all = m.is("AV", 'N') && m.is("PR", 'N') && m.is("UI", 'N');
  eq[0] = all ? 0 : (any && !m.is("AV", 'P') ? 1 : 2);
  eq[1] = m.is("AC", 'L') && m.is("AT", 'N') ? 0 : 1;
  const bool c = m.is("VC", 'H'), i = m.is("VI", 'H'), a = m.is("VA", 'H');
  eq[2] = c && i ? 0 : (c || i || a ? 1 : 2);
  const bool safety = m.is("SI", 'S') || m.is("SA", 'S');
  eq[3] = safety ? 0 : (m.is("SC", 'H') || m.is("SI", 'H') || m.is("SA", 'H') ? 1 : 2);
  eq[4] = m.is("E", 'A') ? 0 : (m.is("E", 'P') ? 1 : 2);
  eq[5] = (c && m.is("CR", 'H')) || (i && m.is("IR", 'H')) || (a && m.is("AR", 'H')) ? 0 : 1;
  return eq;
}

// In tenths; 0 when there is no such macro vector.
int lookup(const Levels& eq) {
  constexpr Levels kCounts{3, 2, 3, 3, 3, 2};
  std::size_t index = 0;
  for (std::size_t i = 0; i < eq.size(); ++i) {
    if (eq[i] >= kCounts[i]) return 0;
    index = index * static_cast<std::size_t>(kCounts[i]) + static_cast<std::size_t>(eq[i]);
  }
  return kScores[index];
}

// A worst vector of one group of metrics: "AV:A/PR:N/UI:N" is names {"AV","PR","UI"} with values "ANN".
struct Worst {
  int level;  // of the group's EQ; EQ3 and EQ6 are one group: 10 × EQ3 + EQ6
  std::string_view values;
};

constexpr std::array kWorst1{Worst{0, "NNN"}, Worst{1, "ANN"}, Worst{1, "NLN"},
                             Worst{1, "NNP"}, Worst{2, "PNN"}, Worst{2, "ALP"}};
constexpr std::array kWorst2{Worst{0, "LN"}, Worst{1, "HN"}, Worst{1, "LP"}};
constexpr std::array kWorst36{Worst{0, "HHHHHH"},  Worst{1, "HHLMMH"},  Worst{1, "HHHMMM"},
                              Worst{10, "LHHHHH"}, Worst{10, "HLHHHH"}, Worst{11, "LHLHMH"},
                              Worst{11, "LHHHMM"}, Worst{11, "HLHMHM"}, Worst{11, "HLLMHH"},
                              Worst{11, "LLHHHM"}, Worst{21, "LLLHHH"}};
constexpr std::array kWorst4{Worst{0, "HSS"}, Worst{1, "HHH"}, Worst{2, "LLL"}};

int step(std::string_view name, char value) {
  const auto* metric =
      std::find_if(kOrder.begin(), kOrder.end(), [&](const auto& each) { return each.name == name; });
  return static_cast<int>(metric->values.find(value));
}

// Levels between the vector and the first worst vector of its macro vector that is at least as bad in every
// metric.
int distance(const Effective& m, std::span<const std::string_view> names, std::span<const Worst> worst,
             int level) {
  for (const auto& each : worst) {
    if (each.level != level) continue;
    int sum = 0;
    bool dominated = true;
    for (std::size_t i = 0; i < names.size(); ++i) {
      const int steps = step(names[i], m[names[i]]) - step(names[i], each.values[i]);
      dominated = dominated && steps >= 0;
      sum += steps;
    }
    if (dominated) return sum;
  }
  return 0;
}

// Levels that a macro vector spans in a group (§8.2, "depth").
int depth_36(int level) {
  switch (level) {
    case 0:
      return 7;
    case 1:
      return 6;
    case 21:
      return 10;
    default:
      return 8;
  }
}

struct Group {
  int next;  // score of the next milder macro vector in this group, tenths; 0: none
  int distance, depth;
};

std::array<Group, 5> groups_of(const Effective& m, const Levels& eq) {
  constexpr std::array<std::string_view, 3> kNames1{"AV", "PR", "UI"}, kNames4{"SC", "SI", "SA"};
  constexpr std::array<std::string_view, 2> kNames2{"AC", "AT"};
  constexpr std::array<std::string_view, 6> kNames36{"VC", "VI", "VA", "CR", "IR", "AR"};
  constexpr std::array kDepth1{1, 4, 5}, kDepth4{6, 5, 4};
  constexpr std::array kDepth2{1, 2};
  const auto milder = [&](std::size_t index) {
    auto next = eq;
    ++next[index];
    return lookup(next);
  };
  const auto at = [](const auto& depths, int level) { return depths[static_cast<std::size_t>(level)]; };
  const int level_36 = 10 * eq[2] + eq[5];
  // EQ3 and EQ6 move together: at 00 either may, and the higher score counts; at 10 only EQ6 can; else EQ3.
  const int next_36 =
      level_36 == 0 ? std::max(milder(2), milder(5)) : (level_36 == 10 ? milder(5) : milder(2));
  return {Group{milder(0), distance(m, kNames1, kWorst1, eq[0]), at(kDepth1, eq[0])},
          Group{milder(1), distance(m, kNames2, kWorst2, eq[1]), at(kDepth2, eq[1])},
          Group{next_36, distance(m, kNames36, kWorst36, level_36), depth_36(level_36)},
          Group{milder(3), distance(m, kNames4, kWorst4, eq[3]), at(kDepth4, eq[3])},
          Group{milder(4), 0, 1}};  // EQ5 is one metric: no distance inside a level
}

bool known(const CvssMetrics& metrics, std::string_view name, std::string_view values) {
  const char value = metrics[name];
  return value == 0 || value == 'X' || values.find(value) != std::string_view::npos;
}

bool optional_metrics_are_known(const CvssMetrics& m) {
  constexpr std::array<std::string_view, 11> kModified{"MAV", "MAC", "MAT", "MPR", "MUI", "MVC",
                                                       "MVI", "MVA", "MSC", "MSI", "MSA"};
  const bool modified = std::all_of(kModified.begin(), kModified.end(), [&](std::string_view name) {
    const auto* metric = std::find_if(kOrder.begin(), kOrder.end(),
                                      [&](const auto& each) { return each.name == name.substr(1); });
    return known(m, name, name == "MSC" ? "HLN" : metric->values);
  });
  return modified && known(m, "E", "APU") && known(m, "CR", "HML") && known(m, "IR", "HML") &&
         known(m, "AR", "HML");
}

}  // namespace

std::optional<double> cvss4_score(std::string_view text) {
  const auto metrics = CvssMetrics::parse(text, kBase4);
  if (!metrics || !optional_metrics_are_known(*metrics)) return std::nullopt;
  const Effective m(*metrics);
  constexpr std::array<std::string_view, 6> kImpacts{"VC", "VI", "VA", "SC", "SI", "SA"};
  if (std::all_of(kImpacts.begin(), kImpacts.end(), [&](auto name) { return m.is(name, 'N'); })) return 0.0;
  const auto eq = macro_vector(m);
  const int score = lookup(eq);
  double sum = 0;
  int count = 0;
  for (const auto& group : groups_of(m, eq)) {
    if (group.next == 0) continue;
    ++count;
    sum += static_cast<double>(score - group.next) * group.distance / group.depth;
  }
  const double tenths = score - (count == 0 ? 0 : sum / count);
  // Half up, after the noise of binary fractions.
  return std::clamp(std::floor(tenths + 0.5 + 1e-5) / 10, 0.0, 10.0);
}

}  // namespace pratique::advisory
