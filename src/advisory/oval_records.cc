#include "advisory/oval_records.h"

#include <algorithm>

#include "advisory/ecosystem.h"
#include "advisory/reading.h"

namespace pratique::advisory {

namespace {

// "Mitre CVE-1999-0524", "CVE:00001:CVE-2019-16168", "CVE-2007-0493" → the last "CVE-…" in it.
std::string cve_in(std::string_view text) {
  const auto at = text.rfind("CVE-");
  if (at == std::string_view::npos) return {};
  auto id = text.substr(at);
  id = id.substr(0, id.find_first_of(" \t\r\n:,;"));
  return is_id(id) && id.size() > 8 ? std::string(id) : std::string();
}

// "8.1/CVSS:3.0/AV:N/AC:H/…": a score and its vector.
Rating rating_of(const OvalCve& cve, std::string_view source) {
  const auto at = cve.cvss.find("CVSS:");
  const auto whose = cve.at == "NVD" ? std::string_view("nvd") : source;
  return at == std::string::npos ? Rating{} : rating_of_vector(whose, std::string_view(cve.cvss).substr(at));
}

// "CWE-122", "(CWE-120|CWE-122)", "CWE-20->CWE-400".
void add_weaknesses(std::string_view text, std::vector<std::string>& cwes) {
  for (auto at = text.find("CWE-"); at != std::string_view::npos; at = text.find("CWE-", at + 4)) {
    const auto digits = text.substr(at + 4);
    const auto length = std::min(digits.find_first_not_of("0123456789"), digits.size());
    if (length > 0 && length < 7) add_unique(cwes, text.substr(at, 4 + length));
  }
}

}  // namespace

std::vector<std::string> cves_of(const OvalDefinition& definition) {
  std::vector<std::string> ids;
  for (const auto& cve : definition.cves) add_unique(ids, cve_in(cve.id));
  for (const auto& reference : definition.references) {
    if (base::contains(reference.source, "CVE")) add_unique(ids, cve_in(reference.id));
  }
  return ids;
}

std::string id_of(const OvalDefinition& definition, std::initializer_list<std::string_view> sources) {
  for (const auto source : sources) {
    for (const auto& reference : definition.references) {
      if (base::equals_ignoring_case(reference.source, source) && is_id(reference.id)) return reference.id;
    }
  }
  return {};
}

Advisory advisory_of(const OvalDefinition& definition, std::string id, std::string_view source) {
  Advisory advisory{.id = std::move(id), .source = std::string(source)};
  advisory.published = known_day(definition.issued);
  advisory.modified = known_day(definition.updated);
  advisory.summary = definition.title;
  // The title of a CVE's definition is its id.
  if (advisory.summary == advisory.id || advisory.summary.empty()) advisory.summary = definition.description;
  for (const auto& reference : definition.references) add_reference(reference.url, advisory);
  for (const auto& cve : definition.cves) {
    if (cve_in(cve.id) != advisory.id) continue;
    if (auto rating = rating_of(cve, source); !rating.vector.empty())
      advisory.ratings.push_back(std::move(rating));
    add_weaknesses(cve.cwe, advisory.cwes);
  }
  auto word = rating_of_word(source, definition.severity);
  if (word.severity != Severity::kUnspecified && advisory.ratings.empty())
    advisory.ratings.push_back(std::move(word));
  return advisory;
}

void give_enrichments(const OvalDefinition& definition, std::string_view source, FeedSink& sink) {
  for (const auto& cve : definition.cves) {
    Enrichment enrichment{.id = cve_in(cve.id), .source = std::string(source)};
    if (enrichment.id.empty()) continue;
    if (auto rating = rating_of(cve, source); !rating.vector.empty())
      enrichment.ratings.push_back(std::move(rating));
    add_weaknesses(cve.cwe, enrichment.cwes);
    if (!enrichment.ratings.empty() || !enrichment.cwes.empty()) sink.add(std::move(enrichment));
  }
}

Affected affected_of(const OvalStatement& statement, std::string ecosystem, const OvalDefinition& definition,
                     Extent extent) {
  Affected out;
  out.ecosystem = canonical_ecosystem(ecosystem);
  // One product of a release; Red Hat's definitions have CPEs as well.
  if (definition.cpes.empty()) out.repository = ecosystem_product(ecosystem);
  out.name = statement.package;
  out.order = order_name(out.ecosystem);
  out.ranges.push_back(statement.range);
  out.status = statement.status;
  out.architectures = statement.architectures;
  out.module = statement.module;
  out.severity = severity_of_word(definition.severity);
  if (out.severity != Severity::kUnspecified) out.severity_word = definition.severity;
  if (!statement.range.fixed.empty() && statement.status == Status::kAffected)
    out.fixed_on = known_day(definition.issued);
  out.extent = extent;
  return out;
}

}  // namespace pratique::advisory
