// Photon OS' updates as OVAL (https://packages.vmware.com/photon/photon_oval_definitions/): one file a release. Fixed
// vulnerabilities only; packages by the names of their rpms.
#include "advisory/oval_feed.h"
#include "base/text.h"

namespace pratique::advisory {

namespace {

// "PHSA-2020:00001 sqlite Security Update. (Important)".
Result<OvalRecord> record_of(const OvalDefinition& definition, const std::vector<OvalStatement>&) {
  OvalRecord record{.id = definition.title.substr(0, definition.title.find(' '))};
  if (!record.id.starts_with("PHSA-")) return base::invalid("title without an id");
  return record;
}

// OSV has the release as os-release does: "3.0".
std::optional<std::string> ecosystem_of(std::string_view system) {
  constexpr std::string_view kSystem = "Photon OS ";
  if (!system.starts_with(kSystem)) return "";
  const auto release = system.substr(kSystem.size());
  return "Photon OS:" + std::string(release) + (base::contains(release, ".") ? "" : ".0");
}

constexpr OvalPublisher kPublisher{
    .info = {.name = "photon-oval",
             .extent = Extent::kFixesOnly,
             .complete_for = "Photon OS",
             .published = "https://packages.vmware.com/photon/photon_oval_definitions/",
             .layout = Layout::kDocument,
             .every_hours = 24},
    .source = "photon",
    .ids = "oval:com.vmware.phsa:",
    .record_of = record_of,
    .ecosystem_of = ecosystem_of};

}  // namespace

std::unique_ptr<Feed> make_photon_oval() { return oval_feed(kPublisher); }

}  // namespace pratique::advisory
