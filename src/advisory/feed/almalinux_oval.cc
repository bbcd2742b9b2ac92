// AlmaLinux' errata as OVAL (https://security.almalinux.org/oval/): one file a release. Fixed vulnerabilities only; the
// same errata as its OSV records, with the modules named.
#include "advisory/oval_feed.h"
#include "advisory/oval_records.h"

namespace pratique::advisory {

namespace {

Result<OvalRecord> record_of(const OvalDefinition& definition, const std::vector<OvalStatement>&) {
  OvalRecord record{.id = id_of(definition, {"ALSA", "ALBA", "ALEA"})};
  if (record.id.empty()) return base::invalid("no id of an erratum");
  if (cves_of(definition).empty() && !record.id.starts_with("ALSA-"))
    record.category = record.id.starts_with("ALBA-") ? "bugfix" : "enhancement";
  return record;
}

std::optional<std::string> ecosystem_of(std::string_view system) {
  constexpr std::string_view kSystem = "AlmaLinux ";
  if (!system.starts_with(kSystem)) return "";
  return "AlmaLinux:" + std::string(system.substr(kSystem.size()));
}

constexpr OvalPublisher kPublisher{.info = {.name = "almalinux-oval",
                                            .extent = Extent::kFixesOnly,
                                            .complete_for = "AlmaLinux",
                                            .published = "https://security.almalinux.org/oval/",
                                            .layout = Layout::kDocument,
                                            .every_hours = 24},
                                   .source = "almalinux",
                                   .ids = "oval:org.almalinux.al",
                                   .record_of = record_of,
                                   .ecosystem_of = ecosystem_of,
                                   .joins_architectures = true};

}  // namespace

std::unique_ptr<Feed> make_almalinux_oval() { return oval_feed(kPublisher); }

}  // namespace pratique::advisory
