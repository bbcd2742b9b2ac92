// CISA's Vulnrichment as JSON lines, one CVE each: {id, pub, upd, title, desc, cvss: [vector…], cwe: […],
// kev: date}. The vectors are the CNA's and CISA's own, not told apart.
#include "advisory/cvss.h"
#include "advisory/feed.h"
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
Result<Enrichment> read_line(std::string_view line) {
  PQ_TRY(const auto document, codec::JsonDocument::parse(line));
  const auto root = document.root();
  Enrichment enrichment{.id = root["id"].text_or(""), .source = std::string(kSource)};
  if (!enrichment.id.starts_with("CVE-") || !is_id(enrichment.id)) return base::invalid("no CVE id");
  root["cvss"].each([&](codec::Json vector) {
    auto rating = rating_of_vector(kSource, vector.text());
    if (!rating.vector.empty()) enrichment.ratings.push_back(std::move(rating));
  });
  root["cwe"].each([&](codec::Json cwe) {
    if (cwe.text().starts_with("CWE-") && is_id(cwe.text())) enrichment.cwes.emplace_back(cwe.text());
  });
  const auto title = root["title"].text();
  enrichment.summary = as_summary(title.empty() ? root["desc"].text() : title);
  enrichment.kev_added = root["kev"].text_or("");
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
    for (std::size_t number = 1;; ++number) {
      PQ_TRY(const auto line, source.line());
      if (!line) return {};
      if (base::trim(*line).empty()) continue;
      auto enrichment = read_line(*line);
      if (enrichment) {
        sink.add(*std::move(enrichment));
      } else {
        sink.skip("line " + std::to_string(number), to_line(enrichment.error()));
      }
    }
  }
};

}  // namespace

std::unique_ptr<Feed> make_vulnrichment() { return std::make_unique<Vulnrichment>(); }

}  // namespace pratique::advisory
