#include "report/enrichment.h"

#include "base/text.h"
#include "sbom/native.h"

namespace pratique::report {

namespace {

const char* ordinal_of(std::uint32_t number) {
  if (number / 10 % 10 == 1) return "th";
  constexpr const char* kEndings[] = {"th", "st", "nd", "rd"};
  return number % 10 < 4 ? kEndings[number % 10] : "th";
}

}  // namespace

EnrichedFinding enriched(const match::Finding& finding) {
  return {.exploitation = finding.exploitation, .epss = finding.epss, .ssvc = finding.ssvc};
}

std::string exploited_text(const advisory::Exploitation& known) {
  std::string text = "in CISA's catalogue";
  if (known.added != 0) text += " since " + advisory::to_text(known.added);
  if (known.due != 0) text += ", to be mended by " + advisory::to_text(known.due);
  return known.ransomware ? text + ", used by ransomware" : text;
}

std::string ssvc_text(const advisory::Ssvc& ssvc) {
  std::vector<std::string> points;
  const auto add = [&](const char* point, std::string_view word) {
    if (!word.empty()) points.push_back(point + std::string(word));
  };
  add("exploitation ", to_string(ssvc.exploitation));
  add("automatable ", to_string(ssvc.automatable));
  add("technical impact ", to_string(ssvc.impact));
  return base::join(points, ", ");
}

std::string epss_score_text(const advisory::Epss& epss) {
  constexpr auto kHundredth = advisory::kEpssUnit / 10'000;
  const auto hundredths = epss.score / kHundredth;
  const auto digits = std::to_string(hundredths % 100);
  return std::to_string(hundredths / 100) + "." + (digits.size() < 2 ? "0" : "") + digits + "%";
}

std::string epss_percentile_text(const advisory::Epss& epss) {
  constexpr auto kPercent = advisory::kEpssUnit / 100;
  const auto percentile = epss.percentile / kPercent;
  return std::to_string(percentile) + ordinal_of(percentile) + " percentile";
}

bool is_disputed(const match::Finding& finding) {
  return base::contains(finding.summary.substr(0, 40), "DISPUTED");
}

std::vector<std::pair<std::string_view, std::string>> rows_of(const EnrichedFinding& enriched) {
  std::vector<std::pair<std::string_view, std::string>> rows;
  if (enriched.exploitation.known) rows.emplace_back("Exploited", exploited_text(enriched.exploitation));
  if (enriched.ssvc.known()) rows.emplace_back("SSVC", ssvc_text(enriched.ssvc));
  if (enriched.epss.known()) {
    rows.emplace_back("EPSS", epss_score_text(enriched.epss) + ", " + epss_percentile_text(enriched.epss) +
                                  ", of " + advisory::to_text(enriched.epss.day));
  }
  return rows;
}

void put(codec::JsonObject& object, const EnrichedFinding& enriched) {
  if (const auto& known = enriched.exploitation; known.known) {
    codec::JsonObject exploited;
    sbom::put(exploited, "added", advisory::to_text(known.added));
    sbom::put(exploited, "due", advisory::to_text(known.due));
    exploited.emplace("ransomware", known.ransomware);
    object.emplace("exploited", std::move(exploited));
  }
  if (const auto& epss = enriched.epss; epss.known()) {
    const auto share = [](std::uint32_t units) { return static_cast<double>(units) / advisory::kEpssUnit; };
    object.emplace("epss", codec::JsonObject{{"score", share(epss.score)},
                                             {"percentile", share(epss.percentile)},
                                             {"date", advisory::to_text(epss.day)}});
  }
  if (const auto& ssvc = enriched.ssvc; ssvc.known()) {
    codec::JsonObject points;
    sbom::put(points, "exploitation", to_string(ssvc.exploitation));
    sbom::put(points, "automatable", to_string(ssvc.automatable));
    sbom::put(points, "technical_impact", to_string(ssvc.impact));
    object.emplace("ssvc", std::move(points));
  }
}

}  // namespace pratique::report
