// Microsoft's OVAL of Azure Linux and CBL-Mariner (https://github.com/microsoft/AzureLinuxVulnerabilityData): one file a
// release, one definition for each CVE and source package. `patchable` says what it is: "true": there is a fix; "false":
// none yet; "Not Applicable": the package never had it.
#include <algorithm>

#include "advisory/oval_feed.h"
#include "advisory/oval_records.h"
#include "base/text.h"

namespace pratique::advisory {

namespace {

// Nothing in a document names its release but the end of each version: "1.20.7-1.cm2", "2.6.7-3.azl3".
std::string release_of(const Range& range) {
  for (const auto& version : {range.fixed, range.last_affected, range.introduced}) {
    for (const std::string_view mark : {".cm", ".azl"}) {
      const auto at = version.rfind(mark);
      if (at == std::string::npos) continue;
      const auto digits = std::string_view(version).substr(at + mark.size());
      const bool is_number = digits.find_first_not_of("0123456789") == std::string_view::npos;
      if (is_number && !digits.empty() && digits.size() <= 2) return std::string(digits);
    }
  }
  return {};
}

constexpr std::string_view kNeverHadIt = "Not Applicable";

// A CVE has a definition for each package, in the file of each release.
Result<OvalRecord> record_of(const OvalDefinition& definition, const std::vector<OvalStatement>& statements) {
  const auto cves = cves_of(definition);
  if (cves.size() != 1) return base::invalid("not one CVE");
  const auto& patchable = definition.patchable;
  if (patchable != "true" && patchable != "false" && patchable != kNeverHadIt)
    return base::invalid("patchable is \"" + patchable + "\"");
  const auto has_release = [](const OvalStatement& each) { return !release_of(each.range).empty(); };
  if (!std::all_of(statements.begin(), statements.end(), has_release))
    return base::invalid("version without its release");
  if (statements.empty()) return base::invalid("no package");
  return OvalRecord{.id = cves.front(), .is_erratum = false, .is_part = true, .is_of_one_package = true};
}

std::string ecosystem_by(const OvalDefinition& definition, const OvalStatement& statement) {
  const bool is_mariner = base::contains(definition.id, ".cbl-mariner:");
  return (is_mariner ? "CBL-Mariner:" : "Azure Linux:") + release_of(statement.range);
}

Result<void> refine(const OvalDefinition& definition, const OvalStatement&, const OvalRecord&,
                    Affected& affected) {
  if (definition.patchable != kNeverHadIt) return {};
  affected.status = Status::kNotAffected;
  affected.fixed_on.clear();
  return {};
}

constexpr OvalPublisher kPublisher{
    .info = {.name = "azure-oval",
             .extent = Extent::kComplete,
             .complete_for = "Azure Linux",
             .published = "https://github.com/microsoft/AzureLinuxVulnerabilityData",
             .layout = Layout::kDocument,
             .every_hours = 24},
    .source = "azurelinux",
    .ids = "oval:com.microsoft.",
    .record_of = record_of,
    .ecosystem_by = ecosystem_by,
    .refine = refine};

}  // namespace

std::unique_ptr<Feed> make_azure_oval() { return oval_feed(kPublisher); }

}  // namespace pratique::advisory
