#include "advisory/nvd.h"

#include "advisory/cpe.h"
#include "advisory/cve_affected.h"
#include "advisory/reading.h"
#include "base/text.h"

namespace pratique::advisory {

namespace {

// "nvd@nist.gov" is the database itself; all others are the numbering authorities that reported.
std::string rater(std::string_view source, std::string_view who) {
  if (who.empty() || who == "nvd@nist.gov") return std::string(source);
  return std::string(source) + "-cna";
}

void read_metrics(codec::Json metrics, Advisory& advisory) {
  for (const auto* key : {"cvssMetricV40", "cvssMetricV31", "cvssMetricV30", "cvssMetricV2"}) {
    metrics[key].each([&](codec::Json metric) {
      auto rating = rating_of_vector(rater(advisory.source, metric["source"].text()),
                                     metric["cvssData"]["vectorString"].text());
      if (!rating.vector.empty()) advisory.ratings.push_back(std::move(rating));
    });
  }
}

std::string_view english(codec::Json descriptions) {
  std::string_view found;
  descriptions.each([&](codec::Json one) {
    if (found.empty() && one["lang"].text().starts_with("en")) found = one["value"].text();
  });
  return found;
}

}  // namespace

Result<Advisory> read_nvd(codec::Json cve, std::string_view source,
                          const std::function<void(const std::string& why)>& told) {
  Advisory advisory{.id = vulnerability_id(cve["id"].text()), .source = std::string(source)};
  if (!advisory.id.starts_with("CVE-")) return base::invalid("no CVE id");
  advisory.published = known_time(cve["published"].text());
  advisory.modified = known_time(cve["lastModified"].text());
  if (base::equals_ignoring_case(cve["vulnStatus"].text(), "Rejected"))
    advisory.withdrawn = advisory.modified.empty() ? "rejected" : advisory.modified;
  advisory.summary = as_summary(english(cve["descriptions"]));
  cve["weaknesses"].each([&](codec::Json weakness) {
    weakness["description"].each([&](codec::Json one) { add_weakness(one["value"].text(), advisory.cwes); });
  });
  cve["references"].each([&](codec::Json one) { add_reference(one["url"].text(), advisory); });
  read_metrics(cve["metrics"], advisory);
  advisory.affected = read_configurations(cve["configurations"], told);
  // What NVD did not look at has what the reporter said, in the form of CVE records.
  if (advisory.affected.empty()) {
    cve["affected"].each([&](codec::Json reporter) {
      reporter["affectedData"].each(
          [&](codec::Json product) { read_cve_product(product, advisory.affected, told); });
    });
  }
  return advisory;
}

}  // namespace pratique::advisory
