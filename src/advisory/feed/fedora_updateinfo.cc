// Fedora's updates: updateinfo.xml of its updates repository (repodata/repomd.xml of
// https://dl.fedoraproject.org/pub/fedora/linux/updates/42/Everything/x86_64/). Security updates and others; which CVEs are
// fixed stands in the titles of bugs. EPEL's are no packages of Fedora.
#include "advisory/updateinfo_feed.h"
#include "base/text.h"

namespace pratique::advisory {

namespace {

// "42" of <release>Fedora 42</release>, or of the collection's name; "": no release of Fedora's.
std::string release_of(const Update& update) {
  for (const auto* text :
       {&update.release, update.packages.empty() ? nullptr : &update.packages.front().collection_name}) {
    if (text == nullptr || !text->starts_with("Fedora ")) continue;
    const auto number = text->substr(7, text->find(' ', 7) - 7);
    if (base::to_uint(number)) return number;
  }
  return {};
}

std::string ecosystem_of(const Update& update, const UpdatePackage&) {
  return "Fedora:" + release_of(update);
}

Result<std::string> id_of(const Update& update) {
  if (update.id.starts_with("FEDORA-EPEL-")) return base::invalid("an update of EPEL");
  if (release_of(update).empty()) return base::invalid("no release of Fedora");
  return update.id;
}

constexpr UpdateinfoPublisher kPublisher{
    .info = {.name = "fedora-updateinfo",
             .extent = Extent::kFixesOnly,
             .complete_for = "Fedora",
             .published = "https://dl.fedoraproject.org/pub/fedora/linux/updates/",
             .layout = Layout::kDocument,
             .every_hours = 24},
    .source = "fedora",
    .ids = {"FEDORA-"},
    .ecosystem_of = ecosystem_of,
    .id_of = id_of};

}  // namespace

std::unique_ptr<Feed> make_fedora_updateinfo() { return updateinfo_feed(kPublisher); }

}  // namespace pratique::advisory
