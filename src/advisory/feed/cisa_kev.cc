// CISA's catalogue of known exploited vulnerabilities
// (https://www.cisa.gov/known-exploited-vulnerabilities-catalog, JSON schema beside it).
#include "advisory/json_feed.h"
#include "advisory/no_days.h"
#include "advisory/osv.h"
#include "base/text.h"

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
    if (!path.ends_with(".json") || !base::contains(head, "\"cveID\"")) return false;
    return (base::contains(head, "\"vulnerabilities\"") && base::contains(head, "\"catalogVersion\"")) ||
           (base::trim(head).starts_with('{') && base::contains(head, "\"dateAdded\"") &&
            base::contains(head, "\"dueDate\"") && !base::contains(head, "\"vulnerabilities\""));
  }

  // What has no day is exploited all the same.
  Result<void> read(Source& source, FeedSink& sink) const override {
    NoDays no_days;
    const auto read_entry = [&](std::string_view number, codec::Json entry) {
      Enrichment enrichment{.id = vulnerability_id(entry["cveID"].text()), .source = std::string(kInfo.name)};
      if (enrichment.id.empty()) return sink.skip("entry " + std::string(number), "no cveID");
      enrichment.summary = as_summary(entry["vulnerabilityName"].text());
      enrichment.exploitation = {
          .known = true,
          .ransomware = base::equals_ignoring_case(entry["knownRansomwareCampaignUse"].text(), "Known"),
          .added = no_days.day_of(enrichment.id, entry["dateAdded"].text()),
          .due =
              entry["dueDate"].text().empty() ? 0 : no_days.day_of(enrichment.id, entry["dueDate"].text())};
      enrichment.day = enrichment.exploitation.added;
      entry["cwes"].each([&](codec::Json cwe) {
        if (is_id(cwe.text())) enrichment.cwes.emplace_back(cwe.text());
      });
      sink.add(std::move(enrichment));
    };
    PQ_TRY(const auto document,
           read_records(source, sink, {.lists = {"vulnerabilities"}, .take = read_entry}));
    // The catalogue, or an entry that somebody keeps by itself ("item": as vunnel does).
    const auto root = document.root();
    const auto alone = root["item"].is_object() ? root["item"] : root;
    if (alone["cveID"]) read_entry("1", alone);
    no_days.tell(sink);
    return {};
  }
};

}  // namespace

std::unique_ptr<Feed> make_cisa_kev() { return std::make_unique<CisaKev>(); }

}  // namespace pratique::advisory
