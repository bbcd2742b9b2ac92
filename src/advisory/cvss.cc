#include "advisory/cvss.h"

#include <array>
#include <cmath>

#include "advisory/cvss_metrics.h"
#include "base/text.h"

namespace pratique::advisory {

namespace {

// 3.1 §7.1 and appendix A: "Roundup" to one decimal in integers, free of binary fractions. 3.0 says the same
// in words.
double round_up(double value) {
  const auto scaled = std::llround(value * 100'000);
  return scaled % 10'000 == 0 ? static_cast<double>(scaled) / 100'000
                              : static_cast<double>(scaled / 10'000 + 1) / 10;
}

// The weight at the place of `value` among `values`.
double pick(char value, std::string_view values, std::initializer_list<double> weights) {
  const auto index = values.find(value);
  return index == std::string_view::npos ? 0 : *(weights.begin() + index);
}

// §3.2.1. Impact 0 makes the score 0 (f(Impact)); rounding is to the nearest tenth, unlike version 3's.
double score_2(const CvssMetrics& m) {
  const auto impact_of = [&](std::string_view metric) { return pick(m[metric], "NPC", {0, 0.275, 0.660}); };
  const double impact = 10.41 * (1 - (1 - impact_of("C")) * (1 - impact_of("I")) * (1 - impact_of("A")));
  const double exploitability = 20 * pick(m["AV"], "LAN", {0.395, 0.646, 1.0}) *
                                pick(m["AC"], "HML", {0.35, 0.61, 0.71}) *
                                pick(m["Au"], "MSN", {0.45, 0.56, 0.704});
  const double score = (0.6 * impact + 0.4 * exploitability - 1.5) * (impact == 0 ? 0 : 1.176);
  return std::max(0.0, std::round(score * 10) / 10);
}

// §7.1. What changes with the scope: the impact's formula, the weight of privileges, a factor of 1.08.
double score_3(const CvssMetrics& m) {
  const bool changed = m["S"] == 'C';
  const auto impact_of = [&](std::string_view metric) { return pick(m[metric], "NLH", {0, 0.22, 0.56}); };
  const double base = 1 - (1 - impact_of("C")) * (1 - impact_of("I")) * (1 - impact_of("A"));
  const double impact = changed ? 7.52 * (base - 0.029) - 3.25 * std::pow(base - 0.02, 15) : 6.42 * base;
  if (impact <= 0) return 0;
  const double privileges =
      changed ? pick(m["PR"], "NLH", {0.85, 0.68, 0.5}) : pick(m["PR"], "NLH", {0.85, 0.62, 0.27});
  const double exploitability = 8.22 * pick(m["AV"], "NALP", {0.85, 0.62, 0.55, 0.2}) *
                                pick(m["AC"], "LH", {0.77, 0.44}) * privileges *
                                pick(m["UI"], "NR", {0.85, 0.62});
  return round_up(std::min((changed ? 1.08 : 1.0) * (impact + exploitability), 10.0));
}

// Metric and the values it may have, in the tables of each version; the base metrics first.
constexpr std::array kBase2{CvssMetric{"AV", "LAN"}, CvssMetric{"AC", "HML"}, CvssMetric{"Au", "MSN"},
                            CvssMetric{"C", "NPC"},  CvssMetric{"I", "NPC"},  CvssMetric{"A", "NPC"}};
constexpr std::array kBase3{CvssMetric{"AV", "NALP"}, CvssMetric{"AC", "LH"}, CvssMetric{"PR", "NLH"},
                            CvssMetric{"UI", "NR"},   CvssMetric{"S", "UC"},  CvssMetric{"C", "NLH"},
                            CvssMetric{"I", "NLH"},   CvssMetric{"A", "NLH"}};

}  // namespace

std::optional<CvssMetrics> CvssMetrics::parse(std::string_view text, std::span<const CvssMetric> base) {
  CvssMetrics metrics;
  for (const auto field : base::split(text, '/')) {
    const auto halves = base::cut(field, ":");
    if (!halves || halves->before.empty() || halves->after.empty()) return std::nullopt;
    if (metrics[halves->before] != 0 || metrics.values_.size() == kMaxMetrics) return std::nullopt;
    metrics.values_.push_back({halves->before, halves->after});
  }
  for (const auto& metric : base) {
    const char value = metrics[metric.name];
    if (value == 0 || metric.values.find(value) == std::string_view::npos) return std::nullopt;
  }
  return metrics;
}

char CvssMetrics::operator[](std::string_view name) const {
  for (const auto& each : values_) {
    if (each.name == name) return each.value.front();
  }
  return 0;
}

std::optional<double> cvss_score(std::string_view vector) {
  if (vector.starts_with("CVSS:4.0/")) return cvss4_score(vector.substr(9));
  if (vector.starts_with("CVSS:3.1/") || vector.starts_with("CVSS:3.0/")) {
    const auto metrics = CvssMetrics::parse(vector.substr(9), kBase3);
    return metrics ? std::optional(score_3(*metrics)) : std::nullopt;
  }
  // Version 2 has no prefix; some tools write "(AV:N/…)" (the guide's own notation) or "CVSS2#".
  if (vector.starts_with("CVSS2#")) vector.remove_prefix(6);
  if (vector.starts_with('(') && vector.ends_with(')')) vector = vector.substr(1, vector.size() - 2);
  const auto metrics = CvssMetrics::parse(vector, kBase2);
  return metrics ? std::optional(score_2(*metrics)) : std::nullopt;
}

Severity severity_of_score(double score, bool version_2) {
  if (score >= 9 && !version_2) return Severity::kCritical;
  if (score >= 7) return Severity::kHigh;
  if (score >= 4) return Severity::kMedium;
  return score > 0 || version_2 ? Severity::kLow : Severity::kUnspecified;
}

Severity severity_of_word(std::string_view word) {
  struct Row {
    std::string_view word;
    Severity severity;
  };
  static constexpr std::array kWords{
      Row{"critical", Severity::kCritical}, Row{"important", Severity::kHigh}, Row{"high", Severity::kHigh},
      Row{"moderate", Severity::kMedium},   Row{"medium", Severity::kMedium},  Row{"low", Severity::kLow},
      Row{"negligible", Severity::kLow},    Row{"minimal", Severity::kLow},
  };
  for (const auto& row : kWords) {
    if (base::equals_ignoring_case(row.word, word)) return row.severity;
  }
  return Severity::kUnspecified;
}

// A text that is no vector gives an empty rating: a wrong score would be worse than none.
Rating rating_of_vector(std::string_view source, std::string_view vector) {
  Rating rating{.source = std::string(source)};
  const auto score = cvss_score(vector);
  if (!score) return rating;
  rating.vector = vector;
  rating.score = *score;
  rating.severity = severity_of_score(*score, !vector.starts_with("CVSS:"));
  return rating;
}

Rating rating_of_word(std::string_view source, std::string_view word) {
  return {.source = std::string(source), .severity = severity_of_word(word)};
}

const char* to_string(Severity severity) {
  switch (severity) {
    case Severity::kCritical:
      return "CRITICAL";
    case Severity::kHigh:
      return "HIGH";
    case Severity::kMedium:
      return "MEDIUM";
    case Severity::kLow:
      return "LOW";
    case Severity::kUnspecified:
      break;
  }
  return "UNSPECIFIED";
}

}  // namespace pratique::advisory
