// Bottlerocket's advisories (https://advisories.bottlerocket.aws/updateinfo.xml.gz). Its packages stand in an image's
// application-inventory.json, without a release of the system.
#include "advisory/updateinfo_feed.h"

namespace pratique::advisory {

namespace {

std::string ecosystem_of(const Update&, const UpdatePackage&) { return "Bottlerocket"; }

constexpr UpdateinfoPublisher kPublisher{
    .info = {.name = "bottlerocket-updateinfo",
             .extent = Extent::kFixesOnly,
             .complete_for = "Bottlerocket",
             .published = "https://advisories.bottlerocket.aws/updateinfo.xml.gz",
             .layout = Layout::kDocument,
             .every_hours = 24},
    .source = "bottlerocket",
    .ids = {"BRSA-"},
    .ecosystem_of = ecosystem_of,
    .gives_parts = false};

}  // namespace

std::unique_ptr<Feed> make_bottlerocket_updateinfo() { return updateinfo_feed(kPublisher); }

}  // namespace pratique::advisory
