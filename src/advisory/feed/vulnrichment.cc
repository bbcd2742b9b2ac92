// CISA's Vulnrichment as JSON lines, one CVE each: {id, pub, upd, title, desc, cvss: [vector…], cwe: […],
// kev: date, ssvc: {"Exploitation", "Automatable", "Technical Impact"}}. The vectors are the CNA's and CISA's own, not
// told apart.
#include "advisory/cvss.h"
#include "advisory/feed.h"
#include "advisory/no_days.h"
#include "advisory/osv.h"
#include "base/text.h"
#include "codec/json.h"

namespace pratique::advisory {

namespace {

constexpr FeedInfo kInfo{.name = "vulnrichment",
                         .extent = Extent::kUndeclared,
                         .complete_for = "",
                         .published = "https://github.com/cisagov/vulnrichment",
                         .layout = Layout::kLines,
                         .every_hours = 24};

constexpr std::string_view kSource = "vulnrichment";

// The title where there is one: descriptions run to several hundred words.
Result<Enrichment> read_line(std::string_view line, NoDays& no_days) {
  PQ_TRY(const auto document, codec::JsonDocument::parse(line));
  const auto root = document.root();
  Enrichment enrichment{.id = vulnerability_id(root["id"].text()), .source = std::string(kSource)};
  if (enrichment.id.empty()) return base::invalid("no CVE id");
  enrichment.day = day_number(root["upd"].text());
  root["cvss"].each([&](codec::Json vector) {
    auto rating = rating_of_vector(kSource, vector.text());
    if (!rating.vector.empty()) enrichment.ratings.push_back(std::move(rating));
  });
  root["cwe"].each([&](codec::Json cwe) {
    if (cwe.text().starts_with("CWE-") && is_id(cwe.text())) enrichment.cwes.emplace_back(cwe.text());
  });
  const auto title = root["title"].text();
  enrichment.summary = as_summary(title.empty() ? root["desc"].text() : title);
  if (const auto added = root["kev"].text(); !added.empty())
    enrichment.exploitation = {.known = true, .added = no_days.day_of(enrichment.id, added)};
  const auto ssvc = root["ssvc"];
  enrichment.ssvc =
      ssvc_of(ssvc["Exploitation"].text(), ssvc["Automatable"].text(), ssvc["Technical Impact"].text());
  return enrichment;
}

class Vulnrichment : public Feed {
 public:
  const FeedInfo& info() const override { return kInfo; }

  // OSV as JSON lines may begin with the same id, but has "affected".
  bool recognises(std::string_view path, std::string_view head) const override {
    return path.ends_with(".jsonl") && head.starts_with("{\"id\":\"CVE-") &&
           base::contains(head, "\"ssvc\"") && !base::contains(head, "\"affected\":[");
  }

  Result<void> read(Source& source, FeedSink& sink) const override {
    NoDays no_days;
    for (std::size_t number = 1;; ++number) {
      PQ_TRY(const auto line, source.line());
      if (!line) break;
      if (base::trim(*line).empty()) continue;
      auto enrichment = read_line(*line, no_days);
      if (enrichment) {
        sink.add(*std::move(enrichment));
      } else {
        sink.skip("line " + std::to_string(number), to_line(enrichment.error()));
      }
    }
    no_days.tell(sink);
    return {};
  }
};

}  // namespace

std::unique_ptr<Feed> make_vulnrichment() { return std::make_unique<Vulnrichment>(); }

}  // namespace pratique::advisory
