#include "sbom/write/common/spdx_terms.h"

#include <vector>

#include "base/text.h"
#include "licence/expression.h"
#include "sbom/properties.h"
#include "sbom/stable.h"

namespace pratique::sbom {

std::string LicenseTerms::declared(const model::Component& component) {
  std::vector<std::string> terms;
  for (const auto& license : component.licenses) {
    if (license.empty()) continue;
    const auto term = term_of(license);
    terms.push_back(component.licenses.size() > 1 && licence::is_compound(term) ? "(" + term + ")" : term);
  }
  return terms.empty() ? std::string(kNoAssertion) : base::join(terms, " AND ");
}

std::string LicenseTerms::concluded(const model::Component& component) {
  const auto found = effective_license(component);
  for (const auto& [reference, text] : found.references) extracted_.emplace(reference, text);
  return found.expression.empty() ? std::string(kNoAssertion) : term_of(found.expression);
}

// Identifiers that the list has replaced are not written: some validators take no exception in an identifier's name.
// References that a package brought along are declared too.
std::string LicenseTerms::term_of(const std::string& license) {
  if (licence::is_expression(license)) {
    for (const auto& reference : licence::references(license)) extracted_.emplace(reference, kNoAssertion);
    return licence::canonical(license).value_or(license);
  }
  const auto reference = "LicenseRef-" + short_hash(license);
  extracted_[reference] = license;
  return reference;
}

licence::EffectiveLicence effective_license(const model::Component& component) {
  std::vector<licence::FileLicence> files;
  for (const auto& found : component.details->found_licenses)
    files.push_back({found.expression, found.likeness});
  return licence::effective(component.details->license, component.licenses, files);
}

std::string source_info_of(const model::Component& component) {
  if (component.source_name.empty()) return {};
  const auto& version = component.source_version.empty() ? component.purl.version : component.source_version;
  return "built package from: " + component.source_name + " " + version;
}

std::string download_location_of(const model::Component& component) {
  const auto url = source_url_of(component);
  if (!is_url(url)) return std::string(kNoAssertion);
  return (url.ends_with(".git") ? "git+" : "") + std::string(url);
}

}  // namespace pratique::sbom
