// What feeds add to a vulnerability (advisory/enrichment.h), in words and as JSON: one form for every report.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "advisory/advisory.h"
#include "codec/json_value.h"
#include "match/finding.h"

namespace pratique::report {

struct EnrichedFinding {
  advisory::Exploitation exploitation;
  advisory::Epss epss;
  advisory::Ssvc ssvc;
};
EnrichedFinding enriched(const match::Finding& finding);

// "in CISA's catalogue since 2021-12-10, to be mended by 2021-12-24, used by ransomware".
std::string exploited_text(const advisory::Exploitation& known);
// "exploitation active, automatable yes, technical impact total".
std::string ssvc_text(const advisory::Ssvc& ssvc);
// "0.04%" and "9th percentile", both rounded down, for nobody is of the 100th.
std::string epss_score_text(const advisory::Epss& epss);
std::string epss_percentile_text(const advisory::Epss& epss);

// Whether its summary says that it is disputed, as CVE records began to until there was a tag for it ("** DISPUTED **").
// Not before match::describe().
bool is_disputed(const match::Finding& finding);

// Name and value of what is known: "Exploited", "SSVC", "EPSS".
std::vector<std::pair<std::string_view, std::string>> rows_of(const EnrichedFinding& enriched);
// Members "exploited", "epss" and "ssvc" of what is known (docs/formats/cves.md).
void put(codec::JsonObject& object, const EnrichedFinding& enriched);

}  // namespace pratique::report
