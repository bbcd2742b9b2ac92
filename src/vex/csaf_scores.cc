#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <optional>
#include <set>
#include <tuple>

#include "advisory/cvss.h"
#include "base/text.h"
#include "vex/csaf_tests.h"

namespace pratique::vex {

namespace {

using codec::Json;

// The members of FIRST's JSON schemas and the metrics of the vector that they repeat.
struct Property {
  std::string_view name, metric;
};
constexpr auto kVersion2 = std::to_array<Property>({{"accessVector", "AV"},
                                                    {"accessComplexity", "AC"},
                                                    {"authentication", "Au"},
                                                    {"confidentialityImpact", "C"},
                                                    {"integrityImpact", "I"},
                                                    {"availabilityImpact", "A"},
                                                    {"exploitability", "E"},
                                                    {"remediationLevel", "RL"},
                                                    {"reportConfidence", "RC"},
                                                    {"collateralDamagePotential", "CDP"},
                                                    {"targetDistribution", "TD"},
                                                    {"confidentialityRequirement", "CR"},
                                                    {"integrityRequirement", "IR"},
                                                    {"availabilityRequirement", "AR"}});
constexpr auto kVersion3 = std::to_array<Property>({{"attackVector", "AV"},
                                                    {"attackComplexity", "AC"},
                                                    {"privilegesRequired", "PR"},
                                                    {"userInteraction", "UI"},
                                                    {"scope", "S"},
                                                    {"confidentialityImpact", "C"},
                                                    {"integrityImpact", "I"},
                                                    {"availabilityImpact", "A"},
                                                    {"exploitCodeMaturity", "E"},
                                                    {"remediationLevel", "RL"},
                                                    {"reportConfidence", "RC"},
                                                    {"confidentialityRequirement", "CR"},
                                                    {"integrityRequirement", "IR"},
                                                    {"availabilityRequirement", "AR"},
                                                    {"modifiedAttackVector", "MAV"},
                                                    {"modifiedAttackComplexity", "MAC"},
                                                    {"modifiedPrivilegesRequired", "MPR"},
                                                    {"modifiedUserInteraction", "MUI"},
                                                    {"modifiedScope", "MS"},
                                                    {"modifiedConfidentialityImpact", "MC"},
                                                    {"modifiedIntegrityImpact", "MI"},
                                                    {"modifiedAvailabilityImpact", "MA"}});
constexpr auto kVersion4 = std::to_array<Property>({{"attackVector", "AV"},
                                                    {"attackComplexity", "AC"},
                                                    {"attackRequirements", "AT"},
                                                    {"privilegesRequired", "PR"},
                                                    {"userInteraction", "UI"},
                                                    {"vulnConfidentialityImpact", "VC"},
                                                    {"vulnIntegrityImpact", "VI"},
                                                    {"vulnAvailabilityImpact", "VA"},
                                                    {"subConfidentialityImpact", "SC"},
                                                    {"subIntegrityImpact", "SI"},
                                                    {"subAvailabilityImpact", "SA"},
                                                    {"exploitMaturity", "E"},
                                                    {"confidentialityRequirement", "CR"},
                                                    {"integrityRequirement", "IR"},
                                                    {"availabilityRequirement", "AR"}});

struct CvssKind {
  // The member of a score.
  std::string_view member;
  std::span<const Property> properties;
  bool rates = false;  // "baseSeverity" must be there
  // What "version" may be.
  std::array<std::string_view, 2> versions{};
};
constexpr auto kKinds = std::to_array<CvssKind>({{"cvss_v2", kVersion2, false, {"2.0", "2.0"}},
                                                 {"cvss_v3", kVersion3, true, {"3.0", "3.1"}},
                                                 {"cvss_v4", kVersion4, true, {"4.0", "4.0"}}});

constexpr auto kSeverities = std::to_array<std::string_view>({"NONE", "LOW", "MEDIUM", "HIGH", "CRITICAL"});

bool fits_vector(std::string_view version, std::string_view vector) {
  if (version == "2.0") return !vector.starts_with("CVSS:");
  return vector.starts_with("CVSS:" + std::string(version) + "/");
}

// §6.1.8: FIRST's schema, as far as a score cannot be read without.
bool is_cvss(Json score, const CvssKind& kind) {
  const auto version = score["version"].text(), vector = score["vectorString"].text();
  const auto base = score["baseScore"].number();
  const bool rated = std::ranges::find(kSeverities, score["baseSeverity"].text()) != kSeverities.end();
  return std::ranges::find(kind.versions, version) != kind.versions.end() && fits_vector(version, vector) &&
         advisory::cvss_score(vector) && base && *base >= 0 && *base <= 10 &&
         (rated || (!kind.rates && !score["baseSeverity"]));
}

std::string_view severity_of(double score) {
  if (score <= 0) return "NONE";
  return advisory::to_string(advisory::severity_of_score(score));
}

// §6.1.9.
void test_sums(Json score, const CvssKind& kind, CsafFaults& faults) {
  const auto vector = score["vectorString"].text();
  const auto computed = advisory::cvss_score(vector).value_or(0),
             said = score["baseScore"].number().value_or(0);
  constexpr double kHalfAStep = 0.05;
  if (std::abs(computed - said) > kHalfAStep)
    faults.add("6.1.9: the base score of " + csaf_quoted(vector) + " is another");
  else if (kind.rates && score["baseSeverity"].text() != severity_of(computed))
    faults.add("6.1.9: the base severity of " + csaf_quoted(vector) + " is another");
}

// "POC" of PROOF_OF_CONCEPT, "OF" of OFFICIAL_FIX.
std::string initials(std::string_view word) {
  std::string text;
  for (const auto part : base::split(word, '_')) text += part.substr(0, 1);
  return text;
}

// How a vector writes a value.
bool is_value(std::string_view word, std::string_view value, bool version_2) {
  if (version_2) {
    if (word == "UNCONFIRMED") return value == "UC";
    if (word == "UNCORROBORATED") return value == "UR";
    if (word == "ADJACENT_NETWORK") return value == "A";
    return value == initials(word);
  }
  return value == (word == "NOT_DEFINED" ? std::string_view("X") : word.substr(0, 1));
}

// §6.1.10: members that say otherwise than the vector; what it leaves out they may say.
void test_properties(Json score, const CvssKind& kind, CsafFaults& faults) {
  std::map<std::string_view, std::string_view> metrics;
  const auto vector = score["vectorString"].text();
  for (const auto part : base::split(vector, '/')) {
    if (const auto halves = base::cut(part, ":")) metrics[halves->before] = halves->after;
  }
  for (const auto& [name, metric] : kind.properties) {
    const auto word = score[name];
    if (!word) continue;
    const auto at = metrics.find(metric);
    if (at == metrics.end()) continue;
    if (!is_value(word.text(), at->second, kind.member == "cvss_v2"))
      faults.add("6.1.10: " + std::string(name) + " says otherwise than " + csaf_quoted(vector));
  }
}

class Scores {
 public:
  explicit Scores(CsafFaults& faults) : faults_(faults) {}

  // `source`: of 2.1, whose metric it is.
  void test(Json content, Json products, std::string_view source) {
    for (const auto& kind : kKinds) {
      const auto score = content[kind.member];
      if (!score) continue;
      test_once(score["version"].text().empty() ? kind.member : score["version"].text(), products, source);
      if (!is_cvss(score, kind)) {
        faults_.add("6.1.8: a score that is no CVSS: " + csaf_quoted(score["vectorString"].text()));
        continue;
      }
      test_sums(score, kind, faults_);
      test_properties(score, kind, faults_);
    }
  }

 private:
  // §6.1.7: a product has one score of a version (and source).
  void test_once(std::string_view version, Json products, std::string_view source) {
    products.each([&](Json product) {
      if (!seen_.emplace(product.text(), version, source).second)
        faults_.add("6.1.7: product id " + csaf_quoted(product.text()) + " has several scores of CVSS " +
                    std::string(version));
    });
  }

  CsafFaults& faults_;
  std::set<std::tuple<std::string_view, std::string_view, std::string_view>> seen_;
};

}  // namespace

void test_csaf_scores(Json vulnerability, CsafFaults& faults) {
  Scores scores(faults);
  vulnerability["scores"].each([&](Json one) { scores.test(one, one["products"], {}); });
  vulnerability["metrics"].each(
      [&](Json one) { scores.test(one["content"], one["products"], one["source"].text()); });
}

}  // namespace pratique::vex
