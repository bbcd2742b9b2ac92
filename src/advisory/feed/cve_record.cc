// CVE records, format 5 (https://github.com/CVEProject/cve-schema, docs of version 5.2): cvelistV5's files, CISA's
// vulnrichment, a numbering authority's own folder. {"dataType": "CVE_RECORD", "cveMetadata", "containers": {"cna", "adp"
// []}}: what the authority says, and what others add. CISA's part goes to the enrichments, under the name of CISA's own
// repository, which has nothing else.
#include <optional>

#include "advisory/cve_affected.h"
#include "advisory/json_feed.h"
#include "advisory/reading.h"

namespace pratique::advisory {

namespace {

constexpr FeedInfo kInfo{.name = "cve-record",
                         .extent = Extent::kUndeclared,
                         .complete_for = "",
                         .published = "https://github.com/CVEProject/cvelistV5",
                         .layout = Layout::kFilePerRecord,
                         .every_hours = 1};

constexpr std::string_view kCisa = "CISA-ADP", kCisaSource = "vulnrichment";

template <class Add>
void each_vector(codec::Json metrics, const Add& add) {
  metrics.each([&](codec::Json metric) {
    for (const auto* key : {"cvssV4_0", "cvssV3_1", "cvssV3_0", "cvssV2_0"})
      add(metric[key]["vectorString"].text());
  });
}

void read_weaknesses(codec::Json container, std::vector<std::string>& cwes) {
  container["problemTypes"].each([&](codec::Json type) {
    type["descriptions"].each([&](codec::Json one) { add_weakness(one["cweId"].text(), cwes); });
  });
}

std::string_view english(codec::Json descriptions) {
  std::string_view found;
  descriptions.each([&](codec::Json one) {
    if (found.empty() && one["lang"].text().starts_with("en")) found = one["value"].text();
  });
  return found;
}

void read_container(codec::Json container, Advisory& advisory,
                    const std::function<void(const std::string& why)>& told) {
  if (advisory.summary.empty()) advisory.summary = as_summary(container["title"].text());
  if (advisory.summary.empty()) advisory.summary = as_summary(english(container["descriptions"]));
  container["references"].each([&](codec::Json one) { add_reference(one["url"].text(), advisory); });
  read_weaknesses(container, advisory.cwes);
  each_vector(container["metrics"], [&](std::string_view vector) {
    if (!vector.empty()) add_rating(vector, {}, advisory);
  });
  read_cve_affected(container, advisory.affected, told);
}

// Decision points, catalogue entry, vectors.
std::optional<Enrichment> enrichment_of(codec::Json adp, const std::string& id) {
  if (adp["providerMetadata"]["shortName"].text() != kCisa) return std::nullopt;
  Enrichment out{.id = id, .source = std::string(kCisaSource)};
  out.day = day_number(adp["providerMetadata"]["dateUpdated"].text());
  read_weaknesses(adp, out.cwes);
  each_vector(adp["metrics"], [&](std::string_view vector) {
    auto rating = rating_of_vector(kCisaSource, vector);
    if (!rating.vector.empty()) out.ratings.push_back(std::move(rating));
  });
  adp["metrics"].each([&](codec::Json metric) {
    const auto content = metric["other"]["content"];
    const auto type = metric["other"]["type"].text();
    if (type == "kev") out.exploitation = {.known = true, .added = day_number(content["dateAdded"].text())};
    if (type != "ssvc") return;
    const auto option = [&](std::string_view key) {
      std::string_view found;
      content["options"].each([&](codec::Json one) {
        if (one[key]) found = one[key].text();
      });
      return found;
    };
    out.ssvc = ssvc_of(option("Exploitation"), option("Automatable"), option("Technical Impact"));
  });
  const bool says = out.exploitation.known || out.ssvc.known() || !out.ratings.empty() || !out.cwes.empty();
  return says ? std::optional(std::move(out)) : std::nullopt;
}

class CveRecord : public Feed {
 public:
  const FeedInfo& info() const override { return kInfo; }

  bool recognises(std::string_view path, std::string_view head) const override {
    if (!path.ends_with(".json")) return false;
    if (base::contains(head, "\"CVE_RECORD\"")) return true;
    return base::contains(head, "\"containers\"") &&
           (base::contains(head, "\"cna\"") || base::contains(head, "\"adp\""));
  }

  Result<void> read(Source& source, FeedSink& sink) const override {
    PQ_TRY(const auto document, read_document(source));
    const auto root = document.root();
    const auto head = root["cveMetadata"];
    Advisory advisory{.id = vulnerability_id(head["cveId"].text()), .source = "cve"};
    if (!advisory.id.starts_with("CVE-")) return base::fail(ErrorKind::kUnsupported, "no CVE record");
    const auto containers = root["containers"];
    advisory.published = known_time(head["datePublished"].text());
    advisory.modified = known_time(head["dateUpdated"].text());
    if (base::equals_ignoring_case(head["state"].text(), "REJECTED")) {
      advisory.withdrawn = known_time(head["dateRejected"].text());
      if (advisory.withdrawn.empty())
        advisory.withdrawn = advisory.modified.empty() ? "rejected" : advisory.modified;
    }
    const auto told = [&](const std::string& why) { sink.skip(advisory.id, why); };
    read_container(containers["cna"], advisory, told);
    containers["adp"].each([&](codec::Json adp) {
      if (auto found = enrichment_of(adp, advisory.id)) return sink.add(*std::move(found));
      read_container(adp, advisory, told);
    });
    sink.add(std::move(advisory));
    return {};
  }
};

}  // namespace

std::unique_ptr<Feed> make_cve_record() { return std::make_unique<CveRecord>(); }

}  // namespace pratique::advisory
