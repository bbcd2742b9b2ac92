// Enrichments: EPSS as lines and as an answer, CISA's catalogue, vulnrichment.
#include "feed_fuzz.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  read_feed("epss", "epss_scores-2025-02-20.csv", data, size);
  read_feed("epss", "scores.csv", data, size);
  read_feed("epss", "answer.json", data, size);
  read_feed("cisa-kev", "known_exploited_vulnerabilities.json", data, size);
  read_feed("vulnrichment", "vulnrichment.jsonl", data, size);
  read_feed("in-the-wild", "exploited.json", data, size);
  return 0;
}
