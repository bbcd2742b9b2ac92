#include "match/finding.h"

#include <fmt/format.h>

#include "advisory/cvss.h"

namespace pratique::match {

using advisory::Severity;

const advisory::RatingView& cvss_of(const Finding& finding) {
  return finding.rating.vector.empty() && finding.scored != nullptr ? *finding.scored : finding.rating;
}

std::string disagreement_of(const Finding& finding) {
  const auto& cvss = cvss_of(finding);
  if (cvss.vector.empty() || finding.severity == Severity::kUnspecified) return {};
  const auto band = advisory::severity_of_score(cvss.score, cvss_version_of(cvss.vector) == "2.0");
  const auto apart = static_cast<int>(band) - static_cast<int>(finding.severity);
  if (apart < 2 && apart > -2) return {};
  const auto who = std::string(finding.rating.source);
  const auto word = std::string(advisory::to_string(finding.severity)) + " by " + who;
  const auto score = "CVSS " + std::string(cvss_version_of(cvss.vector)) + " score of " +
                     fmt::format("{:.1f}", cvss.score) + " is " +
                     (band == Severity::kUnspecified ? "none" : advisory::to_string(band));
  const auto whose =
      cvss.source == finding.rating.source ? std::string("its own") : std::string(cvss.source) + "'s";
  const char* why = finding.rated_by == RatedBy::kPackage ? "what it says of this very package counts first"
                    : finding.rated_by == RatedBy::kNamed
                        ? "the rules name it first"
                        : "the word of the source that decides counts first";
  return word + ", though " + whose + " " + score + ": " + why;
}

const char* to_string(FindingState state) {
  switch (state) {
    case FindingState::kOpen:
      return "open";
    case FindingState::kNotAffected:
      return "not-affected";
    case FindingState::kSuppressed:
      return "suppressed";
  }
  return "open";
}

}  // namespace pratique::match
