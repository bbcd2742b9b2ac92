// What all versions of SPDX say of a component in the same words, and CycloneDX too.
#pragma once

#include <map>
#include <string>
#include <string_view>

#include "licence/effective.h"
#include "model/inventory.h"

namespace pratique::sbom {

inline constexpr std::string_view kNoAssertion = "NOASSERTION";
// For names and versions, of which the format has no such word: parsers of the tag-value form refuse it there.
inline constexpr std::string_view kUnknown = "unknown";

// Licences as SPDX wants them: expressions, in which free text stands as a LicenseRef (SPDX 2.3, 10.1). Gathers the
// references, for a document with an unexplained one is not valid.
class LicenseTerms {
 public:
  // All licences at once, joined by AND.
  std::string declared(const model::Component& component);
  // The licence that counts (licence/effective.h).
  std::string concluded(const model::Component& component);
  // Reference → text, sorted.
  const std::map<std::string, std::string>& extracted() const { return extracted_; }

 private:
  std::string term_of(const std::string& license);
  std::map<std::string, std::string> extracted_;
};

// The licence that counts, of all that is known of a component.
licence::EffectiveLicence effective_license(const model::Component& component);

// "built package from: openssl 3.0.11-1", in Trivy's words, so that others find the source package too; "" for none.
std::string source_info_of(const model::Component& component);
// Where its sources are got from, or "NOASSERTION": `source_url_of` in the form of SPDX 2.3, 7.7.
std::string download_location_of(const model::Component& component);

}  // namespace pratique::sbom
