// CISA's catalogue of known exploited vulnerabilities
// (https://www.cisa.gov/known-exploited-vulnerabilities-catalog, JSON schema beside it).
#include "advisory/feed.h"
#include "advisory/osv.h"
#include "base/text.h"
#include "codec/json.h"

namespace pratique::advisory {

namespace {

constexpr FeedInfo kInfo{
    .name = "cisa-kev",
    .extent = Extent::kUndeclared,
    .complete_for = "",
    .published = "https://www.cisa.gov/sites/default/files/feeds/known_exploited_vulnerabilities.json",
    .layout = Layout::kDocument,
    .every_hours = 24};

class CisaKev : public Feed {
 public:
  const FeedInfo& info() const override { return kInfo; }

  bool recognises(std::string_view path, std::string_view head) const override {
    return path.ends_with(".json") && base::contains(head, "\"cveID\"") &&
           base::contains(head, "\"vulnerabilities\"") && base::contains(head, "\"catalogVersion\"");
  }

  Result<void> read(Source& source, FeedSink& sink) const override {
    PQ_TRY(const auto content, source.all());
    PQ_TRY(const auto document, codec::JsonDocument::parse(content));
    std::size_t number = 0;
    document.root()["vulnerabilities"].each([&](codec::Json entry) {
      ++number;
      Enrichment enrichment{.id = entry["cveID"].text_or(""), .source = "cisa-kev"};
      enrichment.summary = as_summary(entry["vulnerabilityName"].text());
      enrichment.kev_added = entry["dateAdded"].text_or("");
      if (!enrichment.id.starts_with("CVE-") || !is_id(enrichment.id) || !is_id(enrichment.kev_added)) {
        return sink.skip("entry " + std::to_string(number), "no cveID or no dateAdded");
      }
      entry["cwes"].each([&](codec::Json cwe) {
        if (is_id(cwe.text())) enrichment.cwes.emplace_back(cwe.text());
      });
      sink.add(std::move(enrichment));
    });
    return {};
  }
};

}  // namespace

std::unique_ptr<Feed> make_cisa_kev() { return std::make_unique<CisaKev>(); }

}  // namespace pratique::advisory
