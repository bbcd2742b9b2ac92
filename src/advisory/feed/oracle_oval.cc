// Oracle's errata as OVAL (https://linux.oracle.com/security/oval/): com.oracle.elsa-all.xml, and one file for each year
// and release. Fixed vulnerabilities only; packages by the names of their rpms, architecture by architecture.
#include "advisory/oval_feed.h"
#include "advisory/oval_records.h"
#include "base/text.h"

namespace pratique::advisory {

namespace {

Result<OvalRecord> record_of(const OvalDefinition& definition, const std::vector<OvalStatement>&) {
  OvalRecord record{.id = id_of(definition, {"elsa"})};
  if (record.id.empty()) return base::invalid("no id of an erratum");
  return record;
}

std::optional<std::string> ecosystem_of(std::string_view system) {
  constexpr std::string_view kSystem = "Oracle Linux ";
  if (!system.starts_with(kSystem)) return "";
  return "Oracle Linux:" + std::string(system.substr(kSystem.size()));
}

// Packages of Ksplice and of the FIPS certified builds have versions of their own, that do not compare with those of
// the ordinary ones ("2:1.1.1g-15.ksplice1.el8_3").
Result<void> refine(const OvalDefinition&, const OvalStatement& statement, const OvalRecord&,
                    Affected& affected) {
  const auto& fixed = statement.range.fixed;
  if (base::contains(fixed, ".ksplice")) {
    affected.channel = "ksplice";
  } else if (base::contains(fixed, "_fips")) {
    affected.channel = "fips";
  }
  return {};
}

constexpr OvalPublisher kPublisher{
    .info = {.name = "oracle-oval",
             .extent = Extent::kFixesOnly,
             .complete_for = "Oracle Linux",
             .published = "https://linux.oracle.com/security/oval/com.oracle.elsa-all.xml.bz2",
             .layout = Layout::kDocument,
             .every_hours = 24},
    .source = "oracle",
    .ids = "oval:com.oracle.elsa:",
    .record_of = record_of,
    .ecosystem_of = ecosystem_of,
    .refine = refine,
    .joins_architectures = true};

}  // namespace

std::unique_ptr<Feed> make_oracle_oval() { return oval_feed(kPublisher); }

}  // namespace pratique::advisory
