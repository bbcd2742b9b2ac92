// What SonarQube says of the commit that an image was built from: its quality gate (Web API of SonarQube Server and Cloud:
// api/project_branches/list, api/project_analyses/search, api/qualitygates/project_status). Read here from the bodies of
// answers; who asks is the program.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "model/subject.h"

namespace pratique::policy {

inline constexpr std::string_view kQualityGatePolicy = "sonarqube-quality-gate";
// Of one answer's body.
inline constexpr std::uint64_t kMaxGateAnswer = 4u << 20;

// A condition of the gate that is not met.
struct GateCondition {
  // "new_coverage".
  std::string metric;
  // "LT": the value must not be less than the threshold; "GT": not greater.
  std::string comparator;
  std::string threshold, actual;
  bool operator==(const GateCondition&) const = default;
};

struct QualityGate {
  std::string commit{};
  std::string server{}, project{};
  // Empty: no analysis of that commit.
  std::string analysis{}, branch{}, date{};
  // "OK", "ERROR", "WARN", "NONE".
  std::string status{};
  // Those that fail.
  std::vector<GateCondition> failed{};
  // Why nothing is known, and what would change that; both empty: all of the above is known.
  std::string why{}, remedy{};
};

// The commit that the image was built from, by its provenance, else by the label org.opencontainers.image.revision; empty:
// nobody says it.
std::string commit_of(const model::Subject& subject);

// Names of branches, the main one first. kInvalid: no such answer.
Result<std::vector<std::string>> gate_branches(std::string_view body);

// The newest analysis of a commit; the commit of either may be shortened to seven digits or more.
struct GateAnalysis {
  std::string key, date;
  bool operator==(const GateAnalysis&) const = default;
};
struct GateAnalyses {
  std::optional<GateAnalysis> found;
  // There are further pages.
  bool more = false;
};
Result<GateAnalyses> gate_analyses(std::string_view body, std::string_view commit);

// Fills status and failed conditions.
Result<void> read_gate(std::string_view body, QualityGate& into);

}  // namespace pratique::policy
